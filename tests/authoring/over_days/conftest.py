"""The proof over days of the shipped protocol, and of what is broken by hand."""

from collections.abc import Callable, Mapping

import pytest
from tests.rules.conftest import changed_texts

from zonewise.authoring.over_days.abstract_day import Happenings
from zonewise.authoring.over_days.command import OverDays, plan_for_proof
from zonewise.authoring.over_days.course_state import CourseSetting
from zonewise.authoring.over_days.groups import GROUPS
from zonewise.authoring.proof.protocol_states import ProtocolStates
from zonewise.course.treatment import PARTS, TreatmentDay, TreatmentRules
from zonewise.course.treatment_state import Treatment
from zonewise.guidance.protocol import Protocol
from zonewise.services.base.protocols import load_protocol

SHIPPED = ProtocolStates(load_protocol().engine)
Part = Callable[[Treatment, TreatmentDay, TreatmentRules], Treatment]
Change = tuple[str, str, str]


def setting_of(*changes: Change) -> CourseSetting:
    """Return the proof's plan with the shipped protocol after changes of (file, text, other text)."""
    shipped = load_protocol()
    files: Mapping[str, str] = {**shipped.files, **(changed_texts(*changes) if changes else {})}
    protocol = Protocol(shipped.name, shipped.folder, files, shipped.read_medicine_lists)
    return CourseSetting(protocol, plan_for_proof(protocol))


def group(number: int) -> tuple[Happenings, tuple[int, ...]]:
    """Return the group with this number."""
    return list(GROUPS.items())[number]


def with_part(name: str, part: Callable[[Part], Part]) -> tuple[Part, ...]:
    """Return the parts of the transition with one of them, by its name, made into another."""
    return tuple(part(one) if one.__name__ == name else one for one in PARTS)


@pytest.fixture(scope="session")
def shipped() -> CourseSetting:
    """The shipped protocol with the plan of the proof."""
    return setting_of()


def against(
    setting: CourseSetting, of_group: int, number: int, *, parts: tuple[Part, ...] = PARTS, most=(12, 50, 150, 400)
):
    """Return the shortest way to an evening that breaks one property; () where the first states show none.

    What few days lead to shows most of what is broken, so the further states are walked only where it does not.
    """
    is_shipped = setting.protocol.rule_set.sha256 == SHIPPED.engine.rule_set.sha256
    proof = OverDays(setting, parts, states=SHIPPED if is_shipped else None)
    for states in most:
        proof.explore(group(of_group)[0], (number,), states)
        if number in proof.against:
            break
    return proof.against.get(number, ())
