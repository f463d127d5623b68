"""What a diary keeps of its shares: all that it takes to look after one, under the diary's own passphrase."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from zonewise.model.entry import Entry, in_force
from zonewise.problem import NotUnderstood
from zonewise.report.words import local_minute
from zonewise.services.base.cache import memoize
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary, add_entries, all_entries, entries_so_far
from zonewise.services.base.new_entry import InputSource, make_entry, moment
from zonewise.services.base.profile import profile_of
from zonewise.share.base64url import decode
from zonewise.share.links import HealthLink, is_fetchable, make_link

NOTE = "shared"  # Name of the notes that keep what was shared.
ENDS_SOON = timedelta(hours=3)  # From when on a share that ends is pointed out.
LABEL = "LDN diary"


@dataclass(frozen=True, slots=True)
class KeptShare:
    """A share as the diary keeps it."""

    id: str  # The secret part of its address.
    owner: str  # The secret by which it is withdrawn.
    key: str  # What opens it.
    relay: str  # Where it lies.
    made: int  # Seconds since 1970.
    expires: int | None  # Seconds since 1970, or None until withdrawn.
    flags: str
    withdrawn: bool = False
    label: str = LABEL

    @property
    def link(self) -> str:
        """The link, with the relay's page that opens it before it."""
        return make_link(self._link, f"{self.relay}/view")

    @property
    def bare_link(self) -> str:
        """The link alone, for what no page opens."""
        return make_link(self._link)

    @property
    def _link(self) -> HealthLink:
        address, flags = f"{self.relay}/s/{self.id}", frozenset(self.flags)
        return HealthLink(address, decode(self.key), self.expires, flags, self.label)

    def stands(self, now: datetime) -> bool:
        """Say whether it can still be opened, as far as the diary knows."""
        return not self.withdrawn and (self.expires is None or now.timestamp() < self.expires)

    def ends_soon(self, now: datetime) -> bool:
        """Say whether it ends within some hours."""
        return (
            self.stands(now) and self.expires is not None and now.timestamp() > self.expires - ENDS_SOON.total_seconds()
        )


def kept_shares(diary: Diary) -> tuple[KeptShare, ...]:
    """Return the shares that the diary keeps, the oldest first; nobody is asked."""
    return tuple(share for _, share in shares_with_entries(diary))


def ending_words(diary: Diary, now: datetime | None = None) -> tuple[str, ...]:
    """Return in sentences which shares end within some hours, for who looks at today; nobody is asked.

    Args:
        now: The instant; None is now.
    """
    now = now or utc_now()
    ending = [share.expires for share in kept_shares(diary) if share.ends_soon(now) and share.expires is not None]
    return tuple(
        f"A link to your page ends soon: {local_minute(datetime.fromtimestamp(end, UTC))}." for end in sorted(ending)
    )


def shares_with_entries(diary: Diary) -> list[tuple[Entry, KeptShare]]:
    """Return the shares with the entries that keep them, the oldest first.

    Raises:
        DiaryRefused: The diary cannot be read.
    """
    entries = all_entries(diary)
    return memoize(entries, ("shares",), lambda: _read(entries))


def _read(entries: Sequence[Entry]) -> list[tuple[Entry, KeptShare]]:
    notes = (entry for entry in in_force(entries) if (entry.kind, entry.name) == ("note", NOTE))
    shares = ((entry, share_of(entry.unit)) for entry in notes)
    return sorted(((entry, share) for entry, share in shares if share is not None), key=lambda kept: kept[1].made)


def share_json(share: KeptShare) -> str:
    """Return a share as it is kept, JSON."""
    return json.dumps(asdict(share), separators=(",", ":"))


def share_of(text: str) -> KeptShare | None:
    """Return a share as it is kept, from its JSON; None where it is none."""
    try:
        content: Any = json.loads(text)
        share = KeptShare(**content)
        return share if is_fetchable(share.relay) and share.link else None
    except (ValueError, TypeError, NotUnderstood):
        return None


def keep_share(diary: Diary, share: KeptShare, hand: InputSource, supersedes: str = "") -> Entry:
    """Keep a share in the diary, or what became of one, and return the entry."""
    entries = entries_so_far(diary)
    profile = profile_of(entries)
    words = "Shared with a link." if not share.withdrawn else "Shared with a link, and withdrawn."
    made = make_entry("note", NOTE, words, moment(profile, None, None, hand), profile, unit=share_json(share))
    entry = replace(made, supersedes=supersedes)
    add_entries(diary, [entry])
    return entry
