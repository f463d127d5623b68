"""The prescriber's plan."""

import sys
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zonewise.report.words import counted
from zonewise.services.base.diary import Diary

from .common import (
    CLOCK,
    DAY,
    MORE_NEEDED,
    ask_on_terminal,
    json_option,
    pairs,
    print_json,
    print_problems,
    print_sentence,
    with_diary,
)
from .signed_plans import code, keys, receive

if TYPE_CHECKING:
    from zonewise.services.sharing.order_sheet import OrderSheet

NO_PLAN = "No plan has been entered. Say it, such as: zonewise plan say '1.5 mg at night for 2 weeks, then 3 mg'"


@click.group()
def plan() -> None:
    """Take in and show the prescriber's plan."""


@plan.command(epilog="Example: zonewise plan sign my-plan.yaml --not-started")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "day", type=DAY, help="From which day it holds; today unless said.")
@click.option("--not-started", is_flag=True, help="You have not taken LDN yet.")
@click.option("--dry-run", is_flag=True, help="Check and show it, store nothing.")
@with_diary
def sign(diary: Diary, file: Path, day: date | None, not_started: bool, dry_run: bool) -> None:
    """Take in the plan in FILE.

    You copy it from your prescription, and it is shown as copied. docs/plan.md shows how to write it. All of it is
    taken in, or nothing.
    """
    from zonewise.services.recording.plans import sign_plan

    signed = sign_plan(diary, file, day=day, not_started=not_started, dry_run=dry_run)
    _show(signed.rows)
    print_problems(signed.notices)
    print_sentence("Dry run: nothing is stored." if dry_run else "Taken in.")


@plan.command(epilog="Example: zonewise plan say '1.5 mg at night for 2 weeks, then 3, then 4.5'")
@click.argument("words", nargs=-1, required=True)
@click.option("--answer", "answers", multiple=True, metavar="FIELD=WORDS", help="What was asked, such as at=bedtime.")
@click.option("--not-started", is_flag=True, help="You have not taken LDN yet.")
@click.option("--same", is_flag=True, help="It is the same as the prescription: keep it.")
@with_diary
def say(diary: Diary, words: tuple[str, ...], answers: tuple[str, ...], not_started: bool, same: bool) -> None:
    """Take in a prescription in WORDS, as your prescriber said it.

    It is shown in full first, and kept once you say that it is the same. What is missing is asked. English, German,
    French, Spanish and Dutch are understood. Exit status: 0 kept, 3 something is asked first, 2 not understood.
    """
    from zonewise.services.recording.plans import SigningOptions, plan_in_words

    text, told = " ".join(words), dict(pairs(answers, "--answer"))
    while True:
        options = SigningOptions(not_started=not_started, dry_run=not same)
        said = plan_in_words(diary, text, told, options)
        if said.signed is not None:
            break
        if not sys.stdin.isatty():
            print_sentence(f"{said.asks}\nAdd: --answer {said.question}=...")
            sys.exit(MORE_NEEDED)
        told[said.question] = ask_on_terminal(said.asks)
    _show(said.signed.rows)
    print_problems(said.signed.notices)
    if not same and sys.stdin.isatty() and click.confirm("Is it the same as the prescription?"):
        plan_in_words(diary, text, told, SigningOptions(not_started=not_started))
        same = True
    print_sentence("Kept." if same else "Nothing is kept yet. If it is the same, repeat with --same.")
    if not same:
        sys.exit(MORE_NEEDED)


@plan.command()
@json_option
@with_diary
def show(diary: Diary, as_json: bool) -> None:
    """Show the plan in force."""
    import json

    from zonewise.plan.plan_json import plan_to_json
    from zonewise.services.recording.plans import show_plan

    signed = show_plan(diary)
    if as_json:
        print_json(None if signed is None else json.loads(plan_to_json(signed.plan)))
    elif signed is None:
        print_sentence(NO_PLAN)
    else:
        _show(signed.rows)


@plan.command(epilog="Example: zonewise plan calendar reminders.ics")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--at", "clocks", multiple=True, metavar="TIME=HH:MM", help="When it rings, such as bedtime=22:30.")
@click.option("--named", is_flag=True, help="Name LDN and the doses in it; otherwise titles are discreet.")
@click.option("--as-of", type=DAY, help="As seen from another day.")
@with_diary
def calendar(diary: Diary, file: Path, clocks: tuple[str, ...], named: bool, as_of: date | None) -> None:
    """Write reminders into the calendar FILE (.ics): check-in, doses, the earliest days of steps, reviews, bottles.

    Made anew, it moves the reminders that a calendar took from it before.
    """
    from zonewise.services.sharing.calendar_file import calendar_file, clock_times, write_calendar

    made = calendar_file(diary, clocks=clock_times(pairs(clocks, "--at")), named=named, as_of=as_of)
    write_calendar(file, made)
    print_sentence(f"Written: {file} (a check-in each day, {counted(made.doses, 'dose reminder')}, {made.days} days).")
    if made.without_doses:
        print_sentence(made.without_doses)


@plan.command(epilog="Example: zonewise plan order --weeks 8 --leave-out lactose")
@click.option("--weeks", type=int, default=4, show_default=True, help="For how many weeks.")
@click.option("--leave-out", multiple=True, metavar="NAME", help="A filler or dye to leave out.")
@click.option("--as-of", type=DAY, help="As seen from another day.")
@json_option
@with_diary
def order(diary: Diary, weeks: int, leave_out: tuple[str, ...], as_of: date | None, as_json: bool) -> None:
    """Print an order sheet for the pharmacy: strengths, counts, form, what to leave out."""
    from zonewise.report.rendering import render
    from zonewise.services.sharing.order_sheet import order_sheet

    sheet = order_sheet(diary, weeks, leave_out=leave_out, as_of=as_of)
    if as_json:
        print_json(None if sheet is None else order_json(sheet))
    elif sheet is None:
        print_sentence(NO_PLAN)
    else:
        print_sentence(render("order.txt", sheet=sheet))


@plan.command(epilog="Example: zonewise plan bottle '1 mg/mL' --lot B2077 --discard-after 2027-03-01")
@click.argument("strength")
@click.option("--form", default="", help="capsule, tablet, liquid or drops; as in the plan unless said.")
@click.option("--lot", default="", help="Lot number on the label.")
@click.option("--discard-after", default="", metavar="DAY", help="Last day on which it may be used.")
@click.option("--filler", "fillers", multiple=True, help="A filler on the label; 'none' when it says none.")
@click.option("--dye", "dyes", multiple=True, help="A dye on the label; 'none' when it says none.")
@click.option("--confirm", is_flag=True, help="What differs was asked at the pharmacy and is meant so.")
@with_diary
def bottle(
    diary: Diary, strength: str, form: str, lot: str, discard_after: str, fillers: tuple[str, ...],
    dyes: tuple[str, ...], confirm: bool,
) -> None:  # fmt: skip
    """Write down a new bottle with the STRENGTH on its label, compared with the last one and the plan.

    Where it differs nothing is stored until you confirm it. Exit status: 0 stored, 3 to be confirmed first.
    """
    from zonewise.services.recording.plans import new_bottle

    fields = {
        "bottle.1.strength": strength,
        "bottle.1.form": form,
        "bottle.1.lot": lot,
        "bottle.1.discard-after": discard_after,
        "fillers": "; ".join(fillers) + ";" * bool(fillers),
        "dyes": "; ".join(dyes) + ";" * bool(dyes),
    }
    label = new_bottle(diary, fields, confirmed=confirm)
    print_problems(label.differences)
    if not label.stored:
        print_sentence("Nothing is stored. Take nothing from it; ask the pharmacy, then repeat with --confirm.")
        sys.exit(MORE_NEEDED)
    print_sentence(f"Written down: {label.words}.")


@plan.command(epilog="Example: zonewise plan surgery 2027-03-01 --at 08:30")
@click.argument("day", type=DAY, metavar="DAY")
@click.option("--at", type=CLOCK, help="Its time, if you know it.")
@click.option("--dry-run", is_flag=True, help="Show only, store nothing.")
@with_diary
def surgery(diary: Diary, day: date, at: time | None, dry_run: bool) -> None:
    """Write down an operation on DAY: from when no LDN is taken, and when it could begin again.

    The surgical team's word comes before all of it.
    """
    from zonewise.report.rendering import render
    from zonewise.services.base.profile import profile_in
    from zonewise.services.recording.surgery import surgery_plan, write_surgery

    days = surgery_plan(diary, day, at) if dry_run else write_surgery(diary, day, at)
    print_sentence(render("surgery.txt", plan=days, notices=profile_in(diary).protocol.notices.notices))
    print_sentence("Dry run: nothing is stored." if dry_run else "Written down.")


for command in (receive, keys, code):
    plan.add_command(command)


def _show(rows: tuple[tuple[str, str], ...]) -> None:
    for label, words in rows:
        print_sentence(f"{label}: {words}", following="  ")


def order_json(sheet: "OrderSheet") -> dict[str, Any]:
    """Return an order sheet as JSON."""
    head = ("made_on", "first", "last", "weeks", "origin", "product", "leave_out")
    columns = ("what", "order", "staying", "rising", "unit")
    return {name: getattr(sheet, name) for name in head} | {
        "amounts": [{name: getattr(amount, name) for name in columns} for amount in sheet.amounts],
        "steps": [{"from": day, "words": words} for day, words in sheet.steps],
        "cannot": sheet.cannot,
        "says": sheet.says,
    }
