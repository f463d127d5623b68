"""The files that were taken in, and taking one of them back whole."""

from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused
from zonewise.report.words import local_minute
from zonewise.services.importing.undo import imports_that_stand, undo_import
from zonewise.web.diary_context import CurrentDiary, DiaryContext, diary_pages
from zonewise.web.forms import Refused, SentForm
from zonewise.web.render import back_to, page

router = diary_pages()


@router.get("/data/imports")
def show(request: Request, context: CurrentDiary) -> Response:
    """Show the files that were taken in and stand, the latest first."""
    return _imports_page(request, context)


@router.post("/data/imports")
def take_back(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Take one of them back, whole."""
    try:
        undo_import(context.diary, form.text("import") or "none")
    except InputRefused as refused:
        return _imports_page(request, context, refused)
    return back_to("/data/imports", "import-undone")


def _imports_page(request: Request, context: DiaryContext, refused: Refused | None = None) -> Response:
    files = [(one.id, one.file_name, local_minute(one.at), one.added) for one in imports_that_stand(context.diary)]
    return page(request, "imports.html", refused=refused, fields=(), files=files)
