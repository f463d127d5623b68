from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from tests.case_tables import by_outcome

from zonewise.screening.classification import screen_medicine
from zonewise.screening.finding import Intervals
from zonewise.screening.opioid_exposure import needs_specialist

NAMES = yaml.safe_load(Path(__file__).with_name("names.yaml").read_text(encoding="utf-8"))


def names(kind: str) -> list[str]:
    """Return the names that stand under a finding in the table of names."""
    return [name.strip() for line in NAMES[kind].splitlines() for name in line.split("|")]


@pytest.mark.parametrize("name", names("opioid"))
def test_opioids_are_found(screen, name):
    """Substances, salts, product names, short forms, languages and slips: an opioid is an opioid."""
    finding = screen(name)

    assert finding.finding == "opioid"
    assert finding.ingredients
    assert finding.matched


@pytest.mark.parametrize("name", names("antagonist"))
def test_antagonists_are_found(screen, name):
    """What blocks opioids and holds none is an antagonist, naloxone alone included."""
    assert screen(name).finding == "antagonist"
    assert screen(name).interval_days is None


@pytest.mark.parametrize("name", names("interacting"))
def test_interacting_medicines_are_found(screen, name):
    """What bears on LDN and is no opioid is said with its reason and no days."""
    finding = screen(name)

    assert finding.finding == "interacting"
    assert finding.because
    assert finding.interval_days is None


@pytest.mark.parametrize("name", names("harmless"))
def test_names_of_known_parts_are_harmless(screen, name):
    """A name of which every part is known and none is an opioid passes."""
    assert screen(name).finding == "harmless"
    assert screen(name).ingredients


@pytest.mark.parametrize("name", names("not-recognised"))
def test_what_is_not_recognised_is_asked(screen, name):
    """An unknown word, most slips in harmless names and a word that names nothing are questions."""
    finding = screen(name)

    assert finding.finding == "not-recognised"
    assert "Please ask" in finding.because


@pytest.mark.parametrize(
    ("name", "days"),
    by_outcome({
        10: ["codeine", "fentanyl patch", "kratom"],
        14: ["methadone", "levomethadone", "buprenorphine patch", "Suboxone", "codeine / methadone",
            "buprenorphine 0.3 MG/ML Injection"],
        None: ["Sublocade", "Buvidal weekly", "buprenorphine implant",
            "0.5 ML buprenorphine 200 MG/ML Prefilled Syringe"],
    }),
)  # fmt: skip
def test_days_to_wait(screen, name, days):
    """Ten days after short-acting opioids, fourteen after methadone and buprenorphine, the prescriber for a depot."""
    assert screen(name).interval_days == days


def test_days_come_from_the_settings(lists):
    """The days are those of the protocol and stand in the sentence."""
    other = replace(lists, intervals=Intervals(8, 21, Decimal(6)))

    assert screen_medicine("codeine", lists=other).interval_days == 8
    assert "8 days" in screen_medicine("codeine", lists=other).because
    assert screen_medicine("methadone", lists=other).interval_days == 21


@pytest.mark.parametrize(
    ("name", "ldn"),
    by_outcome({
        True: ["LDN", "low dose naltrexone", "naltrexone 4.5 mg", "naltrexone 6 mg", "naltrexone 500 mcg"],
        False: ["naltrexone 6.5 mg", "naltrexone 50 mg", "Vivitrol", "Contrave", "naloxone"],
        None: ["naltrexone"],
    }),
)  # fmt: skip
def test_ldn_is_told_from_other_naltrexone(screen, name, ldn):
    """Up to the highest dose of the protocol it can be LDN itself; without an amount we ask."""
    assert screen(name).ldn is ldn


@pytest.mark.parametrize(
    ("name", "finding"),
    by_outcome({
        "interacting": ["loperamide 2 mg", "loperamide 16 mg", "loperamide 1 mg/5 ml", "loperamide 2 mg x 2"],
        "opioid": ["loperamide 17 mg", "mega dose loperamide"],
        "not-recognised": ["loperamide x 50", "imodium 20 tablets", "loperamide 2 mg 12 capsules"],
    }),
)  # fmt: skip
def test_a_large_dose_of_loperamide_counts_as_an_opioid(screen, name, finding):
    """Up to the usual daily amount it is noted, above it is a stop; a count without milligrams is a question."""
    assert screen(name).finding == finding


@pytest.mark.parametrize(
    ("name", "specialist"),
    by_outcome({
        True: ["prednisone 40 mg", "prednisone 20 mg", "high dose prednisolone", "dexamethasone 4 mg",
            "azathioprine 50 mg", "lofexidine"],
        False: ["prednisone 5 mg", "prednisone", "hydrocortisone cream 1%", "loperamide 2 mg"],
    }),
)  # fmt: skip
def test_what_dampens_the_immune_system_needs_a_specialist(screen, lists, name, specialist):
    """One rule for immunosuppressants and for steroids in an amount that dampens the immune system."""
    assert needs_specialist(screen(name), lists) is specialist


@pytest.mark.parametrize(
    ("name", "finding"),
    by_outcome({
        "not-recognised": ["Papaver somniferum D6", "Opium C30", "opium 30 CH globules"],
        "opioid": ["opium tincture", "tylenol 3", "codeine d 30"],
    }),
)  # fmt: skip
def test_a_homeopathic_potency_of_opium_is_asked_about(screen, name, finding):
    """Most potencies hold nothing and low ones do; only opium's names are sold so."""
    assert screen(name).finding == finding


@pytest.mark.parametrize(
    ("name", "finding"),
    by_outcome({
        "harmless": [
            "Solpadeine (paracetamol 500 mg, caffeine 65 mg)",
            "SOLPADEINE Headache (Paracetamol 500mg / Caffeine 65mg)",
            "paracetamol 500 MG / caffeine 65 MG Oral Tablet [Solpadeine]",
            "Codral Cold & Flu (paracetamol 500 mg; phenylephrine hydrochloride 5 mg)",
        ],
        "interacting": ["Corex (dextromethorphan 10 mg/5 mL, chlorphenamine 4 mg/5 mL)"],
        "opioid": [
            "Solpadeine",
            "Nurofen (ibuprofen 200 mg / codeine 12.8 mg)",
            "Solpadeine (paracetamol 500 mg, caffeine 30 mg, codeine 8 mg)",
            "Solpadeine (paracetamol 500 mg)",  # a list of one is not full
            "Solpadeine (paracetamol, caffeine)",  # without amounts it says what is in it, not that this is all
            "Solpadeine (paracetamol 500 mg, caffeine)",
            "Solpadeine (paracetamol 500 mg, caffeine 65 mg, snakeroot 5 mg)",
            "Solpadeine (paracetamol 500 mg, caffeine 65 mg and others)",
            "Solpadeine (Panadol 500 mg, caffeine 65 mg)",
            "Solpadeine paracetamol 500 mg, caffeine 65 mg",
            "Solpadeine Vicodin (paracetamol 500 mg, caffeine 65 mg)",
            "Vicodin (acetaminophen 500 mg, caffeine 65 mg)",  # no product of the name is without an opioid
            "Solpadeine (paracetamol 500 mg, caffeine 65 mg) with codeine",
        ],
    }),
)  # fmt: skip
def test_ingredients_in_full_outweigh_a_name_that_several_products_share(screen, name, finding):
    """Only where each one is known and has its amount; in doubt the name stands, and an opioid in the list always."""
    assert screen(name).finding == finding


def test_what_is_in_a_combination_is_named(screen):
    """All substances of a combination brand are named, not only the one that other libraries see."""
    assert screen("Tylenol 3").ingredients == ("acetaminophen", "codeine")
    assert screen("Percocet").ingredients == ("acetaminophen", "oxycodone")
    assert screen("Embeda").ingredients == ("morphine", "naltrexone")


def test_a_slip_is_put_as_a_question(screen):
    """Where an opioid is assumed from a slip, the sentence asks."""
    assert screen("oxycodne").because.startswith("Is it oxycodone? That holds oxycodone, an opioid.")
    assert screen("oxycodone").because.startswith("It holds oxycodone, an opioid.")
    assert "Did you mean ibuprofen?" in screen("ibuprofin").because


def test_lines_from_memory_say_so(small_lists):
    """A finding from a line that was not checked says so; one that was does not."""
    assert "still to be checked" in screen_medicine("quadone", lists=small_lists).because
    assert "still to be checked" not in screen_medicine("zorphine", lists=small_lists).because


def test_unknown_brand_in_brackets_does_no_harm_alone(small_lists):
    """In RxNorm names a product name may be unknown when all substances are known, and only there."""
    assert screen_medicine("calmol 5 mg tablet [Neverheard]", lists=small_lists).finding == "harmless"
    assert screen_medicine("calmol 5 mg tablet [Zorfix]", lists=small_lists).finding == "opioid"
    assert screen_medicine("calmol 5 mg tablet Neverheard", lists=small_lists).finding == "not-recognised"
    assert screen_medicine("calmol [Neverheard] otherword", lists=small_lists).finding == "not-recognised"
    assert "'neverheard'" in screen_medicine("[Neverheard]", lists=small_lists).because
    assert screen_medicine("[Zorphyne]", lists=small_lists).finding == "opioid"


def test_purpose_words_make_another_product_of_a_brand(small_lists):
    """forte beside a substance is looked past, beside a product name it is asked about."""
    assert screen_medicine("calmol forte", lists=small_lists).finding == "harmless"
    assert screen_medicine("Calmex forte", lists=small_lists).finding == "not-recognised"
    assert screen_medicine("Calmex 3", lists=small_lists).finding == "opioid"


def test_nothing_given_is_a_question(screen):
    """No name and no code, or blanks, are a question and no pass."""
    assert screen(None).finding == screen("  ", " ").finding == "not-recognised"
