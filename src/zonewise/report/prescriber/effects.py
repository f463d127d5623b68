"""Which side effects were written down on which dose?"""

from collections import defaultdict

from zonewise.guidance.safety_facts import DANGER_SIGNS
from zonewise.guidance.snapshot import DiarySnapshot

from .doses import days_by_dose

MOST_EFFECTS = 5


def effect_rows(seen: DiarySnapshot) -> tuple[tuple[str, str, str], ...]:
    """Return for each dose the days on it, and each side effect with its days and worst grade.

    Days before the first dose are a row of their own: what was there before is not the dose's doing.
    """
    spans = days_by_dose(seen)
    begun = spans[0][1] if spans else len(seen.days)
    rows: list[tuple[str, int, int]] = [("before the first dose", 0, begun)] if begun else []
    rows += spans
    together: dict[str, tuple[int, dict[str, list[int]]]] = {}
    for dose, begin, length in rows:
        days, effects = together.get(dose, (0, defaultdict(list)))
        for day in seen.days[begin : begin + length]:
            for entry in day.of_kind("sign"):
                if entry.name not in DANGER_SIGNS and entry.value.isdigit() and int(entry.value) > 0:
                    effects[entry.name].append(int(entry.value))
        together[dose] = (days + length, effects)
    return tuple((dose, str(days), _effects(effects)) for dose, (days, effects) in together.items())


def _effects(effects: dict[str, list[int]]) -> str:
    if not effects:
        return "none written"
    most = sorted(effects.items(), key=lambda each: (-max(each[1]), -len(each[1]), each[0]))
    words = [
        f"{name.replace('-', ' ')} on {len(grades)} {'day' if len(grades) == 1 else 'days'}, grade {max(grades)}"
        for name, grades in most[:MOST_EFFECTS]
    ]
    more = len(most) - MOST_EFFECTS
    return "; ".join([*words, f"{more} more"] if more > 0 else words)
