"""What is known about stopping, and what does the plan say of the way out? It is never argued with."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from zonewise.model.amounts import format_mg
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.diary import Diary
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource
from zonewise.services.reading.plan_ahead import NO_MORE, PlanAhead

from .answers import answer

StoppingWish = Literal["stop", "stopped", "go-on"]
WISH_ANSWERS = {"stop": {"wants_to_stop": "yes"}, "stopped": {"phase": "stopped"}, "go-on": {"wants_to_stop": "no"}}


@dataclass(frozen=True, slots=True)
class Stopping:
    """The way out.

    Attributes:
        taking: LDN is taken now.
        wants: The person said that they want to stop.
        taper: Daily amounts of the plan on the way out that are lower than the dose now, highest first.
        no_more: Take no more at all is today's answer; then no amount is shown.
    """

    taking: bool
    wants: bool
    taper: tuple[str, ...]
    no_more: bool


def stopping(ahead: PlanAhead) -> Stopping:
    """Return the way out as it stands on a day."""
    seen = ahead.today.snapshot
    now, plan = seen.course.now, seen.plan
    taking = now is not None and now.mg > 0
    no_more = ahead.today.guidance.action in NO_MORE
    lower = [mg for mg in plan.taper_mg if now is not None and mg < now.mg] if plan is not None and not no_more else []
    wish = ahead.today.facts.get("wants_to_stop")
    wants = wish is not None and wish.value is True
    return Stopping(taking, wants, tuple(map(format_mg, lower)), no_more)


def record_stopping(diary: Diary, wish: str, *, day: date | None = None, hand: InputSource = COMMAND_LINE) -> None:
    """Write down that a person wants to stop, has stopped, or goes on after all.

    Raises:
        InputRefused: It is none of the three.
    """
    if wish not in WISH_ANSWERS:
        found, expected = f"'{wish[:40]}' is no answer.", f"Known: {', '.join(WISH_ANSWERS)}."
        raise InputRefused([Problem("stop", 0, found, expected, "unknown-answer", field="wish")])
    answer(diary, WISH_ANSWERS[wish], day=day, hand=hand)
