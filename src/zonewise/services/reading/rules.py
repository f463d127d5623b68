"""The rules: in words for the person and whole for a clinician, and what they make of facts alone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from zonewise.guidance.guide import Guidance, guide
from zonewise.guidance.protocol import Protocol
from zonewise.guidance.rule_explanation import RuleExplanation, explain_rule, nearly_fired_rules
from zonewise.problem import InputRefused, Problem, did_you_mean, unknown_word
from zonewise.report.picture import Picture, blockade_picture
from zonewise.report.protocol_page import blocks_of, rule_lines
from zonewise.report.protocol_words import rule_when, source_words
from zonewise.rules.case_facts import facts_from_json
from zonewise.rules.decision import Decision, decide
from zonewise.rules.knowledge import Knowledge
from zonewise.rules.rule_set import Rule, RuleSet
from zonewise.rules.settings import Setting, fill, read_settings
from zonewise.rules.worked_examples import Example, read_examples
from zonewise.services.base.text_files import read_text

SETTINGS, EXAMPLES = ".settings.yaml", ".examples.yaml"
BLOCKADE = f"blockade{SETTINGS}"
FORMS = {"terminal": "protocol.txt", "markdown": "protocol.md", "html": "protocol.html"}  # Each form with its template.


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
    """Everything that the page shows."""

    rule_set: RuleSet
    questions: tuple[QuestionView, ...]  # In their order.
    knowledge: tuple[Knowledge, ...]  # What the guide says and what trials found.
    numbers: Mapping[str, tuple[Setting, ...]]  # Settings by file: those that are our own choice, too.
    blockade: Picture  # Receptor blockade by dose.


def rules_view(protocol: Protocol) -> RulesView:
    """Return the rules of a protocol in words, with what stands beside them."""
    rule_set = protocol.rule_set
    numbers = {
        name.removesuffix(SETTINGS): tuple(settings.values()) for name, settings in _settings_by_file(protocol).items()
    }
    return RulesView(
        rule_set=rule_set,
        questions=tuple(
            QuestionView(name, question.title, tuple(_rule(rule, rule_set) for rule in question.rules))
            for name, question in rule_set.questions.items()
        ),
        knowledge=protocol.knowledge,
        numbers=numbers,
        blockade=_blockade(protocol.files[BLOCKADE]),
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


def _settings_by_file(protocol: Protocol) -> dict[str, Mapping[str, Setting]]:
    files = sorted(protocol.files.items())
    return {name: read_settings(text, name) for name, text in files if name.endswith(SETTINGS)}


def show_protocol(protocol: Protocol, form: str) -> str:
    """Return the whole protocol as text for a terminal, as Markdown or as one HTML file.

    Raises:
        InputRefused: The protocol cannot be read, or the form is not known.
    """
    if form not in FORMS:
        raise InputRefused(
            [Problem("show", 0, f"'{form}' is not a form.", f"Known: {', '.join(FORMS)}.", "unknown-form")]
        )
    from zonewise.report.rendering import render

    blocks = blocks_of(protocol.rule_set, worked_examples(protocol), _settings_by_file(protocol))
    return render(FORMS[form], blocks=blocks, title=protocol.rule_set.title).strip("\n") + "\n"


def show_rule(protocol: Protocol, rule_id: str) -> str:
    """Return one rule with its file and line, when, answer, reason, sources and worked examples.

    Raises:
        InputRefused: The protocol cannot be read, or no rule has this id.
    """
    rule_set = protocol.rule_set
    _refuse_unknown_rule(rule_id, rule_set.rules, "show")
    return "\n".join(rule_lines(rule_set.rules[rule_id], rule_set, worked_examples(protocol))) + "\n"


def _refuse_unknown_rule(rule_id: str, known: Collection[str], where: str) -> None:
    if rule_id not in known:
        hint = did_you_mean(rule_id, known) or "'zonewise protocol show' lists them."
        raise InputRefused([Problem(where, 0, f"no rule has the id '{rule_id}'.", hint.strip(), "unknown-rule")])


@lru_cache(maxsize=8)
def worked_examples(protocol: Protocol) -> tuple[Example, ...]:
    """Return the worked examples of a protocol; a fault in one file does not hide those of the next.

    Raises:
        InputRefused: With every problem of every file and its line.
    """
    examples: list[Example] = []
    problems: list[Problem] = []
    for path in sorted(Path(protocol.folder).glob(f"*{EXAMPLES}")):
        try:
            examples += read_examples(read_text(path), path.name, protocol.rule_set)
        except InputRefused as refused:
            problems += refused.problems
    if problems:
        raise InputRefused(problems)
    return tuple(examples)


def guide_facts(protocol: Protocol, text: str, where: str) -> tuple[Guidance, RuleSet]:
    """Return guidance for the facts in a JSON text.

    Raises:
        InputRefused: With every problem of the text.
    """
    engine = protocol.engine
    return guide(engine, facts_from_json(text, engine.rule_set, where)), engine.rule_set


def explain_facts(protocol: Protocol, text: str, where: str, rule_id: str) -> tuple[RuleExplanation, RuleSet]:
    """Return why one rule fires or does not for the facts in a JSON text.

    Raises:
        InputRefused: With every problem of the text, or an unknown rule.
    """
    engine = protocol.engine
    facts = facts_from_json(text, engine.rule_set, where)
    known = [rule.id for question in engine.rule_set.questions.values() for rule in question.rules]
    _refuse_unknown_rule(rule_id, known, "--why")
    return explain_rule(engine, facts, rule_id), engine.rule_set


def nearly_facts(protocol: Protocol, text: str, where: str) -> tuple[RuleExplanation, ...]:
    """Return the rules that one single fact keeps from firing.

    Raises:
        InputRefused: With every problem of the text.
    """
    engine = protocol.engine
    return nearly_fired_rules(engine, facts_from_json(text, engine.rule_set, where))


def decide_facts(protocol: Protocol, question: str, text: str, where: str) -> tuple[Decision, RuleSet]:
    """Return one question's answer for the facts in a JSON text.

    Raises:
        InputRefused: With every problem of the text, or an unknown question.
    """
    engine = protocol.engine
    known = engine.rule_set.questions
    if question not in known:
        fault, expected = f"'{question}' is not a question.", unknown_word(question, known)
        raise InputRefused([Problem("decide", 0, fault, expected, "unknown-question")])
    return decide(engine, question, facts_from_json(text, engine.rule_set, where)), engine.rule_set
