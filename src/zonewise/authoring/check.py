"""Checks of a protocol: whether it is sound, and whether it carries the whole guide."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from zonewise.guidance.protocol import Protocol, numbers_from
from zonewise.problem import InputRefused, Problem, collecting
from zonewise.rules.knowledge import read_knowledge
from zonewise.rules.learn import read_learn
from zonewise.rules.notices import read_notices
from zonewise.services.base.protocols import protocol_from
from zonewise.services.reading.rules import worked_examples

from .coverage import LEARN
from .examples import mismatch, missing_examples
from .hazard_gaps import KNOWLEDGE, NOTICES, hazard_problems, hazards_of

NO_PAGES = "pages: []"  # A protocol need not have pages to read up.


@dataclass(frozen=True, slots=True)
class ProtocolCheck:
    """What checking a protocol found."""

    name: str  # Protocol and version.
    rules: int  # How many rules it has.
    examples: int  # How many worked examples ran.
    problems: tuple[str, ...]  # Every problem, in words.


def check_protocol(folder: Path | None = None) -> ProtocolCheck:
    """Read a protocol with its settings, notices and hazards and run its worked examples; the shipped one unless told.

    Raises:
        InputRefused: It cannot be read; with every problem of every file and its line.
    """
    protocol = protocol_from(folder)
    texts, beside = protocol.files, _beside_the_rules(protocol)
    try:
        engine = protocol.engine
        examples = worked_examples(protocol)
    except InputRefused as refused:
        raise InputRefused(dict.fromkeys([*refused.problems, *beside])) from None  # both read the named numbers
    problems = [str(problem) for problem in (*beside, *hazard_problems(texts, engine.rule_set, examples))]
    problems += [problem for example in examples if (problem := mismatch(example, engine)) is not None]
    problems += missing_examples(engine, examples)
    rule_set = engine.rule_set
    return ProtocolCheck(
        name=f"{rule_set.id} {rule_set.version}",
        rules=sum(len(question.rules) for question in rule_set.questions.values()),
        examples=len(examples),
        problems=tuple(problems),
    )


def _beside_the_rules(protocol: Protocol) -> list[Problem]:
    """Return what is wrong with the numbers, the notices, the knowledge and the form of the hazards."""
    problems: list[Problem] = []
    texts = protocol.files
    readers: tuple[Callable[[], object], ...] = (
        partial(numbers_from, texts),
        *(partial(getattr, protocol, part) for part in ("relief", "trial", "sharing")),
        partial(read_notices, texts.get(NOTICES, "")),
        partial(read_knowledge, texts.get(KNOWLEDGE, "")),
        partial(hazards_of, texts),
        partial(read_learn, texts.get(LEARN, NO_PAGES)),
    )
    for read in readers:
        with collecting(problems):
            read()
    return problems
