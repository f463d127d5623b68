"""A protocol as one value: rules, numbers, notices, knowledge and medicines lists, passed on as an argument."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from zonewise.course.settings import FactSettings
from zonewise.plan.limits import PlanLimits
from zonewise.problem import InputRefused, Problem
from zonewise.rules.decision import Engine
from zonewise.rules.knowledge import Knowledge, read_knowledge
from zonewise.rules.learn import LearnPage, read_learn
from zonewise.rules.notices import Notices, read_notices
from zonewise.rules.rule_set import RuleSet
from zonewise.rules.rule_set_reader import read_rule_set
from zonewise.rules.settings import Setting, fill, read_settings
from zonewise.zones.settings import ZoneSettings

from .snapshot import ProtocolSettings

if TYPE_CHECKING:
    from zonewise.plan.signature.settings import SharingSettings
    from zonewise.relief.settings import ReliefSettings
    from zonewise.screening.compiled_lists import CompiledLists
    from zonewise.screening.finding import Finding
    from zonewise.screening.name_search import ListedName
    from zonewise.trial.settings import TrialSettings

Shape = TypeVar("Shape")


@dataclass(frozen=True, eq=False)  # no slots: what is read at first use is kept in the instance
class Protocol:
    """A protocol; each part of it is read at its first use and then kept.

    Reading a part raises `InputRefused` with every problem of its files, each with its line.
    """

    name: str  # Name of its folder.
    folder: str  # Where the folder lies.
    files: Mapping[str, str]  # Text of each file by name, worked examples left out.
    # Returns the text of each medicines list by name; called when a medicine is named.
    read_medicine_lists: Callable[[], Mapping[str, str]]

    @cached_property
    def engine(self) -> Engine:
        """The rules, compiled."""
        return Engine(read_rule_set(self.files))

    @property
    def rule_set(self) -> RuleSet:
        """The rules and facts."""
        return self.engine.rule_set

    @cached_property
    def settings(self) -> ProtocolSettings:
        """The numbers, with the rules that they belong to."""
        facts, zones, plan = numbers_from(self.files)
        return ProtocolSettings(facts, zones, plan, medicines=lambda: self.medicine_lists, rule_set=self.rule_set)

    @cached_property
    def notices(self) -> Notices:
        """Notices, cards of danger signs and numbers to call."""
        return read_notices(self.files["notices.yaml"])

    @cached_property
    def knowledge(self) -> tuple[Knowledge, ...]:
        """What the guide says and what trials found."""
        return read_knowledge(self.files["knowledge.yaml"])

    @cached_property
    def learn(self) -> tuple[LearnPage, ...]:
        """The pages that a person can read up; none where the protocol has no such file."""
        return read_learn(self.files["learn.yaml"]) if "learn.yaml" in self.files else ()

    @cached_property
    def relief(self) -> "ReliefSettings":
        """Thresholds and priors of the estimate of relief."""
        from zonewise.relief.settings import NAME, ReliefSettings

        return _whole(ReliefSettings, self.files, NAME)

    @cached_property
    def trial(self) -> "TrialSettings":
        """Bounds and priors of a blinded trial."""
        from zonewise.trial.settings import NAME, TrialSettings

        return _whole(TrialSettings, self.files, NAME)

    @cached_property
    def sharing(self) -> "SharingSettings":
        """For how long what is signed may be taken in, and the numbers of the prescriber's list."""
        from zonewise.plan.signature.settings import NAME, SharingSettings

        return _whole(SharingSettings, self.files, NAME)

    @cached_property
    def medicine_lists(self) -> "CompiledLists":
        """The medicines lists, compiled; the first use takes most of a second."""
        return self.compile_medicine_lists(self.read_medicine_lists())

    @cached_property
    def listed_names(self) -> tuple["ListedName", ...]:
        """Names of ingredients and brands of the medicines lists, as they are looked for while one is typed."""
        from zonewise.screening.name_search import listed_names

        named = (".ingredients.tsv", ".brands.tsv")
        return listed_names({name: text for name, text in self.read_medicine_lists().items() if name.endswith(named)})

    def screen(self, name: str | None, code: str | None = None) -> "Finding":
        """Return what a medicine is, by its name, its code or both."""
        from zonewise.screening.classification import screen_medicine

        return screen_medicine(name, code, lists=self.medicine_lists)

    def names_opioid(self, text: str) -> bool:
        """Say whether somebody's own words name an opioid."""
        from zonewise.screening.free_text import opioids_in_text

        return bool(opioids_in_text(text, self.medicine_lists))

    def compile_medicine_lists(self, texts: Mapping[str, str]) -> "CompiledLists":
        """Return medicines lists, compiled with this protocol's days to wait.

        Raises:
            InputRefused: With every problem of every list and its line.
        """
        from zonewise.screening.compiled_lists import compile_lists
        from zonewise.screening.finding import Intervals
        from zonewise.screening.list_reader import read_medicines

        facts, plan = self.settings.facts, self.settings.plan
        intervals = Intervals(facts.opioid_free_days, facts.opioid_free_days_long, plan.highest_mg)
        return compile_lists(read_medicines(texts), intervals)


def numbers_from(files: Mapping[str, str]) -> tuple[FactSettings, ZoneSettings, PlanLimits]:
    """Return the numbers alone; they can be checked where the rules cannot be read.

    Raises:
        InputRefused: With every problem of every settings file and its line.
    """
    problems: list[Problem] = []
    facts = _part(FactSettings, files, "asking.settings.yaml", problems)
    zones = _part(ZoneSettings, files, "zones.settings.yaml", problems)
    plan = _part(PlanLimits, files, "plan.settings.yaml", problems)
    if facts is None or zones is None or plan is None:
        raise InputRefused(problems)
    return facts, zones, plan


def _whole(shape: type[Shape], files: Mapping[str, str], name: str) -> Shape:
    problems: list[Problem] = []
    settings = _part(shape, files, name, problems)
    if settings is None:
        raise InputRefused(problems)
    return settings


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
    setting = next((setting for setting in settings.values() if f"'{setting.name}'" in problem.fault), None)
    if setting is None:
        return replace(problem, where=name, line=0)
    line = int(setting.where.rpartition(":")[2])
    return replace(problem, where=name, line=line, fault=problem.fault.replace(f" ({setting.where})", ""))
