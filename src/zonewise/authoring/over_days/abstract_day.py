"""A day of the proof: what may happen on it, what is told, what guidance says, what is taken."""

from dataclasses import dataclass
from decimal import Decimal

from zonewise.authoring.states.decision_diagram import EVERY_STATE, Node
from zonewise.course.dose_level import NO_DOSE

from .course_state import CourseState

Taken = tuple[Decimal, ...] | None
"""The doses logged on a day, milligrams each; (0,) is a dose left out, None no log."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a person tells on a day, beside their doses."""

    phase: str = ""  # Where they are with LDN, or "".
    dose_before: bool = False  # Whether the dose of the day came before that word.
    told_mg: Decimal | None = None  # The dose that they say they take from this day on, average milligrams a day.
    said: str = ""  # What a doctor or nurse said, or "".
    wish: str = ""  # Whether they want LDN again: "yes", "no" or "".
    new_plan: bool = False  # Whether another prescription came.

    @property
    def tells_something(self) -> bool:
        """Whether anything was told."""
        return self != Words()


@dataclass(frozen=True, slots=True)
class Reduction:
    """What a day makes of a reduction: the flare it belongs to, and whether the lower dose failed."""

    # "new", or "same" as at the last fall; "none" in Green, "unseen" where the zone is unknown; "strayed" where more
    # was taken than was named.
    flare: str = ""
    fails: bool = False
    mg: Decimal = NO_DOSE


@dataclass(frozen=True, slots=True)
class Opened:
    """What a day has shown so far of all that the state leaves open."""

    node: Node = EVERY_STATE
    reduction: Reduction | None = None
    is_unknown: bool | None = None
    # What guidance named, and the amount, before a clinician's word, or one of taking, was told; None without one.
    before_word: tuple[str, Decimal | None] | None = None


@dataclass(frozen=True, slots=True)
class Evening:
    """What guidance says on an evening before the dose, and what it goes by."""

    words: Words
    state: CourseState  # The state that it is worked out from.
    action: str
    kind: str  # What the transition makes of it, as in `NamedDose`.
    mg: Decimal | None  # Average milligrams a day that are named; None where no amount is shown.
    sign: str  # The danger sign, one for all that no rule tells apart; "" for none.
    opened: Opened


@dataclass(frozen=True, slots=True)
class WalkedDay:
    """A day with its dose, and the state after it."""

    evening: Evening
    taken: Taken
    after: CourseState


@dataclass(frozen=True, slots=True)
class Happenings:
    """What may happen on a day of one exploration, beside all that the state leaves open."""

    name: str  # In words, for people who read the proof.
    facts: tuple[str, ...]  # The facts that are read off the state; all others are open, any value on any day.
    doses: bool = False  # Doses of every class; else the one named, or none logged.
    words: bool = False  # Words of taking, pausing and stopping, a wish to begin again.
    clinician: bool = False  # What a doctor or nurse said, and another plan.
    leads_out: bool = True  # Whether the calm days after each state are followed to their end.
