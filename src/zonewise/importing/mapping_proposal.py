"""What do we propose that each tracker of a file becomes, before the person has said anything?

A proposal is careful: where the direction or the scale of a tracker is not known for sure, it keeps the tracker under
its own name and says why. Facts about the apps are in `docs/import.md`.
"""

from collections.abc import Iterable
from decimal import Decimal

from zonewise.model.amounts import amounts_within, is_dose_unit, unit_in_heading
from zonewise.model.substances import is_naltrexone_alone

from .date_and_time import looks_like_day, order_shown_by
from .file_layout import FileLayout, folded
from .known_names import event_of, rating_of_column, rating_of_symptom
from .numbers import Direction, is_number, number
from .tracker_mapping import TrackerMapping, TrackerRule
from .tracker_survey import COLUMN, TrackerSummary, column_roles

_ZERO, _ONE, _THREE, _FOUR, _FIVE, _SEVEN, _TEN = map(Decimal, (0, 1, 3, 4, 5, 7, 10))

_VISIBLE_SYMPTOMS = ("brain", "pain", "muscles", "general", "gastrointestinal", "heart and lungs", "sensory", "custom")
_VISIBLE_UNITS = {
    "hrv": "ms",
    "hr variability": "ms",
    "resting hr": "bpm",
}

_MEDICINES = ("meds/supplements", "meds", "medication", "medications", "supplements")

_VISIBLE_SLEEP = (
    "the export does not say whether 3 is a good or a bad night; "
    "compare one night with the app, then set target sleep, scale 0-3 and higher-is"
)
_CHEST = "chest pain is not averaged into pain; above zero, zonewise asks about danger signs"


def propose_mapping(layout: FileLayout, trackers_seen: Iterable[TrackerSummary]) -> TrackerMapping:
    """Return a mapping with a rule for each tracker seen.

    The mapping of a Visible or Bearable file may be used as it is; that of another file must be confirmed.
    """
    seen = tuple(trackers_seen)
    if layout.format == "visible":
        rules = tuple(map(_visible, seen))
    elif layout.format == "bearable":
        rules = tuple(map(_bearable, seen))
    else:
        rules = _other(layout, seen)
    return TrackerMapping(layout.format, rules)


def _visible(seen: TrackerSummary) -> TrackerRule:
    name, group = folded(seen.tracker), folded(seen.category)
    if name == "crash":
        return _rated(seen, "function", _ZERO, _ONE, because="a crash is a day on which nothing usual was possible")
    if event_of(name):
        return TrackerRule(seen.tracker, event_of(name), seen.category)
    if group == "sleep" and name == "sleep":
        return _kept(seen, _THREE, because=_VISIBLE_SLEEP)
    if group.startswith("funcap"):
        return _kept(seen, _SEVEN)
    if group == "measurement":
        return _kept(seen, unit=_VISIBLE_UNITS.get(name, ""))
    rating = rating_of_symptom(name) if group in _VISIBLE_SYMPTOMS or group in ("", "sleep") else ""
    rating = rating or ("sensory" if group == "sensory" else "")
    if rating and _within(seen, _ZERO, _THREE):
        return _rated(seen, rating, _ZERO, _THREE)
    if rating:
        return _kept(seen, because=f"its values are not on Visible's scale 0-3, so {rating} is not proposed")
    return _kept(seen, _THREE, because=_CHEST if "chest" in name else "")


def _bearable(seen: TrackerSummary) -> TrackerRule:
    name, group = folded(seen.tracker), folded(seen.category)
    if group == "mood":
        return _rated(seen, "mood", _ONE, _TEN, "better", "in Bearable 10 is the best mood")
    if group in ("energy", "sleep quality"):
        high = _FIVE if _within(seen, _ONE, _FIVE) else _TEN
        target = "fatigue" if group == "energy" else "sleep"
        return _rated(seen, target, _ONE, high, "better", f"taken as 1-{high} from the values in the file")
    if group == "sleep":
        return _kept(seen, unit="hours")
    if group == "symptom":
        rating = rating_of_symptom(name)
        if rating:
            return _rated(seen, rating, _ZERO, _FOUR, because="mild 1, moderate 2, severe 3, unbearable 4")
        return _kept(seen, _FOUR, because=_CHEST if "chest" in name else "")
    if group in _MEDICINES:
        return _taken(seen)
    event = event_of(name)
    return TrackerRule(seen.tracker, event, seen.category) if event and group != "period" else _kept(seen)


def _taken(seen: TrackerSummary) -> TrackerRule:
    """Return the rule of a medicine; naltrexone is a dose when its unit is one of a dose."""
    if not is_naltrexone_alone(seen.tracker):
        return TrackerRule(seen.tracker, "medicine", seen.category)
    if is_dose_unit(seen.unit) or any(map(_has_dose_unit, seen.samples)):
        return TrackerRule(seen.tracker, "dose", seen.category)
    return _kept(seen, because=f"it has no unit; if it is in mg, say '{seen.tracker}=dose:mg'")


def _other(layout: FileLayout, seen: tuple[TrackerSummary, ...]) -> tuple[TrackerRule, ...]:
    columns = {folded(one.tracker): one for one in seen if one.category == COLUMN}
    roles = column_roles(layout.header)
    if "date" not in roles:
        dated = (one.tracker for one in columns.values() if one.samples and all(map(looks_like_day, one.samples)))
        roles = {"date": next(dated, "")} | roles
    rules = [_role(role, column, columns.get(folded(column))) for role, column in roles.items() if column]
    is_long = "name" in roles and "value" in roles
    trackers = (one for one in seen if (one.category != COLUMN) == is_long)
    spoken_for = set() if is_long else set(roles.values())
    rules += [_other_tracker(one) for one in trackers if one.tracker not in spoken_for]
    if is_long:
        rules += [TrackerRule(name, "ignore") for name in layout.header if name not in roles.values()]
    return tuple(rules)


def _role(role: str, column: str, seen: TrackerSummary | None) -> TrackerRule:
    if role != "date" or seen is None:
        return TrackerRule(column, role)
    order = order_shown_by(seen.samples)
    because = "" if order else "say date-order: day-first or month-first; the dates seen can be read either way"
    return TrackerRule(column, role, order=order, because=because)


def _other_tracker(seen: TrackerSummary) -> TrackerRule:
    rating, top_is_good = rating_of_column(seen.tracker)
    high = _likely_top(seen)
    if is_naltrexone_alone(seen.tracker):
        return _naltrexone_column(seen)
    if event_of(seen.tracker):
        return TrackerRule(seen.tracker, event_of(seen.tracker))
    if not rating or high is None:
        return TrackerRule(seen.tracker, "tracker")
    low = _ONE if high == _FIVE and seen.lowest is not None and seen.lowest >= 1 else _ZERO
    because = f"scale guessed from the values {seen.lowest} to {seen.highest}"
    return TrackerRule(seen.tracker, rating, "", low, high, "better" if top_is_good else "worse", because=because)


def _has_dose_unit(value: str) -> bool:
    return is_dose_unit(value.lstrip("0123456789., "))


def _naltrexone_column(seen: TrackerSummary) -> TrackerRule:
    """Return the rule of a column of naltrexone: a dose only where the file itself shows which unit it is in.

    Whole numbers alone may be ticks or capsules, and numbers below a heading with an amount count that amount, so they
    are kept until the person says what they are.
    """
    unit = unit_in_heading(seen.tracker)
    if unit or is_dose_unit(seen.unit) or any(map(_has_dose_unit, seen.samples)):
        return TrackerRule(seen.tracker, "dose", unit=unit, because=f"in {unit}, as its heading says" if unit else "")
    say = f"if it is in mg, say '{seen.tracker}=dose:mg'"
    if amounts_within(seen.tracker):
        return _kept(seen, because=f"its heading states an amount, so its values may be ticks; {say}")
    parts = [number(sample, seen.tracker) for sample in seen.samples if is_number(sample)]
    is_in_mg = any(part % 1 for part in parts) and max(parts) <= _TEN
    if not is_in_mg:
        return _kept(seen, because=f"it has no unit, and its values may be ticks, capsules or micrograms; {say}")
    return TrackerRule(seen.tracker, "dose", unit="mg", because="taken as milligrams of naltrexone")


def _likely_top(seen: TrackerSummary) -> Decimal | None:
    """Return the smallest usual top of a scale that holds all values seen, or None when they are no ratings."""
    if seen.highest is None or seen.lowest is None or seen.lowest < 0 or seen.other_values:
        return None
    return next((top for top in (_THREE, _FIVE, _TEN, Decimal(100)) if seen.highest <= top), None)


def _within(seen: TrackerSummary, low: Decimal, high: Decimal) -> bool:
    return (seen.lowest is None or seen.lowest >= low) and (seen.highest is None or seen.highest <= high)


def _rated(
    seen: TrackerSummary, target: str, low: Decimal, high: Decimal, higher_is: Direction = "worse", because: str = ""
) -> TrackerRule:
    return TrackerRule(seen.tracker, target, seen.category, low, high, higher_is, because=because)


def _kept(seen: TrackerSummary, top: Decimal | None = None, unit: str = "", because: str = "") -> TrackerRule:
    """Return the rule that keeps a tracker under its own name, on a scale from 0 to `top` when that is known."""
    low = None if top is None else _ZERO
    return TrackerRule(seen.tracker, "tracker", seen.category, low, top, unit=unit, because=because)
