"""Dark, light or high contrast?"""

from starlette.requests import Request

COOKIE = "zonewise-theme"
THEMES = {"dark": "Dark", "light": "Light", "contrast": "High contrast"}
"""Name in the cookie and the style sheet -> word. The first is the one nobody chose."""


def theme_of(request: Request) -> str:
    """Return the theme this browser chose, else the dark one."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in THEMES else next(iter(THEMES))
