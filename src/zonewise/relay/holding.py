"""What a relay holds, and what becomes of it: kept, opened, counted, withdrawn, ended."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Row, delete, func, select, update

from .tables import files, openings, places, shares, transaction

EndedBy = Literal["withdrawn", "expired", "passcode", ""]

PASSCODE_TRIES = 10
PLACE_SECONDS = 300  # How long the address of one file is good. Source: the guide allows an hour.
LOG_SECONDS = 30 * 86_400  # How long after its end a share's log is kept.
MOST_OPENINGS = 1000  # Of one share that are kept; later ones push the oldest out.


@dataclass(frozen=True, slots=True)
class SealedFile:
    """One sealed file."""

    content_type: str
    sealed: str


@dataclass(frozen=True, slots=True)
class NewShare:
    """What somebody wants to be held."""

    id: str  # The secret part of the link's address.
    owner: str  # The secret by which its maker may look after it.
    expires_at: int | None  # Seconds since 1970, or None until withdrawn.
    direct: bool  # Whether the address is the one file.
    passcode_hash: str  # Of the passcode, or "".
    files: tuple[SealedFile, ...]

    @property
    def size(self) -> int:
        """Characters that it takes."""
        return sum(len(file.sealed) for file in self.files)


@dataclass(frozen=True, slots=True)
class Opening:
    """One time at which somebody opened it, or tried to."""

    at: int
    recipient: str
    what: str  # "opened" or "wrong-passcode".


@dataclass(frozen=True, slots=True)
class ShareState:
    """What its maker may know."""

    made_at: int
    expires_at: int | None
    ended_at: int | None
    ended_by: EndedBy
    tries_left: int
    openings: tuple[Opening, ...]  # Oldest first.


@dataclass(frozen=True, slots=True)
class Live:
    """A share that stands."""

    key: str  # Its key in the tables.
    direct: bool
    passcode_hash: str


def secret_key(secret: str) -> str:
    """Return what stands in the tables for a secret: it cannot be turned back, as the secret has 256 bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Holding:
    """The shares of one relay."""

    def __init__(self, engine: Engine, most_characters: int) -> None:
        """Take a database.

        Args:
            engine: From `open_database`.
            most_characters: The most that all shares together may take.
        """
        self._engine = engine
        self._most_characters = most_characters

    def keep(self, share: NewShare, now: int) -> Literal["kept", "not-owner", "ended", "full"]:
        """Hold a share, or its new content; sent twice it counts once.

        What has ended does not begin again, and only its maker may change what stands.
        """
        key = secret_key(share.id)
        with transaction(self._engine) as connection:
            row = self._row(connection, key, now, lock=True)
            if row is not None and not secrets.compare_digest(row.owner, secret_key(share.owner)):
                return "not-owner"
            if row is not None and row.ended_at is not None:
                return "ended"
            held = connection.execute(select(func.coalesce(func.sum(shares.c.size), 0))).scalar_one()
            if held - (row.size if row is not None else 0) + share.size > self._most_characters:
                return "full"
            values: dict[str, Any] = {
                "expires_at": share.expires_at,
                "direct": share.direct,
                "passcode": share.passcode_hash,
                "size": share.size,
            }
            if row is None:
                ends = {"ended_at": None, "ended_by": "", "tries_left": PASSCODE_TRIES, "made_at": now}
                connection.execute(shares.insert().values(id=key, owner=secret_key(share.owner), **ends, **values))
            else:
                connection.execute(update(shares).where(shares.c.id == key).values(**values))
                connection.execute(delete(places).where(places.c.share == key))
                connection.execute(delete(files).where(files.c.share == key))
            connection.execute(files.insert(), list(_rows(key, share.files)))
        return "kept"

    def find_live(self, id: str, now: int) -> Live | None:
        """Return a share that stands, or None for one that has ended or never was."""
        with self._engine.connect() as connection:
            row = connection.execute(select(shares).where(shares.c.id == secret_key(id))).one_or_none()
        return None if row is None or _has_ended(row, now) else Live(row.id, row.direct, row.passcode)

    def reserve_try(self, live: Live) -> int | None:
        """Take one of the tries of a passcode before it is looked at; return how many are left, None when none was.

        Tries sent at once each take one, so that nobody has more of them than there are.
        """
        with transaction(self._engine) as connection:
            return connection.execute(
                update(shares)
                .where(shares.c.id == live.key, shares.c.tries_left > 0)
                .values(tries_left=shares.c.tries_left - 1)
                .returning(shares.c.tries_left)
            ).scalar_one_or_none()

    def wrong_passcode(self, live: Live, recipient: str, left: int, now: int) -> None:
        """Write down a passcode that was wrong; the last one ends the share."""
        with transaction(self._engine) as connection:
            self._log(connection, live.key, recipient, "wrong-passcode", now)
            if left == 0:
                self._end(connection, live.key, "passcode", now)

    def open_direct(self, id: str, recipient: str, now: int) -> SealedFile | bool | None:
        """Return the one file of a share and write down who opened it, in one transaction.

        True for a share that has a list instead; None for one that has ended or never was.
        """
        with transaction(self._engine) as connection:
            row = self._row(connection, secret_key(id), now, lock=True)
            if row is None or row.ended_at is not None:
                return None
            if not row.direct:
                return True
            self._log(connection, row.id, recipient, "opened", now)
            query = select(files.c.content_type, files.c.sealed).where(files.c.share == row.id, files.c.number == 0)
            return SealedFile(*connection.execute(query).one())

    def open(self, live: Live, recipient: str, now: int, *, tried: bool = False) -> tuple[SealedFile, ...] | None:
        """Return the files and write down who opened them, in one transaction; None when it ended meanwhile.

        Args:
            tried: Whether a try was taken for a passcode that was right: it is given back.
        """
        with transaction(self._engine) as connection:
            row = self._row(connection, live.key, now, lock=True)
            if row is None or row.ended_at is not None:
                return None
            if tried:
                connection.execute(
                    update(shares).where(shares.c.id == live.key).values(tries_left=shares.c.tries_left + 1)
                )
            self._log(connection, live.key, recipient, "opened", now)
            rows = connection.execute(
                select(files.c.content_type, files.c.sealed).where(files.c.share == live.key).order_by(files.c.number)
            )
            return tuple(SealedFile(*row) for row in rows)

    def place(self, live: Live, number: int, now: int) -> str:
        """Return the secret of an address at which one file may be fetched once, for some minutes."""
        token = secrets.token_urlsafe(32)
        with transaction(self._engine) as connection:
            connection.execute(
                places.insert().values(
                    token=secret_key(token), share=live.key, number=number, expires_at=now + PLACE_SECONDS
                )
            )
        return token

    def take_place(self, token: str, now: int) -> SealedFile | None:
        """Return the file of such an address; None once it was fetched, is over, or its share has ended."""
        with transaction(self._engine) as connection:
            row = connection.execute(
                delete(places)
                .where(places.c.token == secret_key(token))
                .returning(places.c.share, places.c.number, places.c.expires_at)
            ).one_or_none()
            if row is None or row.expires_at <= now:
                return None
            share = self._row(connection, row.share, now)
            if share is None or share.ended_at is not None:
                return None
            file = connection.execute(
                select(files.c.content_type, files.c.sealed).where(
                    files.c.share == row.share, files.c.number == row.number
                )
            ).one_or_none()
            return SealedFile(*file) if file is not None else None

    def state(self, id: str, owner: str, now: int) -> ShareState | None:
        """Return what the maker of a share may know; None for anybody else."""
        with transaction(self._engine) as connection:
            row = self._row(connection, secret_key(id), now)
            if row is None or not secrets.compare_digest(row.owner, secret_key(owner)):
                return None
            rows = connection.execute(
                select(openings.c.at, openings.c.recipient, openings.c.what)
                .where(openings.c.share == row.id)
                .order_by(openings.c.number)
            )
            opened = tuple(Opening(*opening) for opening in rows)
        return ShareState(row.made_at, row.expires_at, row.ended_at, row.ended_by, row.tries_left, opened)

    def withdraw(self, id: str, owner: str, now: int) -> bool:
        """End a share at once; say whether this is its maker. One that has ended stays as it ended."""
        with transaction(self._engine) as connection:
            row = self._row(connection, secret_key(id), now, lock=True)
            if row is None or not secrets.compare_digest(row.owner, secret_key(owner)):
                return False
            if row.ended_at is None:
                self._end(connection, row.id, "withdrawn", now)
        return True

    def clean_up(self, now: int) -> None:
        """Delete what is sealed in shares that have expired, and the logs of those that ended long ago."""
        with transaction(self._engine) as connection:
            over = select(shares.c.id).where(shares.c.ended_at.is_(None), shares.c.expires_at <= now)
            for key in connection.execute(over).scalars().all():
                self._end(connection, key, "expired", now)
            connection.execute(delete(places).where(places.c.expires_at <= now))
            many = select(openings.c.share).group_by(openings.c.share).having(func.count() > MOST_OPENINGS)
            for key in connection.execute(many).scalars().all():
                _forget_oldest(connection, key)
            old = select(shares.c.id).where(shares.c.ended_at <= now - LOG_SECONDS).scalar_subquery()
            connection.execute(delete(openings).where(openings.c.share.in_(old)))
            connection.execute(delete(shares).where(shares.c.ended_at <= now - LOG_SECONDS))

    def _row(self, connection: Connection, key: str, now: int, *, lock: bool = False) -> Row[Any] | None:
        """Return the row of a share, ended where its time is over; kept from other writers where that is asked."""
        query = select(shares).where(shares.c.id == key)
        row = connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is not None and row.ended_at is None and _has_ended(row, now):
            self._end(connection, key, "expired", now)
            row = connection.execute(query).one_or_none()
        return row

    def _end(self, connection: Connection, key: str, by: EndedBy, now: int) -> None:
        """End a share: what was sealed in it is deleted, who opened it stays known for a while."""
        connection.execute(delete(places).where(places.c.share == key))
        connection.execute(delete(files).where(files.c.share == key))
        ended = {"ended_at": now, "ended_by": by, "size": 0, "passcode": ""}
        connection.execute(update(shares).where(shares.c.id == key).values(**ended))

    def _log(self, connection: Connection, key: str, recipient: str, what: str, now: int) -> None:
        connection.execute(openings.insert().values(share=key, at=now, recipient=recipient, what=what))


def _rows(key: str, sealed: Iterable[SealedFile]) -> Iterable[dict[str, object]]:
    for number, file in enumerate(sealed):
        yield {"share": key, "number": number, "content_type": file.content_type, "sealed": file.sealed}


def _forget_oldest(connection: Connection, key: str) -> None:
    latest = select(openings.c.number).where(openings.c.share == key).order_by(openings.c.number.desc())
    last = latest.offset(MOST_OPENINGS).limit(1).scalar_subquery()
    connection.execute(delete(openings).where(openings.c.share == key, openings.c.number <= last))


def _has_ended(row: Row[Any], now: int) -> bool:
    return row.ended_at is not None or (row.expires_at is not None and row.expires_at <= now)
