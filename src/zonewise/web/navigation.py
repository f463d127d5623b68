"""Which pages are there, in which order, and with which words? The only place that says so."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """One place to go.

    Attributes:
        path: Where it is.
        words: What it says.
    """

    path: str
    words: str


DAILY = (Link("/", "Today"), Link("/check-in", "Check-in"))
"""What is opened each day: always in sight."""

MORE: tuple[Link, ...] = (
    Link("/plan", "Plan"),
    Link("/flare", "Flare"),
    Link("/helping", "Is it helping"),
    Link("/medicines", "Medicines"),
    Link("/prescriber", "For the prescriber"),
    Link("/rules", "How decisions are made"),
    Link("/data", "Data"),
)
"""Opened now and then: behind "More"."""

HELP = Link("/help", "Emergency")
"""One tap away on every page, offline too."""

APPEARANCE = Link("/appearance", "Appearance")
