import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.plan.plan_file import read_plan
from zonewise.problem import InputRefused, Problem

from .plan_texts import GOOD, refusals, with_line

WRITTEN = "text: a, by: b, on: 2026-03-02"


@pytest.mark.parametrize(
    ("key", "line", "problems"),
    [
        ("prescriber", "prescribr: Dr A.", [(1, "unknown-key"), (1, "missing-key")]),
        ("prescriber", "prescriber:", [(1, "missing-key")]),
        ("prescriber", "prescriber: [Dr A.]", [(1, "wrong-type")]),
        ("prescriber", 'prescriber: "a\\e[2Jb"', [(1, "control-character")]),
        ("prescriber", f"prescriber: {'x' * 501}", [(1, "text-too-long")]),
        ("written-on", "written-on: 2026-02-30", [(2, "impossible-date")]),
        ("written-on", "written-on: 0206-03-02", [(2, "impossible-date")]),
        ("written-on", "written-on: 2.3.2026", [(2, "not-a-date")]),
        ("written-on", "written-on: 20260302", [(2, "not-a-date")]),
        ("start", "", [(1, "missing-key")]),
        ("at", "at: at night", [(4, "unknown-time")]),
        ("at", "at: 25:00", [(4, "unknown-time")]),
        ("at", "", [(5, "no-time"), (5, "no-time")]),
        ("steps", "steps: []", [(5, "number-of-steps")]),
        ("steps", "steps: [0.5 mg, 0.5 mL]", [(5, "volume-without-strength")]),
        ("steps", "steps: [0.5 mg, 0.5 mL of 1 mg/mL]", [(5, "strength-differs")]),
        ("steps", "steps: [0.5 mg, 0]", [(5, "zero-amount")]),
        ("steps", "steps: [0.5 mg, ~]", [(5, "empty-value")]),
        ("steps", "steps: [0.5 mg, [[1 mg]]]", [(5, "wrong-type")]),
        ("steps", "steps: [0,5, 1]", [(5, "comma-in-list")]),
        ("steps", "steps: {first: 0,5 mg, by: 0.5, up-to: 1}", [(5, "comma-in-list")]),
        ("steps", "steps: {first: 0.5, by: 0.5}", [(5, "missing-key")]),
        ("steps", "steps: {first: 0.5, by: 0.5, upto: 1}", [(5, "unknown-key"), (5, "missing-key")]),
        ("steps", "steps: {first: 0.5, by: 1, up-to: 4}", [(5, "uneven-steps")]),
        ("steps", "steps: {first: 2, by: 1, up-to: 1}", [(5, "number-of-steps")]),
        ("steps", "steps: {first: 0.1, by: 0.1, up-to: 6.1}", [(5, "number-of-steps")]),
        ("steps", "steps: [{amount: 1 mg, at: bedtime, evry-days: 2}, 2]", [(5, "unknown-key")]),
        ("steps", "steps: [{amount: 1 mg, every-days: 8}, 2]", [(5, "day-pattern")]),
        ("steps", "steps: [{amount: 1 mg, on-day: 2}, 2]", [(5, "day-pattern")]),
        ("steps", "steps: [[1 mg, 1 mg], 3]", [(5, "doses-together")]),
        ("interval", "", [(1, "missing-key")]),
        ("interval", "interval: 14", [(6, "not-a-length")]),
        ("interval", "interval: 10 hours", [(6, "not-a-length")]),
        ("interval", "interval: 0 days", [(6, "not-a-length")]),
        ("ceiling", "ceiling: four", [(7, "not-an-amount")]),
        ("ceiling", "ceiling: 4.5 gm", [(7, "unknown-unit")]),
        ("product", "product: capsules", [(8, "wrong-type")]),
        ("product", "product: {strengths: [1 mg]}", [(8, "missing-key")]),
        ("product", "product: {form: pill, strengths: [1 mg]}", [(8, "unknown-word")]),
        ("product", "product: {form: capsule}", [(8, "missing-key")]),
        ("product", "product: {form: capsule, strengths: []}", [(8, "number-of-strengths")]),
        ("product", "product: {form: capsule, strengths: [1, 1.0]}", [(8, "repeated-strength")]),
        ("product", "product: {form: capsule, strengths: [1], strength: 1 mg/mL}", [(8, "unknown-key")]),
        ("product", "product: {form: liquid, syringe-lines: 0.1 mL}", [(8, "missing-key")]),
        ("product", "product: {form: liquid, strength: 1 mg, syringe-lines: 0.1 mL}", [(8, "strength")]),
        ("product", "product: {form: liquid, strength: 1 mg/mL}", [(8, "missing-key")]),
        ("product", "product: {form: drops, per-drop: 0.1 mg}", [(8, "missing-key")]),
        ("product", "product: {form: drops, per-drop: 0.1 mg, stated-by: me}", [(8, "unknown-word")]),
        ("ceiling", "ceiling: 4.5 mg\nsensitive: perhaps", [(8, "unknown-word")]),
        ("ceiling", "ceiling: 4.5 mg\nbottles: [A1]", [(8, "wrong-type")]),
        ("ceiling", "ceiling: 4.5 mg\nbottles: [{form: liquid, strength: 1 mg}]", [(8, "strength")]),
        ("ceiling", f"ceiling: 4.5 mg\noverrides: [{{of: tenfld, {WRITTEN}}}]", [(8, "unknown-override")]),
        ("ceiling", f"ceiling: 4.5 mg\noverrides: [{{of: above-highest, {WRITTEN}}}]", [(8, "unknown-override")]),
        ("ceiling", "ceiling: 4.5 mg\noverrides: [{of: tenfold, by: b, on: 2026-03-02}]", [(8, "missing-key")]),
        ("ceiling", f"ceiling: 4.5 mg\nsign-offs: [{{reason: kidney, {WRITTEN}}}]", [(8, "unknown-word")]),
        ("ceiling", "ceiling: 4.5 mg\nmissed-days: some", [(8, "not-a-length")]),
    ],
)
def test_each_fault_has_its_line_and_code(key: str, line: str, problems: list[tuple[int, str]]) -> None:
    """One fault in a good plan is found on its line, and nothing else is."""
    assert refusals(with_line(key, line)) == problems


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", [(1, "empty-file")]),
        ("# nothing\n", [(1, "empty-file")]),
        ("just words", [(1, "no-keys")]),
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
    problems: tuple[Problem, ...] | None = None
    try:
        plan = read_plan(text, "plan.yaml")
    except InputRefused as refused:
        problems = refused.problems
    if problems is None:
        assert plan.prescriber
    else:
        assert problems
        assert all(problem.fault and problem.expected and problem.code for problem in problems)
