"""The keys of prescribers that a person has compared, and the code by which a plan is known to be for this diary.

Both are entries of the diary, so that they go where it goes. A key that is forgotten or replaced is no longer in force.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zonewise.model.entry import Entry, in_force
from zonewise.plan.signature.key_words import key_words
from zonewise.plan.signature.pairing_code import RANDOM_BYTES, pairing_code
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.diary import Diary, add_entries, entries_so_far, new_id
from zonewise.services.base.entry_check import CODE_FIELD, KEY_FIELD
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource, make_entry, moment
from zonewise.services.base.profile import Profile, profile_of


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key whose words the person compared."""

    key_id: str
    name: str  # Whose it is.
    since: date  # The day on which it was compared, or came in the place of one that was.
    entry: Entry

    @property
    def words(self) -> tuple[str, ...]:
        """Its fingerprint in words."""
        return key_words(self.key_id)


def known_keys(entries: Iterable[Entry]) -> tuple[KnownKey, ...]:
    """Return the keys in force, the oldest first."""
    return tuple(
        KnownKey(entry.value, entry.note, entry.day, entry)
        for entry in in_force(entries)
        if (entry.kind, entry.name) == ("profile", KEY_FIELD)
    )


def compared_keys(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the ids of all keys that were ever known, those included in whose place another came; none forgotten."""
    by_id = {entry.id: entry for entry in entries}
    forgotten = {entry.supersedes for entry in by_id.values() if entry.kind == "withdrawn"}
    return frozenset(
        entry.value
        for entry in by_id.values()
        if (entry.kind, entry.name) == ("profile", KEY_FIELD) and entry.id not in forgotten
    )


def keys_of_prescribers(diary: Diary) -> tuple[KnownKey, ...]:
    """Return the keys that a diary knows, the oldest first."""
    return known_keys(entries_so_far(diary))


def key_entry(key_id: str, name: str, profile: Profile, hand: InputSource, replaces: KnownKey | None) -> Entry:
    """Return the entry that makes a key a known one, in the place of another or beside it."""
    entry = make_entry("profile", KEY_FIELD, key_id, moment(profile, None, None, hand), profile, note=name)
    return replace(entry, supersedes=replaces.entry.id) if replaces is not None else entry


def forget_key(diary: Diary, number: int, *, hand: InputSource = COMMAND_LINE) -> KnownKey:
    """Forget a key, so that nothing it signs is taken in any more; what came before stays.

    Args:
        number: Its place in `keys_of_prescribers`, from 1.
        hand: Through what it is written down.

    Raises:
        InputRefused: There is no such key.
    """
    keys = keys_of_prescribers(diary)
    if not 1 <= number <= len(keys):
        fault = f"there is no key {number}; the diary knows {len(keys)}."
        raise InputRefused([Problem("key", 0, fault, "List them with 'zonewise plan keys'.", "no-such-key")])
    key = keys[number - 1]
    gone = replace(key.entry, id=new_id(), kind="withdrawn", value="", source=hand.source, entered_at="",
                   supersedes=key.entry.id)  # fmt: skip
    add_entries(diary, [gone])
    return key


def code_in(entries: Sequence[Entry]) -> str:
    """Return the code of a diary, "" where none was made yet."""
    codes = [entry.value for entry in in_force(entries) if (entry.kind, entry.name) == ("profile", CODE_FIELD)]
    return codes[-1] if codes else ""


def code_of_diary(diary: Diary, *, hand: InputSource = COMMAND_LINE) -> str:
    """Return the code by which a prescriber signs for this diary; it is made when it is first asked for."""
    entries = entries_so_far(diary)
    code = code_in(entries)
    if not code:
        code, profile = pairing_code(os.urandom(RANDOM_BYTES)), profile_of(entries)
        add_entries(diary, [make_entry("profile", CODE_FIELD, code, moment(profile, None, None, hand), profile)])
    return code
