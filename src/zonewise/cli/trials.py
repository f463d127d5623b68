"""A blinded trial in one person: planning it, sealing its order, running it, and what it shows."""

from datetime import date, time
from pathlib import Path

import click

from zonewise.services.base.diary import Diary

from .common import (
    CLOCK,
    DAY,
    as_of_option,
    json_option,
    print_json,
    print_sentence,
    print_unwrapped,
    refusing,
    with_diary,
)


@click.group(epilog="Example: zonewise trial design --blocks 12 --days 21")
def trial() -> None:
    """Plan and run a blinded trial of LDN in one person, with the prescriber.

    An open diary cannot tell LDN from the hope in it. A trial can: bottles with and without LDN in an order that
    nobody at home knows. docs/blinded-trial.md says how often that gives an answer.
    """


@trial.command(epilog="Example: zonewise trial design --blocks 12 --days 28 --first 2027-01-11")
@click.option("--blocks", type=int, help="How many blocks; half of them have LDN.")
@click.option("--days", "block_days", type=int, help="Days of each block.")
@click.option(
    "--leave-out", "washout", type=int, default=0, show_default=True, help="First days of each block not counted."
)
@click.option("--first", type=DAY, help="First day; two weeks from now unless said.")
@click.option("--dose", metavar="AMOUNT", help="Dose in the bottles with LDN; the plan's highest unless said.")
@click.option("--simulate", "trials", type=click.IntRange(0, 2000), help="How many trials to simulate; 0 for none.")
@json_option
@with_diary
def design(
    diary: Diary, blocks: int | None, block_days: int | None, washout: int, first: date | None, dose: str | None,
    trials: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Show a design: how long it takes, and how often it would show an effect in you.

    Nothing is written down. The power comes from simulated trials with the ups and downs of this diary.
    """
    from zonewise.report.trial_words import design_json, design_lines
    from zonewise.services.base.profile import profile_in
    from zonewise.services.recording.doses import amount_mg
    from zonewise.services.trials.planning import TrialWishes, plan_trial

    dose_mg = amount_mg(dose, None) if dose else None
    planned = plan_trial(diary, TrialWishes(blocks, block_days, washout, first, dose_mg), trials=trials)
    if as_json:
        print_json(design_json(planned.design, planned.power, planned.effect_percent, own=planned.own))
        return
    settings = profile_in(diary).protocol.trial
    lines = design_lines(planned.design, planned.power, planned.effect_percent, settings, own=planned.own)
    print_sentence("\n".join(lines))


@trial.command(epilog="Example: zonewise trial register --to pharmacy-... --sheet sheet.json --first 2027-01-11")
@click.option("--to", "readers", multiple=True, metavar="KEY", help="The pharmacy's line; twice to part the key.")
@click.option("--sheet", type=click.Path(path_type=Path), required=True, help="Where the sealed sheet is written.")
@click.option("--blocks", type=int, help="How many blocks; half of them have LDN.")
@click.option("--days", "block_days", type=int, help="Days of each block.")
@click.option("--leave-out", "washout", type=int, default=0, help="First days of each block not counted.")
@click.option("--first", type=DAY, help="First day; two weeks from now unless said.")
@click.option("--dose", metavar="AMOUNT", help="Dose in the bottles with LDN; the plan's highest unless said.")
@json_option
@with_diary
def register(
    diary: Diary, readers: tuple[str, ...], sheet: Path, blocks: int | None, block_days: int | None, washout: int,
    first: date | None, dose: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Draw the order, seal it for the pharmacy, and write the trial into the diary.

    The sealed sheet goes to the pharmacy. Nothing on this machine can open it. With a second key, of a person you
    trust, only both together can.
    """
    from zonewise.report.words import wrapped
    from zonewise.services.recording.doses import amount_mg
    from zonewise.services.trials.planning import TrialWishes, plan_trial
    from zonewise.services.trials.registering import register_trial
    from zonewise.services.trials.sheet_file import write_new

    wishes = TrialWishes(blocks, block_days, washout, first, amount_mg(dose, None) if dose else None)
    planned = plan_trial(diary, wishes, trials=0)
    with write_new(sheet) as write:
        registered = register_trial(diary, planned.design, readers)
        write(registered.sheet.encode())
    if as_json:
        print_json(
            {"commitment": registered.record.commitment, "sheet": str(sheet), "design": planned.design.to_dict()}
        )
        return
    text = f"Registered. Give {sheet.name} to the pharmacy, and compare the mark of its key on the phone:"
    print_sentence("\n".join([*wrapped(text), *(f"  {mark}" for mark in registered.record.readers)]))
    print_sentence(f"Commitment, to keep with your prescriber:\n  {registered.record.commitment}")


@trial.command(epilog="Example: zonewise trial status")
@as_of_option
@json_option
@with_diary
def status(diary: Diary, as_of: date | None, as_json: bool) -> None:
    """Show which bottle is due, and what is still to be said."""
    from zonewise.report.trial_status import status_lines, status_sentences
    from zonewise.services.trials.running import NO_TRIAL, trial_state

    state = trial_state(diary, as_of)
    if state is None:
        print_sentence(f"No trial is registered. {NO_TRIAL}")
        return
    record = state.record
    if as_json:
        print_json(
            {
                "as_of": state.as_of,
                "block": None if state.block is None else state.block + 1,
                "take_nothing": state.take_nothing or state.ended,
                "answer_first": state.answer_first,
                "taken_today": state.taken_today,
                "guesses_due": [number + 1 for number in state.guesses_due],
                "over": state.over,
                "closed": record.closed or None,
                "key_known": bool(record.key),
                "commitment": record.commitment,
                "design": record.design.to_dict(),
            }
        )
        return
    sentences = status_sentences(state)
    print_sentence("\n".join(status_lines(sentences, record)))


@trial.command(epilog="Example: zonewise trial bottle 3")
@click.argument("number", type=int)
@click.option("--on", "day", type=DAY, help="Another day than today.")
@click.option("--at", type=CLOCK, help="Time on the clock.")
@with_diary
def bottle(diary: Diary, number: int, day: date | None, at: time | None) -> None:
    """Write down that a capsule of bottle NUMBER was taken. It counts as a dose of LDN, whatever is in it.

    A capsule that was left out is written down with 'zonewise dose 0'.
    """
    from zonewise.report.trial_status import AMISS
    from zonewise.services.trials.running import take_bottle

    amiss = take_bottle(diary, number, day=day, at=at)
    print_sentence(f"Written down: bottle {number}.")
    for code in amiss:
        print_sentence(AMISS[code])


@trial.command(epilog="Example: zonewise trial guess 2 unsure")
@click.argument("block", type=int)
@click.argument("guess", metavar="ldn|none|unsure")
@with_diary
def guess(diary: Diary, block: int, guess: str) -> None:
    """Say what you think was in the bottle of BLOCK, once it is over."""
    from zonewise.services.trials.running import guess_block

    guess_block(diary, block, guess)
    print_sentence("Written down.")


@trial.command("end-block", epilog="Example: zonewise trial end-block 4 --why 'hives, called my prescriber'")
@click.argument("block", type=int)
@click.option("--why", default="", help="In your own words; may be left out.")
@click.option("--on", "day", type=DAY, help="Another day than today.")
@with_diary
def end_block(diary: Diary, block: int, why: str, day: date | None) -> None:
    """End BLOCK early, as when your prescriber asked the pharmacy what is in its bottle.

    What was in it is not written down here: the other bottles stay sealed.
    """
    from zonewise.services.trials.running import end_block as end

    end(diary, block, why, day=day)
    print_sentence(f"Written down: block {block} ended. Take nothing more from its bottle.")


@trial.command(epilog="Example: zonewise trial leave")
@click.option("--why", default="", help="In your own words; may be left out.")
@with_diary
def leave(diary: Diary, why: str) -> None:
    """Leave the trial early. What you rated so far is judged all the same."""
    from zonewise.services.trials.running import leave_trial

    leave_trial(diary, why)
    print_sentence("Written down. You may close the trial now: zonewise trial close.")


@trial.command(epilog="Example: zonewise trial close")
@with_diary
def close(diary: Diary) -> None:
    """Close a trial that is over: what counts is fixed, before anybody knows the key."""
    from zonewise.services.trials.running import close_trial

    print_sentence(f"Closed. The digest of its days:\n  {close_trial(diary)}\nNow ask the pharmacy for the key.")


@trial.command("open", epilog="Example: zonewise trial open trial-key-...")
@click.argument("key")
@with_diary
def open_(diary: Diary, key: str) -> None:
    """Take in the line KEY that the pharmacy gives out at the end, and check it against the commitment."""
    from zonewise.services.trials.running import take_key

    take_key(diary, key)
    print_sentence("The key matches the commitment. Look at the result: zonewise trial result.")


@trial.command(epilog="Example: zonewise trial result --pdf report.pdf")
@click.option("--pdf", type=click.Path(path_type=Path), help="Write the report as PDF too.")
@json_option
@with_diary
def result(diary: Diary, pdf: Path | None, as_json: bool) -> None:
    """Show what the trial says, by the rule that was fixed before it."""
    from zonewise.report.trial_pages import paper_bytes, report_paper
    from zonewise.report.trial_words import result_lines
    from zonewise.services.base.profile import profile_in
    from zonewise.services.trials.result import trial_result
    from zonewise.services.trials.sheet_file import write_new

    shown = trial_result(diary)
    if pdf is not None:
        paper = report_paper(shown.record, shown.result, profile_in(diary).protocol.trial, same_rule=shown.same_rule)
        with write_new(pdf) as write:
            write(paper_bytes(paper))
    if as_json:
        print_json(shown.result.to_dict() | {"same_rule": shown.same_rule, "commitment": shown.record.commitment})
        return
    print_sentence("\n".join(result_lines(shown.result)))


@trial.command(epilog="Example: zonewise trial protocol protocol.pdf")
@click.argument("file", type=click.Path(path_type=Path))
@with_diary
def protocol(diary: Diary, file: Path) -> None:
    """Write the registered protocol into FILE as PDF, by the items of SPENT 2019."""
    from zonewise.problem import InputRefused, Problem
    from zonewise.report.trial_pages import paper_bytes, protocol_paper
    from zonewise.services.base.profile import profile_in
    from zonewise.services.trials.running import NO_TRIAL, trial_state
    from zonewise.services.trials.sheet_file import write_new

    state = trial_state(diary)
    if state is None:
        raise InputRefused([Problem("trial", 0, "no trial is registered.", NO_TRIAL, "no-trial")])
    with write_new(file) as write:
        write(paper_bytes(protocol_paper(state.record, profile_in(diary).protocol.trial)))
    print_sentence(f"Wrote {file.name}.")


@trial.command(epilog="Example: zonewise trial pool diaries")
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
@refusing
def pool(folder: Path, as_json: bool) -> None:
    """Say what the blinded trials of several people in FOLDER show together.

    Only randomised blocks that were closed and opened count. Nothing is written into any diary.
    """
    from zonewise.report.trial_words import pooled_lines
    from zonewise.services.base.protocols import load_protocol
    from zonewise.services.trials.pooling import pool_trials

    done = pool_trials(folder)
    left_out = [(one.name, one.why) for one in done.left_out]
    if as_json:
        print_json(done.pooled.to_dict() | {"counted": done.names, "left_out": dict(left_out)})
        return
    print_sentence("\n".join(pooled_lines(done.pooled, done.names, left_out, load_protocol().trial.worthwhile)))


@trial.group("pharmacy-key")
def pharmacy_key() -> None:
    """For the pharmacy: make a key, and open a sheet on its own machine."""


@pharmacy_key.command("new", epilog="Example: zonewise trial pharmacy-key new our-key.txt")
@click.argument("file", type=click.Path(path_type=Path))
@refusing
def new(file: Path) -> None:
    """Make a key: its secret half goes into FILE, which never leaves the pharmacy. The other half is printed."""
    from zonewise.services.trials.pharmacy import make_pharmacy_key

    key = make_pharmacy_key(file)
    print_sentence(f"Give the person this line:\n  {key.public}\nIts mark, to compare on the phone: {key.fingerprint}")


@pharmacy_key.command("part", epilog="Example: zonewise trial pharmacy-key part sheet.json --key my-key.txt")
@click.argument("sheet", type=click.Path(path_type=Path))
@click.option("--key", type=click.Path(path_type=Path), required=True, help="The file of your key.")
@refusing
def part(sheet: Path, key: Path) -> None:
    """For a trusted person: print your part of a SHEET, which the pharmacy needs beside its own."""
    from zonewise.services.trials.pharmacy import part_for

    print_unwrapped(part_for(sheet, key))


@pharmacy_key.command(
    "open", epilog="Example: zonewise trial pharmacy-key open sheet.json --key our-key.txt --pdf make.pdf"
)
@click.argument("sheet", type=click.Path(path_type=Path))
@click.option("--key", type=click.Path(path_type=Path), required=True, help="The file of the pharmacy's key.")
@click.option("--part", "parts", multiple=True, help="The line of the trusted person, where the key is parted.")
@click.option("--pdf", type=click.Path(path_type=Path), required=True, help="Where the compounding sheet is written.")
@refusing
def open_sheet(sheet: Path, key: Path, parts: tuple[str, ...], pdf: Path) -> None:
    """Open a sealed SHEET and write the compounding sheet: which bottle holds what, with lots and dates.

    The last lines of it hold the key that the person gets at the end, and not before.
    """
    from zonewise.report.trial_pages import compounding_paper, paper_bytes
    from zonewise.services.base.protocols import load_protocol
    from zonewise.services.trials.pharmacy import opened_sheet
    from zonewise.services.trials.sheet_file import write_new

    opened = opened_sheet(sheet, key, parts)
    with write_new(pdf) as write:
        write(paper_bytes(compounding_paper(opened, load_protocol().trial)))
    print_sentence(f"Wrote {pdf.name}. It matches the commitment {opened.commitment[:16]}...")
