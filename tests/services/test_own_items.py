"""Own symptoms and factors: named, followed, dropped, never moving the zone."""

from pathlib import Path

import pytest

from zonewise.model.entry import RATINGS, in_force
from zonewise.problem import InputRefused
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.base.new_entry import InputSource
from zonewise.services.reading.today import guidance_today
from zonewise.services.recording.check_in import CheckIn, check_in
from zonewise.services.recording.own_items import HOURS, MOST_ITEMS, add_own_item, drop_own_item, own_items

WEB = InputSource("web")


@pytest.fixture
def diary(lived_copy: Path) -> Diary:
    """Return a diary of five weeks."""
    return Diary(str(lived_copy))


def names(diary: Diary) -> list[str]:
    """Return the names of what is followed."""
    return [item.name for item in own_items(all_entries(diary))]


def test_an_item_is_followed_dropped_and_followed_again(diary: Diary) -> None:
    """What is said last counts."""
    add_own_item(diary, "Hand  tremor", "symptom")
    assert names(diary) == ["Hand tremor"]
    drop_own_item(diary, "Hand tremor")
    assert names(diary) == []
    add_own_item(diary, "Hand tremor", "factor")
    assert [item.kind for item in own_items(all_entries(diary))] == ["factor"]


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [("", "symptom", "no-name"), ("<b>", "symptom", "no-name"), ("x" * 41, "symptom", "no-name"),
     ("Pain", "symptom", "repeated"), ("Tremor", "colour", "no-kind"), ("TWITCH", "factor", "repeated")],
)  # fmt: skip
def test_what_cannot_be_followed_is_refused(name: str, kind: str, code: str, diary: Diary) -> None:
    """A name that is none, is asked anyway or stands on the list is named, and nothing is kept."""
    add_own_item(diary, "Twitch", "symptom")
    with pytest.raises(InputRefused) as refused:
        add_own_item(diary, name, kind)

    assert [problem.code for problem in refused.value.problems] == [code]
    assert names(diary) == ["Twitch"]


def test_ten_are_enough(diary: Diary) -> None:
    """An eleventh is refused with what to do."""
    for number in range(MOST_ITEMS):
        add_own_item(diary, f"Thing {number}", "factor")
    with pytest.raises(InputRefused, match="Take one off"):
        add_own_item(diary, "One more", "factor")


def test_none_of_them_moves_the_zone(diary: Diary) -> None:
    """The worst of everything own leaves facts, zone and action as they were."""
    check_in(diary, CheckIn(ratings=dict.fromkeys(RATINGS, "3"), nothing_else=True), day=None, at=None)
    before = guidance_today(diary).guidance
    for name in ("Tremor", "Twitch"):
        add_own_item(diary, name, "symptom")

    check_in(diary, CheckIn(own={"Tremor": "10", "Twitch": "10", HOURS: "0"}), day=None, at=None)

    after = guidance_today(diary).guidance
    assert after.zone == before.zone
    assert after.guidance == before.guidance


def test_a_value_given_again_takes_the_place_of_the_first(diary: Diary) -> None:
    """The same day holds one value of each, and the same value again adds nothing."""
    for value in ("4", "7", "7"):
        check_in(diary, CheckIn(own={"Tremor": value}, ratings={"pain": "3"}), day=None, at=None, hand=WEB)

    assert [item.value for item in in_force(all_entries(diary)) if item.kind == "tracker"] == ["7"]


@pytest.mark.parametrize(("name", "value"), [("Tremor", "11"), ("Tremor", "bad"), (HOURS, "25")])
def test_a_value_out_of_range_is_refused(name: str, value: str, diary: Diary) -> None:
    """It is named with the range, and nothing is stored."""
    with pytest.raises(InputRefused, match="Write one from 0 to"):
        check_in(diary, CheckIn(own={name: value}), day=None, at=None)

    assert not [entry for entry in all_entries(diary) if entry.kind == "tracker"]
