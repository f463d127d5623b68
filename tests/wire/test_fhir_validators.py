import copy
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import fhirkit
import pytest
import yaml

from zonewise.fhir.content import Answer, Medicine, Part, Person, RatedDay, SharedDiary
from zonewise.fhir.document import document

STRANGE = 'Zoë <script>alert(1)</script> & "quoted" \x00\x07 \u202e 漢字 \r\n tab\t\' ]]> <!ENTITY x>'
AT_LEAST = 21  # Of the 25 planted faults, those that at least one of the three programs reports.


def variants(whole: SharedDiary) -> list[SharedDiary]:
    """Return diaries of which more or less leaves, with texts as people may write them."""
    day = whole.as_of
    return [
        whole,
        SharedDiary(id=whole.id, made_at=whole.made_at, as_of=day, person=Person(), title=""),
        replace(whole, medicines=(), health=(), answers=(), days=()),
        replace(whole, medicines=None, health=None, answers=None, days=None, pdf=b"", plan=None, taken=None),
        replace(whole, taken=replace(whole.taken, daily_mg=Decimal(0), since=None, last_taken=None)),
        replace(whole, plan=replace(whole.plan, origin="signed", interval_days=None, steps=whole.plan.steps[:1])),
        replace(
            whole,
            person=Person(STRANGE),
            title=STRANGE,
            parts=(Part(STRANGE, (STRANGE, ""), (STRANGE,), ((STRANGE,), ("",))),),
            plan=replace(whole.plan, prescriber=STRANGE),
            medicines=(Medicine(STRANGE, "RxNorm 1", note=STRANGE), Medicine("\x00", "no code"), Medicine(" ", "ATC ")),
            health=(Answer("liver", STRANGE, "acute", STRANGE, day), Answer("hypersensitivity", "", "no", "", day)),
            answers=(Answer("opioid", STRANGE, STRANGE, STRANGE, day), Answer("phase", "", "", "", day)),
            days=tuple(
                RatedDay(day - timedelta(days=number), ratings, zone, dose)
                for number, (ratings, zone, dose) in enumerate(
                    (({}, "", None), ({"pain": Decimal(0)}, "", None), ({}, "red", None), ({}, "", Decimal(0)))
                )
            ),
        ),
    ]


def errors(documents: list[dict[str, Any]], run_node: Callable[[str, Any], Any]) -> list[dict[str, list[str]]]:
    """Return, for each document, what each of three validators calls an error."""
    verdicts = run_node("validate_fhir.mjs", documents)
    for verdict, whole in zip(verdicts, documents, strict=True):
        issues = fhirkit.validate(whole)
        verdict["fhirkit"] = [f"{issue.path}: {issue.message}" for issue in issues if issue.severity == "error"]
    return verdicts


def planted(whole: dict[str, Any], fault: dict[str, Any]) -> dict[str, Any]:
    """Return a document with one fault in it: at a path below the first resource of a type, or below the bundle."""
    changed = copy.deepcopy(whole)
    target: Any = changed
    if "in" in fault:
        resources = (entry["resource"] for entry in changed["entry"])
        target = next(resource for resource in resources if resource["resourceType"] == fault["in"])
    *way, last = [int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]]+", fault["at"])]
    for part in way:
        target = target[part]
    if fault.get("gone"):
        del target[last]
    else:
        target[last] = fault["becomes"]
    return changed


@pytest.fixture(scope="module")
def faults(project_root: Path) -> list[dict[str, Any]]:
    """Return the planted faults."""
    return yaml.safe_load((project_root / "tests/data/wire/fhir_faults.yaml").read_text(encoding="utf-8"))


def test_three_validators_find_no_error_in_ours_and_most_of_the_planted(
    whole_diary: SharedDiary, faults: list[dict[str, Any]], run_node: Callable[[str, Any], Any]
) -> None:
    """Whatever leaves, no validator of others reports an error; of 25 planted faults they report at least 21."""
    ours = [document(diary) for diary in variants(whole_diary)]
    broken = [planted(ours[0], fault) for fault in faults]
    verdicts = errors([*ours, *broken], run_node)

    assert [verdict for verdict in verdicts[: len(ours)] if any(verdict.values())] == []
    assert len(faults) == 25
    reported = [any(verdict.values()) for verdict in verdicts[len(ours) :]]
    assert sum(reported) >= AT_LEAST, [
        fault["fault"] for fault, is_reported in zip(faults, reported, strict=True) if not is_reported
    ]
    assert all(json.dumps(one) != json.dumps(ours[0]) for one in broken)
