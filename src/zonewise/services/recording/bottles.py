"""Is the bottle that came from the pharmacy the one meant, and how is it kept?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zonewise.model.entry import Entry
from zonewise.plan.bottle import bottle_checks, new_bottle_differences
from zonewise.plan.description import bottle_words
from zonewise.plan.dose_line import names_of
from zonewise.plan.form import bottle_text
from zonewise.plan.plan_file import read_bottle
from zonewise.plan.plan_json import plan_to_json
from zonewise.plan.prescribed_plan import Bottle, Plan
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.diary import Diary, add_entries, entries_so_far
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource, make_entry, moment, not_sent_before
from zonewise.services.base.profile import Profile, profile_of

from .doses import plan_of

DISCARD_CODES = ("discard-date-passed",)


@dataclass(frozen=True, slots=True)
class NewBottle:
    """A bottle that came from the pharmacy.

    Attributes:
        bottle: As its label reads.
        words: The same in words.
        differences: What is other than before, each to be confirmed.
        stored: It was written down.
    """

    bottle: Bottle
    words: str
    differences: tuple[Problem, ...]
    stored: bool


@dataclass(frozen=True, slots=True)
class KeptBottle:
    """One bottle at hand.

    Attributes:
        number: Its place in the plan, from 1.
        words: As its label reads.
        problems: What is wrong with it on the day.
    """

    number: int
    words: str
    problems: tuple[Problem, ...]


def bottles_at_hand(diary: Diary, as_of: date | None = None) -> tuple[KeptBottle, ...]:
    """Return the bottles of the plan with what is wrong with each; none without a plan."""
    entries = entries_so_far(diary)
    plan, profile = plan_of(entries), profile_of(entries)
    if plan is None:
        return ()
    today = as_of or profile.today()
    bottles = []
    for number, bottle in enumerate(plan.bottles, 1):
        alone = replace(plan, bottles=(bottle,))
        bottles.append(KeptBottle(number, bottle_words(bottle), bottle_checks(alone, today)))
    return tuple(bottles)


def new_bottle(
    diary: Diary, fields: Mapping[str, str], *, confirmed: bool, dry_run: bool = False, hand: InputSource = COMMAND_LINE
) -> NewBottle:
    """Hold a new bottle against the last one and the plan, and write it down.

    What is other than before has to be confirmed first; then nothing is stored without it. With another strength, form
    or filler the change is written down as an event too, so that a flare after it can be seen beside it.

    Args:
        diary: The diary.
        fields: "bottle.1.strength", "bottle.1.form", "bottle.1.lot", "bottle.1.discard-after", "fillers", "dyes", as
            the label reads; the last four may be empty.
        confirmed: The person compared what is other with the pharmacy.
        dry_run: Compare only, store nothing.
        hand: Through what it is written down; the same telling sent twice counts once.

    Raises:
        InputRefused: With every problem at its field, or because there is no plan; nothing was stored.
    """
    entries = entries_so_far(diary)
    profile = profile_of(entries)
    before = [entry for entry in entries if entry.id != hand.entry_id("plan", "plan")]
    plan = _plan(before)
    bottle = _bottle_in(fields, plan)
    fillers, dyes = _names(fields.get("fillers", "")), _names(fields.get("dyes", ""))
    today = profile.today()
    differences = new_bottle_differences(plan, bottle, today, fillers=fillers, dyes=dyes)
    stored = not dry_run and (confirmed or not differences)
    if stored:
        made = _entries(plan, bottle, fillers, dyes, differences, profile, hand)
        add_entries(diary, not_sent_before(made, entries))
    return NewBottle(bottle, bottle_words(bottle), differences, stored)


def finish_bottle(diary: Diary, number: int, words: str, *, hand: InputSource = COMMAND_LINE) -> None:
    """Take a bottle that is used up or thrown away out of the plan.

    Args:
        diary: The diary.
        number: Its place, from 1.
        words: As it was shown, so that another one is never taken out.
        hand: Through what it is written down.

    Raises:
        InputRefused: There is no such bottle any more; nothing was stored.
    """
    entries = entries_so_far(diary)
    plan = _plan(entries)
    if not 1 <= number <= len(plan.bottles) or bottle_words(plan.bottles[number - 1]) != words:
        found, expected = "this bottle is not in the plan any more.", "Open the page again."
        raise InputRefused([Problem("bottle", 0, found, expected, "no-such-bottle")])
    profile = profile_of(entries)
    left = replace(plan, bottles=(*plan.bottles[: number - 1], *plan.bottles[number:]))
    add_entries(diary, [make_entry("plan", "plan", plan_to_json(left), moment(profile, None, None, hand), profile)])


def _entries(
    plan: Plan, bottle: Bottle, fillers: tuple[str, ...] | None, dyes: tuple[str, ...] | None,
    differences: Sequence[Problem], profile: Profile, hand: InputSource,
) -> list[Entry]:  # fmt: skip
    product = replace(
        plan.product,
        fillers=plan.product.fillers if fillers is None else fillers,
        dyes=plan.product.dyes if dyes is None else dyes,
    )
    kept = replace(plan, product=product, bottles=(*plan.bottles, bottle))
    when = moment(profile, None, None, hand)
    made = [make_entry("plan", "plan", plan_to_json(kept), when, profile)]
    other = [difference.found for difference in differences if difference.code not in DISCARD_CODES]
    if other:
        made.append(make_entry("event", "filler-change", "", when, profile, note=" ".join(other)))
    return made


def _plan(entries: Sequence[Entry]) -> Plan:
    plan = plan_of(entries)
    if plan is None:
        found = "no plan has been entered, so there is nothing to compare a bottle with."
        raise InputRefused([Problem("bottle", 0, found, "Enter the prescriber's plan first.", "no-plan")])
    return plan


def _bottle_in(fields: Mapping[str, str], plan: Plan) -> Bottle:
    written = bottle_text({"product.form": plan.product.form} | {key: text for key, text in fields.items() if text})
    try:
        return read_bottle(written.text, "bottle")
    except InputRefused as refused:
        raise InputRefused(map(written.to_field, refused.problems)) from None


def _names(text: str) -> tuple[str, ...] | None:
    names = names_of(text)
    return None if not names else tuple(name for name in names if name.casefold() != "none")
