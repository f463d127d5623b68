"""What somebody's own words say of opioids."""

from pathlib import Path

import pytest
import yaml

from zonewise.problem import InputRefused
from zonewise.screening.free_text import opioids_in_text
from zonewise.screening.list_reader import read_medicines

NOTES = yaml.safe_load(Path(__file__).with_name("notes.yaml").read_text(encoding="utf-8"))
ORDINARY = [(language, str(note)) for language, notes in NOTES["ordinary"].items() for note in notes]
MOST_FALSE = 0.01


def test_ordinary_notes_of_five_languages_ask_nothing(lists):
    """Of two hundred ordinary notes fewer than one in a hundred asks, in each language none."""
    asked = [(language, note, named) for language, note in ORDINARY if (named := opioids_in_text(note, lists))]

    assert len(ORDINARY) >= 200
    assert {language for language, _ in ORDINARY} == {"en", "de", "fr", "es", "nl"}
    assert len(asked) < MOST_FALSE * len(ORDINARY), asked
    assert not asked


@pytest.mark.parametrize(("note", "word"), NOTES["named"].items())
def test_a_note_that_names_an_opioid_says_which_word(lists, note, word):
    """The word is found in the middle of a sentence, misspelt, in two words and in other languages."""
    assert [named.word for named in opioids_in_text(note, lists)] == [word]


def test_each_ordinary_word_is_there_for_a_reason(shipped_files, lists):
    """Taken off the list, each word is a reason to ask, alone or beside what it is written with."""
    line_of = {line.split("\t")[0].lower(): line for line in shipped_files["ordinary.tsv"].splitlines()}
    for key, counts in lists.listed.ordinary.items():
        word = " ".join(key)
        assert word in line_of
        assert not opioids_in_text(f"so {word} then", lists), word
        assert bool(opioids_in_text(f"so {word} 50 mg then", lists)) == (counts == "beside-amount"), word
    without = dict(lists.listed.ordinary)
    lists.listed.ordinary.clear()
    try:
        idle = [key for key in without if not opioids_in_text(f"so {' '.join(key)} then", lists)]
    finally:
        lists.listed.ordinary.update(without)
    assert not idle


def test_other_medicines_and_ldn_itself_are_no_reason_to_ask(lists):
    """Only opioids are looked for: what blocks them, bears on LDN or is harmless has other questions."""
    text = "LDN 1.5 mg, low dose naltrexone, naloxone in the bag, ibuprofen, paracetamol 500, ketamine, zorblaxin"

    assert opioids_in_text(text, lists) == ()


def test_a_name_is_given_once_and_in_the_order_of_the_text(lists):
    """Marks, brackets and capitals do no harm."""
    named = opioids_in_text("Tramadol! [codeine], TRAMADOL again (Codeine)", lists)

    assert [one.word for one in named] == ["tramadol", "codeine"]


def test_a_name_that_counts_never_and_a_word_that_counts_as_one_are_refused(small):
    """The list cannot silence a name, nor take a word for one."""
    small["ordinary.tsv"] += "Zorfix\tnever\tmade-up\tM\nzorfax\tbeside-amount\tmade-up\tM\n"

    with pytest.raises(InputRefused) as refused:
        read_medicines(small)
    assert [problem.code for problem in refused.value.problems] == ["wrong-counts", "wrong-counts"]
