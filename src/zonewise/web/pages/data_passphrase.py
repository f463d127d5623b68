"""How does a person put a passphrase on the diary, change it, or take it away?"""

from dataclasses import replace
from functools import partial

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused, Problem
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
from zonewise.web.access_control import AccessControl, TooManyAttempts
from zonewise.web.diary_context import CurrentDiary, DiaryContext
from zonewise.web.forms import SECRETS, Form, errors_of, form_of
from zonewise.web.render import back_to, page
from zonewise.web.routers import diary_pages
from zonewise.web.session import keep_session

from .data import as_input, status_of
from .unlock import too_many

router = diary_pages()


@router.get("/data/passphrase")
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show what can be done about the passphrase."""
    return _page(request, here)


@router.post("/data/passphrase")
async def change(request: Request, here: CurrentDiary) -> Response:
    """Set, change or remove the passphrase; the app goes on with the key that the diary has now."""
    form, door = await form_of(request), _door(request)
    doing = form.text("do")
    try:
        if doing == "remove" and door.phone:
            found = "other devices can reach the pages, so the diary needs a passphrase."
            expected = "End zonewise on the computer first, then use: zonewise passphrase remove."
            raise InputRefused([Problem("form", 0, found, expected, "phone-needs-passphrase")])
        done = await _changed(request, door, here, form, doing)
    except TooManyAttempts as tried:
        return too_many(_page(request, here, tried.refused), tried)
    except InputRefused as refused:
        return _page(request, here, refused)
    except DiaryRefused as refused:
        field = "passphrase" if refused.code == "wrong-passphrase" else ""
        return _page(request, here, as_input(refused, field), status=status_of(refused))
    door.go_on(request, done.diary)
    answer = back_to("/data", "passphrase-some" if done.left else DONE[doing])
    keep_session(request, answer)
    return answer


DONE = {"set": "passphrase-set", "change": "passphrase-changed", "remove": "passphrase-removed"}


async def _changed(
    request: Request, door: AccessControl, here: DiaryContext, form: Form, doing: str
) -> PassphraseChange:
    current = Secret(form.as_typed("passphrase"))
    if doing == "remove":
        return await door.checked(request, partial(remove_passphrase, here.diary, current))
    new = _new(form)
    if doing == "change":
        return await door.checked(request, partial(change_passphrase, here.diary, current, new))
    return await anyio.to_thread.run_sync(set_passphrase, here.diary, new)


def _new(form: Form) -> Secret:
    """Return the new passphrase, which was typed twice.

    Raises:
        InputRefused: It does not do, or the two differ.
    """
    new = Secret(form.as_typed("new"))
    try:
        check_new(new)
    except InputRefused as refused:
        raise InputRefused([replace(each, field="new") for each in refused.problems]) from None
    if new != Secret(form.as_typed("again")):
        found, expected = "the two are not the same.", "Type both once more."
        raise InputRefused([Problem("form", 0, found, expected, "passphrases-differ", field="again")])
    return new


def _door(request: Request) -> AccessControl:
    door: AccessControl = request.app.state.door
    return door


def _page(
    request: Request, here: DiaryContext, refused: InputRefused | None = None, *, status: int | None = None
) -> Response:
    return page(
        request,
        "data_passphrase.html",
        status=status or status_of(refused),
        encrypted=is_encrypted(here.diary),
        phone=_door(request).phone,
        fewest=FEWEST,
        errors=errors_of(refused, SECRETS) if refused else {},
    )
