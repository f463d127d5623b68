"""The questions of ours that a chart answers: an allergy to naltrexone, the liver and a pregnancy.

A chart only ever closes a gate: that it names no pregnancy is no answer, and what it says stands as an answer that the
person can correct.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from .chart import ChartAnswer
from .chart_days import chart_days
from .dates import first_day_of, last_day_of
from .resources import Concept, Resource, ResourceSet, codes_of, concept_of, parts_of, text_in

_OVER = {"inactive", "remission", "resolved"}
_REFUTED = {"entered-in-error", "refuted"}
_STARTS = ("onsetDateTime", "onsetPeriod.start", "recordedDate", "assertedDate", "dateRecorded")


@dataclass(frozen=True, slots=True)
class _Line:
    """What answers a question."""

    fact: str
    value: str
    words: re.Pattern[str]
    codes: tuple[tuple[str, str], ...]  # (system, beginning of a code)
    but_not: tuple[str, ...]

    def fits(self, concept: Concept) -> bool:
        """Say whether a concept is of this kind."""
        if any(
            code.startswith(begin) for system, code in concept.codes for known, begin in self.codes if known == system
        ):
            return True
        return any(
            self.words.search(word) and not any(other in word for other in self.but_not) for word in _low(concept)
        )


def answers_in(resources: ResourceSet, chart_day: date | None) -> tuple[ChartAnswer, ...]:
    """Return what a chart answers, for each fact the gravest."""
    answers: dict[str, ChartAnswer] = {}
    lines = _lines()
    ranks = {(line.fact, line.value): rank for rank, line in enumerate((*lines["allergies"], *lines["conditions"]))}
    for answer in (*_allergies(resources), *_conditions(resources, chart_day)):
        other = answers.get(answer.fact)
        if other is None or ranks.get((answer.fact, answer.value), 0) < ranks.get((other.fact, other.value), 0):
            answers[answer.fact] = answer
    return tuple(answers.values())


def _allergies(resources: ResourceSet) -> Iterator[ChartAnswer]:
    for resource in resources.of("AllergyIntolerance"):
        if _status(resource, "verificationStatus") & _REFUTED or _status(resource, "status") & _REFUTED:
            continue
        # An allergy that is called inactive has been one all the same: the question is whether there ever was one.
        concepts = [concept_of(resource.get("code")), concept_of(resource.get("substance"))]
        concepts += [concept_of(reaction.get("substance")) for reaction in parts_of(resource, "reaction")]
        yield from _fitting(resource, concepts, "allergies")


def _conditions(resources: ResourceSet, chart_day: date | None) -> Iterator[ChartAnswer]:
    for resource in resources.of("Condition"):
        if _is_over(resource, chart_day):
            continue
        for answer in _fitting(resource, [concept_of(resource.get("code"))], "conditions"):
            begun = answer.day
            too_old = begun is not None and chart_day is not None and chart_day - begun > chart_days().longest_pregnancy
            if not (answer.value == "pregnant-or-trying" and too_old):
                yield answer


def _is_over(resource: Resource, chart_day: date | None) -> bool:
    if _status(resource, "verificationStatus") & _REFUTED or _status(resource, "clinicalStatus") & _OVER:
        return True
    ended = last_day_of(resource, "abatementDateTime", "abatementPeriod.end")
    if ended is not None:
        return chart_day is None or ended <= chart_day
    return resource.get("abatementBoolean") is True or any(
        name in resource for name in ("abatementString", "abatementAge", "abatementRange")
    )


def _fitting(resource: Resource, concepts: list[Concept], group: str) -> Iterator[ChartAnswer]:
    for concept in concepts:
        line = next((line for line in _lines()[group] if line.fits(concept)), None)
        if line is not None:
            because = next(iter(concept.words), next((code for _, code in concept.codes), ""))
            day = first_day_of(resource, *_STARTS)
            yield ChartAnswer(line.fact, line.value, day, because, text_in(resource, "resourceType"))


def _status(resource: Resource, name: str) -> set[str]:
    return set(codes_of(resource.get(name)))


def _low(concept: Concept) -> Iterator[str]:
    return (" ".join(word.casefold().split()) for word in concept.words)


@cache
def _lines() -> dict[str, tuple[_Line, ...]]:
    read: dict[str, list[dict[str, Any]]] = yaml.safe_load((files(__package__) / "conditions.yaml").read_bytes())
    return {group: tuple(map(_line, lines)) for group, lines in read.items()}


def _line(raw: dict[str, Any]) -> _Line:
    return _Line(
        fact=raw["fact"],
        value=raw["value"],
        words=re.compile("|".join(rf"\b{re.escape(word)}" for word in raw["words"])),
        codes=tuple((system, begin) for system, begins in raw["codes"].items() for begin in begins),
        but_not=tuple(raw.get("but_not", ())),
    )
