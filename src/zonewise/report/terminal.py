"""How does a day look on one calm screen of 80 columns?"""

from collections.abc import Sequence
from textwrap import wrap

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.guidance.guide import Guidance
from zonewise.rules.decision import Decision
from zonewise.rules.notices import DangerCard, Notices
from zonewise.rules.rule_set import Rule, RuleSet
from zonewise.zones.zone import DayZone

from .answer_words import how_to_answer
from .change_words import change_words, informative_changes
from .day_words import (
    MOST_REASONS,
    STANDING,
    card_of,
    changes,
    consideration_words,
    dates,
    heading,
    reason,
    zone_voices,
)
from .explanations import sentence
from .words import ACTIONS, MEANINGS, SHAPES, ZONES, long_day

WIDTH = 80
MOST_QUESTIONS = 5
MOST_QUESTIONS_BESIDE = 3
MOST_CHANGES = 3


def today_screen(today: DailyGuidance, rule_set: RuleSet, notices: Notices, country: str, *, over: bool = False) -> str:
    """Return the screen of one day; a danger sign shows its card alone.

    Args:
        today: Everything for the day.
        rule_set: The protocol that gave it.
        notices: What stands beside it.
        country: ISO code for the numbers to call, or "".
        over: Whether the day is past; what nobody answered then is not asked as if it were now.
    """
    card = card_of(today, rule_set, notices, country)
    if card is not None:
        return card_screen(card)
    lines = [long_day(today.as_of), ""]
    lines += _zone(today.zone)
    if over and today.guidance.action == "ask":
        lines += _not_assessed(today, rule_set)
    else:
        lines += ["", f">>> {heading(today)}"]
        for explanation in (today.dose.instruction, today.dose.reason, *today.dose.notes):
            lines += _wrapped(sentence(explanation, today.as_of), "  ") if explanation is not None else []
        lines += _reasons(today.guidance.reasons)
        lines += _questions(today.guidance, rule_set)
    lines += _considerations(today.guidance)
    lines += _changes(today, rule_set)
    lines += _dates(today)
    lines += _notes(today.notes)
    lines += ["", *_wrapped(notices.notices["in-short"].text)]
    return "\n".join(lines) + "\n"


def card_screen(card: DangerCard) -> str:
    """Return the card of one danger sign, alone."""
    lines = [card.heading.upper(), ""]
    for number, step in enumerate(card.steps, 1):
        lines += _wrapped(step, f"  {number}. ", "     ")
    return "\n".join(lines) + "\n"


def guidance_screen(guidance: Guidance, rule_set: RuleSet) -> str:
    """Return guidance that was asked for from facts alone."""
    lines = [_action(guidance), *_reasons(guidance.reasons), *_missing(guidance), *_considerations(guidance)]
    if guidance.would_change:
        lines += ["", "What would change this"]
        for change in informative_changes(guidance.would_change, rule_set.facts)[:MOST_CHANGES]:
            lines += _wrapped(change_words(change, rule_set.facts), "  - ", "    ")
    lines += ["", f"Protocol {rule_set.id} {rule_set.version}, {rule_set.review}."]
    return "\n".join(lines) + "\n"


def decision_screen(decision: Decision, rule_set: RuleSet) -> str:
    """Return the answer of one question."""
    if decision.applicable is False:
        return f"{decision.question}: not asked for these facts.\n"
    answer = ", ".join(decision.answers) or "open"
    lines = _wrapped(f"{decision.question}: {answer}", following="  ")
    if decision.reasons:
        heading = "Why" if decision.answer else "What could still decide it"
        lines += ["", heading]
        for rule in decision.reasons:
            lines += _wrapped(f"{rule.because} [{rule.id}{_ours(rule)}]", "  - ", "    ")
    if decision.ask:
        lines += ["", "Please answer"]
        for name in decision.ask:
            lines += _wrapped(f"{rule_set.facts[name].ask} ({name})", "  - ", "    ")
    return "\n".join(lines) + "\n"


def zone_lines(zone: DayZone) -> list[str]:
    """Return one day's zone with the arithmetic of each voice."""
    lines = [f"{zone.day.isoformat()}  {SHAPES[zone.zone]} {ZONES[zone.zone]} ({zone.standing})"]
    for voice in zone.criteria:
        lines += _wrapped(f"{voice.name}: {voice.sentence}", "  - ", "    ")
    return lines


def _zone(zone: DayZone) -> list[str]:
    standing = f" {STANDING[zone.standing]}" if zone.standing in STANDING else ""
    lines = _wrapped(f"{SHAPES[zone.zone]} {ZONES[zone.zone]}   {MEANINGS[zone.zone]}{standing}", "", "    ")
    for voice in zone_voices(zone):
        lines += _wrapped(voice.sentence, "    ")
    return lines


def _action(guidance: Guidance) -> str:
    return f">>> {ACTIONS[guidance.action]}"


def _reasons(rules: Sequence[Rule]) -> list[str]:
    lines = ["", "Why"]
    for rule in rules[:MOST_REASONS]:
        lines += _wrapped(f"{rule.because} [{rule.id}{_ours(rule)}]", "  - ", "    ")
    if len(rules) > MOST_REASONS:
        lines.append(f"    and {len(rules) - MOST_REASONS} more: see --json")
    return lines


def _ours(rule: Rule) -> str:
    """Mark a reason that rests on nothing but our own choice."""
    return ", our own choice" if reason(rule).ours else ""


def _questions(guidance: Guidance, rule_set: RuleSet) -> list[str]:
    """Return what to answer and how; fewer at a time when nothing waits for it."""
    if not guidance.ask:
        return []
    urgent = guidance.action == "ask"
    most = MOST_QUESTIONS if urgent else MOST_QUESTIONS_BESIDE
    lines = ["", "Please answer" if urgent else "When you can, answer"]
    by_name = False
    for each in guidance.ask[:most]:
        rate_it = f"zonewise check-in {each.rating_to_give}=0 to 10" if each.rating_to_give else ""
        how = rate_it or how_to_answer(rule_set.facts[each.fact], rule_set)
        by_name = by_name or not how.startswith("zonewise ")
        lines += [*_wrapped(each.question, "  - ", "    "), *_wrapped(how, "    > ", "      ")]
    if len(guidance.ask) > most:
        lines.append(f"    and {len(guidance.ask) - most} more after these")
    if by_name:
        lines += _wrapped("Write answers as: zonewise answer NAME=ANSWER NAME=ANSWER", "  ")
    prompts = (rule_set.prompts.get(rule_set.facts[each.fact].prompt) for each in guidance.ask)
    if any(prompt is not None and prompt.nothing_else for prompt in prompts):
        lines += _wrapped("On a day with nothing of the kind to tell, one line is enough:", "  ")
        lines.append("    zonewise check-in pain=4 mood=2 ... --nothing-else")
    return lines


def _missing(guidance: Guidance) -> list[str]:
    """Return the facts that a file of facts lacks."""
    if not guidance.ask:
        return []
    lines = ["", "Please answer"]
    for each in guidance.ask[:MOST_QUESTIONS]:
        lines += _wrapped(f"{each.question} ({each.fact})", "  - ", "    ")
    if len(guidance.ask) > MOST_QUESTIONS:
        lines.append(f"    and {len(guidance.ask) - MOST_QUESTIONS} more after these: see --json")
    return lines


def _not_assessed(today: DailyGuidance, rule_set: RuleSet) -> list[str]:
    says = "Nobody answered that day what has to be known before anything is said of a dose."
    names = ", ".join(
        filter(None, (each.rating_to_give or rule_set.facts[each.fact].prompt for each in today.guidance.ask))
    )
    how = f"To have it assessed, answer with --on {today.as_of.isoformat()}: {names}."
    return ["", ">>> DOSE NOT ASSESSED", *_wrapped(says, "  "), *_wrapped(how, "  ")]


def _considerations(guidance: Guidance) -> list[str]:
    """Return the considerations; what stands under "Why" already is not said twice."""
    if not guidance.considerations:
        return []
    lines = ["", "To raise with your prescriber, or keep in mind"]
    for each in guidance.considerations:
        words, because = consideration_words(each, guidance)
        lines += _wrapped(f"{words}. {because}".rstrip(), "  - ", "    ")
    return lines


def _changes(today: DailyGuidance, rule_set: RuleSet) -> list[str]:
    """Return what a rise still needs, and what else would soon change the answer."""
    lines = [line for words in changes(today, rule_set) for line in _wrapped(words, "  - ", "    ")]
    return ["", "What would change this", *lines] if lines else []


def _dates(today: DailyGuidance) -> list[str]:
    return _notes(dates(today))


def _notes(notes: Sequence[str]) -> list[str]:
    lines = [line for note in notes for line in _wrapped(note)]
    return ["", *lines] if lines else []


def _wrapped(text: str, first: str = "", following: str | None = None) -> list[str]:
    after = following if following is not None else first
    lines = wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=after, break_long_words=False,
        break_on_hyphens=False,  # the id of a rule is searched for as it stands
    )  # fmt: skip
    return lines or [first]
