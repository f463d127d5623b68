"""Writing down how a day was."""

import sys
from datetime import date, time
from typing import TYPE_CHECKING

import click

from zonewise.services.base.diary import Diary

from .common import CLOCK, DAY, pairs, show_cards, show_meaning, with_diary

if TYPE_CHECKING:
    from zonewise.services.recording.check_in import CheckIn


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

    Checking in again for the same day corrects the ratings given before. Without anything it asks step by step.
    """
    from zonewise.services.recording.check_in import CheckIn
    from zonewise.services.recording.check_in import check_in as write_check_in
    from zonewise.services.recording.medicine_meaning import last_started

    if not any((ratings, as_usual, nothing_else, danger, side_effect, event, medicine, zone, answer, note)):
        said = _asked(diary)
    else:
        said = CheckIn(
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
    count = write_check_in(diary, said, day=day, at=at)
    click.echo(f"Written down ({count} {'entry' if count == 1 else 'entries'}).")
    show_cards(diary, [*danger, said.answers.get("danger_sign", "")])
    if said.medicines:
        show_meaning(diary, last_started(diary, said.medicines))


def _asked(diary: Diary) -> "CheckIn":
    """Ask for the check-in where there is a terminal to ask on.

    Raises:
        InputRefused: There is none.
    """
    from zonewise.problem import InputRefused, Problem
    from zonewise.services.base.profile import profile_in

    from .check_in_questions import ask_check_in

    if not sys.stdin.isatty():
        raise InputRefused([Problem("check-in", 0, "nothing was said.", "Give a rating, such as pain=4.", "empty")])
    danger = profile_in(diary).protocol.rule_set.facts.get("danger_sign")
    return ask_check_in(danger.words if danger is not None else {})
