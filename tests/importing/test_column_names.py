from pathlib import Path

import pytest
import yaml

from zonewise.importing.column_names import column_name, rating_of_symptom
from zonewise.importing.known_names import event_of, parts_of_list, speaks_of_medicines

NAMES = yaml.safe_load((Path(__file__).parents[1] / "data" / "column_names.yaml").read_text(encoding="utf-8"))
UPPER_ENDS = {"bad": "worse", "good": "better", "asked": "either", "none": ""}


def test_no_column_of_sixty_is_read_the_wrong_way_round() -> None:
    """A name says which end is bad, or that has to be asked, or it is no rating: none is turned round."""
    names = [(name, UPPER_ENDS[meaning]) for meaning, group in NAMES.items() for name in group]

    assert len(names) >= 60
    assert [(name, column_name(name).upper_end) for name, end in names if column_name(name).upper_end != end] == []


@pytest.mark.parametrize(
    "ending", [" (0-10)", " 0 bis 10", " (0 = no trouble at all, 10 = worst)", "\n[1..5]", "_score"]
)
def test_what_a_heading_says_of_its_scale_changes_no_name(ending: str) -> None:
    """The scale in a heading is not taken for a word of its name."""
    assert column_name(f"Pain{ending}") == column_name("Pain")


@pytest.mark.parametrize("name", ["Chest pain", "Heartburn", "Weather", "Painting", "Moody song", ""])
def test_what_is_no_rating(name: str) -> None:
    """Chest pain is averaged into nothing, and a word that only looks alike is none."""
    assert column_name(name).rating == ""


@pytest.mark.parametrize(
    ("name", "rating"),
    [
        ("Widespread burning pain", "pain"),
        ("No pain", ""),
        ("Pain relief", ""),
        ("Memory", ""),
        ("Memory loss", "cognition"),
    ],
)
def test_a_symptom_of_an_app_may_have_words_of_its_own(name: str, rating: str) -> None:
    """Where an app says that more is worse, unknown words are a part of the symptom, but what turns it round is not."""
    assert rating_of_symptom(name) == rating


@pytest.mark.parametrize("name", ["Infection", "Infektion", "règles", "Vacuna", "Operatie"])
def test_events_in_five_languages(name: str) -> None:
    """An event is known by its exact name in each of the languages."""
    assert event_of(name)
    assert not event_of(f"{name} risk")


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("Famotidine, Ketotifen, LDN 1.5mg", ("Famotidine", "Ketotifen", "LDN 1.5mg")),
        ("LDN 1,5 mg; Cetirizin", ("LDN 1,5 mg", "Cetirizin")),
        ("tramadol/paracetamol", ("tramadol", "paracetamol")),
        ("LDN 1 mg/mL", ("LDN 1 mg/mL",)),
        ("LDN + cetirizine", ("LDN", "cetirizine")),
        ("naltrexone/bupropion, LDN", ("naltrexone/bupropion", "LDN")),
        ("morphine + naltrexone", ("morphine + naltrexone",)),
        ("oxycodone\nsenna | fentanyl", ("oxycodone", "senna", "fentanyl")),
        ("yes", ()),
        ("n/a", ()),
    ],
)
def test_what_a_cell_lists(cell: str, parts: tuple[str, ...]) -> None:
    """Lists are cut at commas, semicolons, bars, line breaks and slashes between names, and at nothing else."""
    assert parts_of_list(cell) == parts


@pytest.mark.parametrize(
    "name", ["Taken", "What I took", "Rescue", "Supps", "Pillen", "Pain relief used", "meds_today"]
)
def test_a_column_of_medicines(name: str) -> None:
    """A column of medicines is known by many names."""
    assert speaks_of_medicines(name)
