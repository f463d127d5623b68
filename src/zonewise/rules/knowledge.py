"""What the guide says about a thing, what trials found, and how certain that is."""

from collections.abc import Mapping
from dataclasses import dataclass

from zonewise.located_yaml import Node, Reading, Text, read_keys
from zonewise.problem import unknown_word

CERTAINTIES = ("very low", "low", "low-moderate", "moderate", "not studied")
EXPECTED, HOW = "expected-", "how-"
OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class NetEffect:
    """What one trial found beyond placebo, points of percent; positive favours LDN."""

    trial: str
    percent: float
    source: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One entry. The guide's part is never shown without the trials' part."""

    id: str  # Its name.
    about: str  # What it is about: a domain, or a word such as "mechanism".
    title: str
    guide_says: str  # The guide's claim.
    statements: tuple[str, ...]  # Ids of the guide's statements.
    percent: tuple[float, float] | None  # The guide's range of relief, percent of baseline, or None.
    trial_results: str  # What trials showed.
    sources: tuple[str, ...]  # Ids of evidence.
    certainty: str  # How certain that is, one of `CERTAINTIES`.
    verdict: str  # What follows.
    net: tuple[NetEffect, ...]  # Trials against placebo, for a picture.


def read_knowledge(text: str, where: str = "knowledge.yaml") -> tuple[Knowledge, ...]:
    """Read a file of knowledge, in its order.

    Raises:
        InputRefused: With every problem and its line.
    """
    reading = Reading(where)
    top = read_keys(text, reading, ("entries",))
    nodes = tuple(reading.items(top.get("entries"), "entries", 1)) if top else ()
    entries = tuple(_entry(node, reading) for node in nodes)
    for place, (entry, node) in enumerate(zip(entries, nodes, strict=True)):
        if any(earlier.id == entry.id for earlier in entries[:place]):
            fault = f"the id '{entry.id}' stands here a second time."
            reading.fault(node, fault, "Give each entry an id of its own.", "repeated-id")
    reading.refuse()
    return entries


def knowledge_about(entries: tuple[Knowledge, ...], domain: str) -> Knowledge | None:
    """Return the entry that stands beside the relief of a domain, or of `OVERALL`: how much, else how."""
    by_id: Mapping[str, Knowledge] = {entry.id: entry for entry in entries}
    return by_id.get(EXPECTED + domain) or by_id.get(HOW + domain)


def _entry(node: Node, reading: Reading) -> Knowledge:
    parts = reading.mapping(node, "an entry", ("id", "about", "title", "guide", "trials"))
    line = node.line
    guide = reading.mapping(parts.get("guide"), "guide", ("says", "statements", "percent"), line)
    trials = reading.mapping(parts.get("trials"), "trials", ("found", "sources", "certainty", "verdict", "net"), line)
    certainty = reading.text(trials.get("certainty"), "certainty", line)
    if certainty and certainty not in CERTAINTIES:
        fault = f"the certainty '{certainty}' is not known."
        reading.fault(trials["certainty"], fault, unknown_word(certainty, CERTAINTIES), "unknown-word")
    return Knowledge(
        id=reading.text(parts.get("id"), "the id", line),
        about=reading.text(parts.get("about"), "about", line),
        title=reading.text(parts.get("title"), "the title", line),
        guide_says=reading.text(guide.get("says"), "what the guide says", line),
        statements=reading.texts(guide.get("statements"), "statements", line),
        percent=_percent(guide.get("percent"), reading),
        trial_results=reading.text(trials.get("found"), "what trials found", line),
        sources=reading.texts(trials.get("sources"), "sources", line),
        certainty=certainty,
        verdict=reading.text(trials.get("verdict"), "the verdict", line),
        net=tuple(_net(effect, reading) for effect in reading.items(trials["net"], "net")) if "net" in trials else (),
    )


def _percent(node: Node | None, reading: Reading) -> tuple[float, float] | None:
    if node is None:
        return None
    parts = reading.mapping(node, "percent", ("low", "high"))
    low, high = (_number(parts.get(name), f"percent {name}", reading, node.line) for name in ("low", "high"))
    if not 0 <= low <= high <= 100:
        reading.fault(node, f"The range is {low:g} to {high:g}.", "Write low and high within 0 to 100.", "odd-range")
    return low, high


def _net(node: Node, reading: Reading) -> NetEffect:
    parts = reading.mapping(node, "a trial", ("trial", "percent", "source"))
    return NetEffect(
        reading.text(parts.get("trial"), "the trial", node.line),
        _number(parts.get("percent"), "percent", reading, node.line),
        reading.text(parts.get("source"), "the source", node.line),
    )


def _number(node: Node | None, what: str, reading: Reading, line: int) -> float:
    text = node.value.strip() if isinstance(node, Text) else ""
    try:
        return float(text)
    except ValueError:
        reading.fault(node or line, f"{what} is '{text}'.", "Write a number.", "number-needed")
        return 0.0
