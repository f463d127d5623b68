"""What a prescriber signed: shown in full, compared once, taken in with one confirmation; their keys; the own code."""

from functools import partial

import anyio.to_thread
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused
from zonewise.services.base.diary import entries_so_far
from zonewise.services.base.new_entry import InputSource
from zonewise.services.recording.prescriber_keys import code_in, code_of_diary, forget_key, keys_of_prescribers
from zonewise.services.recording.signed_messages import ReceivedMessage, ReceivingOptions, receive_message
from zonewise.services.sharing.fetched_link import fetch_signed_text
from zonewise.share.links import is_link
from zonewise.web.diary_context import CurrentDiary, DiaryContext, diary_pages
from zonewise.web.forms import Form, SentForm, number_of, refusal
from zonewise.web.render import back_to, page
from zonewise.web.writer_thread import in_writer_thread

router = diary_pages()

HERE = "/plan/signed"
MOST_BYTES = 50_000  # Of a file; the longest signed text has some 16,000.
OTHER_KEY = "other-key"


@router.get(HERE)
async def show(request: Request, context: CurrentDiary) -> Response:
    """Show where a signed text is pasted, the code that a prescriber needs, and the keys that were compared."""
    return _page(request, context, Form())


@router.post(HERE)
async def take_in(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Show what a text says, or take it in once the words of its key were compared; sent twice it counts once."""
    try:
        text = form.text("text") or await _text_of_file(request)
        if is_link(text):
            text = await anyio.to_thread.run_sync(fetch_signed_text, text)
    except InputRefused as refused:
        return _page(request, context, form, refused)
    answer: Response = await in_writer_thread(partial(_take_in, request, context, form, text))
    return answer


def _take_in(request: Request, context: DiaryContext, form: Form, text: str) -> Response:
    try:
        if not text:
            raise refusal("no text was pasted, and no file was chosen.", "Paste it, or choose one.", "no-text", "text")
        options = ReceivingOptions(
            confirmed=form.text("do") == "save",
            compared=form.has("compared"),
            new_key=form.has("new_key"),
            not_started=form.has("not_started"),
        )
        received = receive_message(context.diary, text, options, InputSource("web"))
    except InputRefused as refused:
        return _page(request, context, form, refused)
    if received.stored:
        return back_to("/plan" if received.message.plan is not None else "/", "taken-in")
    return _preview(request, form, received, text)


@router.post(f"{HERE}/code")
def make_code(context: CurrentDiary) -> Response:
    """Make the code of this diary, where there is none yet."""
    code_of_diary(context.diary, hand=InputSource("web"))
    return back_to(HERE, part="code")


@router.post(f"{HERE}/forget")
def forget(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Forget a key."""
    try:
        forget_key(context.diary, number_of(form.text("number")), hand=InputSource("web"))
    except InputRefused as refused:
        return _page(request, context, Form(), refused)
    return back_to(HERE, "saved", part="keys")


async def _text_of_file(request: Request) -> str:
    sent = (await request.form(max_files=1, max_fields=500)).get("file")
    if not isinstance(sent, UploadFile):
        return ""
    try:
        return (await sent.read(MOST_BYTES)).decode("utf-8", "replace")
    finally:
        await sent.close()


def _page(request: Request, context: DiaryContext, typed: Form, refused: InputRefused | None = None) -> Response:
    codes = {problem.code for problem in refused.problems} if refused is not None else set()
    return page(
        request,
        "signed_plans.html",
        refused=refused,
        fields=("text", "file"),
        typed=typed,
        code=code_in(entries_so_far(context.diary)),
        keys=keys_of_prescribers(context.diary),
        expects_key=OTHER_KEY in codes or typed.has("new_key"),
    )


def _preview(request: Request, form: Form, received: ReceivedMessage, text: str) -> Response:
    tried = form.text("do") == "save"
    missing = refusal(
        "the words of the key are not compared yet.", "Compare them, then tick the box.", "not-compared", "compared"
    )
    refused = missing if tried and not received.was_there else None
    return page(
        request,
        "signed_plan_preview.html",
        refused=refused,
        fields=("compared",),
        typed=form,
        text=text,
        received=received,
    )
