"""How a template, JSON or a file becomes an answer. Every page is made here, so that each has the same frame."""

import json
import uuid
from collections.abc import Iterable
from datetime import date
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from zonewise.guidance.protocol import Protocol
from zonewise.model.day_words import day_words
from zonewise.problem import InputRefused, Problem
from zonewise.report.entry_words import capitalised, entry_words
from zonewise.report.explanations import answer_to, sentence
from zonewise.report.words import short_day
from zonewise.services.base.protocols import load_protocol
from zonewise.store.refusals import DiaryRefused

from . import pages
from .forms import Form, Refused, TooManyAttempts, errors_of, status_of
from .session import FIELD, keep_session, token_of
from .static_files import address

DONE = {
    "written": "Written down.",
    "shared": "Shared. Show the link below, or let it be scanned.",
    "sent": "It lies on the relay. Send the link below to them alone.",
    "withdrawn": "Taken back: nobody can open it any more.",
    "already": "That was written down before; it counts once.",
    "corrected": "Corrected. The old entry stays in the diary, marked as replaced.",
    "taken-back": "Taken back. It stays in the diary, marked so.",
    "taken-back-before": "That was taken back before. Nothing was changed now.",
    "saved": "Saved.",
    "taken-in": "Taken in, as your prescriber signed it.",
    "backed-up": "Backed up. The copy was opened again, checked and compared with your diary.",
    "import-undone": "Taken back. What the file brought no longer counts; you can take it in again at any time.",
    "restored": "The backup is your diary now. The one that was there before is kept among the backups.",
    "restored-new": "The backup is your diary now.",
    "passphrase-set": "Your diary and its backups are encrypted. Write the passphrase down: nobody can bring it back.",
    "passphrase-changed": "Your diary and its backups have the new passphrase. Other devices ask for it again.",
    "passphrase-removed": "Your diary and its backups are no longer encrypted.",
    "passphrase-short": "Done. The passphrase is short: four or five words hold out longer. Write it down.",
    "passphrase-some": "Done. Some backups could not be changed with it: they stay as they were.",
    "locked": "Locked.",
    "left": "You left the example. This is your own diary again.",
}
"""What a page says after something was done; the address holds only the code, never anything personal."""

THEME_COOKIE = "zonewise-theme"
THEMES = {"system": "As on this device", "light": "Light", "dark": "Dark, for the night", "contrast": "High contrast"}
"""Name in the cookie and the style sheet -> word. The first is the one nobody chose."""

CLEARED = '"cache", "storage"'
"""What a browser is told to forget: the last Today and all else that it kept of the pages, its cookies left out."""

EXAMPLE_COOKIE = "zonewise-example"


def _first_small(words: str) -> str:
    """Return words as they stand inside a sentence."""
    return words[:1].lower() + words[1:]


def field_id(name: str) -> str:
    """Return the id of a field on a page, by its name."""
    return name.replace(".", "-").replace(" ", "-")


class Page(HTMLResponse):
    """A page; half a character that a person typed is shown as a question mark and is no fault."""

    def render(self, content: Any) -> bytes:
        """Return the bytes."""
        return str(content).encode("utf-8", "replace")


class ApiResponse(JSONResponse):
    """JSON in plain ASCII: half a character that a person sent can then be quoted without a fault."""

    def render(self, content: Any) -> bytes:
        """Return the bytes."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the templates; a name that is not there is a fault, and everything is escaped."""
    templates = Environment(
        loader=PackageLoader("zonewise.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"long_day": day_words, "short_day": short_day, "sentence": sentence, "answer_to": answer_to}
    templates.filters |= {"on_day": lambda instant: day_words(date.fromisoformat(instant[:10]))}
    templates.filters |= {"first_small": _first_small, "capitalize_first": capitalised}
    templates.globals |= {"static": address, "navigation": pages, "token_field": FIELD, "field_id": field_id}
    return templates


def page(
    request: Request, template: str, *, status: int = 0, refused: Refused | None = None,
    fields: Iterable[str] | None = None, typed: Form | None = None, **values: Any,
) -> Response:  # fmt: skip
    """Return a page.

    Args:
        status: HTTP status; 0 is that of what was refused, or 200.
        refused: What was refused; its problems stand beside their fields.
        fields: Fields that the page may have; a problem of any other, or of one that it does not show, stands above.
        typed: What its fields hold, and its key: with one a form that is sent twice counts once.
    """
    typed = typed or Form()
    protocol = _protocol_of(request)
    chosen = request.cookies.get(THEME_COOKIE, "")
    frame: dict[str, Any] = {
        "path": request.scope["path"],
        "theme": chosen if chosen in THEMES else next(iter(THEMES)),
        "form_token": token_of(request),
        "example": is_example(request),
        "damage": _damage_of(request),
        "can_lock": _can_lock(request),
        "navigation": getattr(request.app.state, "navigation", pages),
        "done": DONE.get(request.query_params.get("done", ""), ""),
        "in_short": protocol.notices.notices["in-short"].text,
        "notice": protocol.notices.text,
        "words_of": partial(entry_words, rule_set=protocol.rule_set),
        "typed": typed,
        "key": typed.text("key") or str(uuid.uuid4()),
        "errors": errors_of(refused, fields) if refused else {},
    }
    text = environment().get_template(template).render(frame | values)
    if unseen := [name for name in frame["errors"] if name and f'id="{field_id(name)}-error"' not in text]:
        above = tuple(problem for name in ("", *unseen) for problem in frame["errors"].get(name, ()))
        frame["errors"] = {name: said for name, said in frame["errors"].items() if name not in unseen} | {"": above}
        text = environment().get_template(template).render(frame | values)
    answer = Page(text, status or status_of(refused))
    keep_session(request, answer)
    if isinstance(refused, TooManyAttempts):
        answer.headers["Retry-After"] = str(refused.seconds)
    if is_example(request):
        answer.headers["X-Zonewise-Example"] = "yes"  # so that the service worker keeps nothing of it
    return answer


def _can_lock(request: Request) -> bool:
    """Say whether this browser is in by the passphrase, so that it can be locked out again."""
    access = request.app.state.access
    return bool(access.can_lock and not is_example(request) and access.state(request) == "open")


def _damage_of(request: Request) -> Problem | None:
    """Return what the weekly check found, for a page about that diary alone: others and strangers see another one."""
    context, state = getattr(request.state, "context", None), request.app.state
    is_own = context is not None and context.diary.place == state.access.diary.place
    damage: Problem | None = state.damage if is_own else None
    return damage


def _protocol_of(request: Request) -> Protocol:
    """Return the diary's protocol; the default one for a page without a diary, or about one that cannot be read."""
    context = getattr(request.state, "context", None)
    try:
        return context.protocol if context is not None else load_protocol()
    except (DiaryRefused, InputRefused):
        return load_protocol()


def back_to(path: str, done: str = "", *, part: str = "", **query: str) -> Response:
    """Send the browser on to a page after something was done, so that loading it again sends nothing twice.

    Args:
        done: A key of `DONE`, or "".
        part: Id of the part of the page to go to, or "".
    """
    asked = urlencode({name: value for name, value in (query | {"done": done}).items() if value})
    return RedirectResponse(f"{path}{'?' if asked else ''}{asked}{'#' if part else ''}{part}", 303)


def download(content: bytes, media_type: str, name: str) -> Response:
    """Return a file that the browser keeps under a name instead of showing it."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)


def is_example(request: Request) -> bool:
    """Say whether this browser looks at the example instead of its own diary."""
    return request.cookies.get(EXAMPLE_COOKIE) == "on"
