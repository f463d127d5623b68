import io
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from zonewise.importing import (
    ReaderOptions,
    TrackerMapping,
    propose_mapping,
    read_entries,
    rules_from_arguments,
    sniff,
    succeeding,
    with_rules,
)
from zonewise.importing.file_sniffer import survey_trackers
from zonewise.model.entry import Entry, in_force

HEADER = "date,time,kind,name,value,unit,note\n"
VISIBLE = "observation_date,tracker_name,tracker_category,observation_value\n"
OPTIONS = ReaderOptions(latest=date(2026, 2, 1))


def _native(rows: str) -> list[Entry]:
    content = (HEADER + rows).encode()
    items = read_entries(io.BytesIO(content), sniff(content, "d.csv"), None, "d.csv", options=OPTIONS)
    return [item for item in items if isinstance(item, Entry)]


def _visible(rows: str, *rules: str) -> list[Entry]:
    content = (VISIBLE + rows).encode()
    layout = sniff(content, "v.csv")
    mapping: TrackerMapping = propose_mapping(layout, survey_trackers(io.BytesIO(content), layout, "v.csv"))
    mapping = with_rules(mapping, rules_from_arguments(rules, "arguments"))
    items = read_entries(io.BytesIO(content), layout, mapping, "v.csv", options=OPTIONS)
    return [item for item in items if isinstance(item, Entry)]


def test_two_undated_doses_are_two_and_a_repeated_rating_is_one() -> None:
    """Identical doses without a time are two intakes; any other identical rows, and doses at one time, are one."""
    dose, timed = "2026-01-01,,dose,,1.5,mg,\n", "2026-01-01,22:00,dose,,1.5,mg,\n"
    rating = "2026-01-01,,rating,pain,3,,\n"

    ids = [len({entry.id for entry in _native(row * 2)}) for row in (dose, timed, rating)]

    assert ids == [2, 1, 1]


def test_two_different_ratings_of_one_day_do_not_replace_each_other() -> None:
    """Rows that differ in the value alone have sources of their own, so neither is taken for a correction."""
    first, second = _native("2026-01-01,,rating,pain,3,,\n2026-01-01,,rating,pain,5,,\n")

    assert first.source != second.source


def test_a_corrected_value_keeps_the_source_and_changes_the_id() -> None:
    """A row imported again with another value is known as the same row and is another entry."""
    (before,) = _native("2026-01-01,,rating,pain,3,,\n")
    (after,) = _native("2026-01-01,,rating,pain,4,,\n")

    assert after.source == before.source
    assert after.id != before.id


def test_another_mapping_supersedes_and_going_back_supersedes_again() -> None:
    """Whatever mapping was used last is in force, and using it once more adds nothing."""
    row = "2026-01-01,Headache,Brain,2\n"
    diary: list[Entry] = []
    values = []
    for rule in ("Headache=pain:0-3", "Headache=pain:0-4", "Headache=sensory:0-3", "Headache=pain:0-3"):
        for _ in range(2):
            (new,) = _visible(row, rule)
            standing = {entry.source: entry for entry in in_force(diary)}.get(new.source)
            added = new if standing is None else succeeding(new, standing)
            diary += [added] if added else []
        (now,) = in_force(diary)
        values.append((now.name, now.value))

    assert values == [("pain", "6.67"), ("pain", "5"), ("sensory", "6.67"), ("pain", "6.67")]
    assert len(diary) == 4


def test_the_same_name_in_another_category_is_another_tracker() -> None:
    """Two trackers of one name do not overwrite each other."""
    item, other = _visible("2026-01-01,Light,Sensory,2\n2026-01-01,Light,Custom,2\n")

    assert item.source != other.source


rows = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["dose", "rating"]), st.integers(0, 3)), max_size=10)


@given(rows, st.randoms())
def test_the_order_of_the_rows_does_not_matter(lines: list[tuple[int, str, int]], random: object) -> None:
    """The same rows in another order say the same things, with the same count of entries."""
    shuffled = list(lines)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    def text(rows_in_order: list[tuple[int, str, int]]) -> str:
        names = {"dose": "dose,naltrexone,{},mg", "rating": "rating,pain,{},"}
        return "".join(f"2026-01-0{day},,{names[kind].format(value)},\n" for day, kind, value in rows_in_order)

    def contents(entries: list[Entry]) -> list[tuple[object, ...]]:
        kept = {entry.id: entry for entry in entries}.values()
        return sorted((item.day, item.kind, item.name, item.value) for item in kept)

    assert contents(_native(text(lines))) == contents(_native(text(shuffled)))


def test_what_was_recorded_when_is_no_part_of_the_identity() -> None:
    """The time of the import does not make a row another entry."""
    content = f"{HEADER}2026-01-01,,rating,pain,3,,\n".encode()
    ids = set()
    for instant in ("2026-01-01T20:00:00Z", "2026-01-02T20:00:00Z"):
        options = replace(OPTIONS, entered_at=instant)
        (entry,) = read_entries(io.BytesIO(content), sniff(content, "d.csv"), None, "d.csv", options=options)
        ids.add(entry.id)  # type: ignore[union-attr]

    assert len(ids) == 1
