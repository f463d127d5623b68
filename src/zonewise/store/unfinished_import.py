"""An import that is written in short transactions and still counts as one: all of it at one instant, or nothing.

Whoever writes has a diary's file alone, so one long transaction would keep a check-in waiting for minutes. The entries
of an import are written a thousand at a time, and their positions are marked as unfinished: nobody reads them. The last
transaction takes the marks away. What an import leaves that was killed never counts, and is deleted by the next one.
A server lets others write beside a long transaction: there it is one.
"""

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, delete, func, insert, or_, select, update

from .connect import transaction
from .lock import IMPORT, exclusive_lock
from .refusals import DiaryRefused, refusal
from .schema import entries, row_sums, unfinished_imports

DELETED_AT_ONCE = 1000  # Rows of an import that was given up.
WAIT_SECONDS = 30.0  # For another import to end.
_PAUSE = 0.5
"""Of the time that a part took: how long others then have the file, which SQLite looks at only now and then."""

_OWN = "zonewise_own_import"


@dataclass(frozen=True, slots=True)
class ImportParts:
    """Where the entries of one import go; each function gives a connection that may write."""

    part: Callable[[], AbstractContextManager[Connection]]  # For at most a few thousand entries. They do not count yet.
    end: Callable[[], AbstractContextManager[Connection]]  # For the record: with it, and only then, all of them count.


@contextmanager
def import_in_parts(engine: Engine) -> Iterator[ImportParts]:
    """Yield where the entries of one import go. Left without its end, as after any exception, none of them is kept.

    Raises:
        DiaryRefused: Another import goes on, or as `transaction` raises.
    """
    if engine.dialect.name != "sqlite":
        with transaction(engine) as connection:
            yield ImportParts(lambda: _given(connection), lambda: _given(connection))
        return
    with ExitStack() as held:
        diary = Path(str(engine.url.database))
        try:
            held.enter_context(exclusive_lock(diary.with_name(diary.name + IMPORT), WAIT_SECONDS))
        except DiaryRefused:
            raise refusal("import-running", str(diary)) from None
        delete_unfinished(engine)  # whoever wrote it is gone: only one import holds the lock
        try:
            yield ImportParts(lambda: _part(engine), lambda: _end(engine))
        except BaseException:
            with suppress(DiaryRefused):  # it never counts; the next import deletes it
                delete_unfinished(engine)
            raise


def delete_unfinished(engine: Engine) -> None:
    """Delete what an import left that was given up, in short transactions. Call it where no import goes on."""
    while True:
        with transaction(engine) as connection:
            span = connection.execute(select(unfinished_imports)).first()
            if span is None:
                return
            until = select(func.max(row_sums.c.last)).where(
                row_sums.c.table_name == entries.name,
                row_sums.c.first.between(span.first, span.first + DELETED_AT_ONCE - 1),
                row_sums.c.last <= span.last,
            )
            last = connection.execute(until).scalar_one() or span.last
            connection.execute(delete(entries).where(entries.c.position.between(span.first, last)))
            connection.execute(
                delete(row_sums).where(
                    row_sums.c.table_name == entries.name, row_sums.c.first.between(span.first, last)
                )
            )
            this = unfinished_imports.c.first == span.first
            if last < span.last:
                connection.execute(update(unfinished_imports).where(this).values(first=last + 1))
            else:
                connection.execute(delete(unfinished_imports).where(this))


def counting(connection: Connection, query: Select[Any]) -> Select[Any]:
    """Return a query for entries without those of an import that does not count yet; the import itself sees its own."""
    spans = spans_that_count(connection)
    return query if spans == [ALL] else query.where(or_(*map(in_span, spans)))


ALL = (0, 2**63 - 1)
"""Every position there can be, first and last."""


def spans_that_count(connection: Connection) -> list[tuple[int, int]]:
    """Return the spans of positions, first and last, between those of an import that does not count yet, in order.

    A query names what counts and not what does not: so it looks at what counts alone, which is little beside what a
    long import has written so far.
    """
    if connection.get_execution_options().get(_OWN):
        return [ALL]
    counts: list[tuple[int, int]] = []
    begin = ALL[0]
    for first, last in connection.execute(select(unfinished_imports).order_by(unfinished_imports.c.first)):
        counts.append((begin, first - 1))
        begin = last + 1
    return [*counts, (begin, ALL[1])]


def in_span(span: tuple[int, int]) -> ColumnElement[bool]:
    """Return the condition that an entry's position lies in a span."""
    return entries.c.position.between(*span)


def hidden_ids(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Return those of these ids that belong to entries which do not count yet; none inside the import itself."""
    if connection.get_execution_options().get(_OWN):
        return frozenset()
    spans = connection.execute(select(unfinished_imports)).all()
    if not spans:
        return frozenset()
    hidden = or_(*(entries.c.position.between(first, last) for first, last in spans))
    return frozenset(connection.execute(select(entries.c.id).where(entries.c.id.in_(ids), hidden)).scalars())


@contextmanager
def _given(connection: Connection) -> Iterator[Connection]:
    yield connection


@contextmanager
def _part(engine: Engine) -> Iterator[Connection]:
    with transaction(engine) as connection:
        began = time.monotonic()
        before = _last_position(connection)
        yield connection.execution_options(**{_OWN: True})
        last = _last_position(connection)
        if last > before:
            adjoining = update(unfinished_imports).where(unfinished_imports.c.last == before).values(last=last)
            if not connection.execute(adjoining).rowcount:
                connection.execute(insert(unfinished_imports).values(first=before + 1, last=last))
    time.sleep(_PAUSE * (time.monotonic() - began))


@contextmanager
def _end(engine: Engine) -> Iterator[Connection]:
    with transaction(engine) as connection:
        yield connection.execution_options(**{_OWN: True})
        connection.execute(delete(unfinished_imports))


def _last_position(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(entries.c.position), 0))).scalar_one())
