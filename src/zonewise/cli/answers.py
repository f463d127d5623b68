"""Writing down answers, doses, the profile and medicines, and correcting what was written down."""

from datetime import date, time

import click

from zonewise.model.day_words import day_words
from zonewise.problem import InputRefused, Problem
from zonewise.report.words import counted
from zonewise.services.base.diary import Diary

from .common import CLOCK, DAY, pairs, print_sentence, show_cards, show_meaning, with_diary


@click.command(epilog="Example: zonewise answer danger_sign=none opioid=none")
@click.argument("answers", nargs=-1, required=True, metavar="QUESTION=ANSWER...")
@click.option("--on", "day", type=DAY, help="The day it speaks of; for opioid=recent the day of the last one.")
@click.option("--long-acting", is_flag=True, help="For opioid and last_opioid: it was methadone or buprenorphine.")
@with_diary
def answer(diary: Diary, answers: tuple[str, ...], day: date | None, long_acting: bool) -> None:
    """Answer questions that `today` asks; each is kept with its date and asked again when it has grown old."""
    from zonewise.guidance.opioid_fact import LONG_ACTING
    from zonewise.services.recording.answers import answer as write_answers

    given = pairs(answers, "answer")
    count = write_answers(diary, given, day=day, detail=LONG_ACTING if long_acting else "")
    print_sentence(f"Written down ({counted(count, 'answer')}).")
    show_cards(diary, [given.get("danger_sign", "")])


@click.command(epilog="Example: zonewise dose 1.5 --at 23:00")
@click.argument("words", nargs=-1, required=True, metavar="AMOUNT")
@click.option("--on", "day", type=DAY, help="Another day than today.")
@click.option("--at", type=CLOCK, help="When it was taken; a dose after midnight belongs to the evening before.")
@click.option("--since", type=DAY, help="Dose history: this daily amount was taken from that day on.")
@click.option("--note", default="", help="Anything in your own words.")
@with_diary
def dose(
    diary: Diary, words: tuple[str, ...], day: date | None, at: time | None, since: date | None, note: str
) -> None:
    """Write down a dose you took: 1.5, 1,5 mg, 80 micrograms, or '0.5 mL' of your plan's liquid. 0 is left out.

    It may name its time of day, and several doses: '0.5 mg in the morning and 0.5 mg at bedtime'.

    People who already take LDN tell earlier doses with --since, once for each change.
    """
    from zonewise.model.amounts import format_mg, parse_mg
    from zonewise.services.recording.doses import dose_warnings, evening_of, log_dose, record_dose_history

    amount = " ".join(words)
    if since is not None:
        if day is not None or at is not None or note:
            raise click.UsageError("--since tells an amount taken every day; leave out --on, --at and --note.")
        entry = record_dose_history(diary, amount, since)
        print_sentence(f"Written down: {format_mg(parse_mg(entry.value))} a day from {day_words(entry.day)}.")
        return
    doses = log_dose(diary, amount, day=day, at=at, note=note)
    for entry in doses:
        mg = parse_mg(entry.value)
        taken = f"{format_mg(mg)} taken" if mg else "left out on purpose"
        print_sentence(f"Written down: {taken}, {day_words(evening_of(diary, entry))}.")
    for warning in dose_warnings(diary, doses[-1]):
        print_sentence(warning, err=True)


@click.command(epilog="Example: zonewise profile timezone=Europe/Paris country=FR")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@with_diary
def profile(diary: Diary, fields: tuple[str, ...]) -> None:
    """Set fields of the profile: timezone, country, day-ends-at, birth-year, protocol, kidney-disease and the like.

    A country is written by its name or its two letters; its emergency numbers are shown, so that a wrong one is seen.
    """
    from zonewise.services.reading.emergency_help import numbers_words
    from zonewise.services.recording.answers import set_profile

    given = pairs(fields, "profile")
    count = set_profile(diary, given, day=None)
    print_sentence(f"Written down ({counted(count, 'field')}).")
    if "country" in given:
        print_sentence(numbers_words(diary))


@click.command(epilog="Example: zonewise medicine start 'cetirizine 10 mg'")
@click.argument("change", metavar="start|stop")
@click.argument("name")
@click.option("--code", default="", help="Its ATC code, or the RxNorm identifier of an ingredient.")
@click.option("--on", "day", type=DAY, help="Another day than today; a day to come plans it.")
@click.option("--note", default="", help="Anything in your own words.")
@with_diary
def medicine(diary: Diary, change: str, name: str, code: str, day: date | None, note: str) -> None:
    """Write down a medicine that was started or stopped, named as on its package, and say what it is beside LDN.

    A medicine taken once is started and stopped on that day. One that is not recognised is a question; `answer` it.
    """
    from zonewise.services.recording.medicines import MedicineChange, record_medicine

    entry = record_medicine(diary, MedicineChange(name, change, day, note=note, code=code))
    print_sentence(f"Written down: {entry.value} {entry.name}, {day_words(entry.day)}.")
    show_meaning(diary, [entry])


@click.command(epilog="Example: zonewise correct ENTRY-ID 4")
@click.argument("entry")
@click.argument("value", required=False)
@click.option("--take-back", is_flag=True, help="Take the entry back instead of giving it another value.")
@with_diary
def correct(diary: Diary, entry: str, value: str | None, take_back: bool) -> None:
    """Give the entry with this id another VALUE, or take it back. The old one stays in the diary, superseded."""
    from zonewise.services.recording.entries import correct as write_correction

    if (value is None) != take_back:
        expected = "Give a value, or --take-back alone."
        raise InputRefused([Problem("correct", 0, "it is not clear what is meant.", expected, "value-needed")])
    new = write_correction(diary, entry, value)
    print_sentence("Taken back." if take_back else f"Written down: {new.name} {new.value}.")
