"""What the name, value and unit of each kind of entry may be."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from zonewise.model.amounts import plain
from zonewise.model.entry import EVENTS, RATINGS, SAME_AS_USUAL, Kind
from zonewise.problem import NotUnderstood, did_you_mean, shown

from .numbers import dose_mg, number, number_text

ZONES = ("green", "yellow", "red")
_TEN = Decimal(10)


class Cells(NamedTuple):
    """Name, value and unit of a row, and what was changed in taking them over."""

    name: str
    value: str
    unit: str
    remark: str = ""


def checked(kind: Kind, cells: Cells, mg_per_ml: Decimal | None) -> Cells:
    """Return what an entry of this kind keeps of a row.

    Raises:
        NotUnderstood: The name, value or unit cannot stand in an entry of this kind.
    """
    if kind == "dose":
        return _dose(cells, mg_per_ml)
    return _CHECKS[kind](cells)


def _rating(cells: Cells) -> Cells:
    if cells.name not in RATINGS:
        raise NotUnderstood(
            f"The rating {shown(cells.name)} is not known.",
            f"{did_you_mean(cells.name, RATINGS)}Ratings are {', '.join(RATINGS)}; another name goes under 'tracker'.",
            "unknown-rating",
        )
    value = number(cells.value, f"The rating {cells.name}")
    if not 0 <= value <= _TEN:
        raise NotUnderstood(
            f"The rating {cells.name} is {number_text(value)}.", "A rating is 0 (none) to 10 (worst).", "rating-range"
        )
    if cells.unit not in ("", SAME_AS_USUAL):
        raise NotUnderstood(
            f"The rating has the unit {shown(cells.unit)}.",
            f"{did_you_mean(cells.unit, (SAME_AS_USUAL,))}Leave it empty, or write '{SAME_AS_USUAL}'.",
            "rating-unit",
        )
    return Cells(cells.name, number_text(value), cells.unit)


def _dose(cells: Cells, mg_per_ml: Decimal | None) -> Cells:
    mg = dose_mg(cells.value, cells.unit, mg_per_ml)
    name = cells.name or "naltrexone"
    if cells.unit.casefold() == "mg":  # the digits as written, so that a file that was taken in before is known again
        return Cells(name, number_text(number(cells.value, "The dose")), "mg")
    return Cells(name, plain(mg), "mg", f"written as {cells.value} {cells.unit}")


def _medicine(cells: Cells) -> Cells:
    return _one_of(_named(cells, "A medicine"), ("start", "stop"), "medicine-value")


def _sign(cells: Cells) -> Cells:
    return _one_of(_named(cells, "A sign"), ("1", "2", "3"), "sign-grade")


def _zone(cells: Cells) -> Cells:
    return _one_of(_named(cells, "A zone"), ZONES, "zone-value")


def _event(cells: Cells) -> Cells:
    if cells.name in EVENTS:
        return cells
    raise NotUnderstood(
        f"The event {shown(cells.name)} is not known.",
        f"{did_you_mean(cells.name, EVENTS)}Events are {', '.join(EVENTS)}; another name goes under 'tracker'.",
        "unknown-event",
    )


def _plan(cells: Cells) -> Cells:
    if cells.value:
        return cells
    raise NotUnderstood("The plan has no value.", "The value holds the plan as zonewise wrote it.", "empty-value")


def _name_needed(cells: Cells) -> Cells:
    return _named(cells, "This row")


def _free(cells: Cells) -> Cells:
    return cells


def _named(cells: Cells, what: str) -> Cells:
    if cells.name:
        return cells
    raise NotUnderstood(f"{what} has no name.", "Write what it is about in the column 'name'.", "empty-name")


def _one_of(cells: Cells, known: tuple[str, ...], code: str) -> Cells:
    if cells.value in known:
        return cells
    raise NotUnderstood(
        f"The value of {shown(cells.name)} is {shown(cells.value)}.",
        f"{did_you_mean(cells.value, known)}It is one of {', '.join(known)}.",
        code,
    )


_CHECKS: Mapping[Kind, Callable[[Cells], Cells]] = MappingProxyType(
    {
        "rating": _rating,
        "plan": _plan,
        "medicine": _medicine,
        "sign": _sign,
        "event": _event,
        "profile": _name_needed,
        "answer": _name_needed,
        "zone": _zone,
        "tracker": _name_needed,
        "note": _free,
        "withdrawn": _free,
    }
)
