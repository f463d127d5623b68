"""What all commands share: the options for the diary, the day and JSON, and errors without a traceback."""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import click

from zonewise.problem import InputRefused, Problem
from zonewise.report.words import wrapped
from zonewise.services.base.diary import Diary, diary_at

if TYPE_CHECKING:
    from zonewise.model.entry import Entry

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
WRONG_INPUT = 2
MORE_NEEDED = 3
COLUMNS = 80


class DayType(click.ParamType[date]):
    """A calendar day, YYYY-MM-DD."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day, or say what a day looks like."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is not a day. Write it as 2026-11-22. [impossible-date]", param, ctx)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            years = f"Write a year from {FIRST_YEAR} to {LAST_YEAR}"
            self.fail(f"'{value}' is in the year {day.year}. {years}, as in 2026-11-22. [impossible-date]", param, ctx)
        return day


class ClockType(click.ParamType[time]):
    """A time on the clock, HH:MM."""

    name = "HH:MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        """Read the time, or say what a time looks like."""
        if isinstance(value, time):
            return value
        try:
            clock = time.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is not a time. Write it as 23:30. [impossible-time]", param, ctx)
        if clock.tzinfo is not None:
            where = "The time zone stands in the profile: zonewise profile timezone=Europe/Paris."
            self.fail(f"'{value}' names a time zone. Write it as 23:30. {where} [impossible-time]", param, ctx)
        return clock


FIRST_YEAR, LAST_YEAR = 1900, 2200
DAY = DayType()
CLOCK = ClockType()

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
as_of_option = click.option("--as-of", type=DAY, help="Another logical day than today.")


def with_diary(command: Callable[..., Result]) -> Callable[..., Result]:
    """Give a command the option --diary and hand it the diary, which opens, as its first argument."""
    return _handing(command, opens=True)


def with_locked_diary(command: Callable[..., Result]) -> Callable[..., Result]:
    """Do the same for a command that asks for the passphrase itself, or needs none."""
    return _handing(command, opens=False)


def _handing(command: Callable[..., Result], *, opens: bool) -> Callable[..., Result]:
    def run(diary: Diary, **options: Any) -> Result:
        from .ask_passphrase import unlocked

        return command(unlocked(diary) if opens else diary, **options)

    @wraps(command)
    def wrapped(*, diary_here: str | None, **options: Any) -> Result:
        place = diary_here or click.get_current_context().obj
        return refusing(run)(diary_at(place), **options)

    return click.option("--diary", "diary_here", metavar="FILE", help="Where the diary lies. Also: ZONEWISE_DIARY.")(
        wrapped
    )


def refusing(command: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Turn what was refused into its message on standard error and exit status 2."""

    @wraps(command)
    def wrapped(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return command(*args, **kwargs)
        except InputRefused as refused:
            print_problems(refused.problems)
            sys.exit(WRONG_INPUT)
        except Exception as error:
            from zonewise.store.refusals import DiaryRefused

            if not isinstance(error, DiaryRefused):
                raise
            print_sentence(str(error), err=True)
            sys.exit(WRONG_INPUT)

    return wrapped


def print_sentence(text: str, *, err: bool = False, following: str = "") -> None:
    """Print what a person reads, 80 columns wide; neither a path nor a word is ever cut.

    A line that fits stays as it is. What goes to standard error is wrapped on a terminal alone: programs read one line
    each.

    Args:
        following: What stands before each further line of one that is too wide, behind its own indent.
    """
    wraps = not err or sys.stderr.isatty()
    for line in text.split("\n"):
        if wraps and len(line) > COLUMNS:
            words = line.lstrip(" ")
            indent = " " * (len(line) - len(words))
            line = "\n".join(wrapped(words, indent, indent + following, COLUMNS))
        click.echo(line, err=err)


def print_unwrapped(text: str) -> None:
    """Print what a program reads or a camera sees, or a link or key to be copied: as it is, however wide."""
    click.echo(text)


def ask_on_terminal(words: str) -> str:
    """Return what is typed after some words, which fit the terminal; "" for Enter alone."""
    *above, last = (part for line in words.split("\n") for part in wrapped(line))
    for line in above:
        click.echo(line)
    return str(click.prompt(last, default="", show_default=False)).strip()


def print_problems(problems: Iterable[Problem]) -> None:
    """Print problems to standard error: 80 columns wide on a terminal, one a line for programs."""
    for problem in problems:
        print_sentence(str(problem), err=True, following="  ")


def print_json(content: Any) -> None:
    """Print JSON to standard output; days as ISO 8601."""
    print_unwrapped(json.dumps(content, indent=2, ensure_ascii=False, default=date.isoformat))


def show_cards(diary: Diary, signs: Iterable[str]) -> None:
    """Show at once what to do about the danger signs among these words; nobody has to ask for it."""
    if not (given := [sign for sign in signs if sign not in ("", "none")]):
        return
    from zonewise.report.terminal import card_screen
    from zonewise.report.trial_status import card_lines
    from zonewise.services.reading.emergency_help import danger_cards
    from zonewise.services.trials.running import trial_state

    beside = card_lines(trial_state(diary))
    for card in danger_cards(diary, given):
        print_sentence(f"\n{card_screen(card, beside)}".removesuffix("\n"))


def show_meaning(diary: Diary, entries: Sequence["Entry"]) -> None:
    """Show at once what medicines that were written down are, what follows today, and what has to be answered."""
    from zonewise.report.medicine_words import medicine_lines, take_back_lines
    from zonewise.services.base.profile import profile_in
    from zonewise.services.recording.medicines import medicine_meaning

    means = medicine_meaning(diary, entries)
    rule_set = profile_in(diary).protocol.rule_set
    lines = medicine_lines(
        means.findings, rule_set, action=means.action, because=means.because, ask=means.ask, as_of=means.as_of
    )
    if any(finding.finding != "harmless" for finding in means.findings):
        lines += take_back_lines(entries)
    print_sentence("\n".join(lines))


def pairs(words: Iterable[str], what: str) -> dict[str, str]:
    """Return name=value words as a mapping.

    Raises:
        InputRefused: With every word that is none, or a name given twice.
    """
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for word in words:
        name, equals, value = word.partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name or not value:
            problems.append(Problem(what, 0, f"'{word}' is not of the form name=value.", "Write pain=4.", "not-a-pair"))
        elif name in values:
            problems.append(Problem(what, 0, f"'{name}' is given twice.", "Give it once.", "repeated-key"))
        values[name] = value
    if problems:
        raise InputRefused(problems)
    return values
