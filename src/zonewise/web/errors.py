"""What does a person, or a program, see when something was refused or went wrong?

A page for people, and for programs under /api one shape: {"error": {"code", "where", "found", "todo"}}.
"""

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zonewise.problem import InputRefused, Problem
from zonewise.store.refusals import DiaryRefused

from .access_control import LockedOut, NoPassphrase
from .forms import SECRETS, form_of
from .json_response import ApiResponse
from .render import back_to, page
from .session import FIELD, CsrfRejected, check_origin

WORDS: dict[str, tuple[str, str]] = {
    "not-found": ("there is no such page.", "Go back to Today."),
    "wrong-method": ("this address does not take that.", "Go back to Today."),
    "foreign-name": (
        "the app was called by a name that is not its own.",
        "Open it under the address that it printed when it started.",
    ),
    "too-large": ("what was sent is too large.", "Send less than {most} bytes."),
    "too-slow": ("what was sent took too long to arrive.", "Try again. Nothing was stored."),
    "unreadable": ("what was sent could not be read.", "Try again. Nothing was stored."),
    "foreign-form": ("this did not come from one of our own pages.", "Open the page here and try again."),
    "old-form": ("the page had been open since before.", "Check what you wrote and send it once more."),
    "locked": ("your diary is locked.", "Open it with its passphrase."),
    "no-passphrase": (
        "other devices can reach the pages, and your diary has no passphrase any more.",
        "End zonewise on the computer, and set a passphrase there before you start it for the phone again.",
    ),
    "example": ("this is the example, and nothing is written in it.", "Leave the example to write in your own diary."),
    "fault": ("something in the program went wrong.", "Your diary was left as it is. Try again."),
}
"""Code -> what was found, what to do."""

STATUS_CODES = {404: "not-found", 405: "wrong-method", 413: "too-large"}

DIARY_STATUS = {
    "diary-busy": 503,
    "disk-full": 507,
    "unstorable-text": 422,
    "too-large": 413,
    "entry-clash": 409,
    "no-diary": 404,
}
"""Refusals that have a status of their own; any other diary that cannot be used is 503."""

KEY_CODES = ("passphrase-needed", "wrong-passphrase", "passphrase-changed")
"""The passphrase was changed by another program while this request was answered."""

DIARY_HEADINGS = {
    "diary-busy": "Your diary is in use",
    "disk-full": "There is no space left",
    "read-only": "Your diary can only be read",
    "not-readable": "Your diary may not be opened",
    "not-writable": "Your diary may not be opened",
    "newer-diary": "Your diary is newer than this program",
    "damaged-diary": "Part of your diary is damaged",
    "not-a-diary": "This file is not a diary",
    "no-diary": "There is no diary yet",
    "entry-clash": "This was sent before",
    "unstorable-text": "One character cannot be kept",
}

FORM_TYPE = "application/x-www-form-urlencoded"

BARE = (
    "<!doctype html><html lang=en><title>zonewise</title><main><h1>Something went wrong</h1>"
    "<p>Your diary was left as it is.</p><p><a href=/>Today</a></p></main></html>"
)


class ExampleOnly(Exception):
    """Something would have been written while the example is shown."""


def add_error_answers(app: FastAPI) -> None:
    """Tell the app how each refusal is answered."""

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        return refused_answer(request, error)

    @app.exception_handler(RequestValidationError)
    async def _invalid(request: Request, error: RequestValidationError) -> Response:
        return problems_answer(request, [_as_problem(each) for each in error.errors()], 422)

    @app.exception_handler(InputRefused)
    async def _input(request: Request, error: InputRefused) -> Response:
        return problems_answer(request, error.problems, 422)

    @app.exception_handler(DiaryRefused)
    async def _diary(request: Request, error: DiaryRefused) -> Response:
        if error.code in KEY_CODES and request.app.state.door.state(request) == "locked":
            return await locked_answer(request)
        return diary_answer(request, error)

    @app.exception_handler(CsrfRejected)
    async def _form(request: Request, error: CsrfRejected) -> Response:
        if not error.same_site:
            return _coded(request, 403, "foreign-form")
        kept = [(name, value) for name, value in error.fields if name != FIELD]
        return _coded(request, 403, "old-form", kept=kept)

    @app.exception_handler(LockedOut)
    async def _locked(request: Request, _: LockedOut) -> Response:
        return await locked_answer(request)

    @app.exception_handler(NoPassphrase)
    async def _no_passphrase(request: Request, _: NoPassphrase) -> Response:
        return _coded(request, 503, "no-passphrase", heading="The phone's way in is closed")

    @app.exception_handler(ExampleOnly)
    async def _example(request: Request, _: ExampleOnly) -> Response:
        return _coded(request, 409, "example", heading="This is the example")


def refused_answer(request: Request, error: HTTPException) -> Response:
    """Answer a request that was refused by its status."""
    code, _, most = str(error.detail).partition(":")
    if code not in WORDS:
        code = STATUS_CODES.get(error.status_code, "unreadable")
    answer = _coded(request, error.status_code, code, most=most)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def problems_answer(request: Request, problems: Sequence[Problem], status: int) -> Response:
    """Answer input that was refused, with each problem."""
    if for_programs(request):
        return ApiResponse(error_json(problems), status)
    return page(request, "refused.html", status=status, heading="Not written down", problems=problems)


def diary_answer(request: Request, error: DiaryRefused) -> Response:
    """Answer that the diary cannot be used, with the way out."""
    status = DIARY_STATUS.get(error.code, 503)
    headers = {"Retry-After": "5"} if status == 503 else {}
    if for_programs(request):
        return ApiResponse(error_json([error.problem]), status, headers)
    heading = DIARY_HEADINGS.get(error.code, "Your diary cannot be used")
    answer = page(
        request, "refused.html", status=status, heading=heading, problems=[error.problem], diary=True, code=error.code
    )
    answer.headers.update(headers)
    return answer


async def locked_answer(request: Request) -> Response:
    """Answer that the passphrase is needed first. What a form of ours brought goes along, to be sent afterwards."""
    if for_programs(request):
        return _coded(request, 401, "locked")
    path = request.url.path
    kept: list[tuple[str, str]] = []
    if request.method == "POST" and request.headers.get("content-type", "").startswith(FORM_TYPE):
        try:
            check_origin(request)
            kept = [(name, value) for name, value in (await form_of(request)).fields if name != FIELD]
        except CsrfRejected:
            return _coded(request, 403, "foreign-form")
    if not kept or any(name in SECRETS for name, _ in kept):
        return back_to("/unlock", then=path if request.method == "GET" and path != "/" else "")
    return page(request, "unlock.html", status=401, then=path, kept=kept)


def fault_answer(request: Request) -> Response:
    """Answer that something of ours went wrong, without a word of what."""
    try:
        return _coded(request, 500, "fault", heading="Something went wrong")
    except Exception:
        return HTMLResponse(BARE, 500)


def for_programs(request: Request) -> bool:
    """Say whether a program asked rather than a person."""
    wanted = request.headers.get("accept", "")
    return request.url.path.startswith("/api/") or ("application/json" in wanted and "text/html" not in wanted)


def error_json(problems: Sequence[Problem]) -> dict[str, object]:
    """Return the one shape of errors: the first problem, and beside it those that came with it."""
    first, *more = [
        {"code": each.code, "where": each.field or each.where, "found": each.found, "todo": each.expected}
        for each in problems
    ]
    return {"error": first | {"more": more}} if more else {"error": first}


def _coded(
    request: Request,
    status: int,
    code: str,
    *,
    most: str = "",
    heading: str = "",
    kept: Sequence[tuple[str, str]] = (),
) -> Response:
    found, todo = WORDS[code]
    problem = Problem("request", 0, found, todo.format(most=most), code)
    if for_programs(request):
        return ApiResponse(error_json([problem]), status)
    if kept:
        return page(request, "confirm.html", status=status, problem=problem, kept=kept)
    title = heading or ("No such page" if status == HTTPStatus.NOT_FOUND else "That did not work")
    return page(request, "refused.html", status=status, heading=title, problems=[problem], code=code)


def _as_problem(error: dict[str, object]) -> Problem:
    """Return one finding of FastAPI's own checks in our shape, without quoting what was sent."""
    location = error.get("loc", ())
    words = [str(part) for part in location] if isinstance(location, tuple | list) else []
    return Problem(
        "request",
        0,
        f"{error.get('msg', 'it does not fit')}.",
        "See /api/openapi.json.",
        "wrong-shape",
        field=".".join(words[1:]) or "body",
    )
