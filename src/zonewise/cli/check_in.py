"""Writing down how a day was, from options or as a short conversation."""

import sys
from datetime import date, time

import click

from zonewise.problem import InputRefused, Problem
from zonewise.report.words import counted
from zonewise.services.base.diary import Diary

from .common import CLOCK, DAY, pairs, print_sentence, show_cards, show_meaning, with_diary


@click.command("check-in", epilog="Example: zonewise check-in pain=4 mood=2 anxiety=3 --nothing-else")
@click.argument("ratings", nargs=-1, metavar="[NAME=0-10]...")
@click.option("--as-usual", is_flag=True, help="Take over your usual for everything not given.")
@click.option("--nothing-else", is_flag=True, help="No danger sign, no side effect, nothing else new.")
@click.option("--danger", multiple=True, metavar="SIGN", help="A danger sign, or none.")
@click.option(
    "--side-effect", multiple=True, metavar="NAME=1-3", help="1 noticeable, 2 disturbs the day, 3 unbearable."
)
@click.option("--event", multiple=True, metavar="EVENT", help="infection, vaccine, exertion, stress, period, ...")
@click.option("--medicine", multiple=True, metavar="NAME", help="A medicine that was begun, named as on its package.")
@click.option("--zone", default="", help="The zone as you feel it: green, yellow or red.")
@click.option("--answer", multiple=True, metavar="QUESTION=ANSWER", help="An answer to what `today` asks.")
@click.option("--note", default="", help="Anything in your own words.")
@click.option("--on", "day", type=DAY, help="Another day than today.")
@click.option("--at", type=CLOCK, help="A time on that day.")
@with_diary
def check_in(
    diary: Diary, ratings: tuple[str, ...], as_usual: bool, nothing_else: bool, danger: tuple[str, ...],
    side_effect: tuple[str, ...], event: tuple[str, ...], medicine: tuple[str, ...], zone: str, answer: tuple[str, ...],
    note: str, day: date | None, at: time | None,
) -> None:  # fmt: skip
    """Write down today's average in each domain, 0 none to 10 worst imaginable. Partial is fine.

    Ratings: anxiety (how anxious or keyed up), laxity (how unstable the joints), pain, immune (how reactive: flushing,
    hives, itching, gut, flu-like), mood (how low), sensory (how hard light, sound, smell and touch were to bear),
    fatigue, sleep (how bad), cognition (how foggy), function (how much of your usual day was not possible).

    Checking in again for the same day corrects the ratings given before. Without anything it asks step by step, and
    keeps each answer as it is given.
    """
    from zonewise.services.custody.weekly_check import check_when_due
    from zonewise.services.recording.check_in import CheckIn
    from zonewise.services.recording.check_in import check_in as write_check_in
    from zonewise.services.recording.medicines import last_started

    if not any((ratings, as_usual, nothing_else, danger, side_effect, event, medicine, zone, answer, note)):
        _by_dialogue(diary, day, at)
        return
    written = CheckIn(
        ratings=pairs(ratings, "check-in"),
        as_usual=as_usual,
        danger=danger,
        side_effects={"none": ""} if side_effect == ("none",) else pairs(side_effect, "--side-effect"),
        events=event,
        medicines=medicine,
        zone=zone,
        answers=pairs(answer, "--answer"),
        note=note,
        nothing_else=nothing_else,
    )
    count = write_check_in(diary, written, day=day, at=at)
    print_sentence(f"Written down ({counted(count, 'entry', 'entries')}).")
    show_cards(diary, [*danger, written.answers.get("danger_sign", "")])
    if written.medicines:
        show_meaning(diary, last_started(diary, written.medicines))
    if (damage := check_when_due(diary)) is not None:
        print_sentence(str(damage), err=True)


def _by_dialogue(diary: Diary, day: date | None, at: time | None) -> None:
    """Ask step by step.

    Raises:
        InputRefused: There is no terminal to ask on.
    """
    from .check_in_dialogue import Dialogue

    if not sys.stdin.isatty():
        raise InputRefused([Problem("check-in", 0, "nothing was said.", "Give a rating, such as pain=4.", "empty")])
    print_sentence(f"Written down ({counted(Dialogue(diary, day, at).ask(), 'entry', 'entries')}).")


@click.command(epilog="Example: zonewise usual pain=4 mood=3 anxiety=2 --last-week as-usual")
@click.argument("ratings", nargs=-1, metavar="[NAME=0-10]...")
@click.option(
    "--last-week", default="", metavar="HOW", help="The last seven days: as-usual (or better), worse or flare."
)
@click.option("--before-ldn", is_flag=True, help="The ratings are about an ordinary day before LDN, for 'relief'.")
@click.option("--on", "day", type=DAY, help="The day on which this is said; another one than today.")
@with_diary
def usual(diary: Diary, ratings: tuple[str, ...], last_week: str, before_ldn: bool, day: date | None) -> None:
    """Say how an ordinary day of the last month was, 0 none to 10 worst imaginable, and how the last week was.

    It stands for your usual until your ratings have shown it, so that there is a zone from the first evening on. Names
    are those of `check-in`. Saying it again for the same day corrects it.
    """
    from zonewise.services.recording.usual import record_usual

    recorded = record_usual(diary, pairs(ratings, "usual"), last_week, before_treatment=before_ldn, day=day)
    print_sentence(f"Written down ({counted(recorded.added, 'entry', 'entries')}).")
    if ratings and not before_ldn and not recorded.counts:
        print_sentence("It is kept and changes no zone: your ratings show your usual already.")
