"""What does the table of hazards name that does not exist, and what does it leave unnamed?"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from zonewise.problem import Problem, did_you_mean
from zonewise.rules.worked_examples import GUIDANCE, Example

from .hazards import HAZARDS, Control, Hazard, Hazards, NameReference

LABEL = "label:"
"""Sources of the labelling; each of them is a hazard or bears on one, so each must be named."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What a table may name.

    Attributes:
        names: Names by the word of their kind ("rule", "notice", ...); a kind left out is not judged.
        sources: Ids of sources.
        examples: Every worked example.
        is_function: Whether "module:function" is a function of zonewise.
    """

    names: Mapping[str, frozenset[str]]
    sources: frozenset[str]
    examples: Iterable[Example]
    is_function: Callable[[str], bool]


def gaps(table: Hazards, known: KnownNames, where: str = HAZARDS) -> tuple[Problem, ...]:
    """Return every gap: what is named and does not exist, and each safety rule or label fact that no hazard names."""
    examples = {f"{example.question}: {example.name}": example for example in known.examples}
    found: list[Problem] = []
    for hazard in table.hazards:
        found += _unknown(hazard.sources, "source", known.sources, where)
        found += _unknown(hazard.safety_rules, "safety rule", map(str, table.safety_rules), where)
        for control in hazard.controls:
            found += _not_there(control, known, examples, where)
    return (*found, *_unnamed(table, known, where))


def _not_there(control: Control, known: KnownNames, examples: Mapping[str, Example], where: str) -> Iterator[Problem]:
    for word, names in control.by.items():
        if word == "function":
            for name in names:
                if not known.is_function(name.word):
                    found = f"'{name.word}' is not a function of zonewise."
                    yield Problem(where, name.line, found, "Write it as module:function.", "unknown-function")
        elif word in known.names:
            yield from _unknown(names, word, known.names[word], where)
    yield from _unknown(control.examples, "worked example", examples, where)
    rules = {name.word for name in control.by.get("rule", ())}
    misspelt = not rules <= known.names.get("rule", rules)  # told above; what the right name would show is not known
    for name in control.examples:
        if name.word in examples and not misspelt and not rules & _rules_of(examples[name.word]):
            found = f"the worked example '{name.word}' gives none of the control's rules as a reason."
            yield Problem(where, name.line, found, "Name one that shows the control.", "shows-nothing")


def _rules_of(example: Example) -> set[str]:
    """Return the rules that an example has as reasons of an answer; while a question is open nothing is shown yet."""
    answered = example.expect.get("action" if example.question == GUIDANCE else "answer")
    return set(example.expect.get("reasons", ())) if answered else set()


def _unnamed(table: Hazards, known: KnownNames, where: str) -> Iterator[Problem]:
    named = {name.word for hazard in table.hazards for name in (*hazard.sources, *hazard.safety_rules)}
    for number, says in table.safety_rules.items():
        if str(number) not in named:
            found = f"no hazard names safety rule {number}: {says}"
            yield Problem(where, 0, found, "Add it to the hazard that it is about.", "safety-rule-unnamed")
    for source in sorted(known.sources - named):
        if source.startswith(LABEL):
            found = f"no hazard names '{source}'."
            yield Problem(where, 0, found, "Add it to the hazard that it is about.", "label-fact-unnamed")


def _unknown(names: Iterable[NameReference], word: str, known: Iterable[str], where: str) -> Iterator[Problem]:
    every = tuple(known)
    for name in names:
        if name.word and name.word not in every:
            expected = did_you_mean(name.word, every) or f"Name a {word} that exists."
            yield Problem(
                where, name.line, f"the {word} '{name.word}' does not exist.", expected.strip(), "unknown-name"
            )


def naming(table: Hazards, word: str) -> tuple[Hazard, ...]:
    """Return the hazards that name a source, or a safety rule by its number."""
    return tuple(
        hazard for hazard in table.hazards if any(name.word == word for name in (*hazard.sources, *hazard.safety_rules))
    )
