"""Facts that answers give: side effects, other changes, sensitivity, wishes, relief, and any that facts.yaml adds."""

from datetime import date, timedelta

from zonewise.model.entry import written_order
from zonewise.rules.rule_set import FactDefinition

from .answers import YES_WORDS
from .explanation import Explanation, explain
from .fact import Fact, answered
from .snapshot import DiarySnapshot

ESTIMATED = {
    "cannot-tell": "none",
    "possibly-helping": "possible",
    "likely-helping": "likely",
    "possibly-worse": "none",  # chance alone may bring it about, so it brings a talk and holds no step back
    "likely-worse": "worse",
}
"""What each verdict of the estimate is as a fact; one that cannot tell shows no relief, which only brings a talk."""
LEAST_RELIEF_FIRST = ("worse", "none", "possible", "likely")


def answered_facts(snapshot: DiarySnapshot) -> dict[str, Fact]:
    """Return what the person answered, each fact with where it comes from."""
    return {
        "side_effect_grade": _side_effects(snapshot),
        "days_since_other_change": _other_change(snapshot),
        "extreme_sensitivity": _sensitive(snapshot),
        "wants_to_stop": _wish(snapshot),
        "relief": _relief(snapshot),
        "reviewed_lately": _reviewed(snapshot),
    }


def _sensitive(snapshot: DiarySnapshot) -> Fact:
    """Return yes when the plan or the person says so, and no when one of them does and neither says yes."""
    answer = snapshot.answers.valid_yes_no("extreme_sensitivity")
    stated = snapshot.plan.sensitive if snapshot.plan is not None else None
    if stated is True or (answer is None and stated is not None):
        return Fact(stated, explain("as-plan-says"))
    return answered(answer)


def _side_effects(snapshot: DiarySnapshot) -> Fact:
    """Return the worst side effect of the last day within reach on which any, or none, was reported."""
    for day in reversed(snapshot.days[-snapshot.settings.facts.side_effect_days :]):
        grades = [grade for _, grade in snapshot.side_effects(day.of_kind("sign"))]
        if grades:
            return Fact(max(grades), explain("side-effect-reported", day=day.day), until=day.day + timedelta(days=1))
        if any(entry.name == "side_effects" and entry.value == "none" for entry in day.of_kind("answer")):
            return Fact(0, explain("no-side-effect-reported", day=day.day))
    return Fact(None, explain("side-effects-not-answered"))


def _other_change(snapshot: DiarySnapshot) -> Fact:
    settings = snapshot.settings.facts
    last = _last_change(snapshot)
    if last is not None and (snapshot.as_of - last[0]).days < settings.other_change_days:
        return Fact((snapshot.as_of - last[0]).days, explain("last-other-change", day=last[0], change=last[1]))
    answer = snapshot.answers.valid("other_change")
    if answer is None or answer.value != "none":
        return Fact(None, explain("other-change-not-answered"), explain("ask-other-change"))
    known_since = last[0] if last is not None else snapshot.days[0].day
    days = max((snapshot.as_of - known_since).days, (snapshot.as_of - answer.day).days)
    if last is None:
        return Fact(max(days, settings.other_change_days), explain("no-other-change"))
    return Fact(days, explain("last-other-change", day=last[0], change=last[1]))


def _last_change(snapshot: DiarySnapshot) -> tuple[date, Explanation] | None:
    prompt = snapshot.settings.rule_set.prompts.get("other_change")
    events = prompt.events if prompt is not None else ()
    changes = [entry for entry in snapshot.of_kind("event") if entry.name in events]
    changes += snapshot.of_kind("medicine")
    changes += [entry for entry in snapshot.answers.entries_of("other_change") if entry.value != "none"]
    past = (entry for entry in changes if snapshot.day_of(entry) <= snapshot.as_of)
    last = max(past, key=written_order, default=None)
    if last is None:
        return None
    change = explain("change-answered") if last.kind == "answer" else explain("change-named", name=last.name)
    return snapshot.day_of(last), change


def _wish(snapshot: DiarySnapshot) -> Fact:
    """Return the wish as it was answered last; taking LDN up again after it ends it."""
    taken_up = snapshot.course.taken_up
    wish = snapshot.answers.yes_no("wants_to_stop", since=taken_up.since if taken_up else None)
    return answered(True) if wish else Fact(False, explain("no-wish"))


def _reviewed(snapshot: DiarySnapshot) -> Fact:
    """Return whether LDN was looked at with the prescriber since it was taken up, and that review is not old."""
    began, days = snapshot.course.started, snapshot.settings.facts.review_after_days
    reviewed = snapshot.answers.latest("reviewed", since=began, within_days=days - 1)
    if reviewed is None:
        return Fact(False, explain("not-reviewed", days=days))
    return Fact(True, explain("answered-on", day=reviewed.day))


def _relief(snapshot: DiarySnapshot) -> Fact:
    settings, started = snapshot.settings.facts, snapshot.course.started
    if started is None:
        return Fact("too-early", explain("nothing-taken"))
    days = (snapshot.as_of - started) // timedelta(days=1)
    answer = snapshot.answers.valid("relief", since=started)
    if answer is not None and answer.value == "worse":
        return Fact("worse", explain("answered-worse", day=answer.day))
    if days < settings.relief_days:
        return Fact("too-early", explain("relief-too-early", days=days, least=settings.relief_days))
    estimated = _estimated(snapshot, started)
    own = Fact(answer.value, explain("answered-on", day=answer.day)) if answer is not None else None
    if own is None or estimated is None:
        return own or estimated or answered(None)
    return min(own, estimated, key=lambda fact: LEAST_RELIEF_FIRST.index(str(fact.value)))


def _estimated(snapshot: DiarySnapshot, started: date) -> Fact | None:
    """Return what the last estimate from this diary makes of relief, or None when there is none that is still good."""
    last = snapshot.answers.valid("relief_estimate", since=started)
    if last is None or last.value not in ESTIMATED:
        return None
    return Fact(ESTIMATED[last.value], explain("relief-estimated", day=last.day, verdict=last.value))


def answered_fact(snapshot: DiarySnapshot, definition: FactDefinition) -> Fact:
    """Return a fact that needs no derivation of its own: the answer that holds.

    Args:
        snapshot: The diary from the day.
        definition: The fact as facts.yaml declares it.
    """
    answer = snapshot.answers.valid(definition.name)
    if answer is not None:
        return Fact(YES_WORDS.get(answer.value) if definition.type == "bool" else answer.value, explain("as-answered"))
    return answered(None)
