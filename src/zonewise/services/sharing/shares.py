"""Handing over: a link that can be taken back, or a file that a passphrase opens; and who opened it when.

What it takes to look after a share is kept in the diary, and so under its passphrase: nothing lies beside it. Nothing
that leaves touches a disk before it is sealed.
"""

import os
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from zonewise.problem import InputRefused, Problem
from zonewise.report.words import local_minute
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource
from zonewise.services.base.text_files import write_bytes
from zonewise.share.base64url import decode, encode
from zonewise.share.links import DIRECT, LONG_TERM, PASSCODE
from zonewise.share.passphrase_seal import as_typed, make_passcode, seal_with_passphrase

from .kept_shares import KeptShare, keep_share, kept_shares, shares_with_entries
from .relay_client import RelayState, checked_relay, put_share, relay_state, share_body, withdraw_share
from .share_choice import ShareChoice, checked_length
from .shared_content import preview_with_code

VARIABLE = "ZONEWISE_RELAY"
INVITATION = "ZONEWISE_RELAY_INVITATION"
FEWEST_LETTERS = 4  # Of a passcode: ten tries and it is over.
FEWEST_LETTERS_OF_FILE = 12  # Of a passphrase that is tried without end by who has the file.


@dataclass(frozen=True, slots=True)
class SharedState:
    """A share with what its relay says of it."""

    number: int  # 1 for the oldest of the diary.
    share: KeptShare
    relay: RelayState | None  # None where the relay was not asked, or does not answer.


def make_share(
    diary: Diary, choice: ShareChoice, length: str, *, relay: str = "", passcode: str = "",
    hand: InputSource = COMMAND_LINE,
) -> KeptShare:  # fmt: skip
    """Seal what leaves, hand it to a relay, and keep in the diary what it takes to withdraw it.

    It is kept before it is sent: a share that a relay holds is never one that nobody can withdraw.

    Raises:
        InputRefused: There is no such length or relay, the passcode is too short, or the relay does not take it.
        DiaryRefused: The diary cannot be read or written.
    """
    until = checked_length(length)
    word = as_typed(passcode)
    if word and len(word) < FEWEST_LETTERS:
        raise _refusal("passcode", "the passcode is too short.", f"Give {FEWEST_LETTERS} letters or digits, or none.")
    address = relay_address(diary, relay)
    content = preview_with_code(diary, choice, hand=hand).content
    now = utc_now()
    expires = int((now + until).timestamp()) if until is not None else None
    flags = f"{LONG_TERM if until is None else ''}{PASSCODE if word else DIRECT}"
    id, owner, key = (encode(secrets.token_bytes(32)) for _ in range(3))
    share = KeptShare(id, owner, key, address, int(now.timestamp()), expires, flags)
    body = share_body(content, decode(key), expires, passcode=word)
    entry = keep_share(diary, share, hand)
    try:
        put_share(address, id, owner, body, os.environ.get(INVITATION, ""))
    except InputRefused:
        keep_share(diary, replace(share, withdrawn=True), hand, supersedes=entry.id)
        raise
    return share


def sealed_page(
    diary: Diary, choice: ShareChoice, passphrase: str = "", *, hand: InputSource = COMMAND_LINE
) -> tuple[bytes, str]:
    """Return what leaves as a file that a passphrase opens, and the passphrase; nothing is written to a disk.

    Args:
        passphrase: Of at least 12 letters; "" draws one.

    Raises:
        InputRefused: The passphrase is too short.
        DiaryRefused: The diary cannot be read or written.
    """
    word = as_typed(passphrase) or make_passcode()
    if len(word) < FEWEST_LETTERS_OF_FILE:
        expected = f"Give {FEWEST_LETTERS_OF_FILE} letters or more, or none: then one is made."
        raise _refusal("passphrase", "the passphrase is too short.", expected)
    content = preview_with_code(diary, choice, hand=hand).content
    return seal_with_passphrase(content, word).encode(), word


def share_file(diary: Diary, choice: ShareChoice, path: Path, passphrase: str = "") -> str:
    """Write what leaves to a file that a passphrase opens, and return the passphrase.

    Raises:
        InputRefused: The passphrase is too short, or the file is there already.
    """
    sealed, word = sealed_page(diary, choice, passphrase)
    write_bytes(path, sealed)
    return word


def shares_with_state(diary: Diary) -> tuple[SharedState, ...]:
    """Return the shares, those that stand with what their relays say of them.

    A relay that does not answer keeps nobody from seeing the rest.
    """
    states = []
    for number, share in enumerate(kept_shares(diary), start=1):
        state = None
        if share.stands(utc_now()):
            try:
                state = relay_state(share.relay, share.id, share.owner)
            except InputRefused:
                state = None
        states.append(SharedState(number, share, state))
    return tuple(states)


def withdraw(diary: Diary, number: int, *, hand: InputSource = COMMAND_LINE) -> KeptShare:
    """End a share at once.

    Raises:
        InputRefused: There is no share of this number, or its relay does not answer, so that it still stands.
    """
    kept = shares_with_entries(diary)
    if not 1 <= number <= len(kept):
        raise _refusal("number", f"there is no share {number}.", "See them all: zonewise share --list.", "no-share")
    entry, share = kept[number - 1]
    if share.withdrawn:
        return share
    withdraw_share(share.relay, share.id, share.owner)
    ended = replace(share, withdrawn=True)
    keep_share(diary, ended, hand, supersedes=entry.id)
    return ended


def relay_address(diary: Diary, relay: str) -> str:
    """Return the relay that was named, else that of the environment, else the last one.

    Raises:
        InputRefused: None is known, or it is no address.
    """
    return checked_relay(known_relay(diary, relay))


def known_relay(diary: Diary, relay: str = "") -> str:
    """Return the same where one is known, else ""; whether it is an address is not looked at."""
    last = next((share.relay for share in reversed(kept_shares(diary))), "")
    return (relay.strip() or os.environ.get(VARIABLE, "") or last).rstrip("/")


def share_words(share: KeptShare, state: RelayState | None, now: datetime) -> str:
    """Return in a sentence how a share stands."""
    made = f"Shared {_minute(share.made)}."
    if share.withdrawn:
        return f"{made} Withdrawn."
    if state is not None and state.ended_by == "passcode":
        return f"{made} Ended: the passcode was wrong too often. Make a new one."
    if state is not None and state.ended_by:
        return f"{made} It has ended. Make a new one to share again."
    if not share.stands(now):
        return f"{made} It ended {_minute(share.expires or 0)}. Make a new one to share again."
    if share.expires is None:
        return f"{made} It stands until you withdraw it."
    soon = "It ends soon:" if share.ends_soon(now) else "It ends"
    return f"{made} {soon} {_minute(share.expires)}."


def opening_words(state: RelayState | None) -> tuple[str, ...]:
    """Return in sentences who opened a share, the last one first."""
    if state is None:
        return ("The relay does not answer, so who opened it is not known now.",)
    if not state.openings:
        return ("Nobody has opened it.",)
    return tuple(
        f"{'Opened by' if one.opened else 'Wrong passcode from'} {one.recipient}, {local_minute(one.at)}."
        for one in reversed(state.openings)
    )


def now_utc() -> datetime:
    """Return now, for `share_words`."""
    return utc_now()


def _minute(seconds: int) -> str:
    return local_minute(datetime.fromtimestamp(seconds, UTC))


def _refusal(field: str, fault: str, expected: str, code: str = "share") -> InputRefused:
    return InputRefused([Problem("share", 0, fault, expected, code, field=field)])
