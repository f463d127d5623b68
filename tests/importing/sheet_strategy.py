"""Realistic own sheets, made from a table of traits, with what each of their values truly is.

A sheet is a diary that somebody kept: a few days, some ratings on scales of their own, LDN in some unit, events, a
list of medicines. How it is written down is drawn from the traits. `misread` reads it as the command does and names
each entry that is not what the person lived, so that nothing can be stored wrong without a word.
"""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from hypothesis import strategies as st

from zonewise.importing.questions import Question
from zonewise.model.entry import Entry
from zonewise.problem import InputRefused
from zonewise.services.importing.import_file import read_table
from zonewise.services.importing.proposal import ImportOptions
from zonewise.services.importing.table_file import table_file

IN_BERLIN = Entry("1", date(2026, 1, 1), None, "profile", "timezone", "Europe/Berlin")

TRAITS = yaml.load((Path(__file__).parents[1] / "data" / "sheet_traits.yaml").read_text("utf-8"), yaml.BaseLoader)
LANGUAGES = tuple(TRAITS["columns"])
SCALES = ((0, 10), (1, 10), (0, 5), (1, 5), (0, 3), (0, 100))
DOSES = tuple(map(Decimal, ("0.5", "1", "1.5", "3", "4.5")))
ORDERS = {"day": "day-first", "month": "month-first"}
Truth = tuple[date, str, str, str]
"""Day, kind, name and value of an entry that is right."""


@dataclass
class Column:
    """One column, and what the person would answer about it."""

    name: str  # As it stands in the header.
    cells: list[str]  # One for each day.
    truths: list[Truth] = field(default_factory=list)  # What may be stored of it.
    answers: dict[str, str] = field(default_factory=dict)  # By kind of question.
    must: bool = True  # Whether all of it has to be stored once everything is answered.


@dataclass
class Sheet:
    """A file and what is true of it."""

    content: bytes
    columns: list[Column]
    opioids: set[str]  # Names that have to be pointed out.

    @property
    def truths(self) -> Counter[Truth]:
        """What may be stored of it, each as often as it was lived."""
        return Counter(truth for column in self.columns for truth in column.truths)


def _rating(value: int, low: int, high: int, better: bool) -> str:
    share = Fraction(high - value if better else value - low, high - low) * 10
    number = (Decimal(share.numerator) / share.denominator).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{number.normalize():f}"


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Draw a sheet."""
    language = draw(st.sampled_from(LANGUAGES))
    first = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 300)))
    days = [first + timedelta(days=number) for number in range(draw(st.integers(2, 16)))]
    comma = draw(st.booleans())
    columns = [_dates(draw, days, TRAITS["dates"][language])]
    makers = [_number, _number, _words, _turned, _ldn, _event, _medicines]
    for maker in draw(st.lists(st.sampled_from(makers), min_size=1, max_size=6)):
        column = maker(draw, days, language, comma)
        if column.name.split() not in [other.name.split() for other in columns]:
            columns.append(column)
    opioids = {cell for column in columns for cell in TRAITS["opioids"] if cell in " ".join(column.cells)}
    return Sheet(_written(draw, columns, comma), columns, opioids)


def _dates(draw: st.DrawFn, days: Sequence[date], names: Sequence[str]) -> Column:
    form = draw(st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d 00:00:00", "stamp", "Z"]))
    first = {"%d": "day", "%m": "month", "st": "month"}.get(form[:2], "")
    if form == "Z":  # late in the evening in UTC is the next day in Berlin
        cells = [f"{day - timedelta(days=1):%Y-%m-%d}T23:30:00Z" for day in days]
    elif form == "stamp":
        cells = [f"{day.month}/{day.day}/{day.year} 8:10:33\u202fPM" for day in days]
    else:
        cells = [day.strftime(form) for day in days]
    return Column(draw(st.sampled_from(names)), cells, answers={"date-order": ORDERS.get(first, "")})


def _number(draw: st.DrawFn, days: Sequence[date], language: str, comma: bool) -> Column:
    rating, name, better = draw(st.sampled_from(TRAITS["columns"][language]))
    low, high = draw(st.sampled_from(SCALES))
    better = draw(st.booleans()) if better == "either" else better == "better"
    top = draw(st.integers(low + 1, high))  # nobody has to use the whole of a scale
    values = [draw(st.integers(low, top)) for _ in days]
    said = draw(st.sampled_from(["not", "brackets", "ends", "values"]))
    heading = {"brackets": f"{name} ({low}-{high})", "ends": f"{name}\n({low} = {'worst' if better else 'best'}, "
               f"{high} = {'best' if better else 'worst'})"}.get(said, name)  # fmt: skip
    style = "{}/" + str(high) if said == "values" and high in (10, 100) else "{}"
    if draw(st.booleans()) and style == "{}":
        style = "{},0" if comma else "{}.0"
    column = Column(heading, [style.format(value) for value in values])
    column.truths = [
        (day, "rating", rating, _rating(value, low, high, better)) for day, value in zip(days, values, strict=True)
    ]
    column.answers = {"scale": f"{low}-{high}", "good-end": "better" if better else "worse"}
    for place in draw(st.sets(st.integers(0, len(days) - 1), max_size=2)):  # a day without an answer
        column.cells[place] = draw(st.sampled_from(["", "-", "n/a"]))
        column.truths[place] = (days[place], "none", "", "")
    column.truths = [truth for truth in column.truths if truth[1] != "none"]
    return column


def _words(draw: st.DrawFn, days: Sequence[date], language: str, comma: bool) -> Column:
    steps = draw(st.sampled_from(TRAITS["severity"][language]))
    name = TRAITS["columns"][language][0][1]
    values = [draw(st.integers(0, 3)) for _ in days]
    truths = [(day, "rating", "pain", _rating(value, 0, 3, False)) for day, value in zip(days, values, strict=True)]
    return Column(name, [steps[value] for value in values], truths, {"words": "as-shown"})


def _turned(draw: st.DrawFn, days: Sequence[date], language: str, comma: bool) -> Column:
    name = draw(st.sampled_from(TRAITS["turned"][language]))
    return Column(name, [str(draw(st.integers(0, 10))) for _ in days], answers={"scale": "own", "good-end": "own"})


def _ldn(draw: st.DrawFn, days: Sequence[date], language: str, comma: bool) -> Column:
    doses = [
        draw(st.sampled_from([Decimal("0.5"), Decimal(1), Decimal("1.5"), Decimal(3), Decimal("4.5")])) for _ in days
    ]
    how = draw(st.sampled_from(["mg", "mcg", "cell", "bare", "tick", "thousands"]))
    name = {"mg": "LDN (mg)", "mcg": draw(st.sampled_from(["LDN (mcg)", "LDN [µg]", "LDN mcg"]))}.get(how, "LDN")
    mark = "," if comma else "."
    cells = [f"{dose.normalize():f}".replace(".", mark) for dose in doses]
    answer = "mg"
    if how in ("mcg", "thousands"):
        cells = [f"{dose * 1000:.0f}" for dose in doses]
        answer = "mcg"
    if how == "cell":
        cells = [f"{cell} mg" for cell in cells]
    if how == "tick":
        ticks = [draw(st.sampled_from(TRAITS["ticks"][language])) for _ in days]
        cells, doses = [cell for cell, _ in ticks], [Decimal("1.5") * int(count) for _, count in ticks]
        answer = "each 1.5 mg"
    truths = [(day, "dose", "naltrexone", f"{dose.normalize():f}") for day, dose in zip(days, doses, strict=True)]
    return Column(name, cells, truths, {"unit": answer})


def _event(draw: st.DrawFn, days: Sequence[date], language: str, comma: bool) -> Column:
    words = TRAITS["answers"][language]
    yes = [draw(st.booleans()) for _ in days]
    cells = [draw(st.sampled_from(words["yes" if so else "no"])) for so in yes]
    truths = [(day, "event", "infection", "") for day, so in zip(days, yes, strict=True) if so]
    column = Column(TRAITS["infection"][language], cells, truths)
    if draw(st.integers(0, 3)) == 0:  # a word that is on no list is never a yes
        place = draw(st.integers(0, len(days) - 1))
        column.cells[place] = draw(st.sampled_from(TRAITS["unclear"]))
        column.truths = [truth for truth in truths if truth[0] != days[place]]
        column.must = False
    return column


def _medicines(draw: st.DrawFn, days: Sequence[date], language: str, comma: bool) -> Column:
    between = draw(st.sampled_from([", ", "; ", " | ", "\n"]))
    names = draw(
        st.lists(st.sampled_from([*TRAITS["opioids"], *TRAITS["harmless"]]), min_size=1, max_size=3, unique=True)
    )
    return Column(
        draw(st.sampled_from(TRAITS["medicines"][language])), [between.join([*names, "LDN 1.5mg"]) for _ in days]
    )


def _written(draw: st.DrawFn, columns: Sequence[Column], comma: bool) -> bytes:
    text = io.StringIO()
    between = draw(st.sampled_from([";", "\t"] if comma else [",", ";", "\t"]))
    writer = csv.writer(text, delimiter=between, lineterminator=draw(st.sampled_from(["\n", "\r\n"])))
    if draw(st.booleans()):
        writer.writerows([["My diary", "2026"], []][: draw(st.integers(1, 2))])
    index = draw(st.booleans())
    rows = [[column.name for column in columns], *zip(*(column.cells for column in columns), strict=True)]
    writer.writerows([["" if number == 0 else number - 1, *row] if index else row for number, row in enumerate(rows)])
    return text.getvalue().encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])), "replace")


def answers_of(sheet: Sheet, questions: Sequence[Question]) -> dict[str, str]:
    """Return what the person who kept the sheet answers; trackers asked about together may be on different scales."""
    columns = {" ".join(column.name.split()): column for column in sheet.columns}
    answers = {}
    for question in questions:
        said = {
            columns[tracker].answers.get(question.kind, "own") for tracker in question.trackers if tracker in columns
        }
        answers[question.id] = said.pop() if len(said) == 1 else ""
    return answers


def rules_of(sheet: Sheet, questions: Sequence[Question]) -> list[str]:
    """Return rules for trackers that are asked about together and are on different scales."""
    columns = {" ".join(column.name.split()): column for column in sheet.columns}
    rules = []
    for question in questions:
        if question.kind == "scale" and not answers_of(sheet, [question])[question.id]:
            for tracker in question.trackers:
                answers = columns[tracker].answers
                target = columns[tracker].truths[0][2] if columns[tracker].truths else "pain"
                better = ":higher-is-better" if answers.get("good-end") == "better" else ""
                own = answers["scale"] == "own"
                rules.append(f"{tracker}=tracker" if own else f"{tracker}={target}:{answers['scale']}{better}")
    return rules


@dataclass
class Reading:
    """What became of a sheet."""

    stored: Counter[Truth]  # Ratings, doses and events that were stored.
    words: list[str]  # What was said beside them: questions, notes, problems.
    findings: set[str]  # Medicines that were pointed out as opioids.
    questions: tuple[Question, ...] = ()


def read(sheet: Sheet, options: ImportOptions) -> Reading:
    """Read a sheet as the command does for a person in Berlin with these options, without a diary to store it in."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.csv"
        path.write_bytes(sheet.content)
        try:
            with table_file(path, "") as table:
                reading = read_table(table, (IN_BERLIN,), (), options)
                items = list(reading.items())
        except InputRefused as refused:
            return Reading(Counter(), list(map(str, refused.problems)), set())
    entries = {item.id: item for item in items if isinstance(item, Entry) and item.kind in ("rating", "dose", "event")}
    stored: Counter[Truth] = Counter(
        (e.day, e.kind, e.name, _plain(e)) for e in entries.values() if not options.dry_run
    )
    questions = reading.proposal.questions if reading.proposal is not None else ()
    words = [*(str(item) for item in items if not isinstance(item, Entry)), *(question.text for question in questions)]
    opioids = {str(medicine.name) for medicine in reading.medicines.findings() if medicine.finding == "opioid"}
    return Reading(stored, words, opioids, questions)


def _plain(entry: Entry) -> str:
    return "" if entry.kind == "event" else f"{Decimal(entry.value).normalize():f}"


def answered(sheet: Sheet) -> tuple[Reading, Reading]:
    """Return a sheet as it is shown first, and as it is read once all that was asked is answered."""
    shown = read(sheet, ImportOptions(dry_run=True, leave_out=True))
    answers, rules = answers_of(sheet, shown.questions), rules_of(sheet, shown.questions)
    return shown, read(sheet, ImportOptions(accept=True, leave_out=True, answers=answers, rules=rules))


def share_stored(sheet: Sheet) -> tuple[int, int]:
    """Return how many ratings, doses and events are stored once all is answered, and how many there are."""
    _, done = answered(sheet)
    return sum((done.stored & sheet.truths).values()), sum(sheet.truths.values())


def misread(sheet: Sheet) -> list[str]:
    """Return what is wrong with how a sheet is taken in: without answers, and with all that is asked answered."""
    faults = []
    unanswered = read(sheet, ImportOptions(accept=True, leave_out=True))
    faults += [f"stored unasked: {wrong}" for wrong in unanswered.stored - sheet.truths]
    shown, done = answered(sheet)
    faults += [f"stored wrong: {wrong}" for wrong in done.stored - sheet.truths]
    needed = Counter(truth for column in sheet.columns if column.must for truth in column.truths)
    if lost := needed - done.stored:
        faults += [f"lost without a word: {truth}" for truth in lost if not done.words]
        faults += [f"lost although all was said: {truth}" for truth in lost if done.stored and not _named(done.words)]
    for opioid in sheet.opioids:
        if not any(opioid.casefold() in finding.casefold() for finding in done.findings):
            faults.append(f"opioid not seen: {opioid}")
    if len(shown.questions) > 12:
        faults.append(f"{len(shown.questions)} questions")
    return faults


def _named(words: Sequence[str]) -> bool:
    return any("[" in word and "[layout]" not in word and "[medicine]" not in word for word in words)
