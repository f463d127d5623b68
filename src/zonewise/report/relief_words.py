"""What does an estimate of relief mean, in words that promise nothing?"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from zonewise.relief.relief_estimate import DomainRelief, Interval, Relief, Verdict
from zonewise.rules.knowledge import Knowledge

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


def relief_sentence(found: DomainRelief) -> str:
    """Return the verdict with its plain sentence, and how often such a word is right where it claims something."""
    said = f"{WORDS[found.verdict]}. {found.sentence}"
    if found.right is not None:
        said += f" In made-up people of whom we know the truth, this word was right {tenths(found.right)}."
    return said


def tenths(share: float) -> str:
    """Return how often, in words a tired person can weigh."""
    if 0.05 <= share < 0.95:
        return f"about {round(share * 10)} times in 10"
    return "nearly always" if share > 0.5 else "nearly never"


def what_more(found: DomainRelief, *, as_of: date) -> str:
    """Return which further data could change the verdict, and when."""
    more = found.more_data
    if more.need == "nothing":
        return "Nothing in this diary. A pause agreed with your prescriber, or blinded blocks, could tell more."
    if more.need == "taking":
        return "Some weeks with the dose and with ratings."
    if more.need == "baseline":
        if not more.could_change:
            return "Days before the first dose cannot be rated afterwards. Doses can be compared with each other."
        return f"Rate {more.days or 'the'} days before the first dose."
    then = f"{more.days} more days with ratings, until {(as_of + timedelta(days=more.days or 0)).isoformat()}"
    width = f"the interval may then be about {more.half_width:.0f} % to each side"
    return f"{then}: {width}. For a firm answer: blinded blocks on and off."


def spread_words(spread: Interval | None, unit: str = "%") -> str:
    """Return a number with its interval."""
    if spread is None:
        return "not known"
    mean, low, high = (round(each) for each in (spread.mean, spread.low, spread.high))
    return f"{mean} {unit} ({low} to {high})"


def beside_words(known: Knowledge) -> tuple[str, str, str]:
    """Return the guide's claim, the trials' finding and how certain that is; the three are never shown apart."""
    return known.guide_says, known.trials_found, f"Certainty: {known.certainty}. {known.verdict}"


def relief_json(
    relief: Relief, beside: Mapping[str, Knowledge], *, as_of: date, started: date | None, overall: str
) -> dict[str, Any]:
    """Return an estimate as it is printed: numbers, sentence, what would change it, and what stands beside it.

    Args:
        relief: The estimate.
        beside: The guide's claim and the trials for each domain and for `overall`.
        as_of: The logical day.
        started: First day of any dose, or None.
        overall: Which of `beside` belongs to the composite.
    """

    def domain_json(name: str, found: DomainRelief) -> dict[str, Any]:
        known = beside.get(name)
        return {
            **found.to_dict(),
            "says": relief_sentence(found),
            "what_more": what_more(found, as_of=as_of),
            "beside": None if known is None else _beside_json(known),
        }

    return {
        **relief.to_dict(),
        "as_of": as_of.isoformat(),
        "started": started.isoformat() if started else None,
        "domains": {name: domain_json(name, found) for name, found in relief.domains.items()},
        "composite": domain_json(overall, relief.composite),
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
