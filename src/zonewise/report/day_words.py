"""What is shown of a day, and the sentences on what would change its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zonewise.guidance.coming_steps import coming_steps, usual_learnt_on
from zonewise.guidance.daily_guidance import NO_STEP_AHEAD, REVIEW_IS_DUE, DailyGuidance
from zonewise.guidance.guide import Consideration, Guidance
from zonewise.guidance.nearest_change import NearestChange
from zonewise.model.day_words import day_words
from zonewise.rules.notices import DEFAULT_COUNTRY, DangerCard, Notices
from zonewise.rules.rule_set import FactDefinition, FactValue, Rule, RuleSet
from zonewise.zones.zone import Criterion, DayZone

from .explanations import rules_words, sentence
from .words import word_table

MOST_REASONS = 4
MOST_WATCHED = 2
STAY_BACK, BACK_TO_NAMED = "Stay one step back", "Back to your usual dose"
ASK_FIRST = "Ask before the next dose"
NO_AMOUNT = ("dose-above-ceiling", "dose-lower-without-plan")
"""Instructions that name no amount and send to the prescriber: nobody is told to keep a dose beside them."""
STANDING, FOLLOWS, RISES = map(word_table, ("standings", "actions-in-a-sentence", "rises"))
NEEDED_WITH = {"zone": "days_green", "days_at_dose": "plan_interval_over"}
"""A fact that goes without saying where the other one is needed as well."""
Facts = Mapping[str, FactDefinition]


SUICIDAL = "suicidal"  # The sign for which the crisis line comes before the emergency number.


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """One reason as it is shown."""

    because: str  # One sentence.
    ours: bool  # It rests on nothing but our own choice.


def card_of(today: DailyGuidance, rule_set: RuleSet, notices: Notices, country: str) -> DangerCard | None:
    """Return the card that is shown alone when a danger sign was given."""
    danger = today.facts.get("danger_sign")
    sign = danger.value if danger is not None else None
    if isinstance(sign, str) and sign in notices.cards and today.guidance.action in rule_set.ask_before:
        return notices.card(sign, country)
    return None


def whom_to_call(today: DailyGuidance, notices: Notices, country: str) -> tuple[str, ...]:
    """Return the numbers to call while a call about a danger sign is open, the crisis line first where it is for it."""
    call = today.facts.get("unresolved_danger")
    if call is None or not isinstance(call.value, str) or call.value == "none":
        return ()
    numbers = notices.numbers.get(country.upper(), notices.numbers[DEFAULT_COUNTRY])
    crisis = (f"Crisis line: {numbers.crisis}.",) if call.value == SUICIDAL else ()
    return (*crisis, f"In an emergency: {numbers.emergency}.")


def heading(today: DailyGuidance) -> str:
    """Return the action in words; on the days after a reduction, or after a dose too many, it is no second one.

    Where no amount can be named it is to ask.
    """
    if today.dose.instruction.code in NO_AMOUNT:
        return ASK_FIRST
    now = today.snapshot.recommended.now
    if today.guidance.action == "reduce" and now is not None and now.mg == today.dose.daily_mg:
        return BACK_TO_NAMED if now.rise else STAY_BACK
    return today.snapshot.settings.rule_set.words_of(today.guidance.action)


def deciding_criteria(zone: DayZone) -> Sequence[Criterion]:
    """Return the criteria that are worth a line: those that gave the zone."""
    deciding = [criterion for criterion in zone.criteria if criterion.zone == zone.zone and zone.zone is not None]
    return deciding[:2] if zone.zone in ("yellow", "red") else (deciding or zone.criteria)[:1]


def reason(rule: Rule) -> ReasonWords:
    """Return a rule as a reason."""
    return ReasonWords(rule.because, all(source.startswith("product:") for source in rule.sources))


def consideration_words(
    consideration: Consideration, guidance: Guidance, rule_set: RuleSet, as_of: date | None = None
) -> tuple[str, str]:
    """Return a consideration's short words and why; what stands among the reasons already is not said twice."""
    shown = {rule.id for rule in guidance.reasons}
    because = rules_words(rule for rule in consideration.rules if rule.id not in shown)
    details = (sentence(detail, as_of) for detail in consideration.details)
    return rule_set.words_of(consideration.id), " ".join(filter(None, (because, *details)))


def changes(today: DailyGuidance, rule_set: RuleSet) -> tuple[str, ...]:
    """Return what a rise still needs, and what else would soon change the answer.

    On a day on which the dose goes down or ends no rise is in sight: what it needs is known once that was done.
    """
    if today.guidance.action == "ask":
        return ()
    would = today.guidance.would_change
    lines: list[str] = []
    rise = next((change for change in would if change.action in rule_set.rising), None)
    falls = rule_set.doses.get(today.guidance.action) in NO_STEP_AHEAD
    if rise is not None and "at_ceiling" not in rise.facts and not falls:
        lines.append(needs_words(rise, today, rule_set))
    watched = watched_changes(would, rule_set.facts)[:MOST_WATCHED]
    return (*lines, *(change_words(change, rule_set.facts) for change in watched))


def dates(today: DailyGuidance) -> tuple[str, ...]:
    """Return what is due with the prescriber, and when."""
    lines: list[str] = []
    if today.next_review is not None and today.next_review > today.as_of:
        lines.append(f"Next review with your prescriber: {day_words(today.next_review, today.as_of)}.")
    if today.guidance.review not in (None, REVIEW_IS_DUE):  # one that is due stands among the notes, with its answer
        lines.append(today.snapshot.settings.rule_set.words_of(today.guidance.review))
    return tuple(lines)


def change_words(change: NearestChange, facts: Facts) -> str:
    """Return one sentence, such as "If you stayed Green for 5 more days, the next step would open."."""
    parts = [_change_of_fact(facts[name], now, then) for name, (now, then) in change.facts.items()]
    return f"If {_listed(parts)}, {FOLLOWS.get(change.action, change.action.replace('-', ' '))}."


def needs_words(rise: NearestChange, today: DailyGuidance, rule_set: RuleSet) -> str:
    """Return what a rise still needs, how much of it, and its earliest day where days have to pass.

    What nobody has answered yet is named as an answer, never as if it were against the rise.

    Args:
        rise: The change that would let the dose rise.
        today: Everything for the day.
        rule_set: The rules with their facts.
    """
    names = [name for name in rise.facts if NEEDED_WITH.get(name) not in rise.facts]
    unanswered = [name for name in names if rise.facts[name][0] is None and rule_set.facts[name].prompt]
    ahead = coming_steps(today, rule_set.rising)
    earliest = ahead[0].earliest if ahead and ahead[0].earliest > today.as_of else None
    interval = today.facts.get("plan_interval_over")
    over = interval.until if interval is not None else None
    until = day_words(over, today.as_of) if over is not None and over != earliest else ""
    needs = [_need(rule_set.facts[name], *rise.facts[name], until) for name in names if name not in unanswered]
    if unanswered:
        labels = [_in_line(rule_set.prompts[rule_set.facts[name].prompt].label) for name in unanswered]
        needs.append(f"your answer{'s' if len(labels) > 1 else ''} about {_listed(labels)}")
    words = f" The earliest day is {day_words(earliest, today.as_of)}." if earliest is not None else ""
    learnt = usual_learnt_on(today)
    if earliest is not None and learnt is not None and earliest > learnt:
        words += " It can be sooner if you say how an ordinary day of yours is."
    return f"{RISES[rise.action]}: {'; '.join(needs)}.{words}"


def informative_changes(changes: Sequence[NearestChange], facts: Facts) -> list[NearestChange]:
    """Return the changes worth a line: one for each fact, what moves by itself from day to day before what does not."""
    possible = [
        change for change in changes if all(_may_come(facts[name], *values) for name, values in change.facts.items())
    ]
    first = {tuple(change.facts): change for change in reversed(possible)}
    return sorted(
        (change for change in possible if first.get(tuple(change.facts)) is change),
        key=lambda change: not all(facts[name].everyday for name in change.facts),
    )


def watched_changes(changes: Sequence[NearestChange], facts: Facts) -> list[NearestChange]:
    """Return the informative changes of facts of which a line on the day's screen tells what they would change."""
    return [
        change for change in informative_changes(changes, facts) if all(facts[name].watched for name in change.facts)
    ]


def _need(fact: FactDefinition, now: FactValue, then: FactValue, until: str) -> str:
    """Return what is needed of one fact; until when the interval runs is told where more is waited for."""
    if fact.name == "plan_interval_over" and until:
        return f"time on this dose, until {until} at least"
    if now is None and fact.rise_unknown:
        return fact.rise_unknown
    return (
        _filled_in(fact, fact.rise, now, then) or f'the answer "{_value_words(fact, then)}" on {_in_line(fact.label)}'
    )


def _change_of_fact(fact: FactDefinition, now: FactValue, then: FactValue) -> str:
    key = _direction(fact, now, then) if fact.type == "integer" else str(then).lower()
    words = _filled_in(fact, fact.change.get(key, ""), now, then)
    return words or f'the answer on {_in_line(fact.label)} were "{_value_words(fact, then)}"'


def _direction(fact: FactDefinition, now: FactValue, then: FactValue) -> str:
    """Return which way a number goes; one that is not known goes the better way, for that is what is looked for."""
    if isinstance(now, int) and isinstance(then, int):
        return "fewer" if then < now else "more"
    return "fewer" if fact.worse == "more" else "more"


def _filled_in(fact: FactDefinition, template: str, now: FactValue, then: FactValue) -> str:
    if fact.type != "integer" or not isinstance(then, int):
        return template
    left = then - (now if isinstance(now, int) else 0)
    return template.format(left=left, unit=fact.unit if left == 1 else f"{fact.unit}s", then=_value_words(fact, then))


def _value_words(fact: FactDefinition, value: FactValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return fact.words.get(str(value), str(value).replace("-", " "))


def _in_line(label: str) -> str:
    """Return a label as it stands inside a sentence."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _may_come(fact: FactDefinition, now: FactValue, then: FactValue) -> bool:
    """Say whether a change can come and does not go without saying: days only add up, a plan stays."""
    key = _direction(fact, now, then) if fact.type == "integer" else str(then).lower()
    return (
        (not fact.change or key in fact.change)
        and (fact.name, then) != ("plan_signed", False)
        and fact.name != "wants_to_stop"
    )
