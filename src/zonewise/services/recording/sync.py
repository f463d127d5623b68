"""Entries that were made elsewhere, on a phone without a connection, taken in so that each counts once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal

from zonewise.importing.native import Cells, checked_cells
from zonewise.model.entry import KINDS, Entry, Kind
from zonewise.problem import InputRefused, NotUnderstood, Problem, did_you_mean
from zonewise.services.base.clock import utc_stamp
from zonewise.services.base.diary import Diary, entries_so_far, write_transaction
from zonewise.services.base.entry_check import PAIRING_FIELDS, entry_problem
from zonewise.services.base.new_entry import Moment, checked_key, coming_day_problems
from zonewise.services.base.profile import Profile, profile_of

from .doses import plan_of
from .standing_ratings import superseding_standing

ACCEPTED_KINDS: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind not in ("plan", "tracker", "trial"))
"""Kinds that may come so; a plan is signed on its own page, and trackers come from files."""
MOST = 500
COMES_LATER: tuple[Kind, ...] = ("event", "profile", "medicine")  # Kinds that may speak of a day to come.


@dataclass(frozen=True, slots=True)
class ReceivedEntry:
    """One entry as it was sent; see `Entry` for what each field means."""

    id: str
    day: date
    at: time | None
    kind: str
    name: str
    value: str = ""
    unit: str = ""
    note: str = ""
    supersedes: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedEntries:
    """What became of the entries that were sent."""

    added: tuple[str, ...]  # Ids that are new.
    repeated: tuple[str, ...]  # Ids that were there already, saying the same.


def receive_entries(diary: Diary, sent: Sequence[ReceivedEntry]) -> ReceivedEntries:
    """Add entries, all of them or none; one that came before counts once.

    A rating of a logical day supersedes the one that was given by hand before, as a second check-in does.

    Raises:
        InputRefused: With every problem and the place of its entry in what was sent; then nothing was stored.
        DiaryRefused: An id is there with another content, or the diary cannot be written.
    """
    from zonewise.store.entries import entries_by_id, insert_entries

    existing = entries_so_far(diary)
    profile = profile_of(existing)
    entries = _checked(sent, existing, profile)
    stamp = utc_stamp()
    with write_transaction(diary) as connection:
        known = entries_by_id(connection, [entry.id for entry in entries])
        repeated = [entry for entry in entries if entry.id in known and _same(entry, known[entry.id])]
        there = {entry.id for entry in repeated}
        new = [replace(entry, entered_at=stamp) for entry in entries if entry.id not in there]
        insert_entries(connection, superseding_standing(connection, new, profile))
    return ReceivedEntries(tuple(entry.id for entry in new), tuple(entry.id for entry in repeated))


def _checked(sent: Sequence[ReceivedEntry], existing: Sequence[Entry], profile: Profile) -> list[Entry]:
    problems: list[Problem] = []
    if not sent or len(sent) > MOST:
        fault = f"{len(sent)} entries were sent."
        problems.append(Problem("entries", 0, fault, f"Send 1 to {MOST} at a time.", "how-many", field="entries"))
    plan = plan_of(existing)
    strength = plan.product.mg_per_ml if plan is not None else None
    made: dict[str, Entry] = {}
    for number, received in enumerate(sent[:MOST]):
        where = f"entries.{number}"
        try:
            entry = _entry(received, strength, profile, where)
        except InputRefused as refused:
            problems += [replace(problem, where=where, field=where) for problem in refused.problems]
            continue
        twice = made.get(entry.id)
        if twice is not None and twice != entry:
            problems.append(Problem(where, 0, "this id came twice.", "Give each its own.", "repeated-id", field=where))
        made[entry.id] = entry
    if problems:
        raise InputRefused(problems)
    return list(made.values())


def _entry(sent: ReceivedEntry, mg_per_ml: Decimal | None, profile: Profile, where: str) -> Entry:
    kind = next((known for known in ACCEPTED_KINDS if known == sent.kind), None)
    if kind is None:
        hint = did_you_mean(sent.kind, ACCEPTED_KINDS)
        fault = f"'{sent.kind[:40]}' is no kind that is taken here."
        raise InputRefused([Problem(where, 0, fault, f"{hint}Known: {', '.join(ACCEPTED_KINDS)}.", "unknown-kind")])
    if not sent.id:
        raise InputRefused([Problem(where, 0, "the id is empty.", "Give each entry a UUID.", "not-a-key")])
    if kind == "withdrawn" and not sent.supersedes:
        raise InputRefused([Problem(where, 0, "it takes nothing back.", "Name the entry it supersedes.", "empty")])
    try:
        cells = checked_cells(kind, Cells(sent.name, sent.value, sent.unit), mg_per_ml)
    except NotUnderstood as error:
        raise InputRefused([error.at(where)]) from None
    if kind == "profile" and cells.name in PAIRING_FIELDS:
        fault = "a prescriber's key is compared on its own page."
        raise InputRefused([Problem(where, 0, fault, "Open 'Signed by your prescriber'.", "unknown-kind")])
    coming = [] if kind in COMES_LATER else coming_day_problems(Moment(sent.day, sent.at), profile, where)
    entry = Entry(
        checked_key(sent.id), sent.day, sent.at, kind, cells.name, cells.value, cells.unit, sent.note, profile.zone,
        "web", "", sent.supersedes,
    )  # fmt: skip
    if problems := [*coming, *filter(None, [entry_problem(entry, where, profile.protocol)])]:
        raise InputRefused(problems)
    return entry


def _same(sent: Entry, stored: Entry) -> bool:
    """Say whether the stored entry is this one; what it supersedes was found when it came first."""
    return replace(sent, zone=stored.zone, entered_at=stored.entered_at, supersedes=stored.supersedes) == stored
