"""What an import made of a file, as lines of a terminal."""

from collections.abc import Mapping

from zonewise.importing import TrackerMapping, TrackerRule
from zonewise.model.amounts import plain
from zonewise.model.entry import EVENTS, RATINGS

from .words import counted, word_table, wrapped

ROLES = word_table("column-roles")


def import_lines(
    mapping: TrackerMapping | None, by_kind: Mapping[str, int], *, added: int, repeated: int, dry_run: bool
) -> list[str]:
    """Return what each tracker became, where that is new or only tried out, and what was counted.

    Args:
        mapping: What the trackers became; None for zonewise's own format.
        by_kind: Entries in the file by kind.
    """
    lines = _trackers(mapping) if mapping is not None and (added or dry_run) else []
    kinds = ", ".join(counted(count, kind) for kind, count in sorted(by_kind.items()))
    sums = f"{counted(added, 'new entry', 'new entries')}, {repeated} already there{f' ({kinds})' if kinds else ''}."
    return [*lines, *wrapped(f"{'Dry run, nothing is stored' if dry_run else 'Taken in'}: {sums}")]


def _trackers(mapping: TrackerMapping) -> list[str]:
    moved = [rule for rule in mapping.rules if rule.target != "tracker"]
    own = [rule.tracker for rule in mapping.rules if rule.target == "tracker"]
    lines = ["How it is read (ratings become 0 none to 10 worst):"] if moved else []
    for rule in moved:
        lines += wrapped(f"{rule.tracker}: {_becomes(rule)}", "  ", "    ")
    if own:
        lines += wrapped(f"Kept under their own names: {', '.join(own)}.", "", "  ")
    doubts = [rule for rule in mapping.rules if rule.because]
    if doubts:
        lines.append("Why so:")
        for because in dict.fromkeys(rule.because for rule in doubts):
            names = ", ".join(rule.tracker for rule in doubts if rule.because == because)
            lines += wrapped(f"{names}: {because}.", "  ", "    ")
    lines += wrapped("Not right? Import it again with --map, such as --map 'Headache=pain:0-3'.")
    return [*lines, ""]


def _becomes(rule: TrackerRule) -> str:
    if rule.target in RATINGS and rule.low is not None and rule.high is not None:
        low, high = plain(rule.low), plain(rule.high)
        return (
            f"{rule.target}, from {low} to {high}, where {high} is {'worst' if rule.higher_is == 'worse' else 'best'}"
        )
    if rule.target in EVENTS:
        return f"the event {rule.target}"
    return ROLES.get(rule.target, rule.target) + (f", {rule.order.replace('-', ' ')}" if rule.order else "")
