"""A trial day by day: the bottle that was taken, guesses, blocks that end early, and its end."""

from dataclasses import replace
from datetime import date, time

from zonewise.model.amounts import plain
from zonewise.model.entry import Entry
from zonewise.problem import InputRefused, Problem, unknown_word
from zonewise.services.base.cache import memoize
from zonewise.services.base.clock import utc_stamp
from zonewise.services.base.daily_guidance import guidance_of_day
from zonewise.services.base.diary import Diary, add_entries, all_entries
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource, coming_day_problems, make_entry, moment_in
from zonewise.services.base.profile import Profile, profile_of
from zonewise.trial.key import commitment_of, key_from_text
from zonewise.trial.record import GUESSES, TrialRecord, TrialState, digest_of, entries_of_trial, trial_record

NO_TRIAL = "Plan one with your prescriber: zonewise trial design."


def trial_state(diary: Diary, as_of: date | None = None) -> TrialState | None:
    """Return how the trial of a diary stands, or None without one.

    Raises:
        InputRefused: What the diary holds of it cannot be read.
        DiaryRefused: The diary cannot be read.
    """
    entries = all_entries(diary)
    profile = profile_of(entries)
    record = _record(entries, profile)
    if record is None:
        return None
    day = as_of or profile.today()
    over = day > record.last or record.left is not None or bool(record.closed)
    block = None if over else record.design.block_of(day)
    last_over = record.design.block_of(min(day, record.last))
    done = record.design.blocks if day > record.design.last else last_over if last_over is not None else 0
    due = tuple(number for number in range(done) if number not in record.guesses)
    today = guidance_of_day(entries, day, profile) if block is not None else None
    return TrialState(
        record=record,
        as_of=day,
        block=block,
        ended=block is not None and block in record.ended,
        take_nothing=today is not None and not (today.waits_for_answer or today.permits(record.design.dose_mg)),
        answer_first=today is not None and today.waits_for_answer,
        taken_today=record.bottles.get(day),
        guesses_due=() if record.key else due,
        over=over,
    )


def take_bottle(
    diary: Diary, number: int, *, day: date | None = None, at: time | None = None, hand: InputSource = COMMAND_LINE
) -> tuple[str, ...]:
    """Write down that the capsule of a bottle was taken; it counts as a dose of LDN, whatever is in it.

    What was taken is kept whatever the guidance says; what speaks against it is said.

    Returns:
        What is amiss with it, as codes: "bottle-out-of-order", "answer-first", "take-nothing".

    Raises:
        InputRefused: There is no such bottle, the trial does not run on that day, or the block was ended.
    """
    entries, profile, record = _running(diary)
    when = moment_in(profile, day, at, hand)
    logical = day or profile.today()
    problems = coming_day_problems(when, profile, "trial")
    block = record.design.block_of(logical)
    if not 1 <= number <= record.design.blocks:
        todo = f"The bottles are numbered 1 to {record.design.blocks}."
        problems.append(Problem("trial", 0, f"there is no bottle {number}.", todo, "no-bottle", field="bottle"))
    elif block is None or logical > record.last or record.closed:
        todo = "It was written down for a day outside the trial; is the day right?"
        problems.append(Problem("trial", 0, "the trial does not run on that day.", todo, "not-running", field="bottle"))
    elif block in record.ended and logical >= record.ended[block][0]:
        todo = "Take nothing from this bottle any more. The next block begins with its own bottle."
        problems.append(Problem("trial", 0, f"block {block + 1} was ended.", todo, "block-ended", field="bottle"))
    if problems:
        raise InputRefused(problems)
    today = guidance_of_day(entries, logical, profile)
    mg = plain(record.design.dose_mg)
    made = [make_entry("trial", "bottle", str(number), when, profile)]
    if logical not in record.bottles:
        made.append(
            make_entry("dose", "naltrexone", mg, when, profile, unit="mg", note=f"bottle {number} of the trial")
        )
    add_entries(diary, made)
    out_of_order = ("bottle-out-of-order",) if block is None or number != block + 1 else ()
    if today.waits_for_answer:
        return (*out_of_order, "answer-first")
    return out_of_order if today.permits(record.design.dose_mg) else (*out_of_order, "take-nothing")


def guess_block(diary: Diary, block: int, guess: str, *, hand: InputSource = COMMAND_LINE) -> None:
    """Write down what a block that is over was taken for; a later guess replaces an earlier one.

    Args:
        block: Counted from 1.
        guess: One of `GUESSES`.

    Raises:
        InputRefused: The block is not over, the key is known already, or the guess is none.
    """
    _, profile, record = _running(diary)
    problems: list[Problem] = []
    if guess not in GUESSES:
        expected = unknown_word(guess, GUESSES)
        problems.append(Problem("trial", 0, f"'{guess[:40]}' is no guess.", expected, "unknown-guess", field="guess"))
    if not 1 <= block <= record.design.blocks or record.design.span(block - 1)[1] >= profile.today():
        todo = "Guess when a block is over, before the next answer can change your mind."
        problems.append(Problem("trial", 0, f"block {block} is not over.", todo, "block-not-over", field="block"))
    if record.key:
        todo = "What was guessed before stands."
        problems.append(Problem("trial", 0, "the key is known already.", todo, "key-known"))
    if problems:
        raise InputRefused(problems)
    when = moment_in(profile, None, None, hand)
    add_entries(diary, [make_entry("trial", "guess", guess, when, profile, unit=str(block))])


def end_block(diary: Diary, block: int, why: str, *, day: date | None = None, hand: InputSource = COMMAND_LINE) -> None:
    """Write down that a block was ended, as when its bottle was unblinded to the prescriber for a danger.

    What was in it is not written down here: only the prescriber learns it from the pharmacy.

    Args:
        block: Counted from 1.
        why: The person's own words; may be "".

    Raises:
        InputRefused: There is no such block, or the day lies outside it.
    """
    _, profile, record = _running(diary)
    when = moment_in(profile, day, None, hand)
    logical = day or profile.today()
    if not 1 <= block <= record.design.blocks or record.design.block_of(logical) != block - 1:
        todo = "Name the block that went on that day."
        raise InputRefused(
            [Problem("trial", 0, f"block {block} did not go on that day.", todo, "other-block", field="block")]
        )
    add_entries(diary, [make_entry("trial", "unblinded", str(block), when, profile, note=why.strip())])


def leave_trial(diary: Diary, why: str, *, day: date | None = None, hand: InputSource = COMMAND_LINE) -> None:
    """Write down that the trial was left; what was rated so far is judged. Nobody has to say why.

    Raises:
        InputRefused: No trial runs.
    """
    _, profile, record = _running(diary)
    if record.left is None:
        when = moment_in(profile, day, None, hand)
        add_entries(diary, [make_entry("trial", "left", "", when, profile, note=why.strip())])


def close_trial(diary: Diary, *, hand: InputSource = COMMAND_LINE) -> str:
    """Close a trial that is over: what the diary holds of its days is fixed by a digest, which is returned.

    Raises:
        InputRefused: It is not over.
    """
    _, profile, record = _running(diary)
    if record.closed:
        return record.closed
    if record.left is None and profile.today() <= record.design.last:
        todo = "Close it once the last block is over, or leave it early: zonewise trial leave."
        raise InputRefused([Problem("trial", 0, "the trial still runs.", todo, "still-running")])
    digest = digest_of(entries_of_trial(all_entries(diary), record, profile.day_ends_at))
    when = moment_in(profile, None, None, hand)
    add_entries(diary, [replace(make_entry("trial", "closed", digest, when, profile), entered_at=utc_stamp())])
    return digest


def take_key(diary: Diary, line: str, *, hand: InputSource = COMMAND_LINE) -> None:
    """Take in the key that the pharmacy gives out at the end, once the trial is closed.

    Raises:
        InputRefused: The trial is not closed, the line is no key, or it does not match the commitment.
    """
    _, profile, record = _running(diary)
    if not record.closed:
        todo = "Close it first: zonewise trial close. Then nothing can be changed by what the key says."
        raise InputRefused([Problem("trial", 0, "the trial is not closed.", todo, "not-closed", field="key")])
    try:
        key = key_from_text(line)
    except ValueError as error:
        todo = "Copy the whole line that begins with 'trial-key-'."
        raise InputRefused(
            [Problem("trial", 0, f"the key cannot be read: {error}.", todo, "trial-key", field="key")]
        ) from None
    if commitment_of(record.design, record.analysis, key) != record.commitment:
        todo = (
            "Is it the key of this trial? Your ratings and guesses are untouched; without the right key nobody can say"
            " which bottles held LDN."
        )
        fault = "the key does not match the commitment of this trial."
        raise InputRefused([Problem("trial", 0, fault, todo, "other-key", field="key")])
    add_entries(diary, [make_entry("trial", "key", key.text(), moment_in(profile, None, None, hand), profile)])


def _running(diary: Diary) -> tuple[tuple[Entry, ...], Profile, TrialRecord]:
    entries = all_entries(diary)
    profile = profile_of(entries)
    record = _record(entries, profile)
    if record is None:
        raise InputRefused([Problem("trial", 0, "no trial is registered.", NO_TRIAL, "no-trial")])
    return entries, profile, record


def _record(entries: tuple[Entry, ...], profile: Profile) -> TrialRecord | None:
    try:
        return memoize(entries, "trial", lambda: trial_record(entries, profile.day_ends_at))
    except (ValueError, KeyError) as error:
        todo = "Open it with the release that wrote it, or restore a backup."
        raise InputRefused(
            [Problem("trial", 0, f"the trial cannot be read: {error}.", todo, "trial-damaged")]
        ) from None
