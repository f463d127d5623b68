"""The check-in as a short conversation, for a terminal."""

from collections.abc import Mapping, Sequence

import click

from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS
from zonewise.services.recording.check_in import CheckIn

WORDS = {
    "anxiety": "Anxiety: how anxious or keyed up",
    "laxity": "Laxity: how unstable the joints",
    "pain": "Pain: how much",
    "immune": "Immune: flushing, hives, itching, gut, flu-like",
    "mood": "Mood: how low",
    "sensory": "Sensory: how hard light, sound, smell, touch",
    "fatigue": "Fatigue",
    "sleep": "Sleep: how bad",
    "cognition": "Cognition: how foggy",
    "function": "Function: how much of your usual day was not possible",
}
NOTHING = "n"


def ask_check_in(danger_words: Mapping[str, str]) -> CheckIn:
    """Ask danger signs first, then each rating; Enter skips a rating, and nothing is taken for granted.

    Args:
        danger_words: Each danger sign of the protocol in plain words, "none" included; empty where it knows none.
    """
    signs = [sign for sign in danger_words if sign != "none"]
    danger: tuple[str, ...] = ()
    if signs:
        click.echo("Any of these today?")
        for number, sign in enumerate(signs, 1):
            click.echo(f"  {number}  {danger_words[sign]}")
        said = click.prompt("n for none of these, or the number (Enter skips)", default="", show_default=False).strip()
        danger = _danger(said, signs)
    click.echo("Today's average, 0 none to 10 worst imaginable. Enter skips.")
    ratings = {name: text for name in (*DOMAINS, *BESIDE_DOMAINS, "function") if (text := _rating(WORDS[name]))}
    effects = click.prompt("Side effects today? n for none, or NAME=1-3 (Enter skips)", default="", show_default=False)
    changed = click.prompt(
        "Anything new: infection, vaccine, filler-change, surgery, or medicine NAME? n for none (Enter skips)",
        default="",
        show_default=False,
    )
    new, medicine = changed.strip(), _medicine(changed)
    return CheckIn(
        ratings=ratings,
        danger=danger,
        side_effects=_effects(effects.strip()),
        events=(new,) if new and new != NOTHING and not medicine else (),
        medicines=(medicine,) if medicine else (),
        answers={"other_change": "none"} if new == NOTHING else {},
    )


def _danger(said: str, signs: Sequence[str]) -> tuple[str, ...]:
    """Return the sign that was meant; a word that is none of them goes on as it is and is refused with its name."""
    if said.casefold() in (NOTHING, "none"):
        return ("none",)
    if said.isdigit() and 1 <= int(said) <= len(signs):
        return (signs[int(said) - 1],)
    return (said,) if said else ()


def _medicine(said: str) -> str:
    """Return the name behind the word "medicine", or ""."""
    word, _, name = said.strip().partition(" ")
    return name.strip() if word.casefold() == "medicine" else ""


def _rating(words: str) -> str:
    return str(click.prompt(words, default="", show_default=False)).strip()


def _effects(text: str) -> dict[str, str]:
    if not text:
        return {}
    if text == NOTHING:
        return {"none": ""}
    name, _, grade = text.partition("=")
    return {name.strip(): grade.strip()}
