"""Reader of `facts.yaml`: the facts that rules look at, what a person is asked, and where else something is told."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import cast

from zonewise.located_yaml import Node, Reading, read_yaml
from zonewise.problem import Problem, did_you_mean, unknown_word

from .case_facts import allowed_values, fits
from .rule_set import A_DATE, FactDefinition, FactType, FactValue, Place, Prompt
from .settings import NamedNumbers

ANSWER_KEYS = ("answers", "short", "holds", "today_counted", "nothing_else")
"""Keys that say how something is answered; a fact has them only when an answer tells it."""
PROMPT_KEYS = ("label", "words", "ask", "place", "written_by", "events", *ANSWER_KEYS)
FACT_KEYS = (
    "type", "values", "max", "unit", "worse", "considerations_only", "label", "words", "ask", "change", "rise",
    "rise_unknown", "known_from", "prompt", "place", "signs", "suggested_by", "at_start", "everyday", "past", "watched",
    "not_stated", "keeps_asking", "evenings_after_increase",
    *ANSWER_KEYS,
)  # fmt: skip
PLACE_KEYS = ("page", "link", "command")
WORSE = {
    "bool": ("true", "false", ""),
    "choice": ("later", "any-but-first", ""),
    "integer": ("fewer", "more", ""),
}
SOURCES = ("answer", "diary", "medicine")
YES_NO = ("yes", "no")
OTHER = "other"  # Key that speaks for every value which is not named.
UNKNOWN = "unknown"  # The answer of a person who does not know the day that is asked for.
ALWAYS, SAME_DAY, USUALLY = "always", "day", "answer-days"
FILLED_IN = ("left", "unit", "then")
NO_NUMBERS = NamedNumbers()
_PLACEHOLDER = re.compile(r"\{(.*?)\}")
MOST_IN_WORDS = 20


@dataclass(frozen=True, slots=True)
class FactFile:
    """What `facts.yaml` declares, each by name in the order of the file."""

    facts: dict[str, FactDefinition] = field(default_factory=dict)
    prompts: dict[str, Prompt] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)


def read_facts(text: str, where: str, problems: list[Problem], numbers: NamedNumbers = NO_NUMBERS) -> FactFile:
    """Read what the file declares; add what is wrong to `problems`.

    Args:
        numbers: The protocol's numbers: `holds` names one of days, and sentences name any.
    """
    reading, declared = Reading(where), FactFile()
    root = read_yaml(text, reading) if text else None
    top = reading.mapping(root, "the file", ("facts", "prompts", "places")) if root is not None else {}
    for item in _items(top, "places", PLACE_KEYS, reading):
        declared.places[item.name] = Place(item.text("page"), item.text("link"), item.text_or_none("command"))
    for item in _items(top, "prompts", PROMPT_KEYS, reading):
        declared.prompts[item.name] = _prompt(item, item.texts("answers"), declared.places, numbers.days)
        if not item.texts("answers"):
            item.fault(f"the prompt '{item.name}' has no answers.", "Write them as [one, two].", "list-needed")
    if root is not None and "facts" not in top:
        reading.mapping(None, "facts")
    for item in _items(top, "facts", FACT_KEYS, reading):
        if item.name in declared.prompts:
            item.fault(f"'{item.name}' is a prompt already.", "Choose another name.", "repeated-key")
        fact = _fact(item, declared, numbers)
        _check_templates(item, fact)
        declared.facts[fact.name] = fact
        if fact.prompt == fact.name:
            answers = (
                YES_NO if fact.type == "bool" else item.words("answers", (*fact.values, A_DATE, UNKNOWN)) or fact.values
            )
            declared.prompts[fact.name] = _prompt(item, answers, declared.places, numbers.days, fact.words)
    problems.extend(reading.problems)
    return declared


def _items(top: Mapping[str, Node], section: str, known: tuple[str, ...], reading: Reading) -> Iterator["_Item"]:
    if section in top:
        for name, node in reading.mapping(top[section], section).items():
            yield _Item(name, node, reading.mapping(node, f"'{name}' of {section}", known), reading)


def _fact(item: "_Item", declared: FactFile, numbers: NamedNumbers) -> FactDefinition:
    kind = item.reading.text(item.keys.get("type"), f"the type of '{item.name}'", item.node.line)
    if kind not in WORSE:
        hint = did_you_mean(kind, WORSE)
        fault = f"the fact '{item.name}' has the type '{kind}'."
        item.fault(fault, f"{hint}Known: {', '.join(WORSE)}.", "unknown-type")
        kind = "bool"
    values: tuple[str, ...] = ()
    if kind == "choice":
        values = item.reading.texts(item.keys.get("values"), f"the values of '{item.name}'", item.node.line)
    if len(set(values)) != len(values):
        item.fault(f"the fact '{item.name}' names a value twice.", "Name each value once.", "repeated-value")
    maximum = 0
    if kind == "integer":
        maximum = item.reading.whole_number(item.keys.get("max"), f"the max of '{item.name}'", item.node.line)
    worse = item.text_or_none("worse")
    if worse not in WORSE[kind]:
        known = ", ".join(word for word in WORSE[kind] if word)
        item.fault(f"'worse' of '{item.name}' is '{worse}'.", f"Known for a {kind}: {known}.", "unknown-order")
    in_words = {"bool": YES_NO, "choice": values, "integer": tuple(map(str, range(min(maximum, MOST_IN_WORDS) + 1)))}
    changes = {"bool": ("true", "false"), "choice": values, "integer": ("more", "fewer")}
    known_from, prompt = _tellers(item, kind, declared.prompts)
    change = item.by_value(
        "change", changes[kind], other=kind == "choice", some=kind == "integer" or "not_stated" in item.keys
    )
    fact = FactDefinition(
        name=item.name,
        type=cast(FactType, kind),
        values=values,
        maximum=maximum,
        unit=item.text_or_none("unit"),
        worse=worse,
        ask=numbers.in_words(item.text("ask"), item.node, item.reading),
        considerations_only=item.flag("considerations_only"),
        words=item.by_value("words", in_words[kind]),
        label=item.text_or_none("label") or item.name.replace("_", " "),
        change={value: numbers.where_known(text) for value, text in change.items()},
        rise=numbers.where_known(item.text_or_none("rise")),
        rise_unknown=item.text_or_none("rise_unknown"),
        known_from=known_from,
        prompt=prompt,
        place=item.word("place", declared.places, "unknown-place"),
        signs=item.texts("signs"),
        suggested_by=item.texts("suggested_by"),
        at_start=item.flag("at_start"),
        everyday=item.flag("everyday"),
        past=item.flag("past"),
        watched=item.flag("watched"),
        keeps_asking=item.flag("keeps_asking"),
        evenings_after_increase=_evenings(item, known_from, numbers.days),
        where=f"{item.reading.where}:{item.node.line}",
    )
    return replace(fact, not_stated=_not_stated(item, fact, numbers)) if "not_stated" in item.keys else fact


def _evenings(item: "_Item", known_from: tuple[str, ...], days: Mapping[str, int] | None) -> int:
    """Return on how many evenings after an increase a fact is asked anew; only what an answer tells can be."""
    name = item.text_or_none("evenings_after_increase")
    if not name or days is None:
        return 0
    if "answer" not in known_from:
        fault = f"'evenings_after_increase' of '{item.name}' asks for an answer, and none tells it."
        item.fault(fault, "Leave it out, or write known_from: [answer].", "no-answer", "evenings_after_increase")
        return 0
    if name not in days:
        item.unknown("evenings_after_increase", name, days, "unknown-number")
    return days.get(name, 0)


def _not_stated(item: "_Item", fact: FactDefinition, numbers: NamedNumbers) -> FactValue:
    """Return what a fact is where it is not stated; a person's own answer is never presumed."""
    text = item.text("not_stated")
    if fact.known_from != ("diary",) and ("diary" not in fact.known_from or text in (item.texts("answers") or (text,))):
        fault = f"'not_stated' of '{item.name}' presumes what a person or a medicine tells."
        item.fault(fault, "Leave it out, or write known_from: [diary].", "presumed-answer", "not_stated")
        return None
    value: FactValue = {"true": True, "false": False}.get(text) if fact.type == "bool" else text
    if fact.type == "integer":
        value = numbers.whole(item.keys["not_stated"], f"'not_stated' of '{item.name}'", item.reading)
    if value is None or not fits(fact, value):
        fault = f"'not_stated' of '{item.name}' is '{text}'."
        item.fault(fault, f"It is meant to be {allowed_values(fact)}.", "unknown-value", "not_stated")
        return None
    return value


def _check_templates(item: "_Item", fact: FactDefinition) -> None:
    """Refuse a word in braces that nothing fills in; it would stand on a page, or end one in an error."""
    known = FILLED_IN if fact.type == "integer" else ()
    for key, texts in (("change", tuple(fact.change.values())), ("rise", (fact.rise,))):
        for text in texts:
            words = _PLACEHOLDER.findall(text)
            if len(words) != text.count("{") or len(words) != text.count("}") or not set(words) <= set(known):
                expected = (
                    f"Known: {', '.join(f'{{{word}}}' for word in known)}." if known else "Write it without braces."
                )
                item.fault(f"'{text}' has braces that nothing fills in.", expected, "unknown-placeholder", key)


def _tellers(item: "_Item", kind: str, prompts: Mapping[str, Prompt]) -> tuple[tuple[str, ...], str]:
    """Return who tells a fact, and the prompt by which a person does; a number is told by no button."""
    usual = ("diary",) if kind == "integer" or "prompt" in item.keys or "place" in item.keys else ("answer",)
    known_from = item.words("known_from", SOURCES) or usual
    if "answer" in known_from:
        if kind == "integer":
            fault = f"the number '{item.name}' is told by an answer."
            item.fault(fault, "Write known_from: [diary], and a prompt or a place.", "no-answer", "known_from")
        return known_from, item.name
    for key in ANSWER_KEYS:
        if key in item.keys:
            fault = f"'{key}' of '{item.name}' speaks of an answer, and none tells it."
            item.fault(fault, "Leave it out, or write known_from: [answer].", "no-answer", key)
    if "known_from" in item.keys and "prompt" not in item.keys and "place" not in item.keys:
        fault = f"nobody can tell '{item.name}'."
        item.fault(fault, "Write known_from: [answer], or name a prompt or a place.", "no-answer", "known_from")
    return known_from, item.word("prompt", prompts, "unknown-prompt")


def _prompt(
    item: "_Item",
    answers: tuple[str, ...],
    places: Mapping[str, Place],
    days: Mapping[str, int] | None,
    words: Mapping[str, str] = MappingProxyType({}),
) -> Prompt:
    """Return how something is asked and answered.

    Args:
        days: Numbers of days by name.
        words: The values of a fact in words, where they are read already.
    """
    words = words or item.by_value("words", answers)
    return Prompt(
        name=item.name,
        label=item.text_or_none("label") or item.name.replace("_", " "),
        answers=answers,
        words=MappingProxyType({answer: words.get(answer, answer.replace("-", " ")) for answer in answers}),
        ask=item.text("ask"),
        short=item.text_or_none("short"),
        holds=_days(item, days),
        nothing_else=item.word("nothing_else", answers),
        place=item.word("place", places, "unknown-place"),
        from_people=not item.word("written_by", ("zonewise",)),
        events=item.texts("events"),
    )


def _days(item: "_Item", days: Mapping[str, int] | None) -> int | None:
    """Return for how many days after it an answer is good; None is for ever."""
    if days is None:  # such rules can be compared but answer no diary; an answer that held for ever would be the danger
        return 0
    name = item.text_or_none("holds") or (USUALLY if USUALLY in days else SAME_DAY)
    if name in (ALWAYS, SAME_DAY):
        return None if name == ALWAYS else 0
    if name not in days:
        item.unknown("holds", name, (*days, SAME_DAY, ALWAYS), "unknown-number")
        return 0
    return days[name] - 1 if item.flag("today_counted") else days[name]


@dataclass(frozen=True, slots=True)
class _Item:
    """One fact, prompt or place of the file, and how each kind of value is taken out of it."""

    name: str
    node: Node  # Where it stands.
    keys: Mapping[str, Node]  # Its parts by key.
    reading: Reading  # Collects what is wrong.

    def fault(self, fault: str, expected: str, code: str, key: str = "") -> None:
        """Note a problem at a key, or at the item where the key is not there."""
        self.reading.fault(self.keys.get(key, self.node), fault, expected, code)

    def text(self, key: str) -> str:
        """Return a text that has to be there."""
        return self.reading.text(self.keys.get(key), f"'{key}' of '{self.name}'", self.node.line)

    def text_or_none(self, key: str) -> str:
        """Return a text that may be left out."""
        return self.text(key) if key in self.keys else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts that may be left out."""
        return self.reading.texts(self.keys[key], f"'{key}' of '{self.name}'") if key in self.keys else ()

    def flag(self, key: str) -> bool:
        """Return whether a mark stands; it is left out where it does not."""
        return self.word(key, ("true", "false")) == "true"

    def word(self, key: str, known: Iterable[str], code: str = "unknown-value") -> str:
        """Return one of some known words, or "" where it is left out."""
        text = self.text_or_none(key)
        if text and text not in known:
            self.unknown(key, text, known, code)
            return ""
        return text

    def words(self, key: str, known: Iterable[str]) -> tuple[str, ...]:
        """Return a list of known words."""
        texts = self.texts(key)
        for text in texts:
            if text not in known:
                self.unknown(key, text, known, "unknown-value")
        return texts

    def unknown(self, key: str, text: str, known: Iterable[str], code: str) -> None:
        """Note a word that is not known."""
        expected = unknown_word(text, known)
        self.fault(f"'{key}' of '{self.name}' is '{text}'.", expected, code, key)

    def by_value(
        self, key: str, values: tuple[str, ...], *, other: bool = False, some: bool = False
    ) -> Mapping[str, str]:
        """Return a text for each value, or for none of them.

        Args:
            key: The key under which they stand.
            other: Whether one text may speak for all values that are not named.
            some: Whether values may be left out; then texts are filled in with a number.
        """
        if key not in self.keys:
            return MappingProxyType({})
        what = f"'{key}' of '{self.name}'"
        nodes = self.reading.mapping(self.keys[key], what, (*values, OTHER) if other else values)
        texts = {value: self.reading.text(node, f"'{value}' in {what}") for value, node in nodes.items()}
        usual = texts.pop(OTHER, "") if other and OTHER not in values else ""
        for value in values:
            if value not in texts and not usual and not some:
                self.fault(
                    f"the value '{value}' of '{self.name}' has no text under '{key}'.", "Add it.", "text-needed", key
                )
        return MappingProxyType(texts if some else {value: texts.get(value, usual) for value in values})
