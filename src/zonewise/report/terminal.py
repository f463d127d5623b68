"""A day, a card, a decision and a replay on one calm screen of 80 columns."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.guidance.explanation import Explanation
from zonewise.guidance.guide import Guidance
from zonewise.guidance.replay_result import ReplayResult
from zonewise.model.day_words import day_words
from zonewise.rules.decision import Decision
from zonewise.rules.notices import DangerCard, Notices
from zonewise.rules.rule_set import Rule, RuleSet
from zonewise.zones.zone import DayZone

from .day_words import (
    MOST_REASONS,
    STANDING,
    card_of,
    change_words,
    changes,
    consideration_words,
    dates,
    deciding_criteria,
    heading,
    informative_changes,
    reason,
    whom_to_call,
)
from .entry_words import how_to_answer
from .explanations import answer_to, question_words, sentence
from .words import SHAPES, ZONES, wrapped
from .zone_words import zone_sentence

CLINICIAN = "clinician_said"  # The question that a doctor or nurse has answered.
MOST_QUESTIONS = 5
MOST_QUESTIONS_BESIDE = 3
MOST_CHANGES = 3
MOST_CHARACTERS = 160  # Of a value that a replay shows.


def today_screen(
    today: DailyGuidance,
    rule_set: RuleSet,
    notices: Notices,
    country: str,
    *,
    over: bool = False,
    trial: Sequence[str] = (),
    on_card: Sequence[str] = (),
) -> str:
    """Return the screen of one day; a danger sign shows its card alone.

    Args:
        today: Everything for the day.
        country: ISO code for the numbers to call, or "".
        over: Whether the day is past; what nobody answered then is not asked as if it were now.
        trial: What a blinded trial that runs says of the day.
        on_card: What it says beside a danger sign.
    """
    card = card_of(today, rule_set, notices, country)
    if card is not None:
        return card_screen(card, on_card)
    lines = [day_words(today.as_of), ""]
    lines += _zone(today.zone)
    if over and today.guidance.action == "ask":
        lines += _not_assessed(today, rule_set)
    else:
        lines += ["", f">>> {heading(today).upper()}"]
        for explanation in (today.dose.instruction, today.dose.reason, *today.dose.notes):
            lines += _said(explanation, today.as_of, "  ") if explanation is not None else []
        lines += _bullets("Whom to call", whom_to_call(today, notices, country))
        lines += _bullets("Your trial", trial)
        lines += _reasons(today.guidance.reasons, _reason)
        lines += _questions(today, rule_set)
    lines += _considerations(today.guidance, rule_set, today.as_of)
    lines += _bullets("What would change this", changes(today, rule_set))
    lines += _notes(dates(today))
    said = [line for note in today.notes for line in _said(note, today.as_of, "")]
    lines += ["", *said] if said else []
    lines += _clinician(today, rule_set)
    lines += ["", *wrapped(notices.notices["in-short"].text)]
    return "\n".join(lines) + "\n"


def _clinician(today: DailyGuidance, rule_set: RuleSet) -> list[str]:
    """Return how to tell what a doctor or nurse said, while LDN rests and it is not asked."""
    told_by = [name for name in rule_set.facts if rule_set.facts[name].prompt == CLINICIAN]
    is_asked = any(question.fact in told_by for question in today.guidance.ask)
    treatment = today.snapshot.recommended
    waits = treatment.is_resting and not all(map(treatment.is_settled, treatment.reactions))
    if not told_by or is_asked or not waits:
        return []
    answers = ", ".join(rule_set.prompts[CLINICIAN].answers)
    return ["", *wrapped(f"What a doctor or nurse said: zonewise answer {CLINICIAN}=ANSWER ({answers})")]


def card_screen(card: DangerCard, beside: Sequence[str] = ()) -> str:
    """Return the card of one danger sign, alone, with what has to be said beside it."""
    lines = [card.heading.upper(), ""]
    for number, step in enumerate(card.steps, 1):
        lines += wrapped(step, f"  {number}. ", "     ")
    lines += [line for words in beside for line in ("", *wrapped(words))]
    return "\n".join(lines) + "\n"


def guidance_screen(guidance: Guidance, rule_set: RuleSet) -> str:
    """Return guidance that was asked for from facts alone."""
    asked = [f"{question_words(question, rule_set)} ({question.fact})" for question in guidance.ask]
    changes = informative_changes(guidance.would_change, rule_set.facts)[:MOST_CHANGES]
    lines = [f">>> {rule_set.words_of(guidance.action).upper()}", *_reasons(guidance.reasons, _reason_with_id)]
    lines += _bullets("Please answer", asked[:MOST_QUESTIONS])
    if len(asked) > MOST_QUESTIONS:
        lines.append(f"    and {len(asked) - MOST_QUESTIONS} more after these: see --json")
    lines += _considerations(guidance, rule_set)
    lines += _bullets("What would change this", [change_words(change, rule_set.facts) for change in changes])
    lines += ["", f"Protocol {rule_set.id} {rule_set.version}, {rule_set.review}."]
    return "\n".join(lines) + "\n"


def decision_screen(decision: Decision, rule_set: RuleSet) -> str:
    """Return the answer of one question."""
    if decision.applicable is False:
        return f"{decision.question}: not asked for these facts.\n"
    answer = ", ".join(decision.answers) or "open"
    lines = wrapped(f"{decision.question}: {answer}", following="  ")
    lines += _bullets(
        "Why" if decision.answer else "What could still decide it", map(_reason_with_id, decision.reasons)
    )
    lines += _bullets("Please answer", [f"{rule_set.facts[name].ask} ({name})" for name in decision.ask])
    return "\n".join(lines) + "\n"


def zone_lines(zone: DayZone) -> list[str]:
    """Return one day's zone with the arithmetic of each criterion."""
    lines = [f"{zone.day.isoformat()}  {SHAPES[zone.zone]} {ZONES[zone.zone]} ({zone.standing})"]
    for criterion in zone.criteria:
        lines += wrapped(f"{criterion.name}: {criterion.sentence}", "  - ", "    ")
    return lines


def _zone(zone: DayZone) -> list[str]:
    standing = f" {STANDING[zone.standing]}" if zone.standing in STANDING else ""
    lines = wrapped(f"{SHAPES[zone.zone]} {ZONES[zone.zone]}   {zone_sentence(zone)}{standing}", "", "    ")
    for criterion in deciding_criteria(zone):
        lines += wrapped(criterion.sentence, "    ")
    return lines


def _bullets(heading: str, texts: Iterable[str]) -> list[str]:
    """Return texts in a list under a heading; nothing where there is none."""
    lines = [line for text in texts for line in wrapped(text, "  - ", "    ")]
    return ["", heading, *lines] if lines else []


def _reason(rule: Rule) -> str:
    """Return a rule's sentence; what rests on nothing but our own choice is marked."""
    return f"{rule.because}{' (Our own choice.)' if reason(rule).ours else ''}"


def _reason_with_id(rule: Rule) -> str:
    """Return the same with the rule's id, for who works on the protocol."""
    return f"{_reason(rule)} [{rule.id}]"


def _reasons(rules: Sequence[Rule], words: Callable[[Rule], str]) -> list[str]:
    lines = _bullets("Why", map(words, rules[:MOST_REASONS]))
    return lines if len(rules) <= MOST_REASONS else [*lines, f"    and {len(rules) - MOST_REASONS} more: see --json"]


def _questions(today: DailyGuidance, rule_set: RuleSet) -> list[str]:
    """Return what to answer and how; fewer at a time when nothing waits for it."""
    asked, urgent = today.guidance.ask, today.guidance.action == "ask"
    if not asked:
        return []
    most = MOST_QUESTIONS if urgent else MOST_QUESTIONS_BESIDE
    lines = ["", "Please answer" if urgent else "When you can, answer"]
    by_name = False
    for question in asked[:most]:
        how = how_to_answer(rule_set.facts[question.fact], rule_set, question.place)
        if question.rating_to_give:
            how = f"zonewise check-in {question.rating_to_give}=0 to 10"
        by_name = by_name or not how.startswith("zonewise ")
        lines += wrapped(question_words(question, rule_set, today.as_of), "  - ", "    ")
        lines += wrapped(how, "    > ", "      ")
    if len(asked) > most:
        lines.append(f"    and {len(asked) - most} more after these")
    if by_name:
        lines += wrapped("Write answers as: zonewise answer NAME=ANSWER NAME=ANSWER", "  ")
    prompts = (rule_set.prompts.get(rule_set.facts[question.fact].prompt) for question in asked)
    if any(prompt is not None and prompt.nothing_else for prompt in prompts):
        lines += wrapped("On a day with nothing of the kind to tell, one line is enough:", "  ")
        lines.append("    zonewise check-in pain=4 mood=2 ... --nothing-else")
    return lines


def _not_assessed(today: DailyGuidance, rule_set: RuleSet) -> list[str]:
    names = [question.rating_to_give or rule_set.facts[question.fact].prompt for question in today.guidance.ask]
    how = f"To have it assessed, answer with --on {today.as_of.isoformat()}: {', '.join(filter(None, names))}."
    why = "Nobody answered that day what has to be known before anything is said of a dose."
    return ["", ">>> DOSE NOT ASSESSED", *wrapped(why, "  "), *wrapped(how, "  ")]


def _considerations(guidance: Guidance, rule_set: RuleSet, as_of: date | None = None) -> list[str]:
    """Return the considerations; what stands under "Why" already is not said twice."""
    words = (consideration_words(consideration, guidance, rule_set, as_of) for consideration in guidance.considerations)
    texts = [f"{short}. {because}".rstrip() for short, because in words]
    return _bullets("To raise with your prescriber, or keep in mind", texts)


def _said(explanation: Explanation, as_of: date, before: str) -> list[str]:
    """Return an explanation, and how the answer that it waits for is given."""
    answer = answer_to(explanation)
    how = [f"{before}  > zonewise answer {answer[0]}={answer[1]}"] if answer is not None else []
    return [*wrapped(sentence(explanation, as_of), before), *how]


def _notes(notes: Sequence[str]) -> list[str]:
    lines = [line for note in notes for line in wrapped(note)]
    return ["", *lines] if lines else []


def replayed_lines(replayed: ReplayResult, rule_set: RuleSet) -> list[str]:
    """Return one replayed guidance as lines of a terminal."""
    same = "the same again" if not replayed.differences else f"{len(replayed.differences)} differences"
    lines = [f"{replayed.as_of.isoformat()}  {rule_set.words_of(replayed.action).upper()}: {same}"]
    lines += wrapped(f"Shown: {replayed.recommended} Then: {replayed.done}", "    ")
    for difference in replayed.differences:
        then, now = _short(difference.then), _short(difference.now)
        lines += wrapped(f"{difference.what}: was {then}, is {now} ({difference.why})", "  - ", "    ")
    return lines


def _short(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        value = [item.get("rule") or item.get("fact") or item.get("id") or item.get("code") for item in value]
    text = str(value)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}..."
