from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zonewise.model.substances import words_of
from zonewise.screening.classification import screen_medicine
from zonewise.screening.compiled_lists import compile_lists
from zonewise.screening.finding import MOST_CAUTIOUS_FIRST
from zonewise.screening.list_reader import read_medicines

ANY_TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="[]"), max_size=30)
CODES = st.sampled_from(["161", "2670", "6813", "7243", "N02AJ06", "N02BE01", "N02BE51", "C09AA05", "0", "x"])
MAIN_OPIOIDS = ("oxycodone", "hydrocodone", "tramadol", "fentanyl", "morphine", "codeine", "methadone", "buprenorphine")
NAMES = st.sampled_from(
    [
        "codeine", "acetaminophen", "Anybrand", "naltrexone", "loperamide", "Tylenol 3", "ramipril", "methadone",
        "[x]", "",
    ]
)  # fmt: skip


def rank(finding):
    """Return the place of a finding, 0 for the most cautious."""
    return MOST_CAUTIOUS_FIRST.index(finding.finding)


@given(before=ANY_TEXT, after=ANY_TEXT)
def test_an_opioid_anywhere_makes_an_opioid(lists, before, after):
    """Whatever stands before and after it, oxycodone as a word of its own is found."""
    assert screen_medicine(f"{before} / oxycodone / {after}", lists=lists).finding == "opioid"


@given(before=ANY_TEXT)
def test_an_unknown_word_is_never_harmless(lists, before):
    """Beside a word that is on no list nothing passes."""
    assert screen_medicine(f"{before} qwrtplkj", lists=lists).finding != "harmless"


@given(text=st.text(max_size=60), code=st.none() | st.text(max_size=12))
def test_any_text_gets_an_answer(lists, text, code):
    """No text stops the screen, and every answer has a reason."""
    finding = screen_medicine(text, code, lists=lists)

    assert finding.finding in MOST_CAUTIOUS_FIRST
    assert finding.because
    assert (finding.interval_days is None) or finding.finding == "opioid"


@given(name=NAMES, code=CODES)
def test_a_code_never_makes_a_finding_milder(lists, name, code):
    """Name and code together are at least as cautious as each alone, an unknown code alone left aside."""
    both, named, coded = (screen_medicine(*given, lists=lists) for given in ((name, code), (name, None), (None, code)))

    if name:
        assert rank(both) <= rank(named)
    if code not in ("0", "x"):
        assert rank(both) <= rank(coded)


@pytest.mark.parametrize("change", [str.upper, str.title, lambda name: name.replace(" ", "-"), lambda n: f"  {n}\t"])
def test_writing_changes_nothing(lists, change):
    """Capitals, hyphens and blanks do not change what any listed name stands for."""
    some = sorted(label for label in lists.labels if label.isascii() and "'" not in label)[::7]
    wrong = [
        label for label in some if screen_medicine(change(label), lists=lists) != _renamed(label, change(label), lists)
    ]

    assert wrong == []
    assert len(some) > 500


def _renamed(label, name, lists):
    return replace(screen_medicine(label, lists=lists), name=name, because=screen_medicine(name, lists=lists).because)


def test_every_listed_name_gives_its_own_finding(lists):
    """No listed name is swallowed by a shorter one or by a word that is looked past."""
    wrong = [
        (label, entry.kind, finding.finding)
        for label, entry in lists.labels.items()
        if (finding := screen_medicine(label, lists=lists)).finding != entry.kind
    ]

    assert wrong == []


ANY_PLACE = st.integers(0, 10**6)


@settings(max_examples=300)
@given(which=ANY_PLACE, where=ANY_PLACE, letter=st.sampled_from("abcdefghijklmnopqrstuvwxyz"), slip=st.integers(0, 3))
def test_a_slip_in_an_opioid_is_never_harmless(lists, which, where, letter, slip):
    """One letter of an opioid's name changed, left out, put in or swapped: it is found or asked about."""
    names = sorted(name for name, entry in lists.opioid_words.items() if len(name) >= 7 and name.isascii())
    name = names[which % len(names)]
    place = 1 + where % (len(name) - 2)
    slipped = (
        name[:place] + letter + name[place + 1 :],
        name[:place] + name[place + 1 :],
        name[:place] + letter + name[place:],
        name[:place] + name[place + 1] + name[place] + name[place + 2 :],
    )[slip]

    finding = screen_medicine(slipped, lists=lists)
    if not set(words_of(slipped)) & set(lists.words):
        assert finding.finding != "harmless"


def test_slips_in_the_main_opioids_are_found(lists):
    """Each neighbouring swap after the first letter in a main opioid's name is found as that opioid."""
    missed = []
    for name in MAIN_OPIOIDS:
        for place in range(1, len(name) - 1):
            slipped = name[:place] + name[place + 1] + name[place] + name[place + 2 :]
            if screen_medicine(slipped, lists=lists).finding != "opioid":
                missed.append(slipped)

    assert missed == []


def test_what_is_remembered_changes_nothing(lists, shipped_files):
    """Lists that have answered many names answer as new ones do."""
    new = compile_lists(read_medicines(shipped_files), lists.intervals)
    for name in ("oxycodne", "ibuprofin", "anybrand", "hydromorphonhydrochlorid"):
        screen_medicine(name, lists=lists)

        assert screen_medicine(name, lists=lists) == screen_medicine(name, lists=new)


@pytest.mark.parametrize("name", ["ramipril {} MG Oral Tablet", "acetaminophen {} MG / caffeine {}.5 MG Oral Tablet"])
def test_no_strength_makes_a_harmless_name_an_opioid(lists, name):
    """Product names made of a number alone, such as the old 292 tablets, would turn strengths into opioids."""
    wrong = [n for n in range(1, 1001) if screen_medicine(name.format(n, n), lists=lists).finding != "harmless"]

    assert wrong == []
