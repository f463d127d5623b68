"""The answers to what was refused or went wrong.

A page for people, and for programs under /api one shape: {"error": {"code", "where", "found", "todo"}}.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from zonewise.problem import InputRefused, Problem
from zonewise.store.refusals import DiaryRefused

from .access_control import LockedOut, access_of
from .forms import DIARY_STATUS, SECRETS, form_of
from .render import ApiResponse, back_to, page
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
    "foreign-browser": (
        "this browser has not been let in yet.",
        "Open the whole address that zonewise printed when it started, once. This browser is remembered then.",
    ),
    "too-busy": ("too many ask at once.", "Try again in a moment. Nothing was stored."),
    "no-room": ("there is no space left on this computer.", "Free some space, then try again. Nothing was stored."),
    "no-passphrase": (
        "other devices can reach the pages, and your diary has no passphrase any more.",
        "End zonewise on the computer, and set a passphrase there before you start it for the phone again.",
    ),
    "example": ("this is the example, and nothing is written in it.", "Leave the example to write in your own diary."),
    "fault": ("something in the program went wrong.", "Your diary was left as it is. Try again."),
}
"""Code -> the fault, what to do."""

HEADINGS = {
    "not-found": "No such page",
    "no-passphrase": "The phone's way in is closed",
    "foreign-browser": "Open the printed address",
    "too-busy": "Busy",
    "no-room": "There is no space left",
    "example": "This is the example",
    "fault": "Something went wrong",
    "diary-busy": "Your diary is in use",
    "disk-full": "There is no space left",
    "read-only": "Your diary can only be read",
    "not-readable": "Your diary may not be opened",
    "not-writable": "Your diary may not be opened",
    "newer-diary": "Your diary is newer than this program",
    "foreign-schema": "This file is not as zonewise makes it",
    "damaged-diary": "Part of your diary is damaged",
    "not-a-diary": "This file is not a diary",
    "no-diary": "There is no diary yet",
    "entry-clash": "This was sent before",
    "unstorable-text": "One character cannot be kept",
}
"""Code -> heading of the page."""

STATUS_CODES = {404: "not-found", 405: "wrong-method", 413: "too-large"}

KEY_CODES = ("passphrase-needed", "wrong-passphrase", "passphrase-changed")
"""The passphrase was changed by another program while this request was answered."""

FORM_TYPE = "application/x-www-form-urlencoded"

BARE = (
    "<!doctype html><html lang=en><title>zonewise</title><main><h1>Something went wrong</h1>"
    "<p>Your diary was left as it is.</p><p><a href=/>Today</a></p></main></html>"
)


async def refused_answer(request: Request, error: HTTPException) -> Response:
    """Answer a request that was refused by its status; the detail is a code of `WORDS`, or "too-large:bytes"."""
    code, _, most = str(error.detail).partition(":")
    if code not in WORDS:
        code = STATUS_CODES.get(error.status_code, "unreadable")
    answer = _coded(request, error.status_code, code, most=most)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


async def shape_answer(request: Request, error: RequestValidationError) -> Response:
    """Answer what FastAPI's own checks refused, without quoting what was sent."""
    return await input_answer(request, InputRefused(map(_as_problem, error.errors())))


async def input_answer(request: Request, error: InputRefused) -> Response:
    """Answer input that was refused, with each problem."""
    if for_programs(request):
        return ApiResponse(error_json(error.problems), 422)
    return page(request, "refused.html", status=422, heading="Not written down", problems=error.problems)


async def diary_answer(request: Request, error: DiaryRefused) -> Response:
    """Answer that the diary cannot be used, with the way out; where its passphrase is another now, ask for that."""
    if error.code in KEY_CODES and access_of(request).state(request) == "locked":
        return await locked_answer(request)
    status = DIARY_STATUS.get(error.code, 503)
    headers = {"Retry-After": "5"} if status == 503 else {}
    if for_programs(request):
        return ApiResponse(error_json([error.problem]), status, headers)
    heading = HEADINGS.get(error.code, "Your diary cannot be used")
    answer = page(
        request, "refused.html", status=status, heading=heading, problems=[error.problem], diary=True, code=error.code
    )
    answer.headers.update(headers)
    return answer


async def form_answer(request: Request, error: CsrfRejected) -> Response:
    """Answer a form that is not ours, or one of ours with an old token: then with what it brought, to be sent again."""
    if not error.same_site:
        return _coded(request, 403, "foreign-form")
    return _coded(request, 403, "old-form", kept=[(name, value) for name, value in error.fields if name != FIELD])


async def locked_answer(request: Request, _: LockedOut | None = None) -> Response:
    """Answer that the passphrase is needed first.

    What a form of ours brought goes along, to be sent afterwards; it is given back to no browser that was never in.
    """
    if for_programs(request):
        return _coded(request, 401, "locked")
    path: str = request.scope["path"]
    kept: list[tuple[str, str]] = []
    if request.method == "POST" and request.headers.get("content-type", "").startswith(FORM_TYPE):
        try:
            check_origin(request)
            if access_of(request).was_in(request):
                kept = [(name, value) for name, value in (await form_of(request)).fields if name != FIELD]
        except CsrfRejected:
            return _coded(request, 403, "foreign-form")
    if not kept or any(name in SECRETS for name, _ in kept):
        return back_to("/unlock", then=path if request.method == "GET" and path != "/" else "")
    return page(request, "unlock.html", status=401, then=path, kept=kept)


ERROR_ANSWERS: Mapping[Any, Any] = {
    HTTPException: refused_answer,
    RequestValidationError: shape_answer,
    InputRefused: input_answer,
    DiaryRefused: diary_answer,
    CsrfRejected: form_answer,
    LockedOut: locked_answer,
}
"""How each refusal is answered. Types as FastAPI takes them: each answer takes the exception that it stands for."""


def fault_answer(request: Request) -> Response:
    """Answer that something of ours went wrong, without a word of what."""
    try:
        return _coded(request, 500, "fault")
    except Exception:
        return HTMLResponse(BARE, 500)


def for_programs(request: Request) -> bool:
    """Say whether a program asked rather than a person."""
    wanted = request.headers.get("accept", "")
    path: str = request.scope["path"]
    return path.startswith("/api/") or ("application/json" in wanted and "text/html" not in wanted)


def error_json(problems: Sequence[Problem]) -> dict[str, object]:
    """Return the one shape of errors: the first problem, and beside it those that came with it."""
    first, *more = [
        {"code": one.code, "where": one.field or one.where, "found": one.fault, "todo": one.expected}
        for one in problems
    ]
    return {"error": first | {"more": more}} if more else {"error": first}


def _coded(
    request: Request, status: int, code: str, *, most: str = "", kept: Sequence[tuple[str, str]] = ()
) -> Response:
    fault, todo = WORDS[code]
    problem = Problem("request", 0, fault, todo.format(most=most), code)
    if for_programs(request):
        return ApiResponse(error_json([problem]), status)
    if kept:
        return page(request, "confirm.html", status=status, problem=problem, kept=kept)
    heading = HEADINGS.get(code, "That did not work")
    return page(request, "refused.html", status=status, heading=heading, problems=[problem], code=code)


def _as_problem(error: Mapping[str, Any]) -> Problem:
    place = ".".join(str(part) for part in error.get("loc", ())[1:]) or "body"
    fault = f"{error.get('msg', 'it does not fit')}."
    return Problem("request", 0, fault, "See /api/openapi.json.", "wrong-shape", place)
