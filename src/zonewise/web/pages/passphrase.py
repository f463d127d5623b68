"""The passphrase: given to open the diary, set, changed or taken away. It comes in a form, and nowhere else."""

import hmac
import re
from dataclasses import replace
from functools import partial

import anyio.to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused
from zonewise.services.custody.backups import copies_in_the_clear
from zonewise.services.custody.passphrase import (
    FEWEST,
    PassphraseChange,
    Secret,
    change_passphrase,
    check_new,
    is_encrypted,
    remove_passphrase,
    set_passphrase,
)
from zonewise.store.refusals import DiaryRefused
from zonewise.web.access_control import FIRST, access_of
from zonewise.web.diary_context import CurrentDiary, DiaryContext, app_pages, diary_pages
from zonewise.web.forms import SECRETS, Form, Refused, SentForm, TooManyAttempts, drop_upload, refusal
from zonewise.web.own_browser import PATH, enter_with_key
from zonewise.web.render import CLEARED, back_to, page
from zonewise.web.session import FIELD, another_session, keep_session

router, while_locked = diary_pages(), app_pages()

_OUR_PATH = re.compile(r"/[a-z][a-z0-9/-]*")
KEPT = "kept."  # How the fields begin of a form that is to be sent once the diary is open.
DONE = {"set": "passphrase-set", "change": "passphrase-changed", "remove": "passphrase-removed"}


@while_locked.get(PATH)
async def enter(request: Request) -> Response:
    """Let a browser in that brings the secret of the printed address."""
    return enter_with_key(request)


@while_locked.get(FIRST)
async def show_first(request: Request) -> Response:
    """Ask for the passphrase of a diary that is not there yet; only the printed address leads here."""
    return _first_page(request, request.query_params.get("key", ""))


@while_locked.post(FIRST)
async def choose_first(request: Request, form: SentForm) -> Response:
    """Begin the diary under a passphrase, and let this browser in; whoever comes later gives the passphrase."""
    access = access_of(request)
    if _is_first(request, form.text("key")):
        try:
            done = await anyio.to_thread.run_sync(set_passphrase, access.diary, _new(form))
        except (InputRefused, DiaryRefused) as refused:
            return _first_page(request, form.text("key"), refused)
        access.change_key(request, done.diary)
    answer = back_to("/")
    keep_session(request, answer)
    return answer


def _first_page(request: Request, key: str, refused: Refused | None = None) -> Response:
    if access_of(request).state(request) != "no-passphrase":
        return back_to("/unlock")
    if not _is_first(request, key):
        raise HTTPException(403, "foreign-browser")
    return page(request, "first.html", refused=refused, fields=SECRETS, key=key, fewest=FEWEST)


def _is_first(request: Request, key: str) -> bool:
    """Say whether a request brings the secret of the first start, while there is no passphrase yet."""
    access = access_of(request)
    fits = hmac.compare_digest(key.encode(errors="replace"), access.first_key.encode())
    return bool(access.first_key) and fits and access.state(request) == "no-passphrase"


@while_locked.get("/unlock")
async def show_unlock(request: Request) -> Response:
    """Ask for the passphrase."""
    if access_of(request).state(request) == "open":
        return back_to("/")
    return page(request, "unlock.html", then=_ours(request.query_params.get("then", "")), kept=())


@while_locked.post("/unlock")
async def unlock(request: Request, form: SentForm) -> Response:
    """Try the passphrase; then show the page that was asked for, or offer to send what was typed before."""
    then = _ours(form.text("then"))
    try:
        await access_of(request).open(request, Secret(form.as_typed("passphrase")))
    except TooManyAttempts as refused:
        return _unlock_page(request, form, refused)
    except DiaryRefused as refused:
        if refused.code == "not-encrypted":
            return back_to("/")
        problem = replace(refused.problem, where="form", field="passphrase")
        return _unlock_page(request, form, InputRefused([problem]))
    if kept := _kept(form):
        return page(request, "confirm.html", path=then or "/", kept=kept)
    answer = back_to(then or "/")
    keep_session(request, answer)
    return answer


@while_locked.post("/lock")
async def lock(request: Request) -> Response:
    """Lock this browser out, until the passphrase is given again, and have it forget what it kept of the pages."""
    access_of(request).log_out(request)
    drop_upload(request)
    another_session(request)
    answer = back_to("/unlock", "locked")
    answer.headers["Clear-Site-Data"] = CLEARED
    keep_session(request, answer)
    return answer


@router.get("/data/passphrase")
async def show(request: Request, context: CurrentDiary) -> Response:
    """Show what can be done about the passphrase."""
    return _page(request, context)


@router.post("/data/passphrase")
async def change(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Set, change or remove the passphrase; the app goes on with the key that the diary has now."""
    doing = form.text("do")
    try:
        if doing == "remove" and access_of(request).phone:
            expected = "End zonewise on the computer first, then use: zonewise passphrase remove."
            fault = "other devices can reach the pages, so the diary needs a passphrase."
            raise refusal(fault, expected, "phone-needs-passphrase")
        done = await _changed(request, context, form, doing)
    except (InputRefused, DiaryRefused) as refused:
        return _page(request, context, refused)
    access_of(request).change_key(request, done.diary)
    some = done.left or (doing != "remove" and copies_in_the_clear(done.diary))
    answer = back_to("/data", "passphrase-some" if some else "passphrase-short" if done.short else DONE[doing])
    keep_session(request, answer)
    return answer


async def _changed(request: Request, context: DiaryContext, form: Form, doing: str) -> PassphraseChange:
    current, access = Secret(form.as_typed("passphrase")), access_of(request)
    if doing == "remove":
        return await access.try_passphrase(request, partial(remove_passphrase, context.diary, current))
    new = _new(form)
    if doing == "change":
        return await access.try_passphrase(request, partial(change_passphrase, context.diary, current, new))
    return await anyio.to_thread.run_sync(set_passphrase, context.diary, new)


def _new(form: Form) -> Secret:
    """Return the new passphrase, which was typed twice.

    Raises:
        InputRefused: It does not do, or the two differ.
    """
    new = Secret(form.as_typed("new"))
    try:
        check_new(new)
    except InputRefused as refused:
        raise InputRefused(replace(problem, field="new") for problem in refused.problems) from None
    if new != Secret(form.as_typed("again")):
        raise refusal("the two are not the same.", "Type both once more.", "passphrases-differ", "again")
    return new


def _page(request: Request, context: DiaryContext, refused: Refused | None = None) -> Response:
    return page(
        request,
        "data_passphrase.html",
        refused=refused,
        fields=SECRETS,
        encrypted=is_encrypted(context.diary),
        phone=access_of(request).phone,
        fewest=FEWEST,
    )


def _unlock_page(request: Request, form: Form, refused: InputRefused) -> Response:
    then, kept = _ours(form.text("then")), _kept(form)
    return page(request, "unlock.html", refused=refused, fields=("passphrase",), then=then, kept=kept)


def _kept(form: Form) -> list[tuple[str, str]]:
    """Return the fields that wait to be sent, without a token: that of the new session goes with them."""
    fields = [(name.removeprefix(KEPT), value) for name, value in form.fields if name.startswith(KEPT)]
    return [(name, value) for name, value in fields if name != FIELD]


def _ours(path: str) -> str:
    """Return a path of ours, or "" for anything else."""
    return path if _OUR_PATH.fullmatch(path) and "//" not in path else ""


router.include_router(while_locked)
