"""What does an estimate of relief mean, in words that promise nothing?"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from zonewise.protocol.knowledge import Knowledge
from zonewise.relief.settings import ReliefSettings
from zonewise.relief.value import DomainRelief, Relief, Spread, Verdict

WORDS: Mapping[Verdict, str] = {
    "too-early": "Too early to say",
    "cannot-tell": "Cannot tell",
    "possibly-helping": "Possibly helping",
    "likely-helping": "Likely helping",
    "possibly-worse": "Possibly worse",
    "likely-worse": "Likely worse",
}
OPEN_LABEL = (
    "Hope, time and a bad week at the start look the same as a drug in an open diary. "
    "No method can take them out of one."
)
DAILY_USE = "It takes 6 to 12 weeks of daily use before LDN can be judged."


def relief_sentence(found: DomainRelief, settings: ReliefSettings, *, taking_days: int) -> str:
    """Return the plain sentence of a verdict, with what keeps it from being more.

    Args:
        found: What was estimated.
        settings: The bounds it was judged by.
        taking_days: Days with a dose.
    """
    least = settings.baseline_days_least
    because = {
        "no-ratings": "Nothing was rated here.",
        "not-taken": "No dose so far, so there is nothing to judge.",
        "no-baseline": (
            "There are no ratings from before the first dose, so there is nothing to compare with. Doses can still be "
            "compared with each other."
        ),
        "short-baseline": (
            f"{found.baseline_days} rated days before the first dose; {least} are the least to compare with."
        ),
        "low-baseline": "It was hardly there before the first dose, so there is little that could ease.",
        "few-ratings": (
            f"{found.taking_rated} rated days since the first dose; {settings.ratings_taking_least} are the least."
        ),
        "few-days": (
            f"{taking_days} days with a dose; before {settings.taking_days_least} nothing can be told from chance."
        ),
        "not-taking-now": "Too little was taken in the last weeks to say anything about now.",
        "flat": "Every rating is the same, so nothing can be seen to change.",
        "unclear": (
            "What changed is not clearly more than such a diary shows by chance, or than people gain without any drug."
        ),
        "better": "You are better than chance and time alone would explain, as far as one open diary can show.",
        "worse": (
            "You are worse than before the first dose, by more than chance explains. Show this to your prescriber."
        ),
    }
    said = f"{WORDS[found.verdict]}. {because[found.reason]}"
    if found.right is not None:
        said += f" In made-up people of whom we know the truth, this word was right {tenths(found.right)}."
    return said


def tenths(share: float) -> str:
    """Return how often, in words a tired person can weigh."""
    if 0.05 <= share < 0.95:
        return f"about {round(share * 10)} times in 10"
    return "nearly always" if share > 0.5 else "nearly never"


def what_more(found: DomainRelief, settings: ReliefSettings, *, as_of: date, started: date | None) -> str:
    """Return which further data could change the verdict, and when."""
    if started is None:
        missing = max(0, settings.baseline_days_asked - found.baseline_days)
        rated = "Enough days before the first dose are rated."
        return f"Rate {missing} more days before the first dose." if missing else rated
    if found.reason in ("few-days", "few-ratings"):
        earliest = started + timedelta(days=settings.taking_days_least)
        return f"Look again from {max(earliest, as_of + timedelta(days=1)).isoformat()}."
    if found.reason in ("no-baseline", "short-baseline"):
        later = "Days before the first dose cannot be rated afterwards."
        return f"{later} A pause agreed with your prescriber, or blinded blocks, could tell more."
    if found.reason == "low-baseline":
        return "Nothing; a rating this low has no room to ease."
    days = settings.recent_days
    if found.reason == "not-taking-now":
        return f"{days} days with the dose and with ratings."
    again = (as_of + timedelta(days=days)).isoformat()
    return f"{days} more rated days, until {again}. For a firm answer: blinded blocks on and off."


def spread_words(spread: Spread | None, unit: str = "%") -> str:
    """Return a number with its interval."""
    if spread is None:
        return "not known"
    mean, low, high = (round(each) for each in (spread.mean, spread.low, spread.high))
    return f"{mean} {unit} ({low} to {high})"


def beside_words(known: Knowledge) -> tuple[str, str, str]:
    """Return the guide's claim, the trials' finding and how certain that is; the three are never shown apart."""
    return known.guide_says, known.trials_found, f"Certainty: {known.certainty}. {known.verdict}"


def relief_json(
    relief: Relief,
    settings: ReliefSettings,
    beside: Mapping[str, Knowledge],
    *,
    as_of: date,
    started: date | None,
    overall: str,
) -> dict[str, Any]:
    """Return an estimate as it is printed: numbers, sentence, what would change it, and what stands beside it.

    Args:
        relief: The estimate.
        settings: The bounds it was judged by.
        beside: The guide's claim and the trials for each domain and for `overall`.
        as_of: The logical day.
        started: First day of any dose, or None.
        overall: Which of `beside` belongs to the composite.
    """

    def told(name: str, found: DomainRelief) -> dict[str, Any]:
        known = beside.get(name)
        return {
            **found.to_dict(),
            "says": relief_sentence(found, settings, taking_days=relief.taking_days),
            "what_more": what_more(found, settings, as_of=as_of, started=started),
            "beside": None if known is None else _beside_json(known),
        }

    return {
        **relief.to_dict(),
        "as_of": as_of.isoformat(),
        "started": started.isoformat() if started else None,
        "domains": {name: told(name, found) for name, found in relief.domains.items()},
        "composite": told(overall, relief.composite),
        "notes": [OPEN_LABEL, DAILY_USE],
    }


def _beside_json(known: Knowledge) -> dict[str, Any]:
    return {
        "guide": known.guide_says,
        "guide_percent": list(known.percent) if known.percent else None,
        "trials": known.trials_found,
        "trials_net": [{"trial": each.trial, "percent": each.percent} for each in known.net],
        "certainty": known.certainty,
        "verdict": known.verdict,
        "sources": [*known.statements, *known.sources],
    }
