"""How are decisions made, in words for the person?"""

from collections.abc import Mapping
from dataclasses import dataclass

from zonewise.guidance.protocol import Protocol
from zonewise.report.picture import Picture, blockade_picture
from zonewise.report.protocol_words import rule_when, source_words
from zonewise.rules.knowledge import Knowledge
from zonewise.rules.rule_set import Rule, RuleSet
from zonewise.rules.settings import Setting, fill, read_settings

ENDING = ".settings.yaml"
BLOCKADE = f"blockade{ENDING}"


@dataclass(frozen=True, slots=True)
class Blockade:
    """What was measured of receptor blockade after one dose: doses in mg, shares in percent."""

    half_mg: float
    half_low_mg: float
    half_high_mg: float
    measured_mg: tuple[int, ...]
    measured_low: tuple[int, ...]
    measured_high: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule: its id, when it holds, what it says, why, where from, and whether that is our own choice alone."""

    id: str
    when: str
    then: str
    because: str
    sources: str
    ours: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question with its rules, the most cautious answer first."""

    name: str
    title: str
    rules: tuple[RuleView, ...]


@dataclass(frozen=True, slots=True)
class RulesView:
    """Everything that the page shows.

    Attributes:
        rule_set: The protocol.
        questions: In their order.
        knowledge: What the guide says and what trials found.
        numbers: Settings by file: those that are our own choice, too.
        blockade: Receptor blockade by dose.
    """

    rule_set: RuleSet
    questions: tuple[QuestionView, ...]
    knowledge: tuple[Knowledge, ...]
    numbers: Mapping[str, tuple[Setting, ...]]
    blockade: Picture


def rules_view(protocol: Protocol) -> RulesView:
    """Return the rules of a protocol in words, with what stands beside them."""
    rule_set = protocol.rule_set
    files = protocol.files
    numbers = {
        name.removesuffix(ENDING): tuple(read_settings(text, name).values())
        for name, text in sorted(files.items())
        if name.endswith(ENDING)
    }
    return RulesView(
        rule_set=rule_set,
        questions=tuple(
            QuestionView(name, question.title, tuple(_rule(rule, rule_set) for rule in question.rules))
            for name, question in rule_set.questions.items()
        ),
        knowledge=protocol.knowledge,
        numbers=numbers,
        blockade=_blockade(files[BLOCKADE]),
    )


def _rule(rule: Rule, rule_set: RuleSet) -> RuleView:
    return RuleView(
        id=rule.id,
        when="; or ".join(rule_when(rule, rule_set.facts)),
        then=rule.then,
        because=rule.because,
        sources=source_words(rule.sources, rule_set),
        ours=all(source.startswith("product:") for source in rule.sources),
    )


def _blockade(text: str) -> Picture:
    figures = fill(Blockade, read_settings(text, BLOCKADE))
    measured = zip(figures.measured_mg, figures.measured_low, figures.measured_high, strict=True)
    marks = [(float(mg), float(low), float(high)) for mg, low, high in measured]
    return blockade_picture(figures.half_mg, figures.half_low_mg, figures.half_high_mg, marks)
