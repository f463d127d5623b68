"""Which plain words stand for an action, a zone, a consideration?"""

from datetime import date


class PlainWords(dict[str, str]):
    """Words by name; what only another protocol names is shown by its name."""

    def __missing__(self, name: str) -> str:
        """Return the name as words."""
        return name.replace("-", " ").capitalize()


ACTIONS = PlainWords(
    {
        "emergency": "GET HELP NOW",
        "stop-and-call": "TAKE NO MORE AND CALL",
        "ask": "ANSWER FIRST",
        "stop": "YOU MAY STOP",
        "pause": "PAUSE",
        "reduce": "GO BACK A STEP",
        "wait": "WAIT",
        "keep": "KEEP THE DOSE",
        "resume-low": "START AGAIN LOW",
        "step-up": "NEXT STEP",
        "start": "FIRST DOSE",
    }
)

ZONES = {"green": "GREEN", "yellow": "YELLOW", "red": "RED", None: "NOT KNOWN"}
SHAPES = {"green": "( )", "yellow": "/!\\", "red": "[X]", None: " ? "}
"""A shape beside each word, so that nothing hangs on colour."""

MEANINGS = {
    "green": "About your usual, or better.",
    "yellow": "Worse than your usual.",
    "red": "Much worse than your usual, or severe.",
    None: "Today's zone cannot be worked out yet.",
}

CONSIDERATIONS = PlainWords(
    {
        "call-prescriber": "Tell your prescriber",
        "call-first": "Call before you stop, if you can",
        "taper": "Ask about going down in steps",
        "check-fillers": "Check the fillers",
        "antihistamine-support": "Ask about antihistamines",
        "hold-or-halve": "Ask whether to hold or halve",
        "morning-dose": "Ask about a morning dose",
        "stabilise-first": "Steady things first",
        "lower-target": "Ask about a lower target",
        "gentle-titration": "Ask about smaller, slower steps",
        "monitor-closely": "Watch closely",
    }
)

REVIEWS = PlainWords(
    {
        "review-with-prescriber": "A review with your prescriber is due.",
        "on-course": "On course: no review is due.",
        "too-early": "It is too early to judge whether LDN helps.",
    }
)


def long_day(day: date) -> str:
    """Return a day such as "Sunday 22 November 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def short_day(day: date) -> str:
    """Return a day such as "22 November 2026"."""
    return f"{day.day} {day:%B %Y}"


def fact_words(name: str) -> str:
    """Return a fact's name in words."""
    return name.replace("_", " ")
