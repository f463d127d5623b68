"""What one version of a protocol answers otherwise than another, in all states and on a person's past days."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from zonewise.guidance.protocol import numbers_from
from zonewise.guidance.snapshot import ProtocolSettings
from zonewise.model.entry import Entry, in_force
from zonewise.model.timeline import ONE_DAY, logical_day
from zonewise.problem import InputRefused, Problem, collecting
from zonewise.rules.decision import Engine
from zonewise.rules.notices import read_notices
from zonewise.rules.rule_set_reader import read_rule_set
from zonewise.services.base.clock import logical_today
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.base.profile import profile_of
from zonewise.services.base.protocols import load_protocol, read_protocol

from .diary_days import AnsweringVersion, ChangedDays, changed_days
from .versions import ProtocolDiff, Version, diff

SHIPPED = "shipped"
NOTICES = "notices.yaml"

FOR_DIARIES_ALONE = ("zones.settings.yaml", "plan.settings.yaml")
"""Numbers that no rule names: a folder without them can be compared in all states."""


def protocol_diff(
    old: str, new: str, diary: Diary | None = None, until: date | None = None
) -> tuple[ProtocolDiff, ChangedDays | None]:
    """Compare two versions of a protocol, in all states, and on the past days of a diary that is named.

    Args:
        old: A folder, or "shipped" for the protocol of this release.
        new: The same of the other version.
        diary: A diary whose past days are answered with both; nothing is written to it.
        until: The last logical day to answer; the last one that is over unless said.

    Raises:
        InputRefused: A folder is missing or a protocol cannot be read; with every problem of both and its line.
        DiaryRefused: The diary cannot be read.
    """
    before, after = versions(old, new, for_days=diary is not None)
    entries = all_entries(diary) if diary is not None else None
    days = None if entries is None else diary_days(entries, before, after, until)
    return diff(before, after), days


def versions(old: str, new: str, *, for_days: bool) -> tuple[Version, Version]:
    """Return two versions of a protocol, each a folder or "shipped".

    Raises:
        InputRefused: A folder is missing or a protocol cannot be read; with every problem of both and its line.
    """
    problems: list[Problem] = []
    read = [_version(where, problems, for_days=for_days) for where in (old, new)]
    if problems:
        raise InputRefused(dict.fromkeys(problems))  # the same folder twice has its faults once
    before, after = (version for version in read if version is not None)
    return before, after


def _version(where: str, problems: list[Problem], *, for_days: bool) -> Version | None:
    """Read one version whole; what is wrong with it is added to the problems, each with its folder."""
    if where == SHIPPED:
        shipped = load_protocol()
        return Version(SHIPPED, shipped.engine, shipped.files)
    faults: list[Problem] = []
    version: Version | None = None
    with collecting(faults):
        files = read_protocol(Path(where)).files
        with collecting(faults):
            version = Version(where, Engine(read_rule_set(files)), files)
        if for_days or any(name in files for name in FOR_DIARIES_ALONE):
            with collecting(faults):
                numbers_from(files)
        if NOTICES in files:
            read_notices(files[NOTICES])
    problems.extend(_in_folder(where, problem) for problem in dict.fromkeys(faults))  # two readers read the numbers
    return None if faults else version


def _in_folder(where: str, problem: Problem) -> Problem:
    folder = str(Path(where))
    return problem if problem.where == folder else replace(problem, where=str(Path(where) / problem.where))


def _settings(version: Version) -> ProtocolSettings:
    facts, zones, plan = numbers_from(version.files)
    return replace(load_protocol().settings, facts=facts, zones=zones, plan=plan, rule_set=version.engine.rule_set)


def diary_days(entries: Sequence[Entry], old: Version, new: Version, until: date | None) -> ChangedDays:
    """Answer every logical day from the first entry to the last one that is over."""
    profile = profile_of(entries)
    ends_at = profile.day_ends_at
    over = logical_today(profile.zone, ends_at) - ONE_DAY
    last = over if until is None else min(until, over)
    # A profile is of no day, and after the last entry there was nobody to answer.
    with_entries = {logical_day(entry.day, entry.at, ends_at) for entry in in_force(entries) if entry.kind != "profile"}
    with_entries = {day for day in with_entries if day <= last}
    length = (max(with_entries) - min(with_entries)).days + 1 if with_entries else 0
    days = [min(with_entries) + number * ONE_DAY for number in range(length)]
    before, after = (AnsweringVersion(item.engine, _settings(item)) for item in (old, new))
    return changed_days(entries, days, before, after, ends_at=ends_at)
