"""What a look at a page writes is written after the page was sent, once, and never by the thread that answers."""

import asyncio
import logging
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from fastapi.routing import APIRoute

from zonewise.model.entry import DOMAINS, Entry
from zonewise.services.base.clock import logical_today
from zonewise.services.base.diary import Diary, add_entries, all_entries, read_connection, write_transaction
from zonewise.services.base.profile import Profile
from zonewise.services.reading import relief
from zonewise.services.reading.today import replay
from zonewise.store import connect
from zonewise.store.records import load_records
from zonewise.store.refusals import DiaryRefused

from .conftest import every_route

HEADERS = [(b"host", b"127.0.0.1:8765"), (b"accept", b"text/html")]


def look(app, path, on_sent=lambda: None):
    """Ask for a page and return status and body; the function is called the moment the whole page was sent."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            on_sent()

    path, _, query = path.partition("?")
    scope = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
             "raw_path": path.encode(), "query_string": query.encode(), "headers": HEADERS, "root_path": "",
             "server": ("127.0.0.1", 8765), "client": ("127.0.0.1", 1)}  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], b"".join(item.get("body", b"") for item in sent[1:]).decode()


@pytest.fixture
def events(monkeypatch):
    """Return what happens in its order: each transaction that may write, with its thread, and what a test adds."""
    happened = []

    @contextmanager
    def noted(engine):
        happened.append(("write", threading.current_thread()))
        with transaction(engine) as connection:
            yield connection

    transaction = connect.transaction
    monkeypatch.setattr(connect, "transaction", noted)
    return happened


def records(diary):
    """Return the kept records of a diary."""
    with read_connection(Diary(str(diary))) as connection:
        return load_records(connection)


def test_no_page_writes_before_it_is_sent(lived, events):
    """No route that is read opens a transaction that may write before its answer is sent, whoever adds one."""
    routes = [item for item in every_route(lived.app.routes) if isinstance(item, APIRoute) and "GET" in item.methods]
    paths = [route.path for route in routes if "{" not in route.path and route.path != "/api/medicines/finding"]
    assert len(paths) > 30
    for path in [*paths, "/api/medicines/finding?name=ldn", "/api/entries?day=2026-01-02", "/entries/none"]:
        events.clear()
        status, _ = look(lived.app, path, lambda: events.append(("sent", None)))
        assert status < 500, path
        assert events[0][0] == "sent", path


@pytest.mark.parametrize("path", ["/", "/api/today"])
def test_what_was_shown_is_kept_once_and_replays(lived, events, path):
    """The record follows the answer, from another thread than the one that answers; a second look adds none."""
    first, _ = look(lived.app, path, lambda: events.append(("sent", None)))
    second, _ = look(lived.app, path, lambda: events.append(("sent", None)))

    assert (first, second) == (200, 200)
    assert [name for name, _ in events] == ["sent", "write", "sent"]
    assert events[1][1] is not threading.main_thread()
    assert len(records(lived.diary)) == 1
    assert [result.differences for result in replay(Diary(str(lived.diary)))] == [()]


def test_a_page_comes_at_once_while_another_program_writes(lived):
    """While another connection holds the diary for writing the page comes; once it lets go what was shown is kept."""
    with write_transaction(Diary(str(lived.diary))) as connection:
        began = time.monotonic()
        status, text = look(lived.app, "/", connection.commit)
    assert status == 200
    assert "Today" in text
    assert time.monotonic() - began < 4
    assert len(records(lived.diary)) == 1


def test_a_diary_that_cannot_be_written_is_shown_all_the_same(lived, monkeypatch, caplog):
    """Where what was shown cannot be kept the page is whole, the log has a code, and the next look keeps it."""

    @contextmanager
    def busy(engine):
        raise DiaryRefused("diary", "it is in use.", "Try again.", "diary-busy")
        yield

    with monkeypatch.context() as patched, caplog.at_level(logging.WARNING):
        patched.setattr(connect, "transaction", busy)
        assert look(lived.app, "/")[0] == 200
    assert "not kept: diary-busy" in caplog.text
    assert records(lived.diary) == ()

    look(lived.app, "/")
    assert len(records(lived.diary)) == 1


def test_a_diary_that_was_erased_meanwhile_is_not_begun_again(lived):
    """What was shown of a diary that is gone before it is kept brings no file back."""
    look(lived.app, "/", lived.diary.unlink)

    assert not lived.diary.exists()


def test_an_estimate_never_runs_on_the_event_loop(empty, monkeypatch):
    """A due estimate of relief is worked out in a worker thread, shown at once, kept once, and replays."""
    diary = Diary(str(empty.diary))
    add_entries(diary, hundred_days())
    threads = []
    relief_of = relief.relief_of

    def noted(*arguments, **options):
        threads.append(threading.current_thread())
        return relief_of(*arguments, **options)

    monkeypatch.setattr(relief, "relief_of", noted)
    look(empty.app, "/")
    look(empty.app, "/")

    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()
    assert len([entry for entry in all_entries(diary) if entry.name == relief.ESTIMATE_TRACKER]) == 1
    assert len(records(empty.diary)) == 1
    assert [result.differences for result in replay(diary)] == [()]


def hundred_days():
    """Return ratings of the hundred days up to today, and 1.5 mg on the last seventy."""
    profile = Profile()
    today = logical_today(profile.zone, profile.day_ends_at)
    entries = []
    for number in range(100):
        day = today - timedelta(days=99 - number)
        entries += [
            Entry(f"{number}-{name}", day, None, "rating", name, str(5 + number % 2), source="cli") for name in DOMAINS
        ]
        if number >= 30:
            entries.append(Entry(f"{number}-dose", day, None, "dose", "naltrexone", "1.5", "mg", source="cli"))
    return entries
