"""An entry takes the place of one of its own kind and name, never of itself and never in a circle."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from zonewise.model.entry import Entry, in_force
from zonewise.store.refusals import DiaryRefused

from .conftest import read_entries, write_entries

Make = Callable[..., Entry]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"supersedes": "new"}, "takes its own place"),
        ({"supersedes": "old", "name": "mood"}, "a rating 'mood' and takes the place of a rating 'pain'"),
        ({"supersedes": "old", "kind": "note"}, "a note 'pain' and takes the place of a rating 'pain'"),
        ({"supersedes": "newer"}, "takes the place of an entry that takes its place"),
        ({"supersedes": "newest"}, "takes the place of an entry that takes its place"),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_what_is_no_correction_is_refused(
    diary: Engine, entry: Make, given: dict[str, str], reason: str, together: bool
) -> None:
    """Sent in one portion or after it, a correction of itself, of another thing or in a circle stores nothing."""
    before = [entry("old")]
    if given["supersedes"].startswith("newe"):
        before = [entry("newer", supersedes="new"), entry("newest", supersedes="newer")]
    wrong = entry("new", **given)
    if not together:
        write_entries(diary, before)

    with pytest.raises(DiaryRefused, match=reason) as refused:
        write_entries(diary, [*before, wrong] if together else [wrong])

    assert refused.value.code == "not-a-correction"
    assert set(read_entries(diary)) == (set() if together else set(before))


def test_taking_back_and_correcting_are_taken(diary: Engine, entry: Make) -> None:
    """A correction of the same kind and name, a taking back, a row read anew, and one of what never came are stored."""
    good = [
        entry("b", supersedes="a"),
        entry("c", kind="withdrawn", name="", value="", supersedes="b"),
        entry("r", kind="tracker", source="import:x:1"),
        entry("s", supersedes="r", source="import:x:1"),
        entry("d", supersedes="never came"),
    ]
    write_entries(diary, [entry("a"), *good])

    assert {item.id for item in in_force(read_entries(diary))} == {"s", "d"}


def test_a_wrong_correction_that_came_first_hides_nothing(diary: Engine, entry: Make) -> None:
    """What was meant arrives after an entry that names it and is something else: it stands all the same."""
    write_entries(diary, [entry("x", kind="note", supersedes="late")])
    write_entries(diary, [entry("late")])

    assert {item.id for item in in_force(read_entries(diary))} == {"x", "late"}
