"""The proof over days: what is explored, how far, and what holds."""

import resource
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

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
from .exploration import Exploration, Step
from .guidance_states import GuidanceStates
from .opioid_wait import OpioidProof, prove_opioid_wait
from .properties import PROPERTIES
from .way_out import CalmDays, what_holds_is_named

ALWAYS = ("phase", "at_ceiling", "plan_signed")
OPIOIDS, WAY_OUT = 3, 9
SAYS: Mapping[int, str] = {number: says for number, (says, _) in PROPERTIES.items()} | {
    OPIOIDS: "After an opioid nothing is taken up before the wait since its last possible day has passed.",
    WAY_OUT: "Every wait has a way out: calm days lead to the highest dose, or to the prescriber's decision.",
}
GROUPS: Mapping[Happenings, tuple[int, ...]] = {
    Happenings("doses of every kind", (*ALWAYS, "days_at_dose", "plan_interval_over"), doses=True): (1, 6, 7, 8),
    Happenings("words of taking, pausing, stopping", (*ALWAYS, "days_since_pause", "wants_to_start"), words=True): (
        1, 4, 5, 10,
    ),
    Happenings("calls and what a clinician said", (*ALWAYS, OPEN_CALL), clinician=True): (1, 2, 10),
    Happenings("what went badly", (*ALWAYS, "low_dose_went_badly", "next_step_went_badly"), clinician=True): (1, 4, 10),
}  # fmt: skip
"""What is explored in full, each with the properties that are looked at on every evening of it."""
PLAN = """prescriber: Dr A. Example
written-on: 1999-01-01
start: 1999-01-01
at: bedtime
steps: [0.5 mg, 1 mg]
interval: 7 days
ceiling: 1 mg
missed-days: 1
sensitive: no
product: {form: capsule, strengths: [0.5 mg]}
"""
"""The plan that is followed where none is named: the shortest on which all can happen that a transition knows."""


@dataclass(frozen=True, slots=True)
class GroupResult:
    """How far one exploration went."""

    says: str  # What may happen in it.
    states: int  # Of treatment, merged by equal futures.
    places: int  # States together with what a bystander remembers.
    transitions: int
    days_out: int  # The longest way out by calm days, or -1 where one has none.
    is_full: bool  # Whether every place was walked; else the nearest ones.


@dataclass(frozen=True, slots=True)
class PropertyResult:
    """What was found of one property."""

    number: int  # As in the design.
    says: str
    against: tuple[str, ...]  # The shortest way to a day on which it does not hold, a line a day; none where it holds.


@dataclass(frozen=True, slots=True)
class OverDaysProof:
    """What the proof over days found."""

    name: str  # Protocol and version.
    sha256: str
    plan: tuple[str, ...]  # Its daily amounts and its interval, in words.
    groups: tuple[GroupResult, ...]
    opioid: OpioidProof
    settles_in: int  # Calm days after which all that the state leaves open is calm, by the protocol's numbers.
    properties: tuple[PropertyResult, ...]
    seconds: float  # Processor time.
    megabytes: int  # The most memory held at a time.

    @property
    def holds(self) -> bool:
        """Whether every property holds."""
        return not any(result.against for result in self.properties)

    @property
    def way_out_days(self) -> int:
        """From every state a person with calm days is at the highest dose or before the prescriber in so many days."""
        return self.settles_in + sum(group.days_out for group in self.groups)


@dataclass
class OverDays:
    """A proof as it goes on."""

    setting: CourseSetting
    parts: Parts = PARTS
    states: ProtocolStates | None = None  # Where they were made before, so as not to make them again.
    against: dict[int, tuple[str, ...]] = field(default_factory=dict)
    is_full: bool = True  # Whether the last exploration walked every place.

    @cached_property
    def states_of_facts(self) -> ProtocolStates:
        """All states of the protocol's facts."""
        return self.states or ProtocolStates(self.setting.protocol.engine)

    def explore(self, happenings: Happenings, numbers: Sequence[int], most: int | None = None) -> Exploration:
        """Walk all that may happen in one group, and keep what breaks its properties."""
        guidance = GuidanceStates(self.states_of_facts, OPEN_CALL in happenings.facts)
        known = tuple(name for name in happenings.facts if name in self.setting.protocol.rule_set.facts)
        walk = DayWalk(self.setting, guidance, replaced_facts(happenings, known), self.parts)
        exploration = Exploration(walk, {number: PROPERTIES[number] for number in numbers})
        self.is_full = exploration.run(most)
        for number, broken in exploration.broken.items():
            way = way_words(exploration, broken)
            if number not in self.against or len(way) < len(self.against[number]):
                self.against[number] = way
        return exploration

    def ways_out(self, exploration: Exploration) -> int:
        """Return the longest way out of the states of an exploration, -1 where one has none."""
        states = dict.fromkeys(state for state, _ in exploration.places)
        out = CalmDays(exploration.walk).longest(states)
        if not out.ends:
            circle = steps_words(exploration.walk, (Step(None, evening=evening) for evening in out.way))
            self.against.setdefault(WAY_OUT, (*circle, "So it goes on for ever, on calm days."))
            return -1
        return out.days


def replaced_facts(happenings: Happenings, facts: tuple[str, ...]) -> Happenings:
    """Return what may happen, with the facts that a protocol has."""
    return Happenings(happenings.name, facts, happenings.doses, happenings.words, happenings.clinician)


def plan_for_proof(protocol: Protocol, file: Path | None = None) -> Plan:
    """Return the plan of a file, or the one that is followed where none is named.

    Raises:
        InputRefused: It cannot be read, or crosses a bound of the protocol.
    """
    text, name = (PLAN, "the plan of the proof") if file is None else (read_text(file), str(file))
    return read_and_check(text, name, protocol.settings.plan, sensitive=None)[0]


def prove_over_days(
    folder: Path | None = None, plan_file: Path | None = None, most: int | None = None
) -> OverDaysProof:
    """Explore every sequence of days and look at each property on each evening.

    Args:
        folder: A protocol; None is the shipped one.
        plan_file: The plan that is followed; None is the shortest.
        most: Places to walk in each group at most, the nearest ones; None walks all.

    Raises:
        InputRefused: The protocol or the plan cannot be read.
    """
    begun = time.process_time()
    protocol = protocol_from(folder)
    setting = CourseSetting(protocol, plan_for_proof(protocol, plan_file))
    proof = OverDays(setting)
    groups = []
    for happenings, numbers in GROUPS.items():
        exploration = proof.explore(happenings, numbers, most)
        is_full, states = proof.is_full, len({state for state, _ in exploration.places})
        out = proof.ways_out(exploration)
        groups.append(
            GroupResult(happenings.name, states, len(exploration.places), exploration.transitions, out, is_full)
        )
    opioid = prove_opioid_wait(setting, exploration.walk.guidance)
    if opioid.against:
        proof.against[OPIOIDS] = opioid.against
    if says := what_holds_is_named(exploration.walk):
        proof.against.setdefault(WAY_OUT, (says,))
    plan = setting.plan
    amounts = tuple(f"{step.daily_mg.normalize():f} mg" for step in plan.steps)
    return OverDaysProof(
        name=f"{protocol.rule_set.id} {protocol.rule_set.version}",
        sha256=protocol.rule_set.sha256,
        plan=(*amounts, f"every {plan.interval_days} days"),
        groups=tuple(groups),
        opioid=opioid,
        settles_in=setting.settles_in,
        properties=tuple(
            PropertyResult(number, SAYS[number], proof.against.get(number, ())) for number in sorted(SAYS)
        ),
        seconds=time.process_time() - begun,
        megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )
