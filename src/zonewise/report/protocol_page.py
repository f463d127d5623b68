"""A protocol printed so that a clinician can find a wrong rule in it.

One list of blocks is made from the protocol and written out for a terminal, as Markdown or as one HTML file.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

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


def page(
    rule_set: RuleSet, examples: Sequence[Example], settings: Mapping[str, Mapping[str, Setting]]
) -> tuple[Block, ...]:
    """Return the whole protocol as blocks.

    Args:
        rule_set: The protocol.
        examples: Its worked examples.
        settings: Its numbers, by file.
    """
    return tuple(_blocks(rule_set, examples, settings))


def _blocks(
    rule_set: RuleSet, examples: Sequence[Example], settings: Mapping[str, Mapping[str, Setting]]
) -> Iterator[Block]:
    yield Heading(1, rule_set.title)
    yield Paragraph(
        f"Protocol {rule_set.id}, version {rule_set.version} of {rule_set.dated}. State: {rule_set.review}."
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


def markdown(blocks: Sequence[Block]) -> str:
    """Return the blocks as Markdown."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            lines += [f"{'#' * block.level} {_plain(block.text)}", ""]
        elif isinstance(block, Paragraph):
            lines += [_plain(block.text), ""]
        else:
            lines.append(f"| {' | '.join(block.columns)} |")
            lines.append(f"|{'---|' * len(block.columns)}")
            lines += [f"| {' | '.join('<br>'.join(map(_plain, cell)) for cell in row)} |" for row in block.rows]
            lines.append("")
    return "\n".join(lines)


def html(blocks: Sequence[Block], title: str) -> str:
    """Return the blocks as one HTML file that needs nothing else."""
    body: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            body.append(f"<h{block.level}>{escape(block.text)}</h{block.level}>")
        elif isinstance(block, Paragraph):
            body.append(f"<p>{escape(block.text)}</p>")
        else:
            head = "".join(f'<th scope="col">{escape(name)}</th>' for name in block.columns)
            rows = "".join(map(_html_row, block.rows))
            body.append(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><main>{''.join(body)}</main></body></html>\n"
    )


STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;background:#16181d;color:#e6e6e6;margin:0;padding:1rem}"
    "main{max-width:70rem;margin:auto}table{border-collapse:collapse;width:100%;margin:0 0 1.5rem}"
    "th,td{border:1px solid #4a4f5a;padding:.4rem .6rem;text-align:left;vertical-align:top}"
    "@media print{body{background:#fff;color:#000}}"
)


def terminal(blocks: Sequence[Block]) -> str:
    """Return the blocks for a terminal of 80 columns."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            lines += ["", block.text.upper() if block.level == 1 else block.text, "=" * min(len(block.text), WIDTH)]
        elif isinstance(block, Paragraph):
            lines += ["", *_wrapped(block.text)]
        else:
            for row in block.rows:
                lines.append("")
                for name, cell in zip(block.columns, row, strict=True):
                    lines += _wrapped(f"{name}: {' | '.join(cell)}", "  ")
    return "\n".join(lines).lstrip("\n") + "\n"


def _html_row(row: Sequence[Sequence[str]]) -> str:
    cells = ("<br>".join(escape(line) for line in cell) for cell in row)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


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


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _wrapped(text: str, first: str = "") -> list[str]:
    return wrap(text, WIDTH, initial_indent=first, subsequent_indent=f"{first}  ", break_on_hyphens=False) or [first]
