import re
from pathlib import Path

import pytest
import yaml

from zonewise.problem import InputRefused
from zonewise.screening.list_reader import read_medicines
from zonewise.screening.list_tables import COLUMNS

FAULTS = yaml.safe_load(Path(__file__).with_name("faults.yaml").read_text(encoding="utf-8"))


def problems_of(files):
    """Return (file, line, code) of each problem."""
    with pytest.raises(InputRefused) as refused:
        read_medicines(files)
    return [(item.where, item.line, item.code) for item in refused.value.problems]


def test_small_lists_are_read(small):
    """Names, product names, codes and words come out as they were written."""
    read = read_medicines(small)

    assert read.entries["zph",].ingredients[0].name == "zorphine"
    assert read.entries["zorfix",].kind == "opioid"
    assert [item.name for item in read.entries["calmex", "3"].ingredients] == ["calmol", "zorphine"]
    assert read.entries["quadepot",].acting == "depot"
    assert read.entries["calmex",].kind == "harmless"
    assert read.rxnorm["12"].acting == "long"
    assert read.atc["N02AA01"].kind == "opioid"
    assert read.words["forte"] == "purpose"
    assert "zorfix" in read.slips
    assert "zorphine" in read.slips


@pytest.mark.parametrize(("problem", "file", "line"), [(code, *case) for code in FAULTS for case in FAULTS[code]])
def test_each_fault_is_refused_with_its_line(small, problem, file, line):
    """A fault is named with its file, its line and a word to search for."""
    small[file] += line.replace(">", "\t") + "\n"

    assert (file, small[file].count("\n"), problem) in problems_of(small)


def test_every_fault_is_named_at_once(small):
    """Faults in several files come together, each once."""
    small["harmless.brands.tsv"] += "Neu\tcalmoll\t\tmade-up\tV\nAlt\tcalmol\t\tnowhere\tV\n"
    small["codes.tsv"] += "N03\tnice\t\t\tmade-up\tV\n"

    assert problems_of(small) == [
        ("harmless.brands.tsv", 3, "unknown-ingredient"),
        ("harmless.brands.tsv", 4, "unknown-source"),
        ("codes.tsv", 4, "unknown-finding"),
    ]


def test_a_word_for_how_long_that_is_not_known_is_named_where_products_use_the_opioid_too(small):
    """An opioid whose duration is not known is a fault with its line, although a product holds it."""
    small["opioid.ingredients.tsv"] += "morf\t\t\tslow\t\tmade-up\tV\n"
    small["opioid.brands.tsv"] += "Morfix\tmorf\t\tmade-up\tV\n"

    assert problems_of(small) == [("opioid.ingredients.tsv", 4, "unknown-acting")]


def test_missing_strange_and_empty_files_are_named(small):
    """A list that is missing, one that is none and one without a heading are refused."""
    del small["stems.tsv"]
    small["opiods.brands.tsv"] = "x\n"
    small["depot.tsv"] = "# nothing here\n"
    small["words.tsv"] = "word\tsort\n"

    assert problems_of(small)[:4] == [
        ("opiods.brands.tsv", 0, "no-list"), ("words.tsv", 1, "wrong-columns"), ("depot.tsv", 0, "empty-file"),
        ("stems.tsv", 0, "missing-file"),
    ] or {("opiods.brands.tsv", 0, "no-list"), ("stems.tsv", 0, "missing-file")} <= set(problems_of(small))  # fmt: skip


def test_a_message_says_what_to_do(small):
    """The message names the line, what was found and the nearest known word."""
    small["harmless.brands.tsv"] += "Neu\tcalmoll\t\tmade-up\tV\n"

    with pytest.raises(InputRefused) as refused:
        read_medicines(small)

    assert str(refused.value) == (
        "harmless.brands.tsv:3: the ingredient 'calmoll' is not known. Did you mean 'calmol'? "
        "Known: zorphine, quadone, blockone, gutamide, calmol, sweetose. [unknown-ingredient]"
    )


def test_shipped_lists_hold_a_source_and_a_mark_in_each_line(shipped_files):
    """Each line of each shipped list names a declared source and how sure it is; no address stands there."""
    read = read_medicines(shipped_files)
    lines = [
        line.split("\t")
        for name, text in shipped_files.items()
        if name != "sources.tsv"
        for line in text.splitlines()[2:]
    ]

    assert set(shipped_files) == set(COLUMNS)
    assert len(lines) > 2500
    assert {line[-2] for line in lines} <= set(read.sources)
    assert {line[-1] for line in lines} == {"V", "M"}
    assert not [line for line in lines if re.search(r"https?:|www\.", "\t".join(line))]


def test_shipped_codes_are_atc_codes(shipped_files):
    """Each shipped code has the form of an ATC code or group."""
    codes = read_medicines(shipped_files).atc

    assert [code for code in codes if not re.fullmatch(r"[A-Z]\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?", code)] == []
    assert len(codes) > 150
