import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.plan.plan_file import read_plan
from zonewise.problem import InputRefused

from .plan_texts import FAULTS, GOOD, refusals, with_line


@pytest.mark.parametrize(("key", "line", "problems"), FAULTS["lines"])
def test_each_fault_has_its_line_and_code(key: str, line: str, problems: list[list[int | str]]) -> None:
    """One fault in a good plan is found on its line, and nothing else is."""
    assert refusals(with_line(key, line)) == list(map(tuple, problems))


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [(1, "empty-file")]),
        ("# nothing\n", [(1, "empty-file")]),
        ("just words", [(1, "no-keys")]),
        (with_line("prescriber", f"prescriber: {'x' * 501}"), [(1, "text-too-long")]),
        ("- 1\n- 2\n", [(1, "no-keys")]),
        (GOOD + "at: morning\n", [(9, "repeated-key")]),
        (GOOD + "---\na: 1\n", [(9, "documents")]),
        (GOOD.replace("0.5 mg, 1 mg", "&dose 0.5 mg, *dose"), [(5, "no-aliases"), (5, "no-aliases")]),
        (GOOD.replace("Dr A. Example", "!!python/name:os.system x"), [(1, "no-aliases")]),
        (GOOD + "taper: [1 mg\n", [(10, "not-yaml")]),
        (GOOD + "note: a: b\n", [(9, "not-yaml")]),
        (GOOD + "lot: \x07\n", [(9, "not-yaml")]),
        (GOOD + "[a, b]: 1\n", [(9, "key-type")]),
        ("a: " + "[" * 5000, [(1, "too-deep")]),
        ("a: " + "{a: " * 5000, [(1, "too-deep")]),
        (GOOD + "#" * 40_000, [(0, "too-long")]),
    ],
)
def test_texts_that_are_no_plan_are_refused_whole(text: str, problems: list[tuple[int, str]]) -> None:
    """Empty, torn, huge, deep and clever texts are refused with a line, and never take the reader down."""
    assert refusals(text) == problems


def test_all_problems_are_told_at_once_and_read_like_help() -> None:
    """Two faults give two messages, each with file, line, what was found, the nearest word and a code."""
    text = GOOD.replace("interval:", "intervall:").replace("2026-03-09", "2026-02-30")
    with pytest.raises(InputRefused) as refused:
        read_plan(text, "plan.yaml")
    told = str(refused.value).splitlines()

    assert told[1] == (
        "plan.yaml:3: start: there is no day 2026-02-30. Write year-month-day, such as 2026-03-09. [impossible-date]"
    )
    assert told[2].startswith("plan.yaml:6: 'intervall' is not a key of the plan. Did you mean 'interval'? Known: ")


def test_a_byte_order_mark_and_windows_lines_do_not_matter() -> None:
    """A file from another editor reads the same."""
    assert read_plan("\ufeff" + GOOD.replace("\n", "\r\n"), "plan.yaml") == read_plan(GOOD, "plan.yaml")


lines = st.sampled_from(
    [*GOOD.splitlines(), "steps: [1", "at: &a bedtime", "- x", "product: {form: drops}", "  a: b", "? "]
)


@given(st.one_of(st.text(max_size=200), st.lists(lines, max_size=12).map("\n".join)))
def test_any_text_is_a_plan_or_refused_with_reasons(text: str) -> None:
    """No text makes the reader fail in another way, and a refusal always says why."""
    try:
        reasons = [read_plan(text, "plan.yaml").prescriber]
    except InputRefused as refused:
        reasons = [word for problem in refused.problems for word in (problem.fault, problem.expected, problem.code)]

    assert reasons
    assert all(reasons)
