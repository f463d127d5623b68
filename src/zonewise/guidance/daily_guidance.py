"""What does the whole diary say for one day: zone, action, dose, reasons, questions, next review?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from zonewise.model.entry import Entry
from zonewise.model.timeline import DAY_ENDS_AT
from zonewise.plan.bottle import bottle_checks
from zonewise.plan.schedule import coming_steps, step_index
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import FactDefinition, FallbackRule
from zonewise.zones.zone import DayZone

from .diary_facts import derive_facts, fact_values, restrict_to_declared_facts
from .dose_recommendation import DoseRecommendation, recommend_dose
from .fact import Fact
from .guide import Guidance, OpenQuestion, guide
from .link_facts import cause_to_weigh, dose_already_reduced
from .medicine_facts import medicine_notes
from .snapshot import DiarySnapshot, ProtocolSettings, build_snapshot


@dataclass(frozen=True, slots=True)
class DailyGuidance:
    """Everything shown for one day.

    Attributes:
        as_of: The logical day.
        snapshot: The diary from that day.
        facts: Every fact with its value and where it comes from.
        guidance: The action with its reasons; its questions fit the day.
        dose: What is taken, or why no amount is shown.
        notes: What else the person should know today: bottles, a plan that is only copied, a baseline that is missing.
        next_step: The earliest day of the next step if nothing holds it, or None.
        next_review: The day on which LDN is to be looked at with the prescriber, or None.
    """

    as_of: date
    snapshot: DiarySnapshot
    facts: Mapping[str, Fact]
    guidance: Guidance
    dose: DoseRecommendation
    notes: tuple[str, ...]
    next_step: date | None
    next_review: date | None

    @property
    def zone(self) -> DayZone:
        """The zone of the day with its arithmetic."""
        return self.snapshot.zones[-1]


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
        entries: All entries of the diary.
        as_of: The logical day.
        engine: The protocol, compiled.
        settings: The protocol's numbers.
        ends_at: When a logical day ends.
    """
    return guide_snapshot(build_snapshot(entries, as_of, settings, ends_at), engine)


def guide_snapshot(seen: DiarySnapshot, engine: Engine) -> DailyGuidance:
    """Go from a diary that has been worked out to the guidance of its day.

    Args:
        snapshot: The diary from the logical day.
        engine: The protocol, compiled; of the diary's facts it is told those that it declares.
    """
    guidance, facts = _guidance(engine, seen, restrict_to_declared_facts(derive_facts(seen), engine.rule_set))
    dose = recommend_dose(seen, guidance.action)
    if dose.action != guidance.action:
        guidance = _with_fallback(engine, guidance, dose.action)
    return DailyGuidance(
        as_of=seen.as_of,
        snapshot=seen,
        facts=facts,
        guidance=guidance,
        dose=dose,
        notes=(*medicine_notes(seen, opioid_asked=_asks_opioid(guidance)), *_notes(seen)),
        next_step=_next_step(seen),
        next_review=_next_review(seen),
    )


def _guidance(engine: Engine, seen: DiarySnapshot, facts: dict[str, Fact]) -> tuple[Guidance, dict[str, Fact]]:
    """Return the guidance; before a rise some facts must have been answered on the day itself."""
    guidance = guide(engine, fact_values(facts))
    if guidance.action in engine.rule_set.rising:
        stale = {
            name: _asked_again(facts[name], definition)
            for name, definition in engine.rule_set.facts.items()
            if definition.asked_before_rise and seen.answers.latest(name, since=seen.as_of) is None
        }
        if stale:
            facts = facts | stale
            guidance = guide(engine, fact_values(facts))
    asked = tuple(
        OpenQuestion(each.fact, facts[each.fact].ask or each.question, facts[each.fact].rating_to_give)
        for each in guidance.ask
    )
    return replace(guidance, ask=asked), facts


def _asked_again(fact: Fact, definition: FactDefinition) -> Fact:
    because = f"Before the dose goes up, {definition.label.lower()} are asked about again on the same day."
    return Fact(None, because, f"Before the dose can go up: {fact.ask or definition.ask}")


def _asks_opioid(guidance: Guidance) -> bool:
    return any(each.fact == "opioid" for each in guidance.ask)


def _with_fallback(engine: Engine, guidance: Guidance, action: str) -> Guidance:
    """Return the guidance when no dose fits its action: the protocol's own rule for that gives another one."""
    held: FallbackRule = next(each for each in engine.rule_set.otherwise if each.action == action and not each.when)
    return replace(guidance, action=action, reasons=(*guidance.reasons, held.rule))


def _notes(seen: DiarySnapshot) -> tuple[str, ...]:
    notes: list[str] = []
    cause = cause_to_weigh(seen)
    if cause is not None:
        notes.append(
            f"You recorded {cause}. If you are sure that this flare did not begin with the last step, say so"
            " (began_with_step: no); until then it counts as linked."
        )
    back = dose_already_reduced(seen)
    if back is not None and seen.flare is not None and back.since >= seen.flare.began:
        notes.append(
            f"Your dose went back on {back.since.isoformat()}; the lower one gets"
            f" {seen.settings.asking.second_reduction_days} days to help. Call your prescriber if it gets worse"
            " meanwhile, and say so if you suspect LDN (ldn_suspected: yes)."
        )
    if seen.plan is not None:
        if seen.plan.origin == "copied":
            notes.append(
                f"Plan: copied by you from {seen.plan.prescriber}, {seen.plan.written_on.isoformat()};"
                " not signed here by the prescriber."
            )
        notes.extend(f"{each.where}: {each.found} {each.expected}" for each in bottle_checks(seen.plan, seen.as_of))
        notes.extend(
            f"{signed.by} signed off {signed.reason} on {signed.on.isoformat()}: {signed.text}"
            for signed in seen.plan.sign_offs
        )
    if seen.course.started is not None and not seen.zones[-1].baseline_used and seen.zones[-1].zone is not None:
        notes.append("There is no diary from before LDN, so your usual is that of the last weeks.")
    return tuple(notes)


def _next_step(seen: DiarySnapshot) -> date | None:
    now, plan = seen.course.now, seen.plan
    index = step_index(plan, now.mg) if plan is not None and now is not None else None
    if plan is None or now is None or index is None:
        return None
    coming = coming_steps(plan, index, now.since)
    return max(coming[0][0], plan.start, seen.as_of) if coming else None


def _next_review(seen: DiarySnapshot) -> date | None:
    """Return the day of the review: so long after the target dose was reached, or after the last review recorded."""
    now, after = seen.course.now, timedelta(days=seen.settings.asking.review_after_days)
    if now is None or now.mg <= 0:
        return None
    reviewed = seen.answers.latest("reviewed")
    reached = now.since if seen.plan is None or _next_step(seen) is None else None
    if reviewed is not None and (reached is None or reviewed.day >= reached):
        return reviewed.day + after
    return reached + after if reached is not None else None
