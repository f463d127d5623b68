import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.case_tables import by_outcome

from zonewise.located_yaml import List, Map, Reading, Text, YamlLimits, read_yaml


def read(text):
    """Return what one text is read as, and its problems."""
    reading = Reading("some.yaml")
    return read_yaml(text, reading), reading.problems


def test_scalars_stay_text():
    """No word is turned into a number, a truth value, a date or nothing."""
    root, problems = read("[no, yes, 1.0, 2026-01-01, ~, null, 0x1f]")

    assert problems == []
    assert [item.value for item in root.items] == ["no", "yes", "1.0", "2026-01-01", "~", "null", "0x1f"]


def test_every_node_knows_its_line():
    """Mappings, lists and words carry the line they stand in, and a mapping the line of each key."""
    root, _ = read("a: 1\nb:\n  - x\n  - {c: y}\n")

    assert isinstance(root, Map)
    assert root.key_lines == {"a": 1, "b": 2}
    assert isinstance(root.items["b"], List)
    assert [item.line for item in root.items["b"].items] == [3, 4]
    assert root.items["b"].items[0] == Text("x", 3)


@pytest.mark.parametrize(
    ("text", "line", "code"),
    by_outcome({
        "repeated-key": [("a: 1\na: 2\n", 2), ("a:\n  b: 1\n  b: 2\n", 3)],
        "no-aliases": [("a: &x 1\n", 1), ("a: 1\nb: *x\n", 2), ("a: !!python/object/apply:os.getcwd []\n", 1),
            ("a: !!str 1\n", 1)],
        "not-yaml": [("a: [1\n", 2), ("a: 1\n\tb: 2\n", 2), ("a: b: c\n", 1), ("a: \x07\n", 1),
            ("a: é\nb: \x07\n", 2)],
        "documents": [("a: 1\n---\nb: 2\n", 2)],
        "key-type": [("[a, b]: 1\n", 1)],
        "too-deep": [("a: " + "[" * 5000, 1)],
        "empty-file": [("", 1), ("# only a comment\n", 1)],
    }),
)  # fmt: skip
def test_each_fault_has_its_line_and_code(text, line, code):
    """What cannot be read for certain is refused where it stands."""
    _, problems = read(text)

    assert [(problem.line, problem.code) for problem in problems] == [(line, code)]


def test_a_repeated_key_names_the_line_of_the_first():
    """The message of a repeated key says where the first one stands."""
    _, problems = read("a: 1\nb: 2\na: 3\n")

    assert "line 1" in problems[0].fault


@pytest.mark.parametrize(
    ("text", "refused"),
    by_outcome({
        True: ["[0,5, 1]", "{first: 0,5 mg, by: 1}", "a: [1, [2,3]]"],
        False: ["[0, 5]", '["0","5"]', "at 0,5 mg", "a,5: 0,5"],
    }),
)  # fmt: skip
def test_a_decimal_comma_inside_brackets_is_refused_where_asked(text, refused):
    """YAML reads 1,5 in brackets as two items, so where amounts stand it is refused and never two doses."""
    reading = Reading("some.yaml")
    read_yaml(text, reading, YamlLimits(refuse_decimal_commas=True))

    assert {problem.code for problem in reading.problems} == ({"comma-in-list"} if refused else set())
    assert read(text)[1] == []


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    """Whatever the text, there is a value or at least one problem, and never an exception."""
    root, problems = read(text)

    assert root is not None or problems


@pytest.mark.parametrize(
    ("text", "fits"), [("7", True), ("007", True), ("-1", False), ("1.5", False), ("\u0667", False), ("", False)]
)
def test_a_whole_number_is_plain_digits(text, fits):
    """Only the digits 0 to 9 make a whole number; a sign, a point or another script's digits do not."""
    reading = Reading("some.yaml")

    reading.whole_number(Text(text, 3), "the bound")

    assert (reading.problems == []) is fits
    assert all((problem.line, problem.code) == (3, "number-needed") for problem in reading.problems)
