"""A protocol printed so that a clinician can find a wrong rule in it.

The blocks made from it are written out for a terminal, as Markdown or as one HTML file by `protocol.*` among the
templates.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap

from zonewise.model.day_words import day_words
from zonewise.rules.rule_set import FactValue, Question, Rule, RuleSet
from zonewise.rules.settings import Setting
from zonewise.rules.worked_examples import Example

from .protocol_words import answer_words, asked_words, rule_when, source_words

WIDTH = 80


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the page's own."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: names of columns, and rows of as many cells; a cell of several lines has them apart."""

    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]


Block = Heading | Paragraph | TableBlock


def blocks_of(
    rule_set: RuleSet, examples: Sequence[Example], settings: Mapping[str, Mapping[str, Setting]]
) -> Iterator[Block]:
    """Yield the whole protocol as blocks."""
    yield Heading(1, rule_set.title)
    yield Paragraph(
        f"Protocol {rule_set.id}, version {rule_set.version} of {day_words(date.fromisoformat(rule_set.dated))}."
        f" State: {rule_set.review}."
    )
    yield Paragraph(f"SHA-256 of its files: {rule_set.sha256}.")
    yield Paragraph(
        "Each question is answered by the most cautious rule that fires; the guidance is the most cautious action of"
        f" all questions, in this order: {', '.join(rule_set.actions)}. A fact that is not known is asked, never taken"
        " for harmless."
    )
    for question in rule_set.questions.values():
        yield from _question(question, rule_set, examples)
    yield Heading(2, "When what is known gives no answer")
    yield TableBlock(
        ("Rule", "Action", "Reason and source"),
        tuple(
            (
                (fallback.rule.id, fallback.rule.where),
                (fallback.action,),
                (fallback.rule.because, _sources(fallback.rule, rule_set)),
            )
            for fallback in rule_set.otherwise
        ),
    )
    yield Heading(2, "What is asked")
    yield TableBlock(
        ("Fact", "Values", "Question"),
        tuple(
            ((fact.name,), (", ".join(fact.values) or (fact.unit or fact.type),), (fact.ask,))
            for fact in rule_set.facts.values()
        ),
    )
    for name, numbers in settings.items():
        yield Heading(2, f"Numbers of {name}")
        yield TableBlock(
            ("Setting", "Value", "Reason and source"),
            tuple(
                (
                    (setting.name,),
                    (f"{_value(setting)} {setting.unit}".strip(),),
                    (setting.because, ", ".join(setting.sources)),
                )
                for setting in numbers.values()
            ),
        )


def _question(question: Question, rule_set: RuleSet, examples: Sequence[Example]) -> Iterator[Block]:
    yield Heading(2, f"{question.name}: {question.title}")
    hit = "Every rule that fires is shown." if question.every else "The most cautious rule that fires answers."
    yield Paragraph(f"Put when: {asked_words(question, rule_set.facts)}. {hit}")
    yield TableBlock(
        ("Answer, most cautious first", "Action"),
        tuple(((answer.name,), (answer_words(answer, rule_set.facts),)) for answer in question.answers),
    )
    yield TableBlock(
        ("Rule", "When", "Answer", "Reason and source"),
        tuple(
            (
                (rule.id, rule.where, rule_set.review),
                _any_of(rule_when(rule, rule_set.facts)),
                (rule.then,),
                (rule.because, _sources(rule, rule_set)),
            )
            for rule in question.rules
        ),
    )
    own = [example for example in examples if example.question == question.name]
    usual = _commonest(own)
    values = ", ".join(f"{name} = {_word(value)}" for name, value in usual.items())
    yield Paragraph(f"{len(own)} worked examples. Unless an example says otherwise: {values}.")
    yield TableBlock(("Example", "Given", "Expected"), tuple(_example(example, usual) for example in own))


def rule_lines(rule: Rule, rule_set: RuleSet, examples: Sequence[Example]) -> list[str]:
    """Return one rule for a terminal: its file and line, when, answer, reason, sources and worked examples."""
    lines = [f"{rule.id}  ({rule.where})", f"Question: {rule.question}", f"Answer: {rule.then}"]
    for number, when in enumerate(rule_when(rule, rule_set.facts)):
        lines += _wrapped(f"{'Or when' if number else 'When'}: {when}")
    lines += _wrapped(f"Because: {rule.because}")
    lines += _wrapped(f"Source: {_sources(rule, rule_set)}")
    lines.append(f"State: {rule_set.review}")
    shown = [example for example in examples if rule.id in example.expect.get("reasons", ())]
    lines += [line for example in shown for line in _wrapped(f"Example: {example.name}")]
    return lines


def _any_of(alternatives: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"or {text}" if number else text for number, text in enumerate(alternatives))


def _sources(rule: Rule, rule_set: RuleSet) -> str:
    return source_words(rule.sources, rule_set)


def _commonest(examples: Sequence[Example]) -> dict[str, FactValue]:
    """Return for each fact the value that most examples give it."""
    names = dict.fromkeys(name for example in examples for name in example.given)
    counts = {name: Counter(example.given.get(name) for example in examples) for name in names}
    return {name: count.most_common(1)[0][0] for name, count in counts.items()}


def _example(example: Example, usual: Mapping[str, FactValue]) -> tuple[tuple[str, ...], ...]:
    given = tuple(
        f"{name} = {_word(example.given.get(name))}"
        for name, value in usual.items()
        if example.given.get(name) != value
    )
    expected = tuple(f"{part}: {', '.join(words)}" for part, words in example.expect.items() if words)
    return ((example.name,), given or ("nothing else",), expected)


def _word(value: object) -> str:
    return "unknown" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _value(setting: Setting) -> str:
    return setting.value if isinstance(setting.value, str) else ", ".join(setting.value)


def _wrapped(text: str, first: str = "") -> list[str]:
    return wrap(text, WIDTH, initial_indent=first, subsequent_indent=f"{first}  ", break_on_hyphens=False) or [first]
