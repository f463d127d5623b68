"""The places of the prescriber's pages, in the form that the frame of every page takes."""

from zonewise.web.pages import Link

BAR = (
    Link("/", "Panel", "today"),
    Link("/open", "Open a page", "check-in"),
    Link("/keys", "Your keys", "more"),
)
HELP = None  # Nobody's emergency is answered here.


def place_in_bar(path: str) -> str:
    """Return the path in `BAR` that a page belongs to."""
    return path if path in [link.path for link in BAR] else "/"
