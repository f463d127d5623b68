"""Knowledge is read whole, with every fault at its line."""

from importlib.resources import files
from pathlib import Path

from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS
from zonewise.rules.knowledge import OVERALL, Knowledge, knowledge_about, read_knowledge

SHIPPED = (files("zonewise.protocols") / "ldn" / "knowledge.yaml").read_text(encoding="utf-8")
ONE = Path(__file__).with_name("knowledge.yaml").read_text(encoding="utf-8")


def test_the_shipped_knowledge_stands_beside_every_rating() -> None:
    """Each of the nine ratings, and the whole, has what the guide says and what trials found."""
    entries = read_knowledge(SHIPPED)

    result = {domain: knowledge_about(entries, domain) for domain in (*DOMAINS, *BESIDE_DOMAINS, OVERALL)}

    assert all(isinstance(item, Knowledge) and item.trial_results and item.certainty for item in result.values())
    assert {domain: item.percent for domain, item in result.items() if item and item.percent} == {
        "anxiety": (15, 40), "laxity": (0, 10), "pain": (40, 70), "immune": (30, 60), "mood": (25, 50),
        "sensory": (20, 50), "overall": (30, 50),
    }  # fmt: skip


def test_a_claimed_range_agrees_with_its_sentence() -> None:
    """The figures that a picture shows are the ones that the sentence beside it says."""
    for entry in read_knowledge(SHIPPED):
        if entry.percent is not None and entry.about != "laxity":
            assert f"{entry.percent[0]:g} to {entry.percent[1]:g} %" in entry.guide_says.replace("\n", " "), entry.id
        for net in entry.net:
            assert net.source in entry.sources, entry.id


def test_an_entry_is_read_whole() -> None:
    """Every part of an entry arrives, numbers as numbers."""
    (entry,) = read_knowledge(ONE)

    assert (entry.percent, entry.net[0].trial, entry.net[0].percent) == ((40, 70), "One", -4)
    assert knowledge_about((entry,), "pain") is entry
    assert knowledge_about((entry,), "mood") is None
