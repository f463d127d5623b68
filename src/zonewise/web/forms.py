"""What did a person send in a form, and which problem stands beside which field?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from starlette.requests import Request

from zonewise.problem import InputRefused, Problem

from .session import FIELD, HEADER, CsrfRejected, check_origin, check_token

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
SECRETS = ("passphrase", "new", "again")
"""Fields that hold a passphrase: no page ever gives them back."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form as they were typed, in their order; files are left to the page that takes them."""

    fields: tuple[tuple[str, str], ...] = ()

    def text(self, name: str, otherwise: str = "") -> str:
        """Return a field's text without blanks around it; the last one where it came twice."""
        return next((value.strip() for key, value in reversed(self.fields) if key == name), otherwise)

    def as_typed(self, name: str) -> str:
        """Return a field with its blanks, for a passphrase: there they count."""
        return next((value for key, value in reversed(self.fields) if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return each text that came under a name, empty ones left out."""
        return tuple(value.strip() for key, value in self.fields if key == name and value.strip())

    def under(self, start: str) -> dict[str, str]:
        """Return the fields whose names begin so, without that beginning; empty ones are left out."""
        return {
            key.removeprefix(start): value.strip()
            for key, value in self.fields
            if key.startswith(start) and value.strip()
        }

    def has(self, name: str) -> bool:
        """Say whether the field was sent at all, as a button or a ticked box is."""
        return any(key == name for key, _ in self.fields)


async def form_of(request: Request) -> Form:
    """Return the form that a request brings.

    Raises:
        HTTPException: It cannot be read.
    """
    sent = await request.form(max_files=1, max_fields=500)
    return Form(tuple((name, value) for name, value in sent.multi_items() if isinstance(value, str)))


async def verify_csrf(request: Request) -> None:
    """Refuse what would change something and does not come from our own pages; for every route, so none forgets it.

    Raises:
        NotOurForm: Its origin or its token is not ours.
    """
    if request.method in SAFE_METHODS:
        return
    check_origin(request)
    token = request.headers.get(HEADER)
    fields: tuple[tuple[str, str], ...] = ()
    if token is None and not request.headers.get("content-type", "").startswith("application/json"):
        form = await form_of(request)
        token, fields = form.text(FIELD), form.fields
        if any(name in SECRETS for name, _ in fields):
            fields = ()
    try:
        check_token(request, token or "")
    except CsrfRejected as refused:
        refused.fields = fields
        raise


def errors_of(refused: InputRefused, known: Iterable[str] | None = None) -> Mapping[str, tuple[Problem, ...]]:
    """Return the problems by the field they belong to; "" for those that belong to none.

    Args:
        refused: What a service refused.
        known: Fields that the form has; a problem of any other stands above the form.
    """
    fields = None if known is None else set(known)
    found: dict[str, list[Problem]] = {}
    for problem in refused.problems:
        field = problem.field if fields is None or problem.field in fields else ""
        found.setdefault(field, []).append(problem)
    return {name: tuple(problems) for name, problems in found.items()}
