"""The guidance of one day of a diary: zone, action, dose, reasons, questions, next review."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal

from zonewise.course.treatment_state import NamedDose
from zonewise.model.entry import Entry
from zonewise.model.timeline import DAY_ENDS_AT
from zonewise.plan.bottle import bottle_checks
from zonewise.plan.schedule import coming_steps, step_index
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import DANGER_SIGN, RuleSet
from zonewise.zones.zone import DayZone

from .diary_facts import derive_facts, fact_values, restrict_to_declared_facts
from .dose_recommendation import DoseRecommendation, recommend_dose
from .explanation import Explanation, explain
from .fact import Fact
from .guide import Consideration, Guidance, OpenQuestion, action_with_reasons, brings_consideration, guide
from .link_facts import dose_already_reduced, ends_of_yes, is_asked_this_evening
from .medicine_facts import medicine_notes
from .nearest_change import NearestChange
from .snapshot import DiarySnapshot, ProtocolSettings, build_snapshot
from .treatment_days import NamedOn, with_treatment
from .treatment_facts import rest_notes

EMERGENCY = "emergency"
KIND_OF_DOSE = {
    "no-more": "call",
    "pause": "pause",
    "step-back": "lower",
    "next-step": "rise",
    "first-step": "rise",
    "resume": "rise",
}
"""What a course of treatment makes of the dose that goes with an action; the others leave it as it is."""

MOST_BESIDE = 2
NO_STEP_AHEAD = ("no-more", "stop", "pause", "step-back")
"""What may be taken on a day on which no next step is in sight."""
REVIEW_IS_DUE = "review-with-prescriber"
LINKS = ("flare_after_increase", "step_probable_cause", "new_symptoms_after_step", "ldn_suspected")
"""Facts that tie what goes on to LDN; the first by time alone."""
NAMED_IN_CONSIDERATIONS = ("product_changed_lately",)
"""Facts whose day stands beside the consideration that they bring."""


@dataclass(frozen=True, slots=True)
class DailyGuidance:
    """Everything shown for one day."""

    as_of: date  # The logical day.
    snapshot: DiarySnapshot  # The diary from that day.
    facts: Mapping[str, Fact]  # Every fact with its value and where it comes from.
    guidance: Guidance  # The action with its reasons; its questions fit the day.
    dose: DoseRecommendation  # What is taken, or why no amount is shown.
    # What else the person should know today: bottles, a plan that is only copied, a baseline that is missing.
    notes: tuple[Explanation, ...]
    # The earliest day of the next step if nothing holds it, or None; no more taken is no step ahead.
    next_step: date | None
    next_review: date | None  # The day on which LDN is to be looked at with the prescriber, or None.

    @property
    def zone(self) -> DayZone:
        """The zone of the day with its arithmetic."""
        return self.snapshot.zones[-1]

    @property
    def waits_for_answer(self) -> bool:
        """Whether something has to be answered before anything is said of a dose."""
        return self.snapshot.settings.rule_set.doses.get(self.dose.action) == "answer-first"

    def permits(self, mg: Decimal) -> bool:
        """Say whether as much as this may be taken today: nothing says to take none, or less, or to answer first.

        Args:
            mg: Average milligrams a day, as of a capsule whose amount was settled before.
        """
        return self.dose.daily_mg is not None and self.dose.daily_mg >= mg


def guide_day(
    entries: Iterable[Entry],
    as_of: date,
    engine: Engine,
    settings: ProtocolSettings,
    *,
    ends_at: time = DAY_ENDS_AT,
) -> DailyGuidance:
    """Go the whole way from entries to guidance for one logical day.

    Args:
        as_of: The logical day.
        ends_at: When a logical day ends.
    """
    return guide_snapshot(with_treatment(build_snapshot(entries, as_of, settings, ends_at), named_on(engine)), engine)


def named_on(engine: Engine) -> NamedOn:
    """Return what gives the dose that a protocol's guidance names on a day."""

    def name_dose(snapshot: DiarySnapshot) -> NamedDose:
        facts = restrict_to_declared_facts(derive_facts(snapshot), engine.rule_set)
        action, reasons = action_with_reasons(engine, fact_values(facts))
        rules = tuple(rule.id for rule in reasons)
        kind = kind_of_dose(engine.rule_set, action)
        if kind == "call":
            sign = facts[DANGER_SIGN].value if DANGER_SIGN in facts else None
            return NamedDose(kind, cause=str(sign) if sign in snapshot.danger_signs else "", rules=rules)
        if kind not in ("lower", "rise"):
            is_unknown = any(fallback.rule in reasons for fallback in engine.rule_set.otherwise)
            is_linked = any(name in facts and facts[name].value is True for name in LINKS)
            return NamedDose(kind or ("doubt" if is_linked else "unknown" if is_unknown else ""), rules=rules)
        return named_amount(kind, recommend_dose(snapshot, action), rules)

    return name_dose


def kind_of_dose(rule_set: RuleSet, action: str) -> str:
    """Return what a course of treatment makes of an action: a kind of `NamedDose`, "" where it stays as it is."""
    return KIND_OF_DOSE.get(rule_set.doses.get(action, ""), "")


def named_amount(kind: str, dose: DoseRecommendation, rules: tuple[str, ...]) -> NamedDose:
    """Return a fall or a rise with its amount; where nothing lower is left, or the plan has not begun, it is none.

    Without an amount, as there is none without a plan, nothing changes.
    """
    if dose.daily_mg is None:
        return NamedDose("doubt" if kind == "lower" else "", rules=rules)
    if dose.daily_mg == 0:
        return NamedDose("pause" if kind == "lower" else "", rules=rules)
    return NamedDose(kind, dose.daily_mg, rules=rules)


def _true_changes(
    engine: Engine, snapshot: DiarySnapshot, changes: Iterable[NearestChange], dose: DoseRecommendation
) -> Iterator[NearestChange]:
    """Yield the changes that come true with the doses of this day: no sentence may promise a step back that is none.

    Where nothing lower is left, what would lower the dose would end it. After a dose too many it would lead back to the
    dose that is named anyway, which is no change.
    """
    for change in changes:
        if kind_of_dose(engine.rule_set, change.action) != "lower":
            yield change
            continue
        lower = recommend_dose(snapshot, change.action)
        if lower.action != change.action or lower.daily_mg is None or lower.daily_mg != dose.daily_mg:
            yield replace(change, action=lower.action)


def guide_snapshot(snapshot: DiarySnapshot, engine: Engine, *, with_changes: bool = True) -> DailyGuidance:
    """Go from a diary that has been worked out to the guidance of its day.

    Args:
        snapshot: The diary from the logical day.
        engine: The protocol, compiled; it gets those of the diary's facts that it declares.
        with_changes: Whether to look for what would change the action as well.
    """
    facts = restrict_to_declared_facts(derive_facts(snapshot), engine.rule_set)
    guidance = _guidance(engine, snapshot, facts, with_changes=with_changes)
    dose = recommend_dose(snapshot, guidance.action)
    if dose.action != guidance.action:
        guidance = _with_fallback(engine, guidance, dose.action)
    would_change = _true_changes(engine, snapshot, guidance.would_change, dose)
    would_change = (change for change in would_change if change.action != guidance.action)
    guidance = replace(guidance, would_change=tuple(would_change))
    return DailyGuidance(
        as_of=snapshot.as_of,
        snapshot=snapshot,
        facts=facts,
        guidance=guidance,
        dose=dose,
        notes=tuple(_notes(snapshot, guidance, facts)),
        next_step=None if engine.rule_set.doses.get(guidance.action) in NO_STEP_AHEAD else _next_step(snapshot),
        next_review=_next_review(snapshot, guidance.review),
    )


def _guidance(engine: Engine, snapshot: DiarySnapshot, facts: dict[str, Fact], *, with_changes: bool) -> Guidance:
    """Return the guidance with the questions of the day: what is asked while it holds, what is missing, what fits."""
    guidance, definitions = guide(engine, fact_values(facts), with_changes=with_changes), engine.rule_set.facts
    held = [
        name
        for name, definition in definitions.items()
        if definition.keeps_asking and facts[name].value is not None and facts[name].ask is not None
    ]
    asked = [*(() if guidance.action == EMERGENCY else held), *(question.fact for question in guidance.ask)]
    asked += _asked_beside(engine, snapshot, guidance, facts)
    # One answer tells all facts of its prompt, so the first of them stands for the others.
    by_prompt = {definitions[name].prompt or name: name for name in reversed(asked)}
    ask = (open_question(name, facts[name]) for name in dict.fromkeys(asked) if name in by_prompt.values())
    considerations = tuple(_with_details(consideration, facts) for consideration in guidance.considerations)
    return replace(guidance, ask=tuple(ask), considerations=considerations)


def _asked_beside(engine: Engine, snapshot: DiarySnapshot, guidance: Guidance, facts: Mapping[str, Fact]) -> list[str]:
    """Return facts that the day gives reason to ask about although they cannot change the action.

    First what is asked on each of the first evenings after an increase. Then a few a day at most, answered ones
    included, and only where a yes would bring something to keep in mind: what a rating or a side effect speaks for
    before what any flare brings up.
    """
    if guidance.action in engine.rule_set.silent:
        return []
    asked, values = {question.fact for question in guidance.ask}, fact_values(facts)
    evening = [
        name
        for name, definition in engine.rule_set.facts.items()
        if definition.evenings_after_increase and facts[name].value is None and name not in asked
    ]
    evening = [name for name in evening if is_asked_this_evening(snapshot, name)]
    suggested = [name for name, definition in engine.rule_set.facts.items() if definition.suggested_by]
    answered = sum(snapshot.answers.latest(name, since=snapshot.as_of) is not None for name in suggested)
    open_facts = [name for name in suggested if facts[name].ask is not None and name not in asked]
    open_facts.sort(key=lambda name: facts[name].because.code == "flare-began")
    open_facts = [name for name in open_facts if brings_consideration(engine, values, name)]
    return [*evening, *open_facts[: max(0, MOST_BESIDE - answered)]]


def _with_details(consideration: Consideration, facts: Mapping[str, Fact]) -> Consideration:
    tests = (test for rule in consideration.rules for condition in rule.any_of for test in condition)
    named = dict.fromkeys(test.fact for test in tests if test.fact in NAMED_IN_CONSIDERATIONS)
    return replace(consideration, details=tuple(facts[name].because for name in named if facts[name].value is True))


def open_question(name: str, fact: Fact) -> OpenQuestion:
    """Return the question for a fact that is not known, in words that fit the day where the fact has some."""
    return OpenQuestion(name, fact.ask, fact.rating_to_give, fact.place)


def _with_fallback(engine: Engine, guidance: Guidance, action: str) -> Guidance:
    """Return the guidance when no dose fits its action: the protocol's own rule for that gives another one."""
    fallbacks = engine.rule_set.otherwise
    fallback = next(fallback for fallback in fallbacks if fallback.action == action and not fallback.when)
    return replace(guidance, action=action, reasons=(*guidance.reasons, fallback.rule))


def _notes(snapshot: DiarySnapshot, guidance: Guidance, facts: Mapping[str, Fact]) -> Iterator[Explanation]:
    spike = facts.get("insomnia_or_anxiety_spike")
    if spike is not None and spike.value is False and spike.because.code == "one-bad-day":
        yield explain("one-bad-day-watched", day=spike.because)
    if guidance.review == REVIEW_IS_DUE:
        yield explain("review-due")
    declared = snapshot.settings.rule_set.facts
    asked = (declared.get(question.fact) for question in guidance.ask)
    opioid_asked = any(definition is not None and definition.prompt == "opioid" for definition in asked)
    yield from rest_notes(snapshot)
    yield from medicine_notes(snapshot, opioid_asked=opioid_asked)
    yield from ends_of_yes(snapshot, facts)
    back, plan, week = dose_already_reduced(snapshot), snapshot.plan, snapshot.settings.facts.second_reduction_days
    is_new = back is not None and (snapshot.as_of - back.since).days < week
    if back is not None and is_new and snapshot.flare is not None and back.since >= snapshot.flare.began:
        yield explain("lower-dose-gets-time", since=back.since, days=week)
    if plan is not None:
        if plan.origin == "copied":
            yield explain("plan-only-copied", prescriber=plan.prescriber, written_on=plan.written_on)
        elif plan.origin == "key-signed":
            yield explain("plan-is-signed", prescriber=plan.prescriber, written_on=plan.written_on)
        for problem in bottle_checks(plan, snapshot.as_of):
            yield explain("bottle-problem", bottle=problem.where, problem=problem.fault, advice=problem.expected)
        for signed in plan.sign_offs:
            yield explain("signed-off", by=signed.by, reason=signed.reason, on=signed.on, text=signed.text)
    yield from _unrated_domains(snapshot, facts)
    today = snapshot.zones[-1]
    if snapshot.course.started is not None and not today.baseline_used and today.zone is not None:
        yield explain("usual-remembered" if today.provisional else "usual-of-last-weeks")


def _unrated_domains(snapshot: DiarySnapshot, facts: Mapping[str, Fact]) -> Iterator[Explanation]:
    """Yield which domains the zone says nothing of: those left out of late, or most of them."""
    silent = facts.get("silent_domains")
    if silent is not None and silent.value is True and silent.because.code != "no-domain-rated":
        yield silent.because


def _next_step(snapshot: DiarySnapshot) -> date | None:
    now, plan = snapshot.recommended.now, snapshot.plan
    index = step_index(plan, now.mg) if plan is not None and now is not None else None
    if plan is None or now is None or index is None:
        return None
    coming = coming_steps(plan, index, now.since)
    return max(coming[0][0], plan.start, snapshot.as_of) if coming else None


def _next_review(snapshot: DiarySnapshot, review: str | None) -> date | None:
    """Return the day of the review: so long after the target dose was reached, or after the last review recorded.

    Args:
        review: What the protocol says of a review today; one that is due is due today.
    """
    if review == REVIEW_IS_DUE:
        return snapshot.as_of
    now, reviewed = snapshot.recommended.now, snapshot.answers.latest("reviewed")
    if now is None or now.mg <= 0:
        return None
    days = [reviewed.day] if reviewed is not None else []
    days += [now.since] if _next_step(snapshot) is None else []
    return max(days) + timedelta(days=snapshot.settings.facts.review_after_days) if days else None
