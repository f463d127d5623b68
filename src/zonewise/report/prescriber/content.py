"""What stands on the prescriber's page, in its order."""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.model.amounts import format_mg
from zonewise.model.day_words import day_words
from zonewise.plan.description import origin_words, step_words, time_words
from zonewise.plan.prescribed_plan import Plan
from zonewise.plan.product import product_words
from zonewise.relief.relief_estimate import DomainRelief, Interval, Relief
from zonewise.report.entry_words import RATINGS
from zonewise.report.explanations import because_words, sentence
from zonewise.report.history.symptom_lines import symptom_history
from zonewise.report.picture import Picture, zones_picture
from zonewise.report.relief_words import WORDS
from zonewise.report.words import ZONES, short_day
from zonewise.rules.knowledge import OVERALL, Knowledge
from zonewise.rules.rule_set import RuleSet

from .doses import dose_rows, effect_rows, taken_words
from .third_person import of_the_patient

BLOOD_TESTS = "For the prescriber to decide: baseline ALT; TSH 6 to 8 weeks after a change beside thyroid hormone."
"""A reminder for the prescriber alone; no finding of a blood test is in the diary."""
MOST_ROWS = 8  # Rows of any list on the one page; what is left out is counted.
ZONE_DAYS = 182
RECENT_DAYS = 28
FIRST_SENTENCE = re.compile(r"(?<=\.) .*")  # What follows it tells the patient what to do.
PERHAPS_THE_DOSE = "Of it perhaps the dose"
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
    symptoms: Picture | None = None  # Each symptom of that time under dose and zones; None where none was rated.


def page_of(
    today: DailyGuidance,
    relief: Relief,
    beside: dict[str, Knowledge],
    *,
    name: str,
    medicines: Sequence[tuple[str, str, str]],
    given: Sequence[PastGuidance],
    trial: Sequence[str] = (),
) -> PrescriberPage:
    """Put together the page from what was worked out already; nothing new is decided here.

    Args:
        today: The day's guidance.
        relief: What the diary says about relief.
        beside: The guide's claim and the trials for each domain and for the whole.
        name: Whose page it is as they want to be called, or "".
        medicines: Name, since when, and what the screen found, for each medicine that is taken.
        given: Guidance of the last weeks with what was done, newest first.
        trial: What there is to say of a blinded trial that runs.
    """
    recent, rule_set = today.snapshot.zones[-ZONE_DAYS:], today.snapshot.settings.rule_set
    parts = (
        _dose(today),
        _plan(today),
        PageSection("Blinded trial", tuple(trial)),
        _relief(relief, beside),
        PageSection(
            "Side effects by dose",
            *_table(("Dose", "Days on it", "Side effects, worst grade"), effect_rows(today.snapshot)),
        ),
        _medicines(medicines),
        _given(given, rule_set),
        _open(today),
    )
    return PrescriberPage(
        title=f"Low-dose naltrexone: {name}" if name else "Low-dose naltrexone: one page for the prescriber",
        day=today.as_of,
        sentence=_sentence(today, relief),
        parts=tuple(part for part in parts if part.lines or part.rows),
        zones=zones_picture(recent[0].day, [day.zone for day in recent], width=520),
        small_print=(
            "Zones compare the patient with their own usual: Green about usual, Yellow worse, Red much worse or severe."
            " Relief is in percent of the days before the first dose, with 95 % intervals; one open diary cannot tell"
            f" a drug from hope and time. Amounts come from the plan above alone. Protocol {rule_set.id}"
            f" {rule_set.version}, {rule_set.review}."
        ),
        symptoms=symptom_history(today.snapshot, ZONE_DAYS, on_paper=True).picture,
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
    return f"Zone today: {zone}. The patient {dose}. Guidance: {action}. Is it helping: {verdict}."


def _dose(today: DailyGuidance) -> PageSection:
    opioid = today.facts.get("opioid")
    opioids: tuple[str, ...] = ()
    if opioid is not None:
        status = "none" if opioid.value == "none" else str(opioid.value or "not known").upper()
        source = FIRST_SENTENCE.sub("", because_words(opioid, today.as_of))
        opioids = (f"Opioids: {status}. {of_the_patient(source)}",)
    plan = today.snapshot.plan
    form = product_words(plan.product) if plan is not None else "no plan is here, so it is not known."
    return PageSection(
        "Dose and opioids",
        (_named(today), f"Form: {form}", *opioids),
    )


def _named(today: DailyGuidance) -> str:
    """Return which dose is named for the day, or what the patient reads instead of one."""
    if today.dose.doses:
        doses = " and ".join(f"{dose.words} {time_words(dose.at)}".strip() for dose in today.dose.doses)
        return f"Named for today: {doses}."
    return f"No dose is named today. {of_the_patient(sentence(today.dose.instruction, today.as_of))}"


def _origin(plan: Plan) -> str:
    """Return who wrote the plan down: a signature, or the patient who copied it, and never both."""
    if plan.origin in ("signed", "key-signed"):
        return origin_words(plan)
    whose = f"the prescription of {plan.named_prescriber}" if plan.named_prescriber else "a prescription"
    return f"Copied by the patient from {whose}, {day_words(plan.written_on)}."


def _plan(today: DailyGuidance) -> PageSection:
    plan = today.snapshot.plan
    lines = []
    if plan is not None:
        steps = " · ".join(step_words(step) for step in plan.steps)
        interval = f", at least {plan.interval_days} days each" if plan.interval_days else ""
        lines += [_origin(plan), f"Steps: {steps}{interval}; ceiling {format_mg(plan.ceiling_mg)} a day."]
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
    """Return what is known of relief: a row for each rating of which something is, the rest named once."""
    rated = {name: estimate for name, estimate in relief.domains.items() if estimate.reason != "no-ratings"}
    known = {name: estimate for name, estimate in rated.items() if estimate.change is not None}
    together = relief.composite
    verdicts = {WORDS[estimate.verdict] for estimate in (together, *known.values())}
    lines = []
    if together.change is None and not known:
        named = f" (rated: {', '.join(map(_rating_word, rated))})" if rated else ""
        return PageSection("Is it helping", (f"{WORDS[together.verdict]}: nothing is known of a change yet{named}.",))
    if len(verdicts) == 1:
        lines.append(f"Together and one by one: {WORDS[together.verdict].lower()}.")
    if unknown := [name for name in rated if name not in known]:
        lines.append(f"Not known of: {', '.join(map(_rating_word, unknown))}.")
    net = [f"{_rating_word(name)}: {_net_words(beside[name])}" for name in known if name in beside and beside[name].net]
    lines.append(f"Trials, LDN less placebo, points of percent. {'; '.join(net) or 'None'}. None shown for the others.")
    columns = ["Rating", "Verdict", "Change since", PERHAPS_THE_DOSE, "Guide claims", "Certainty"]
    rows = [_relief_row("all six together", together, beside.get(OVERALL))]
    rows += [_relief_row(_rating_word(name), estimate, beside.get(name)) for name, estimate in known.items()]
    left_out = {columns.index("Verdict")} if len(verdicts) == 1 else set()
    if len({row[columns.index(PERHAPS_THE_DOSE)] for row in rows}) == 1 < len(rows):
        left_out.add(columns.index(PERHAPS_THE_DOSE))
        lines.append(f"{PERHAPS_THE_DOSE}, together and one by one: {_change_words(together.relief)}.")
    return PageSection(
        "Is it helping", tuple(lines), _cells(columns, left_out), tuple(_cells(row, left_out) for row in rows)
    )


def _cells(row: Sequence[str], left_out: Set[int]) -> tuple[str, ...]:
    """Return a row without the columns that say the same of each rating, which a line says once."""
    return tuple(cell for place, cell in enumerate(row) if place not in left_out)


def _rating_word(name: str) -> str:
    """Return a rating as the patient's pages call it and as its line on this page is named."""
    return RATINGS[name][0].lower() if name in RATINGS else name


def _net_words(known: Knowledge) -> str:
    return ", ".join(f"{net.trial} {net.percent:+g}" for net in known.net)


def _relief_row(name: str, estimate: DomainRelief, known: Knowledge | None) -> tuple[str, ...]:
    claim = f"{known.percent[0]:g} to {known.percent[1]:g} %" if known is not None and known.percent else "no figure"
    certainty = known.certainty if known is not None else ""
    spreads = (_change_words(estimate.change), _change_words(estimate.relief))
    return (name, WORDS[estimate.verdict], *spreads, claim, certainty)


def _change_words(spread: Interval | None) -> str:
    """Return a change with its interval, better and worse by their names: "18 % better (3 worse to 36 better)"."""
    if spread is None:
        return "not known"
    mean, low, high = map(round, (spread.mean, spread.low, spread.high))
    ends = [f"{abs(end)} {_direction(end)}".strip() for end in (low, high)]
    if _direction(low) == _direction(high):
        ends[0] = str(abs(low))
    return f"{abs(mean)} % {_direction(mean)}".strip() + f" ({ends[0]} to {ends[1]})"


def _direction(percent: int) -> str:
    return "better" if percent > 0 else "worse" if percent < 0 else ""


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
    lines = [f"The patient asks: {note}" for note in notes[::-1][:MOST_ROWS]]
    if unanswered := [_in_a_sentence(rule_set.facts[question.fact].label) for question in today.guidance.ask]:
        lines.append(f"The patient has not answered yet: {', '.join(unanswered)}.")
    return PageSection("Open questions", (*lines, BLOOD_TESTS))


def _in_a_sentence(label: str) -> str:
    """Return a label as it follows in a sentence; an abbreviation keeps its capitals."""
    return of_the_patient(label if label[1:2].isupper() else label[:1].lower() + label[1:])


def _table(
    columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return lines, columns and rows: the first rows, and a line that counts what is left out."""
    kept = tuple(rows[:MOST_ROWS])
    left_out = len(rows) - len(kept)
    lines = (f"{left_out} more are in the diary.",) if left_out else ()
    return (lines, columns, kept) if kept else ((), (), ())
