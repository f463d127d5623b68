"""Sending what was signed by a relay: a link for one person, which can be taken back, and who fetched it."""

import os
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from zonewise.plan.signature.message import read_message
from zonewise.problem import InputRefused, Problem
from zonewise.services.base.clock import utc_now
from zonewise.services.sharing.kept_shares import KeptShare, share_json, share_of
from zonewise.services.sharing.relay_client import (
    RelayState,
    checked_relay,
    put_share,
    relay_state,
    share_body,
    withdraw_share,
)
from zonewise.services.sharing.shares import INVITATION, VARIABLE, opening_words, share_words
from zonewise.share.base64url import decode, encode
from zonewise.share.links import DIRECT
from zonewise.share.sealed import SIGNED_TEXT
from zonewise.store.clinic_tables import (
    StoredLink,
    StoredMessage,
    StoredPerson,
    all_links,
    keep_link,
    messages_for,
)

from .clinic_file import Clinic, read_clinic, write_clinic

LABEL = "Signed by your prescriber"


@dataclass(frozen=True, slots=True)
class SentLink:
    """A link behind which something signed lies."""

    message: StoredMessage
    share: KeptShare
    relay: RelayState | None = None  # None where the relay was not asked, or does not answer.

    def stands(self) -> bool:
        """Say whether it can still be fetched, as far as is known."""
        return self.share.stands(utc_now()) and not (self.relay is not None and self.relay.ended_by)

    def words(self) -> tuple[str, ...]:
        """Return in sentences how it stands, and who fetched it."""
        how = share_words(self.share, self.relay, utc_now())
        return (how, *(opening_words(self.relay) if self.stands() else ()))


def send_signed(clinic: Clinic, person: StoredPerson, relay: str = "") -> SentLink:
    """Hand what was signed last for somebody to a relay, sealed, and return the link for them alone.

    What it takes to take it back is kept before it is sent. It lies there until its last day.

    Args:
        relay: Where; "" is the relay of the environment, else that of the last link.

    Raises:
        InputRefused: Nothing was signed, no relay is known, or it does not take it: what was signed stays as it is.
    """
    with read_clinic(clinic) as connection:
        signed, kept = messages_for(connection, person.id), all_links(connection)
    if not signed:
        fault = f"nothing was signed for {person.name} yet."
        raise InputRefused([Problem("person", 0, fault, "Sign a plan first.", "nothing-signed", field="relay")])
    address = checked_relay(known_relay(kept, relay))
    message, now = signed[0], utc_now()
    last_day = read_message(message.token).message.until
    ends = datetime.combine(last_day + timedelta(days=1), time(), UTC)
    if ends <= now:
        fault = "its last day is over."
        raise InputRefused([Problem("signed text", 0, fault, "Sign it anew.", "over", field="relay")])
    id, owner, key = (encode(secrets.token_bytes(32)) for _ in range(3))
    share = KeptShare(id, owner, key, address, int(now.timestamp()), int(ends.timestamp()), DIRECT, label=LABEL)
    _keep(clinic, message, share)
    body = share_body(message.token.encode(), decode(key), share.expires, content_type=SIGNED_TEXT)
    try:
        put_share(address, id, owner, body, os.environ.get(INVITATION, ""))
    except InputRefused:
        _keep(clinic, message, replace(share, withdrawn=True))
        raise
    return SentLink(message, share)


def sent_links(clinic: Clinic, person: StoredPerson, *, ask: bool = True) -> tuple[SentLink, ...]:
    """Return the links to what was signed for somebody, the newest first.

    Args:
        ask: Ask the relays of those that stand; one that does not answer keeps nobody from seeing the rest.
    """
    with read_clinic(clinic) as connection:
        signed = {message.id: message for message in messages_for(connection, person.id)}
        kept = all_links(connection)
    now, links = utc_now(), []
    for link in kept:
        share = share_of(link.share)
        if share is not None and link.message_id in signed:
            state = _state(share) if ask and share.stands(now) else None
            links.append(SentLink(signed[link.message_id], share, state))
    return tuple(sorted(links, key=lambda sent: sent.share.made, reverse=True))


def take_back(clinic: Clinic, person: StoredPerson) -> int:
    """End all links to what was signed for somebody, and return how many stood. A text that was fetched stays fetched.

    Raises:
        InputRefused: A relay does not answer, so that its link still stands.
    """
    standing = [sent for sent in sent_links(clinic, person, ask=False) if sent.share.stands(utc_now())]
    for sent in standing:
        withdraw_share(sent.share.relay, sent.share.id, sent.share.owner)
        _keep(clinic, sent.message, replace(sent.share, withdrawn=True))
    return len(standing)


def known_relay(kept: tuple[StoredLink, ...], relay: str = "") -> str:
    """Return the relay that was named, else that of the environment, else that of the last link, else ""."""
    shares = sorted(filter(None, (share_of(link.share) for link in kept)), key=lambda share: share.made)
    last = shares[-1].relay if shares else ""
    return (relay.strip() or os.environ.get(VARIABLE, "") or last).rstrip("/")


def _state(share: KeptShare) -> RelayState | None:
    try:
        return relay_state(share.relay, share.id, share.owner)
    except InputRefused:
        return None


def _keep(clinic: Clinic, message: StoredMessage, share: KeptShare) -> None:
    with write_clinic(clinic) as connection:
        keep_link(connection, StoredLink(share.id, message.id, share_json(share)))
