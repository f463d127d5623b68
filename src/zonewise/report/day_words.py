"""What is shown of a day, and what of it is left out so that a tired person can read it?"""

from collections.abc import Sequence
from dataclasses import dataclass

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.guidance.guide import Consideration, Guidance
from zonewise.rules.notices import DangerCard, Notices
from zonewise.rules.rule_set import Rule, RuleSet
from zonewise.zones.zone import Criterion, DayZone

from .change_words import change_words, needs_words, watched_changes
from .words import ACTIONS, CONSIDERATIONS, REVIEWS, short_day

MOST_REASONS = 4
MOST_WATCHED = 2
STAY_BACK = "STAY ONE STEP BACK"
STANDING = {"held": "Held from the last days.", "learning": "Still learning your usual."}


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """One reason as it is shown.

    Attributes:
        because: One sentence.
        rule: Id of the rule.
        ours: It rests on nothing but our own choice.
    """

    because: str
    rule: str
    ours: bool


def card_of(today: DailyGuidance, rule_set: RuleSet, notices: Notices, country: str) -> DangerCard | None:
    """Return the card that is shown alone when a danger sign was given."""
    danger = today.facts.get("danger_sign")
    sign = danger.value if danger is not None else None
    if isinstance(sign, str) and sign in notices.cards and today.guidance.action in rule_set.ask_before:
        return notices.card(sign, country)
    return None


def heading(today: DailyGuidance) -> str:
    """Return the action in words; on the days after a reduction it is no second one."""
    now = today.snapshot.course.now
    if today.guidance.action == "reduce" and now is not None and now.mg == today.dose.daily_mg:
        return STAY_BACK
    return ACTIONS[today.guidance.action]


def zone_voices(zone: DayZone) -> Sequence[Criterion]:
    """Return the voices that are worth a line: those that gave the zone."""
    loud = [voice for voice in zone.criteria if voice.zone == zone.zone and zone.zone is not None]
    return loud[:2] if zone.zone in ("yellow", "red") else (loud or zone.criteria)[:1]


def reason(rule: Rule) -> ReasonWords:
    """Return a rule as a reason."""
    return ReasonWords(rule.because, rule.id, all(source.startswith("product:") for source in rule.sources))


def consideration_words(each: Consideration, guidance: Guidance) -> tuple[str, str]:
    """Return a consideration's short words and why; what stands among the reasons already is not said twice."""
    said = {rule.because for rule in guidance.reasons}
    return CONSIDERATIONS[each.id], "" if each.because in said else each.because


def changes(today: DailyGuidance, rule_set: RuleSet) -> tuple[str, ...]:
    """Return what a rise still needs, and what else would soon change the answer."""
    if today.guidance.action == "ask":
        return ()
    would = today.guidance.would_change
    lines: list[str] = []
    rise = next((change for change in would if change.action in rule_set.rising), None)
    if rise is not None and "at_ceiling" not in rise.facts:
        lines.append(needs_words(rise, today.next_step, rule_set.facts))
    watched = watched_changes(would, rule_set.facts)[:MOST_WATCHED]
    return (*lines, *(change_words(change, rule_set.facts) for change in watched))


def dates(today: DailyGuidance) -> tuple[str, ...]:
    """Return what is due with the prescriber, and when."""
    lines: list[str] = []
    if today.next_review is not None:
        lines.append(f"Next review with your prescriber: {short_day(today.next_review)}.")
    if today.guidance.review is not None:
        lines.append(REVIEWS[today.guidance.review])
    return tuple(lines)
