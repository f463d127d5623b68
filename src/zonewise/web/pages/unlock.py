"""How does a browser open a diary that is encrypted? The passphrase comes in a form, and nowhere else."""

import re

from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused, Problem
from zonewise.services.custody.passphrase import Secret
from zonewise.store.refusals import DiaryRefused
from zonewise.web.access_control import AccessControl, TooManyAttempts
from zonewise.web.forms import Form, errors_of, form_of
from zonewise.web.render import back_to, page
from zonewise.web.routers import app_pages
from zonewise.web.session import FIELD, keep_session

router = app_pages()

_OUR_PATH = re.compile(r"/[a-z][a-z0-9/-]*")
KEPT = "kept."
"""How the fields begin of a form that is to be sent once the diary is open."""


@router.get("/unlock")
async def show(request: Request) -> Response:
    """Ask for the passphrase."""
    door: AccessControl = request.app.state.door
    state = door.state(request)
    if state == "open":
        return back_to("/")
    return page(request, "unlock.html", then=_ours(request.query_params.get("then", "")), kept=())


@router.post("/unlock")
async def enter(request: Request) -> Response:
    """Try the passphrase; then show the page that was asked for, or offer to send what was typed before."""
    door: AccessControl = request.app.state.door
    form = await form_of(request)
    then = _ours(form.text("then"))
    try:
        await door.open(request, Secret(form.as_typed("passphrase")))
    except TooManyAttempts as tried:
        return too_many(_again(request, form, tried.refused), tried)
    except DiaryRefused as refused:
        if refused.code == "not-encrypted":
            return back_to("/")
        problem = Problem("form", 0, refused.problem.found, refused.problem.expected, refused.code, "passphrase")
        return _again(request, form, InputRefused([problem]))
    if kept := _kept(form):
        return page(request, "confirm.html", path=then or "/", kept=kept)
    answer = back_to(then or "/")
    keep_session(request, answer)
    return answer


@router.post("/lock")
async def lock(request: Request) -> Response:
    """Lock this browser out, until the passphrase is given again."""
    door: AccessControl = request.app.state.door
    door.leave(request)
    request.app.state.uploads.drop(request)
    return back_to("/unlock", "locked")


def too_many(answer: Response, tried: TooManyAttempts) -> Response:
    """Return an answer that says when the next try is taken."""
    answer.status_code = 429
    answer.headers["Retry-After"] = str(tried.seconds)
    return answer


def _again(request: Request, form: Form, refused: InputRefused) -> Response:
    return page(
        request,
        "unlock.html",
        status=422,
        then=_ours(form.text("then")),
        kept=_kept(form),
        errors=errors_of(refused, ("passphrase",)),
    )


def _kept(form: Form) -> list[tuple[str, str]]:
    """Return the fields that wait to be sent, without a token: that of the new session goes with them."""
    found = [(name.removeprefix(KEPT), value) for name, value in form.fields if name.startswith(KEPT)]
    return [(name, value) for name, value in found if name != FIELD]


def _ours(path: str) -> str:
    """Return a path of ours, or "" for anything else."""
    return path if _OUR_PATH.fullmatch(path) and "//" not in path else ""
