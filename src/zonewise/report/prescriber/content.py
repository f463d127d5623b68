"""What stands on the prescriber's page, in its order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.model.amounts import format_mg
from zonewise.model.day_words import day_words
from zonewise.plan.description import origin_words, step_words
from zonewise.plan.product import product_words
from zonewise.relief.relief_estimate import DomainRelief, Relief
from zonewise.report.explanations import because_words, question_words, sentence
from zonewise.report.picture import Picture, zones_picture
from zonewise.report.relief_words import WORDS, spread_words
from zonewise.report.words import ZONES, short_day
from zonewise.rules.knowledge import OVERALL, Knowledge
from zonewise.rules.rule_set import RuleSet

from .doses import dose_rows, effect_rows, taken_words

BLOOD_TESTS = "For you to decide: baseline ALT, and TSH 6 to 8 weeks after a change where thyroid hormone is taken."
"""A reminder for the prescriber alone; no finding of a blood test is in the diary."""
MOST_ROWS = 8  # Rows of any list on the one page; what is left out is counted.
ZONE_DAYS = 182
RECENT_DAYS = 28
QUESTION = "for-prescriber"  # Name of the notes in which people write down what they want to ask.


@dataclass(frozen=True, slots=True)
class PastGuidance:
    """Guidance that was shown, and what was done then."""

    day: date
    action: str
    recommended: str
    done: str


@dataclass(frozen=True, slots=True)
class PageSection:
    """One part of the page: a heading, then lines or a table."""

    heading: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()  # Headings of a table; none for no table.
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class PrescriberPage:
    """The whole page."""

    title: str
    day: date  # The logical day it stands for.
    sentence: str  # The one sentence on top.
    parts: tuple[PageSection, ...]  # In the order of reading.
    zones: Picture  # The zones of the last half year.
    small_print: str  # How to read it.


def page_of(
    today: DailyGuidance,
    relief: Relief,
    beside: dict[str, Knowledge],
    *,
    name: str,
    medicines: Sequence[tuple[str, str, str]],
    given: Sequence[PastGuidance],
    protocol: str,
) -> PrescriberPage:
    """Put together the page from what was worked out already; nothing new is decided here.

    Args:
        today: The day's guidance.
        relief: What the diary says about relief.
        beside: The guide's claim and the trials for each domain and for the whole.
        name: Whose page it is as they want to be called, or "".
        medicines: Name, since when, and what the screen found, for each medicine that is taken.
        given: Guidance of the last weeks with what was done, newest first.
        protocol: Which protocol answered, with its state of review.
    """
    recent = today.snapshot.zones[-ZONE_DAYS:]
    parts = (
        _dose(today),
        _plan(today),
        _relief(relief, beside),
        PageSection(
            "Side effects by dose",
            *_table(("Dose", "Days on it", "Side effects, worst grade"), effect_rows(today.snapshot)),
        ),
        _medicines(medicines),
        _given(given, today.snapshot.settings.rule_set),
        _open(today),
    )
    return PrescriberPage(
        title=f"Low-dose naltrexone: {name}" if name else "Low-dose naltrexone: one page for the prescriber",
        day=today.as_of,
        sentence=_sentence(today, relief),
        parts=tuple(part for part in parts if part.lines or part.rows),
        zones=zones_picture(recent[0].day, [day.zone for day in recent], width=520),
        small_print=(
            "Zones compare the person with their own usual: Green about usual, Yellow worse, Red much worse or severe. "
            "Relief is in percent of the days before the first dose, with 95 % intervals; one open diary cannot tell a "
            f"drug from hope and time. The dose comes from the signed plan only. {protocol}"
        ),
    )


def _sentence(today: DailyGuidance, relief: Relief) -> str:
    now = today.snapshot.course.now
    taking = now is not None and now.mg > 0
    dose = f"takes {format_mg(now.mg)} a day since {day_words(now.since)}" if now and taking else "takes none now"
    zone = ZONES[today.zone.zone].lower().capitalize()
    if today.zone.zone is not None and today.zone.standing == "learning":
        zone += " (still learning what is usual)"
    verdict = WORDS[relief.composite.verdict].lower()
    action = today.snapshot.settings.rule_set.words_of(today.guidance.action).lower()
    return f"Zone today: {zone}. The person {dose}. Guidance: {action}. Is it helping: {verdict}."


def _dose(today: DailyGuidance) -> PageSection:
    opioid = today.facts.get("opioid")
    opioids: tuple[str, ...] = ()
    if opioid is not None:
        status = "none" if opioid.value == "none" else str(opioid.value or "not known").upper()
        opioids = (f"Opioids: {status}. {because_words(opioid, today.as_of)}",)
    plan = today.snapshot.plan
    form = product_words(plan.product) if plan is not None else "No plan is signed, so no form is known."
    return PageSection(
        "Dose and opioids",
        (sentence(today.dose.instruction, today.as_of), f"Form: {form}", *opioids),
    )


def _plan(today: DailyGuidance) -> PageSection:
    plan = today.snapshot.plan
    lines = []
    if plan is not None:
        steps = " · ".join(step_words(step) for step in plan.steps)
        interval = f", at least {plan.interval_days} days each" if plan.interval_days else ""
        lines += [origin_words(plan), f"Steps: {steps}{interval}; ceiling {format_mg(plan.ceiling_mg)} a day."]
        if today.next_step is not None:
            lines.append(f"Next step at the earliest {day_words(today.next_step)}.")
    if today.next_review is not None:
        lines.append(f"Review {day_words(today.next_review)}.")
    lines.append(taken_words(today.snapshot, RECENT_DAYS))
    taken = dose_rows(today.snapshot)
    if taken:
        shown = " · ".join(f"{since}: {dose}" for since, dose in taken[-MOST_ROWS:])
        lines.append(f"Taken a day, from: {shown}.")
    return PageSection("Plan and doses taken", tuple(lines))


def _relief(relief: Relief, beside: dict[str, Knowledge]) -> PageSection:
    rows = [_relief_row("all six together", relief.composite, beside.get(OVERALL))]
    rows += [
        _relief_row(name, estimate, beside.get(name))
        for name, estimate in relief.domains.items()
        if estimate.reason != "no-ratings"
    ]
    columns = ("Rating", "Verdict", "Change since", "May be the dose", "Guide claims", "Trials, net", "Certainty")
    return PageSection("Is it helping", (), columns, tuple(rows))


def _relief_row(name: str, estimate: DomainRelief, known: Knowledge | None) -> tuple[str, ...]:
    claim = f"{known.percent[0]:g} to {known.percent[1]:g} %" if known is not None and known.percent else "no figure"
    net_words = (
        ", ".join(f"{net.trial} {net.percent:+g}" for net in known.net) if known is not None and known.net else ""
    )
    trials = net_words or ("none shown" if known is not None else "")
    certainty = known.certainty if known is not None else ""
    return (
        name,
        WORDS[estimate.verdict],
        spread_words(estimate.change),
        spread_words(estimate.relief),
        claim,
        trials,
        certainty,
    )


def _medicines(medicines: Sequence[tuple[str, str, str]]) -> PageSection:
    if not medicines:
        return PageSection("Medicines", ("None is written in the diary; that is not the same as none taken.",))
    return PageSection("Medicines", *_table(("Medicine", "Since", "Found"), medicines))


def _given(given: Sequence[PastGuidance], rule_set: RuleSet) -> PageSection:
    if not given:
        return PageSection("Guidance given", ("None was asked for in the last four weeks.",))
    counted = Counter(past.action for past in given)
    actions = ", ".join(f"{rule_set.words_of(action).lower()} {count}" for action, count in counted.most_common())
    rows = [
        (short_day(past.day), rule_set.words_of(past.action).lower(), past.done)
        for past in given
        if past.action != "keep"
    ]
    lines = (f"Days with guidance in the last four weeks: {len(given)} ({actions}).",)
    if rows:
        return PageSection("Guidance given and followed", lines, ("Day", "Guidance", "Done"), tuple(rows[:4]))
    return PageSection("Guidance given and followed", lines)


def _open(today: DailyGuidance) -> PageSection:
    rule_set = today.snapshot.settings.rule_set
    notes = [entry.note for entry in today.snapshot.of_kind("note") if entry.name == QUESTION]
    lines = [f"I want to ask: {note}" for note in notes[::-1][:MOST_ROWS]]
    unanswered = [question_words(question, rule_set, today.as_of) for question in today.guidance.ask[:3]]
    lines += [f"Not answered yet: {words}" for words in unanswered]
    return PageSection("Open questions", (*lines, BLOOD_TESTS))


def _table(
    columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return lines, columns and rows: the first rows, and a line that counts what is left out."""
    kept = tuple(rows[:MOST_ROWS])
    left_out = len(rows) - len(kept)
    lines = (f"{left_out} more are in the diary.",) if left_out else ()
    return (lines, columns, kept) if kept else ((), (), ())
