"""Which numbers does a protocol bring, and does each of them fit?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from zonewise.course.settings import AskingSettings
from zonewise.guidance.snapshot import ProtocolSettings
from zonewise.plan.limits import PlanLimits
from zonewise.problem import InputRefused, Problem
from zonewise.rules.rule_set import RuleSet
from zonewise.rules.settings import Setting, fill, read_settings
from zonewise.zones.settings import ZoneSettings

if TYPE_CHECKING:
    from zonewise.screening.compiled_lists import CompiledLists

Shape = TypeVar("Shape")


def settings_from(files: Mapping[str, str], rule_set: RuleSet) -> ProtocolSettings:
    """Return the numbers of a protocol, from its files, with the rules that they belong to.

    Raises:
        InputRefused: With every problem of every settings file and its line.
    """
    asking, zones, plan = numbers_from(files)
    return ProtocolSettings(asking=asking, zones=zones, plan=plan, medicines=_medicines, rule_set=rule_set)


def numbers_from(files: Mapping[str, str]) -> tuple[AskingSettings, ZoneSettings, PlanLimits]:
    """Return the numbers alone; they can be checked where the rules cannot be read.

    Raises:
        InputRefused: With every problem of every settings file and its line.
    """
    problems: list[Problem] = []
    asking = _part(AskingSettings, files, "asking.settings.yaml", problems)
    zones = _part(ZoneSettings, files, "zones.settings.yaml", problems)
    plan = _part(PlanLimits, files, "plan.settings.yaml", problems)
    if asking is None or zones is None or plan is None:
        raise InputRefused(problems)
    return asking, zones, plan


def _medicines() -> "CompiledLists":
    """Return the shipped medicines lists; they and what looks names up are loaded only when a name is there."""
    from .medicine_screen import shipped_lists

    return shipped_lists()


def _part(shape: type[Shape], files: Mapping[str, str], name: str, problems: list[Problem]) -> Shape | None:
    if name not in files:
        problems.append(Problem(name, 0, "the file is missing.", "A protocol needs it.", "missing-file"))
        return None
    settings: Mapping[str, Setting] = {}
    try:
        settings = read_settings(files[name], name)
        return fill(shape, settings)
    except InputRefused as refused:
        problems += [_located(problem, name, settings) for problem in refused.problems]
        return None


def _located(problem: Problem, name: str, settings: Mapping[str, Setting]) -> Problem:
    """Return the problem at the line of the setting that it names; a missing setting has none."""
    if problem.where == name:
        return problem
    named = next((each for each in settings.values() if f"'{each.name}'" in problem.found), None)
    line = int(named.where.rpartition(":")[2]) if named is not None else 0
    found = problem.found.replace(f" ({named.where})", "") if named is not None else problem.found
    return replace(problem, where=name, line=line, found=found)
