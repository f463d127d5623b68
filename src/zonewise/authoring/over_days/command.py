"""The proof over days: what is explored, how far, and what holds."""

import resource
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import starmap
from pathlib import Path

import numpy as np

from zonewise.authoring.proof.protocol_states import ProtocolStates
from zonewise.course.treatment import PARTS
from zonewise.guidance.protocol import Protocol
from zonewise.plan.plan_check import read_and_check
from zonewise.plan.prescribed_plan import Plan
from zonewise.services.base.protocols import protocol_from
from zonewise.services.base.text_files import read_text

from .abstract_day import Happenings
from .course_state import CourseSetting
from .day_walk import DayWalk, Parts
from .day_words import steps_words, way_words
from .equal_futures import OPEN_CALL
from .groups import GROUPS
from .guidance_states import GuidanceStates
from .mixed_days import EVERYTHING, live_mixed
from .opioid_wait import prove_opioid_wait
from .plans import PLANS, ProofPlan
from .properties import PROPERTIES
from .property_walk import PropertyWalk, Step
from .record import Bystander
from .state_graph import StateGraph
from .way_out import CalmDays, what_holds_is_named

OPIOIDS, WAY_OUT = 3, 9
SAYS: Mapping[int, str] = {number: says for number, (says, _) in PROPERTIES.items()} | {
    OPIOIDS: "After an opioid nothing is taken up before the wait since its last possible day has passed.",
    WAY_OUT: "Every wait has a way out: calm days lead to the highest dose, or to the prescriber's decision.",
}
MIXED_DAYS = 600
"""Days that are lived at random with each plan, unless another number is asked for."""
Against = dict[int, tuple[str, ...]]
"""By number of the property: the shortest way to a day on which it does not hold, a line a day, and what is wrong."""


@dataclass(frozen=True, slots=True)
class GroupResult:
    """How far one exploration went."""

    says: str  # What may happen in it.
    numbers: tuple[int, ...]  # The properties that were looked at.
    states: int  # Of treatment, merged by equal futures.
    places: int  # States together with what the bystander of a property remembers, of all properties.
    transitions: int
    days_out: int | None  # The longest way out by calm days, -1 where one has none; None where that is not looked at.
    is_complete: bool  # Whether every state that can be reached was walked...
    walked: int  # ...or how many were, those first to which the fewest days lead.


@dataclass(frozen=True, slots=True)
class PropertyResult:
    """What was found of one property."""

    number: int  # As in the design.
    says: str
    against: tuple[str, ...]  # The shortest way to a day on which it does not hold, a line a day; none where it holds.
    is_complete: bool  # Whether every sequence of days was looked at in each group that shows it.


@dataclass(frozen=True, slots=True)
class MixedResult:
    """What was lived at random with all answers."""

    days: int
    evenings: int


@dataclass(frozen=True, slots=True)
class PlanResult:
    """What was explored with one plan."""

    plan: tuple[str, ...]  # Its daily amounts and its interval, in words.
    groups: tuple[GroupResult, ...]
    mixed: MixedResult
    settles_in: int  # Calm days after which all that the state leaves open is calm, by the protocol's numbers.

    @property
    def way_out_days(self) -> int:
        """From every state a person with calm days is at the highest dose or before the prescriber in so many days."""
        return self.settles_in + sum(group.days_out or 0 for group in self.groups)


@dataclass(frozen=True, slots=True)
class OverDaysProof:
    """What the proof over days found."""

    name: str  # Protocol and version.
    sha256: str
    plans: tuple[PlanResult, ...]
    properties: tuple[PropertyResult, ...]
    seconds: float  # From the beginning to the end.
    processor_seconds: float  # Of all processes together.
    megabytes: int  # The most memory that one process held at a time.
    workers: int  # How many processes walked at a time.

    @property
    def holds(self) -> bool:
        """Whether every property holds."""
        return not any(result.against for result in self.properties)

    @property
    def is_complete(self) -> bool:
        """Whether every group was walked in full."""
        return all(group.is_complete for plan in self.plans for group in plan.groups)


@dataclass
class OverDays:
    """A proof with one plan as it goes on."""

    setting: CourseSetting
    parts: Parts = PARTS
    states: ProtocolStates | None = None  # Where they were made before, so as not to make them again.
    against: Against = field(default_factory=dict)
    places: int = 0  # Of the last exploration, all properties together.

    @cached_property
    def states_of_facts(self) -> ProtocolStates:
        """All states of the protocol's facts."""
        return self.states or ProtocolStates(self.setting.protocol.engine)

    def walk(self, happenings: Happenings) -> DayWalk:
        """Return the days on which some things may happen."""
        guidance = GuidanceStates(self.states_of_facts, OPEN_CALL in happenings.facts)
        declared = self.setting.protocol.rule_set.facts
        known = tuple(name for name in happenings.facts if name in declared)
        return DayWalk(self.setting, guidance, replace(happenings, facts=known), self.parts)

    def explore(self, happenings: Happenings, numbers: Sequence[int], most: int | None = None) -> StateGraph:
        """Walk all that may happen in one group, and keep what breaks its properties."""
        graph = StateGraph(self.walk(happenings)).build(most)
        self.places = 0
        for number in numbers:
            walk = PropertyWalk(graph, self.bystander(graph.walk, number), PROPERTIES[number][1]).run()
            self.places += len(walk.reached)
            self.keep({number: way_words(walk)} if walk.broken else {})
        return graph

    def bystander(self, walk: DayWalk, number: int) -> Bystander:
        """Return who keeps the record that a property is about."""
        rule_set, futures, low_counts = self.setting.protocol.rule_set, walk.futures, walk.happenings.clinician
        return Bystander(
            self.setting, rule_set.start_low_after, rule_set.rising, futures.pause_days, futures.dose_days,
            frozenset({number}), low_counts or number == 2,
        )  # fmt: skip

    def keep(self, against: Against) -> None:
        """Keep the shortest way to what breaks each property."""
        for number, way in against.items():
            if number not in self.against or len(way) < len(self.against[number]):
                self.against[number] = way

    def ways_out(self, graph: StateGraph) -> int:
        """Return the longest way out of the states of an exploration, -1 where one has none."""
        out = CalmDays(graph.walk).longest(graph.states)
        if not out.ends:
            circle = steps_words(graph.walk, (Step(evening=evening) for evening in out.way))
            self.against.setdefault(WAY_OUT, (*circle, "So it goes on for ever, on calm days."))
            return -1
        return out.days

    def explored(self, happenings: Happenings, numbers: Sequence[int], most: int | None) -> GroupResult:
        """Walk one group with its ways out, and return how far that went."""
        graph = self.explore(happenings, numbers, most)
        return GroupResult(
            says=happenings.name,
            numbers=tuple(numbers),
            states=len(graph.states),
            places=self.places,
            transitions=graph.transitions,
            days_out=self.ways_out(graph) if happenings.leads_out else None,
            is_complete=graph.is_complete,
            walked=len(graph.days),
        )

    def opioids(self) -> GroupResult:
        """Walk the answers about opioids, and look whether every hold has words."""
        walk = self.walk(EVERYTHING)
        opioid = prove_opioid_wait(self.setting, walk.guidance)
        self.keep({OPIOIDS: opioid.against} if opioid.against else {})
        if says := what_holds_is_named(walk):
            self.against.setdefault(WAY_OUT, (says,))
        count = opioid.states
        return GroupResult("answers about opioids", (OPIOIDS,), count, count, opioid.transitions, None, True, count)

    def mixed(self, days: int) -> MixedResult:
        """Live days at random on which everything may happen."""
        walk = self.walk(EVERYTHING)
        lived = live_mixed(walk, days, np.random.default_rng(days))
        for number, (way, says) in lived.broken.items():
            self.keep({number: (*steps_words(walk, way), f"So {says}.")})
        return MixedResult(lived.days, lived.evenings)


@dataclass(frozen=True, slots=True)
class Task:
    """A part of the proof that one process works on."""

    folder: Path | None  # The protocol, or None for the shipped one.
    plan: tuple[str, str]  # The plan's text, and a name for it.
    group: int | None  # The number of a group; None for opioids and mixed days.
    most: int | None
    mixed_days: int


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What one task found."""

    groups: tuple[GroupResult, ...]
    mixed: MixedResult | None
    against: Against
    seconds: float  # Processor time.
    megabytes: int


def run_task(task: Task) -> TaskResult:
    """Do one part of the proof."""
    begun = time.process_time()
    protocol = protocol_from(task.folder)
    proof = OverDays(CourseSetting(protocol, _plan(protocol, *task.plan)))
    mixed = None
    if task.group is None:
        groups, mixed = (proof.opioids(),), proof.mixed(task.mixed_days)
    else:
        groups = (proof.explored(*list(GROUPS.items())[task.group], task.most),)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return TaskResult(groups, mixed, proof.against, time.process_time() - begun, megabytes)


def plan_for_proof(protocol: Protocol, file: Path | None = None) -> Plan:
    """Return the plan of a file, or the first one that is followed where none is named.

    Raises:
        InputRefused: It cannot be read, or crosses a bound of the protocol.
    """
    return _plan(protocol, *(PLANS[0][:2] if file is None else (read_text(file), str(file))))


def _plan(protocol: Protocol, text: str, name: str) -> Plan:
    return read_and_check(text, name, protocol.settings.plan, sensitive=None)[0]


def prove_over_days(
    folder: Path | None = None,
    plan_files: Sequence[Path] = (),
    most: int | None = None,
    mixed_days: int = MIXED_DAYS,
    workers: int = 2,
) -> OverDaysProof:
    """Explore every sequence of days and look at each property on each evening.

    Args:
        folder: A protocol; None is the shipped one.
        plan_files: The plans that are followed; none are those of `plans`.
        most: States to walk in each group at most, those that the fewest days lead to; None walks all.
        mixed_days: Days to live at random with each plan.
        workers: Processes that walk at a time; 0 walks in this one.

    Raises:
        InputRefused: The protocol or a plan cannot be read.
    """
    begun = time.monotonic()
    protocol = protocol_from(folder)
    followed = [ProofPlan(read_text(file), str(file)) for file in plan_files] or list(PLANS)
    plans = [_plan(protocol, plan.text, plan.name) for plan in followed]
    tasks = [
        Task(folder, (plan.text, plan.name), group, most, mixed_days)
        for plan in followed
        for group in ((None, *range(len(GROUPS))) if plan.groups is None else plan.groups)
    ]
    results = _run(tasks, workers)
    by_plan = [
        [result for task, result in zip(tasks, results, strict=True) if task.plan == (plan.text, plan.name)]
        for plan in followed
    ]
    plan_results = tuple(starmap(_plan_result, ((protocol, plan, of) for plan, of in zip(plans, by_plan, strict=True))))
    return OverDaysProof(
        name=f"{protocol.rule_set.id} {protocol.rule_set.version}",
        sha256=protocol.rule_set.sha256,
        plans=plan_results,
        properties=tuple(_properties(plan_results, [result.against for result in results])),
        seconds=time.monotonic() - begun,
        processor_seconds=sum(result.seconds for result in results),
        megabytes=max(result.megabytes for result in results),
        workers=workers,
    )


def _run(tasks: Sequence[Task], workers: int) -> list[TaskResult]:
    if not workers:
        return list(map(run_task, tasks))
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(run_task, tasks))


def _plan_result(protocol: Protocol, plan: Plan, results: Sequence[TaskResult]) -> PlanResult:
    setting = CourseSetting(protocol, plan)
    amounts = tuple(f"{step.daily_mg.normalize():f} mg" for step in plan.steps)
    times = len(plan.steps[0].intakes)
    often = (f"in {times} doses a day",) if times > 1 else ()
    again = (f"taken up again at {plan.resume_mg.normalize():f} mg",) if plan.resume_mg is not None else ()
    in_order = sorted(results, key=lambda result: result.mixed is not None)
    return PlanResult(
        plan=(*amounts, *often, f"every {plan.interval_days} days", *again),
        groups=tuple(group for result in in_order for group in result.groups),
        mixed=next((result.mixed for result in results if result.mixed is not None), MixedResult(0, 0)),
        settles_in=setting.settles_in,
    )


def _properties(plans: Iterable[PlanResult], against: Sequence[Against]) -> Iterable[PropertyResult]:
    groups = [group for plan in plans for group in plan.groups]
    for number, says in sorted(SAYS.items()):
        broken = sorted((ways[number] for ways in against if number in ways), key=len)
        shows = [g for g in groups if number in g.numbers or (number == WAY_OUT and g.days_out is not None)]
        yield PropertyResult(number, says, broken[0] if broken else (), all(group.is_complete for group in shows))
