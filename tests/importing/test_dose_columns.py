"""Two columns that say one dose, whether LDN was taken and how much, become one dose."""

import io
from datetime import date

import pytest

from zonewise.importing import ReaderOptions, confirmed, read_entries, short_text_of, sniff, survey_trackers
from zonewise.importing import propose_mapping as propose
from zonewise.importing.dose_columns import pair_named
from zonewise.importing.questions import open_questions, with_answers
from zonewise.importing.tracker_mapping import TrackerMapping
from zonewise.model.entry import Entry
from zonewise.problem import Problem
from zonewise.report.import_words import becomes

OPTIONS = ReaderOptions(latest=date(2026, 12, 1))
HEADER = "Date,Did you take LDN?,Dose (mg)\n"


def proposal(text: str, **answers: str) -> TrackerMapping:
    """Return what a sheet would become, with answers by the kind of their question."""
    content = text.encode()
    layout = sniff(content, "x.csv")
    trackers = survey_trackers(io.BytesIO(content), layout, "x.csv")
    mapping = propose(layout, trackers)
    questions = open_questions(mapping, trackers)
    given = {one.id: answers[kind] for one in questions if (kind := one.kind.replace("-", "_")) in answers}
    return with_answers(mapping, questions, given)


def reading(text: str, **answers: str) -> tuple[list[tuple[int, str]], list[str]]:
    """Return the doses of a sheet, each with its day of the month and its mg, and what was not understood."""
    layout = sniff(text.encode(), "x.csv")
    mapping = confirmed(proposal(text, **answers))
    items = list(read_entries(io.BytesIO(text.encode()), layout, mapping, "x.csv", options=OPTIONS))
    doses = [(item.day.day, item.value) for item in items if isinstance(item, Entry) and item.kind == "dose"]
    return doses, [item.code for item in items if isinstance(item, Problem)]


@pytest.mark.parametrize(
    ("taken", "amount"),
    [
        ("Did you take LDN?", "Dose (mg)"),
        ("LDN taken", "LDN dose mg"),
        ("Took LDN tonight", "mg"),
        ("LDN", "How much (mg)?"),
        ("Low dose naltrexone?", "Amount in mg"),
        ("LDN genommen?", "Dosis (mg)"),
        ("Avez-vous pris LDN ?", "Dose (mg)"),
        ("¿Has tomado LDN?", "Dosis (mg)"),
        ("LDN ingenomen", "Dosis mg"),
    ],
)
def test_a_yes_with_an_amount_is_that_dose_and_a_no_is_one_left_out(taken: str, amount: str) -> None:
    """Whatever the two columns are called, in five languages."""
    doses, problems = reading(f"Date,{taken},{amount}\n2026-10-01,yes,1.5\n2026-10-02,no,\n2026-10-03,no,0\n")

    assert doses == [(1, "1.5"), (2, "0"), (3, "0")]
    assert problems == []


@pytest.mark.parametrize(
    "header",
    [
        ("Did you take LDN?", "Pain", "Dose (mg)"),  # of something else, as far as the file says
        ("Did you take LDN?", "Tramadol dose (mg)"),
        ("LDN (mg)", "Dose (mg)"),
        ("LDN taken", "LDN (mg)", "LDN 2 taken", "LDN 2 (mg)"),
        ("Did you take tramadol?", "Dose (mg)"),
        ("Contrave taken", "Dose (mg)"),
    ],
)
def test_columns_that_may_belong_to_something_else_are_no_pair(header: tuple[str, ...]) -> None:
    """An amount of no name counts right behind LDN alone, and two ways to pair are none."""
    assert pair_named(("Date", *header)) is None


def test_numbers_and_units_of_either_kind() -> None:
    """Ticks of 1 and 0, a unit in the heading or in the cell, a decimal comma."""
    assert reading("Date,LDN,LDN (mcg)\n2026-10-01,1,500\n2026-10-02,0,0\n")[0] == [(1, "0.5"), (2, "0")]
    assert reading('Date,LDN taken,Dose\n2026-10-01,ja,"1,5 mg"\n2026-10-02,nein,\n')[0] == [(1, "1.5"), (2, "0")]
    assert "dose" not in {rule.unit for rule in proposal("Date,LDN taken,Dose\n2026-10-01,yes,1.5\n").rules}


def test_a_no_with_an_amount_is_asked_about() -> None:
    """Nothing is read as a dose of such a column before it is said which of the two counts, in any row."""
    text = HEADER + "2026-10-01,Yes,1.5\n2026-10-02,No,1.5\n"
    (rule,) = (rule for rule in proposal(text).rules if rule.target == "dose")
    assert rule.questions == ("no-with-amount",)

    assert reading(text, no_with_amount="no")[0] == [(1, "1.5"), (2, "0")]
    assert reading(text, no_with_amount="amount")[0] == [(1, "1.5"), (2, "1.5")]
    assert reading(text, no_with_amount="own")[0] == []
    said = short_text_of(next(rule for rule in proposal(text, no_with_amount="no").rules if rule.target == "dose"))
    assert said == "Did you take LDN?=dose:with Dose (mg), no counts"


def test_the_words_for_it_name_the_other_column() -> None:
    """A person reads where the amounts stand, and what a no beside one counts as."""
    text = HEADER + "2026-10-01,Yes,1.5\n2026-10-02,No,1.5\n"
    words = [becomes(rule) for rule in proposal(text, no_with_amount="no").rules if rule.target == "dose"]

    assert words == ["a dose of naltrexone, as much as stands in Dose (mg); a no counts before an amount"]


def test_what_does_not_belong_together_is_named_and_the_amounts_are_kept() -> None:
    """A yes without an amount is named with its row; an amount without yes or no is no dose, and stays."""
    text = HEADER + "2026-10-01,Yes,1.5\n2026-10-02,Yes,\n2026-10-03,Yes,0\n2026-10-04,,1.5\n2026-10-05,?,1.5\n"
    doses, problems = reading(text)

    assert doses == [(1, "1.5")]
    assert problems == ["dose-without-amount"] * 2
    layout, mapping = sniff(text.encode(), "x.csv"), confirmed(proposal(text))
    items = list(read_entries(io.BytesIO(text.encode()), layout, mapping, "x.csv", options=OPTIONS))
    kept = [item.day.day for item in items if isinstance(item, Entry) and item.name == "Dose (mg)"]
    assert kept == [1, 3, 4, 5]
    assert all(item.field or "column" in item.fault for item in items if isinstance(item, Problem))


def test_ticks_below_a_heading_with_an_amount_may_each_be_that_amount() -> None:
    """The amount that the heading states is the first answer offered; numbers with parts cannot be ticks."""

    def first_answer(text: str) -> str:
        layout = sniff(text.encode(), "x.csv")
        trackers = survey_trackers(io.BytesIO(text.encode()), layout, "x.csv")
        (question,) = open_questions(propose(layout, trackers), trackers)
        return question.choices[0][0]

    assert first_answer("Date,LDN 1.5 mg\n2026-10-01,yes\n2026-10-02,no\n") == "each 1.5 mg"
    assert first_answer("Date,LDN (capsules of 0.5 mg)\n2026-10-01,3\n") == "each 0.5 mg"
    assert first_answer("Date,LDN 1.5 mg\n2026-10-01,1.5\n") == "mg"
    assert reading("Date,LDN (capsules of 0.5 mg)\n2026-10-01,3\n", unit="each 0.5 mg")[0] == [(1, "1.5")]


def test_nothing_needs_no_unit() -> None:
    """A plain 0 among amounts with a unit is a dose left out."""
    assert reading("Date,LDN\n2026-10-01,1.5 mg\n2026-10-02,0\n") == ([(1, "1.5"), (2, "0")], [])


def test_half_a_milligram_is_no_yes() -> None:
    """A column of amounts below one beside another column of amounts is not joined with it."""
    rules = proposal("Date,LDN,LDN (mcg)\n2026-10-01,0.5,500\n2026-10-02,0.5,1500\n").rules

    assert [(rule.tracker, rule.unit, rule.questions) for rule in rules if rule.target == "dose"] == [
        ("LDN", "", ("unit",)), ("LDN (mcg)", "mcg", ()),
    ]  # fmt: skip
