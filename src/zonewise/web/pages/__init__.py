"""Every page of the app: the modules that answer, and the links by which people find them. The only list of them."""

from typing import NamedTuple

PAGES = (
    "today", "set_up", "check_in", "history", "learn", "plan", "plan_write", "signed_plans", "medicines",
    "helping", "trial", "prescriber", "share", "data", "data_import", "imports", "passphrase", "about_app",
)  # fmt: skip
"""Modules of this folder, each with its `router`; CONTRIBUTING says how another is written."""


class Link(NamedTuple):
    """A path and the words that lead there."""

    path: str
    words: str
    icon: str = ""  # Name of a drawing in macros/icon.html, "" for none.


BAR = (
    Link("/", "Today", "today"),
    Link("/check-in", "Check-in", "check-in"),
    Link("/history", "History", "history"),
    Link("/learn", "Learn", "learn"),
    Link("/more", "More", "more"),
)
"""Always in sight: at the bottom of a phone, at the top of a wider screen. A path below one of them belongs to it."""


def place_in_bar(path: str) -> str:
    """Return the path in `BAR` that a page belongs to, or "" for emergency and what stands before an open diary.

    The first steps lead to Today; what belongs to none of the others is under "More".
    """
    if path.startswith("/begin"):
        return "/"
    if path in (HELP.path, "/unlock", "/first"):
        return ""
    whole = [link.path for link in BAR if path == link.path]
    below = [link.path for link in BAR if link.path != "/" and path.startswith(f"{link.path}/")]
    return next(iter(whole + below), "/more")


MORE = (
    Link("/plan", "Plan"),
    Link("/flare", "Flare"),
    Link("/helping", "Is it helping"),
    Link("/trial", "Blinded trial"),
    Link("/medicines", "Medicines"),
    Link("/prescriber", "For the prescriber"),
    Link("/share", "Share with a prescriber"),
    Link("/plan/reminders", "Reminders"),
    Link("/rules", "How decisions are made"),
    Link("/data", "Data"),
)
"""Opened now and then: on the page "More"."""

HELP = Link("/help", "Emergency")  # One tap away on every page, offline too.

APPEARANCE = Link("/appearance", "Appearance")
