"""Every page of the app: the modules that answer, and the links by which people find them. The only list of them."""

from typing import NamedTuple

PAGES = (
    "today", "check_in", "plan", "plan_write", "medicines",
    "helping", "prescriber", "data", "data_import", "passphrase", "about_app",
)  # fmt: skip
"""Modules of this folder, each with its `router`; CONTRIBUTING says how another is written."""


class Link(NamedTuple):
    """A path and the words that lead there."""

    path: str
    words: str


DAILY = (Link("/", "Today"), Link("/check-in", "Check-in"))  # What is opened each day: always in sight.

MORE = (
    Link("/plan", "Plan"),
    Link("/flare", "Flare"),
    Link("/helping", "Is it helping"),
    Link("/medicines", "Medicines"),
    Link("/prescriber", "For the prescriber"),
    Link("/rules", "How decisions are made"),
    Link("/data", "Data"),
)
"""Opened now and then: behind "More"."""

HELP = Link("/help", "Emergency")  # One tap away on every page, offline too.

APPEARANCE = Link("/appearance", "Appearance")
