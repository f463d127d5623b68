"""How is a guidance that was derived again shown?"""

from textwrap import wrap
from typing import Any

from zonewise.guidance.replay_result import ReplayDifference, ReplayResult

from .words import ACTIONS

WIDTH = 80
MOST_CHARACTERS = 160


def replayed_json(replayed: ReplayResult) -> dict[str, Any]:
    """Return one replayed guidance as JSON."""
    return {
        "id": replayed.id,
        "as_of": replayed.as_of.isoformat(),
        "recorded_at": replayed.recorded_at,
        "action": replayed.action,
        "recommended": replayed.recommended,
        "done": replayed.done,
        "same": not replayed.differences,
        "differences": [
            {"what": each.what, "then": each.then, "now": each.now, "why": each.why} for each in replayed.differences
        ],
    }


def replayed_lines(replayed: ReplayResult) -> list[str]:
    """Return one replayed guidance as lines of a terminal."""
    same = "the same again" if not replayed.differences else f"{len(replayed.differences)} differences"
    lines = [f"{replayed.as_of.isoformat()}  {ACTIONS[replayed.action]}: {same}"]
    lines += wrap(
        f"Shown: {replayed.recommended} Then: {replayed.done}", WIDTH, initial_indent="    ", subsequent_indent="    "
    )
    for each in replayed.differences:
        lines += wrap(_difference(each), WIDTH, initial_indent="  - ", subsequent_indent="    ")
    return lines


def _difference(each: ReplayDifference) -> str:
    return f"{each.what}: was {_short(each.then)}, is {_short(each.now)} ({each.why})"


def _short(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        value = [item.get("rule") or item.get("fact") or item.get("id") for item in value]
    text = str(value)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}..."
