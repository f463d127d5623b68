"""Facts that answers tell: side effects, other changes, sensitivity, wishes, relief, and any that facts.yaml adds."""

from datetime import date, timedelta

from zonewise.model.entry import written_order
from zonewise.rules.rule_set import FactDefinition

from .answers import YES_WORDS
from .fact import Fact
from .safety_facts import DANGER_SIGNS
from .snapshot import DiarySnapshot

CHANGES = ("infection", "vaccine", "filler-change", "new-medicine", "surgery")
"""Events that count as another change; exertion, stress and a period are causes, not changes."""

ESTIMATED = {
    "cannot-tell": "none",
    "possibly-helping": "possible",
    "likely-helping": "likely",
    "possibly-worse": "worse",
    "likely-worse": "worse",
}
"""What each verdict of the estimate is as a fact; one that cannot tell shows no relief, which only brings a talk."""
LEAST_RELIEF_FIRST = ("worse", "none", "possible", "likely")

NOT_ANSWERED = "Not answered yet, or too long ago."


def answered_facts(seen: DiarySnapshot) -> dict[str, Fact]:
    """Return what the person told, each with where it comes from."""
    return {
        "side_effect_grade": _side_effects(seen),
        "days_since_other_change": _other_change(seen),
        "extreme_sensitivity": _sensitive(seen),
        "wants_to_stop": _wish(seen),
        "relief": _relief(seen),
    }


def _sensitive(seen: DiarySnapshot) -> Fact:
    """Return yes when the plan or the person says so, and no when one of them does and neither says yes."""
    said = seen.answers.valid_yes_no("extreme_sensitivity")
    stated = seen.plan.sensitive if seen.plan is not None else None
    if stated is True or (said is None and stated is not None):
        return Fact(stated, "As your plan says.")
    return Fact(said, NOT_ANSWERED if said is None else "As you answered.")


def _side_effects(seen: DiarySnapshot) -> Fact:
    """Return the worst side effect of the last day within reach on which any, or none, was reported."""
    for day in reversed(seen.days[-seen.settings.asking.side_effect_days :]):
        grades = [
            int(entry.value)
            for entry in day.of_kind("sign")
            if entry.name not in DANGER_SIGNS and entry.value.isdigit()
        ]
        if grades:
            return Fact(max(grades), f"Reported for {day.day.isoformat()}.")
        if any(entry.name == "side_effects" and entry.value == "none" for entry in day.of_kind("answer")):
            return Fact(0, f"None reported for {day.day.isoformat()}.")
    return Fact(None, "Side effects were not asked or answered in the last two days.")


def _other_change(seen: DiarySnapshot) -> Fact:
    asking = seen.settings.asking
    last = _last_change(seen)
    if last is not None and (seen.as_of - last[0]).days < asking.other_change_days:
        return Fact((seen.as_of - last[0]).days, f"{last[1]} on {last[0].isoformat()}.")
    said = seen.answers.valid("other_change")
    if said is None or said.value != "none":
        return Fact(
            None,
            "Whether anything else has changed was not answered in the last week.",
            "Has anything else changed in the last week: medicine, vaccine, infection, operation, new bottle?",
        )
    known_since = last[0] if last is not None else seen.days[0].day
    days = max((seen.as_of - known_since).days, (seen.as_of - said.day).days)
    if last is None:
        return Fact(max(days, asking.other_change_days), "No other change recorded.")
    return Fact(days, f"The last one, {last[1]}, was on {last[0].isoformat()}.")


def _last_change(seen: DiarySnapshot) -> tuple[date, str] | None:
    changes = [entry for entry in seen.of_kind("event") if entry.name in CHANGES]
    changes += seen.of_kind("medicine")
    changes += [entry for entry in seen.answers.entries_of("other_change") if entry.value != "none"]
    past = (entry for entry in changes if seen.day_of(entry) <= seen.as_of)
    last = max(past, key=written_order, default=None)
    if last is None:
        return None
    return seen.day_of(last), "a change you told us of" if last.kind == "answer" else last.name


def _wish(seen: DiarySnapshot) -> Fact:
    """Return the wish as it was said last; taking LDN up again after it ends it."""
    taken_up = seen.course.taken_up
    wish = seen.answers.yes_no("wants_to_stop", since=taken_up.since if taken_up else None)
    return Fact(bool(wish), "As you said." if wish else "A wish counts only once it is said.")


def _relief(seen: DiarySnapshot) -> Fact:
    asking, started = seen.settings.asking, seen.course.started
    if started is None:
        return Fact("too-early", "Nothing taken so far.")
    days = (seen.as_of - started) // timedelta(days=1)
    said = seen.answers.valid("relief", since=started)
    if said is not None and said.value == "worse":
        return Fact("worse", f"You said on {said.day.isoformat()} that you are worse since LDN.")
    if days < asking.relief_days:
        return Fact("too-early", f"{days} days of taking it; before {asking.relief_days} nothing can be said.")
    estimated = _estimated(seen, started)
    own = Fact(said.value, f"You answered on {said.day.isoformat()}.") if said is not None else None
    if own is None or estimated is None:
        return own or estimated or Fact(None, NOT_ANSWERED)
    return min(own, estimated, key=lambda found: LEAST_RELIEF_FIRST.index(str(found.value)))


def _estimated(seen: DiarySnapshot, started: date) -> Fact | None:
    """Return what the last estimate from this diary makes of relief, or None when there is none that is still good."""
    last = seen.answers.valid("relief_estimate", since=started)
    if last is None or last.value not in ESTIMATED:
        return None
    words = last.value.replace("-", " ")
    return Fact(ESTIMATED[last.value], f"Estimated from your diary on {last.day.isoformat()}: {words}.")


def answered_fact(seen: DiarySnapshot, definition: FactDefinition) -> Fact:
    """Return a fact that needs no derivation of its own: the answer that holds, else a noted sign that says yes.

    Args:
        seen: The diary from the day.
        definition: The fact as facts.yaml declares it.
    """
    answer, prompt = seen.answers.valid(definition.name), seen.settings.rule_set.prompts.get(definition.name)
    if answer is not None:
        value = YES_WORDS.get(answer.value) if definition.type == "bool" else answer.value
        return Fact(value, "As you answered.")
    if definition.signs and prompt is not None and prompt.holds is not None:
        for day in seen.days[-(prompt.holds + 1) :]:
            if any(entry.name in definition.signs for entry in day.of_kind("sign")):
                return Fact(True, f"You noted it on {day.day.isoformat()}.")
    return Fact(None, NOT_ANSWERED)
