"""What a person can read up about the treatment: one page for each subject, with a picture where one helps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zonewise.located_yaml import Node, Reading, Text, read_keys
from zonewise.problem import unknown_word

from .rule_set import Rule

PICTURE_KINDS = ("ranges", "chain", "stairs", "two-ways", "zones")
_PAGE = ("id", "title", "short", "parts", "picture", "beside", "reasons")
_PICTURE = ("kind", "alt", "unit", "rows", "labels", "titles", "left", "right")


@dataclass(frozen=True, slots=True)
class LearnPart:
    """A few sentences and where they come from."""

    text: str
    statements: tuple[str, ...]  # Ids of the guide's statements that it carries.
    sources: tuple[str, ...]  # Ids of evidence or of choices of our own.


@dataclass(frozen=True, slots=True)
class RangeRow:
    """One row of a picture of ranges."""

    label: str
    low: float
    high: float
    of: str  # Entry of knowledge whose range it is, or "" where low and high stand in the row.


@dataclass(frozen=True, slots=True)
class LearnPicture:
    """What a picture shows."""

    kind: str  # One of `PICTURE_KINDS`.
    alt: str  # The same in words.
    unit: str  # Of ranges, else "".
    rows: tuple[RangeRow, ...]  # Of ranges.
    labels: tuple[str, ...]  # Of a chain, stairs or zones.
    titles: tuple[str, ...]  # The two heads of two ways.
    left: tuple[str, ...]  # What stands under the first of them...
    right: tuple[str, ...]  # ...and under the second.


@dataclass(frozen=True, slots=True)
class LearnPage:
    """One page."""

    id: str  # Its name in addresses.
    title: str
    short: str  # One line for lists.
    parts: tuple[LearnPart, ...]
    picture: LearnPicture | None
    beside: tuple[str, ...]  # Ids of entries of knowledge.
    reasons: tuple[str, ...]  # Ids of rules, or names of questions, whose reasons lead here.

    @property
    def sources(self) -> tuple[str, ...]:
        """All that its parts cite, each once."""
        cited = (source for part in self.parts for source in (*part.statements, *part.sources))
        return tuple(dict.fromkeys(cited))


def read_learn(text: str, where: str = "learn.yaml") -> tuple[LearnPage, ...]:
    """Read the pages, in their order.

    Raises:
        InputRefused: With every problem and its line.
    """
    reading = Reading(where)
    top = read_keys(text, reading, ("pages",))
    nodes = tuple(reading.items(top.get("pages"), "pages", 1)) if top else ()
    pages = tuple(_page(node, reading) for node in nodes)
    names = [page.id for page in pages]
    for number, node in enumerate(nodes):
        if names[number] in names[:number]:
            fault = f"the id '{names[number]}' stands here a second time."
            reading.fault(node, fault, "Give each page an id of its own.", "repeated-id")
    reading.refuse()
    return pages


def page_for_rule(rule: Rule, pages: Sequence[LearnPage]) -> LearnPage | None:
    """Return the page that a reason leads to: the one that names the rule, else the one that names its question."""
    named = next((page for page in pages if rule.id in page.reasons), None)
    return named or next((page for page in pages if rule.question in page.reasons), None)


def _page(node: Node, reading: Reading) -> LearnPage:
    keys = reading.mapping(node, "a page", _PAGE)
    line = node.line
    return LearnPage(
        id=reading.text(keys.get("id"), "the id", line),
        title=reading.text(keys.get("title"), "the title", line),
        short=reading.text(keys.get("short"), "the short line", line),
        parts=tuple(_part(part, reading) for part in reading.items(keys.get("parts"), "parts", line)),
        picture=_picture(keys["picture"], reading) if "picture" in keys else None,
        beside=_texts(keys, "beside", reading),
        reasons=_texts(keys, "reasons", reading),
    )


def _part(node: Node, reading: Reading) -> LearnPart:
    keys = reading.mapping(node, "a part", ("text", "statements", "sources"))
    return LearnPart(
        text=reading.text(keys.get("text"), "the text", node.line),
        statements=_texts(keys, "statements", reading),
        sources=_texts(keys, "sources", reading),
    )


def _picture(node: Node, reading: Reading) -> LearnPicture:
    keys = reading.mapping(node, "a picture", _PICTURE)
    kind = reading.text(keys.get("kind"), "the kind", node.line)
    if kind and kind not in PICTURE_KINDS:
        fault = f"the kind of picture '{kind}' is not known."
        reading.fault(keys["kind"], fault, unknown_word(kind, PICTURE_KINDS), "unknown-word")
    return LearnPicture(
        kind=kind,
        alt=reading.text(keys.get("alt"), "what it shows", node.line),
        unit=reading.text(keys["unit"], "the unit") if "unit" in keys else "",
        rows=tuple(_row(row, reading) for row in reading.items(keys["rows"], "rows")) if "rows" in keys else (),
        labels=_texts(keys, "labels", reading),
        titles=_texts(keys, "titles", reading),
        left=_texts(keys, "left", reading),
        right=_texts(keys, "right", reading),
    )


def _row(node: Node, reading: Reading) -> RangeRow:
    keys = reading.mapping(node, "a row", ("label", "low", "high", "of"))
    label = reading.text(keys.get("label"), "the label", node.line)
    if "of" in keys:
        return RangeRow(label, 0.0, 0.0, reading.text(keys["of"], "the entry"))
    low, high = (_number(keys.get(end), end, reading, node.line) for end in ("low", "high"))
    return RangeRow(label, low, high, "")


def _number(node: Node | None, what: str, reading: Reading, line: int) -> float:
    text = node.value.strip() if isinstance(node, Text) else ""
    try:
        return float(text)
    except ValueError:
        reading.fault(node or line, f"{what} is '{text}'.", "Write a number.", "number-needed")
        return 0.0


def _texts(keys: Mapping[str, Node], name: str, reading: Reading) -> tuple[str, ...]:
    """Return a list of texts; it may be empty or left out."""
    return reading.texts(keys[name], name) if name in keys else ()
