"""Is a protocol sound, and does it carry the whole guide?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from zonewise.guidance.example import run_guidance
from zonewise.problem import InputRefused, Problem
from zonewise.protocol.coverage import carried_by, lost, statement_kinds
from zonewise.protocol.decide import Engine
from zonewise.protocol.examples import GUIDANCE, Example, read_examples, run, uncovered
from zonewise.protocol.notices import read_notices

from .numbers import settings_from
from .protocols import engine_from, files_of, shipped_engine, shipped_files

ENDING = ".examples.yaml"


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a protocol found.

    Attributes:
        name: Protocol and version.
        rules: How many rules it has.
        examples: How many worked examples ran.
        problems: Every problem, in words.
    """

    name: str
    rules: int
    examples: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """One statement of the guide and what carries it."""

    id: str
    kind: str
    carried_by: tuple[str, ...]


def check_protocol(folder: Path | None = None) -> Checked:
    """Read a protocol with its settings and notices and run its worked examples; the shipped one unless told.

    Raises:
        InputRefused: It cannot be read; with every problem and its line.
    """
    engine = shipped_engine() if folder is None else engine_from(folder)
    texts = shipped_files() if folder is None else files_of(folder)
    problems = _beside_the_rules(texts)
    examples = examples_of(engine, folder)
    problems += [problem for example in examples if (problem := _differs(example, engine)) is not None]
    problems += uncovered(engine, examples)
    protocol = engine.protocol
    return Checked(
        name=f"{protocol.id} {protocol.version}",
        rules=sum(len(question.rules) for question in protocol.questions.values()),
        examples=len(examples),
        problems=tuple(problems),
    )


def _beside_the_rules(texts: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the numbers and the notices."""
    problems: list[Problem] = []
    for read in (lambda: settings_from(texts), lambda: read_notices(texts.get("notices.yaml", ""))):
        try:
            read()
        except InputRefused as refused:
            problems += refused.problems
    return [str(problem) for problem in problems]


def _differs(example: Example, engine: Engine) -> str | None:
    return (run_guidance if example.question == GUIDANCE else run)(example, engine)


def coverage_of_guide() -> tuple[tuple[Carried, ...], tuple[str, ...]]:
    """Return each statement of the guide with what carries it, and the ids of those that nothing carries."""
    texts = shipped_files()
    kinds = statement_kinds(texts)
    rows = tuple(Carried(name, kinds[name], carriers) for name, carriers in carried_by(texts).items())
    return rows, lost(texts)


def examples_of(engine: Engine, folder: Path | None) -> list[Example]:
    """Return the worked examples of a protocol; of the shipped one where no folder is named."""
    return list(_shipped_examples()) if folder is None else _read_all(folder.iterdir(), engine)


@lru_cache(maxsize=1)
def _shipped_examples() -> tuple[Example, ...]:
    return tuple(_read_all((files("zonewise.protocols") / "ldn").iterdir(), shipped_engine()))


def _read_all(paths: Iterable[Traversable], engine: Engine) -> list[Example]:
    found: list[Example] = []
    for each in sorted(paths, key=lambda path: path.name):
        if each.name.endswith(ENDING):
            found += read_examples(each.read_text(encoding="utf-8"), each.name, engine.protocol)
    return found
