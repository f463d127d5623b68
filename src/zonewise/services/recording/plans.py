"""The plan and its bottles: how they are taken in, held against what was there before, and shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from zonewise.guidance.answers import Answers
from zonewise.model.entry import Entry, in_force
from zonewise.plan.bottle import bottle_checks, new_bottle_differences
from zonewise.plan.description import bottle_words, describe
from zonewise.plan.dose_line import names_of
from zonewise.plan.form import bottle_text, fields_of, plan_text
from zonewise.plan.plan_check import read_and_check
from zonewise.plan.plan_file import read_bottle
from zonewise.plan.plan_json import plan_to_json
from zonewise.plan.prescribed_plan import Bottle, Plan
from zonewise.plan.prescription import QUESTIONS, read_prescription
from zonewise.plan.signature.message import is_name_of
from zonewise.problem import InputRefused, Problem, unknown_word
from zonewise.services.base.diary import Diary, add_entries, entries_so_far
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource, make_entry, moment, not_sent_before
from zonewise.services.base.profile import Profile, profile_of
from zonewise.services.base.text_files import read_text

from .doses import plan_of


@dataclass(frozen=True, slots=True)
class SignedPlan:
    """A plan that was taken in."""

    plan: Plan
    rows: tuple[tuple[str, str], ...]  # Label and words of each part.
    notices: tuple[Problem, ...]  # What is fine but worth a second look.


@dataclass(frozen=True, slots=True)
class SigningOptions:
    """How a plan is taken in."""

    day: date | None = None  # From which day it holds; None is today.
    not_started: bool = False  # The person says that nothing has been taken yet.
    dry_run: bool = False  # Check and show, store nothing.
    signed_by: str = ""  # The prescriber's name, given by the prescriber; "" for a plan that is only copied.


def sign_plan(diary: Diary, path: Path, *, day: date | None, not_started: bool, dry_run: bool = False) -> SignedPlan:
    """Take in the plan that a person copied from a prescription.

    Args:
        day: From which day it holds; None is today.
        not_started: The person says that nothing has been taken yet.

    Raises:
        InputRefused: With every problem and its line; nothing was stored.
    """
    return sign_plan_text(diary, read_text(path), path.name, SigningOptions(day, not_started, dry_run))


def sign_plan_text(
    diary: Diary, text: str, where: str, options: SigningOptions, hand: InputSource = COMMAND_LINE
) -> SignedPlan:
    """Take in the text of a plan.

    Args:
        text: The plan as docs/plan.md shows it.
        where: What to call it in a problem.
        options: From which day it holds, who signs it, and whether it is stored.
        hand: Through what it is written down; the same telling sent twice counts once.

    Raises:
        InputRefused: With every problem; nothing was stored.
    """
    existing = entries_so_far(diary)
    profile = profile_of(existing)
    limits = profile.protocol.settings.plan
    when = moment(profile, options.day, None, hand)
    before = [entry for entry in existing if entry.id != hand.entry_id("plan", "plan")]
    plan, notices = read_and_check(
        text,
        where,
        limits,
        sensitive=sensitive_by_answer(existing, profile),
        previous=plan_of(before),
        origin="signed" if options.signed_by else "copied",
    )
    if options.signed_by:
        _refuse_other_name(options.signed_by, plan)
    if not options.dry_run:
        made = [make_entry("plan", "plan", plan_to_json(plan), when, profile)]
        if options.not_started:
            made.append(make_entry("answer", "phase", "not-started", when, profile))
        add_entries(diary, not_sent_before(made, existing))
    return SignedPlan(plan, describe(plan, limits), notices)


def sign_plan_form(
    diary: Diary, fields: Mapping[str, str], options: SigningOptions, hand: InputSource = COMMAND_LINE
) -> SignedPlan:
    """Take in a plan from the fields of a form; arguments as for `sign_plan_text`.

    Raises:
        InputRefused: With every problem at its field; nothing was stored.
    """
    written = plan_text(fields)
    try:
        checked = replace(options, dry_run=options.dry_run or bool(written.problems))
        signed = sign_plan_text(diary, written.text, "plan", checked, hand)
    except InputRefused as refused:
        faults = (problem if problem.field else written.to_field(problem) for problem in refused.problems)
        raise InputRefused(dict.fromkeys((*written.problems, *faults))) from None
    if written.problems:
        raise InputRefused(written.problems)
    return SignedPlan(signed.plan, signed.rows, tuple(map(written.to_field, signed.notices)))


@dataclass(frozen=True, slots=True)
class PlanInWords:
    """A prescription in words, read as far as it goes."""

    fields: Mapping[str, str]  # The fields of the plan's form.
    question: str  # The field to ask for next, "" when nothing is missing.
    asks: str  # The question, in words.
    signed: SignedPlan | None  # The plan in full, once nothing is missing.


def plan_in_words(
    diary: Diary, text: str, answers: Mapping[str, str], options: SigningOptions, hand: InputSource = COMMAND_LINE
) -> PlanInWords:
    """Read a prescription as people say it, and take it in once nothing is missing; arguments as for `sign_plan_text`.

    Args:
        text: Such as "1.5 mg at night for 2 weeks, then 3, then 4.5".
        answers: Answers to what was asked before, by field.

    Raises:
        InputRefused: With every word that was not understood, and every problem of the plan; nothing was stored.
    """
    unknown = [name for name in answers if name not in QUESTIONS]
    if unknown:
        expected = unknown_word(unknown[0], QUESTIONS)
        raise InputRefused([Problem("plan", 0, f"'{unknown[0]}' is not asked for.", expected, "unknown-field")])
    prescription = read_prescription(text, options.day or profile_of(entries_so_far(diary)).today(), answers)
    if prescription.problems:
        raise InputRefused(prescription.problems)
    if prescription.missing:
        question = prescription.missing[0]
        return PlanInWords(prescription.fields, question, QUESTIONS[question], None)
    return PlanInWords(prescription.fields, "", "", sign_plan_form(diary, prescription.fields, options, hand))


def show_plan(diary: Diary) -> SignedPlan | None:
    """Return the plan in force, or None."""
    entries = entries_so_far(diary)
    plan, limits = plan_of(entries), profile_of(entries).protocol.settings.plan
    return None if plan is None else SignedPlan(plan, describe(plan, limits), ())


def plan_as_fields(diary: Diary) -> dict[str, str]:
    """Return the plan in force as the fields of the form, such as for a renewal; none without a plan."""
    plan = plan_of(entries_so_far(diary))
    return {} if plan is None else fields_of(plan)


def _refuse_other_name(signed_by: str, plan: Plan) -> None:
    """Refuse a signature under another name than the one on the prescription."""
    if not is_name_of(signed_by, plan):
        fault = f"'{signed_by[:80]}' is not the prescriber named in the plan, {plan.prescriber}."
        expected = "Only the prescriber signs; leave it empty for a copy."
        raise InputRefused([Problem("plan", 0, fault, expected, "other-signature", field="signed_by")])


def sensitive_by_answer(existing: Sequence[Entry], profile: Profile) -> bool | None:
    """Return whether the person called themselves very sensitive last; None when nobody asked."""
    today = profile.today()
    # whatever its age: a plan is checked against what the person ever said last, so nothing here has to hold
    return Answers(in_force(existing), today, profile.day_ends_at, {}).yes_no("extreme_sensitivity")


DISCARD_CODES = ("discard-date-passed",)


@dataclass(frozen=True, slots=True)
class NewBottle:
    """A bottle that came from the pharmacy."""

    bottle: Bottle  # As its label reads.
    words: str  # The same in words.
    differences: tuple[Problem, ...]  # What is other than before, each to be confirmed.
    stored: bool  # It was written down.


@dataclass(frozen=True, slots=True)
class KeptBottle:
    """One bottle at hand."""

    number: int  # Its place in the plan, from 1.
    words: str  # As its label reads.
    problems: tuple[Problem, ...]  # What is wrong with it on the day.


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
        made[0] = replace(made[0], note=_signed_text(before))
        add_entries(diary, not_sent_before(made, entries))
    return NewBottle(bottle, bottle_words(bottle), differences, stored)


def finish_bottle(diary: Diary, number: int, words: str, *, hand: InputSource = COMMAND_LINE) -> None:
    """Take a bottle that is used up or thrown away out of the plan.

    Args:
        number: Its place, from 1.
        words: As it was shown, so that another one is never taken out.
        hand: Through what it is written down.

    Raises:
        InputRefused: There is no such bottle any more; nothing was stored.
    """
    entries = entries_so_far(diary)
    plan = _plan(entries)
    if not 1 <= number <= len(plan.bottles) or bottle_words(plan.bottles[number - 1]) != words:
        fault, expected = "this bottle is not in the plan any more.", "Open the page again."
        raise InputRefused([Problem("bottle", 0, fault, expected, "no-such-bottle")])
    profile = profile_of(entries)
    left = replace(plan, bottles=(*plan.bottles[: number - 1], *plan.bottles[number:]))
    when = moment(profile, None, None, hand)
    add_entries(diary, [make_entry("plan", "plan", plan_to_json(left), when, profile, note=_signed_text(entries))])


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
    other = [difference.fault for difference in differences if difference.code not in DISCARD_CODES]
    if other:
        made.append(make_entry("event", "filler-change", "", when, profile, note=" ".join(other)))
    return made


def _signed_text(entries: Sequence[Entry]) -> str:
    """Return what the prescriber signed of the plan in force, "" for a copy; a bottle changes nothing of that."""
    return next((entry.note for entry in reversed(in_force(entries)) if entry.kind == "plan"), "")


def _plan(entries: Sequence[Entry]) -> Plan:
    plan = plan_of(entries)
    if plan is None:
        fault = "no plan has been entered, so there is nothing to compare a bottle with."
        raise InputRefused([Problem("bottle", 0, fault, "Enter the prescriber's plan first.", "no-plan")])
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
