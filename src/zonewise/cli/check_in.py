"""Writing down how a day was, from options or as a short conversation."""

import sys
from collections.abc import Sequence
from datetime import date, time
from typing import TYPE_CHECKING

import click

from zonewise.problem import InputRefused, Problem
from zonewise.report.words import counted
from zonewise.services.base.diary import Diary

from .common import CLOCK, DAY, pairs, show_cards, show_meaning, with_diary

if TYPE_CHECKING:
    from zonewise.services.recording.check_in import CheckIn

NOTHING = "n"


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
    from zonewise.services.custody.weekly_check import check_when_due
    from zonewise.services.recording.check_in import CheckIn
    from zonewise.services.recording.check_in import check_in as write_check_in
    from zonewise.services.recording.medicines import last_started

    if not any((ratings, as_usual, nothing_else, danger, side_effect, event, medicine, zone, answer, note)):
        written = _asked(diary)
    else:
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
    click.echo(f"Written down ({counted(count, 'entry', 'entries')}).")
    show_cards(diary, [*danger, written.answers.get("danger_sign", "")])
    if written.medicines:
        show_meaning(diary, last_started(diary, written.medicines))
    if (damage := check_when_due(diary)) is not None:
        click.echo(str(damage), err=True)


def _asked(diary: Diary) -> "CheckIn":
    """Ask danger signs first, then each rating; Enter skips a rating, and nothing is taken for granted.

    Raises:
        InputRefused: There is no terminal to ask on.
    """
    from zonewise.model.entry import RATINGS
    from zonewise.report.words import word_table
    from zonewise.services.base.profile import profile_in
    from zonewise.services.recording.check_in import CheckIn

    if not sys.stdin.isatty():
        raise InputRefused([Problem("check-in", 0, "nothing was said.", "Give a rating, such as pain=4.", "empty")])
    question = profile_in(diary).protocol.rule_set.facts.get("danger_sign")
    signs = {sign: words for sign, words in question.words.items() if sign != "none"} if question is not None else {}
    danger: tuple[str, ...] = ()
    if signs:
        click.echo("Any of these today?")
        for number, words in enumerate(signs.values(), 1):
            click.echo(f"  {number}  {words}")
        danger = _danger(_typed("n for none of these, or the number (Enter skips)"), list(signs))
    click.echo("Today's average, 0 none to 10 worst imaginable. Enter skips.")
    prompts = word_table("rating-prompts")
    ratings = {name: text for name in RATINGS if (text := _typed(prompts[name]))}
    effect = _typed("Side effects today? n for none, or NAME=1-3 (Enter skips)")
    name, _, grade = effect.partition("=")
    new = _typed("Anything new: infection, vaccine, filler-change, surgery, or medicine NAME? n for none (Enter skips)")
    kind, _, medicine = new.partition(" ")
    medicine = medicine.strip() if kind.casefold() == "medicine" else ""
    return CheckIn(
        ratings=ratings,
        danger=danger,
        side_effects={"none": ""} if effect == NOTHING else {name.strip(): grade.strip()} if effect else {},
        events=(new,) if new and new != NOTHING and not medicine else (),
        medicines=(medicine,) if medicine else (),
        answers={"other_change": "none"} if new == NOTHING else {},
    )


def _typed(words: str) -> str:
    return str(click.prompt(words, default="", show_default=False)).strip()


def _danger(word: str, signs: Sequence[str]) -> tuple[str, ...]:
    """Return the sign that was meant; a word that is none of them goes on as it is and is refused with its name."""
    if word.casefold() in (NOTHING, "none"):
        return ("none",)
    if word.isdigit() and 1 <= int(word) <= len(signs):
        return (signs[int(word) - 1],)
    return (word,) if word else ()


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
    click.echo(f"Written down ({counted(recorded.added, 'entry', 'entries')}).")
    if ratings and not before_ldn and not recorded.counts:
        click.echo("It is kept and changes no zone: your ratings show your usual already.")
