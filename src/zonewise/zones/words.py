"""Names of ratings and printed numbers, so that a printed number never contradicts the answer."""

from .zone import Zone

LABELS = {
    "anxiety": "Anxiety",
    "laxity": "Joint laxity",
    "pain": "Pain",
    "immune": "Immune reactivity",
    "mood": "Low mood",
    "sensory": "Sensory load",
    "fatigue": "Fatigue",
    "sleep": "Poor sleep",
    "cognition": "Brain fog",
}

ZONE_WORDS: dict[Zone | None, str] = {"green": "Green", "yellow": "Yellow", "red": "Red", None: "unknown"}


def points(value: float) -> str:
    """Return a rating or a difference with one decimal at most: 4, 4.5."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def beside(score: float, *bounds: float) -> str:
    """Return a score with one decimal, or as many as keep it on its own side of each bound.

    A score of 1.16 beside a bound of 1.2 prints as 1.16: "1.2" would look like Yellow.
    """
    for decimals in range(1, 9):
        text = f"{score:.{decimals}f}"
        if all((float(text) >= bound) == (score >= bound) for bound in bounds):
            return "0.0" if float(text) == 0 else text
    return repr(score)


def above(difference: float) -> str:
    """Return "3 above", "1.5 below" or "the same"."""
    if abs(difference) < 0.05:
        return "the same"
    return f"{points(abs(difference))} {'above' if difference > 0 else 'below'}"


def beside_usual(difference: float) -> str:
    """Return "3 above usual", "1.5 below usual" or "about at usual"."""
    return "about at usual" if abs(difference) < 0.05 else f"{above(difference)} usual"


def days_ago(count: int) -> str:
    """Return "today", "yesterday" or "3 days ago"."""
    return {0: "today", 1: "yesterday"}.get(count, f"{count} days ago")


def plural(count: int, noun: str) -> str:
    """Return "1 day", "3 days"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
