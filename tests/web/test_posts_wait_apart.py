"""What is sent waits for the diary in a thread of its own, one after the other, and no page waits with it."""

import asyncio
import threading
import time

import httpx
from fastapi.routing import APIRoute

from zonewise.store.connect import open_diary, transaction
from zonewise.web.writer_thread import in_writer_thread

from .conftest import KEY, ORIGIN, TOKEN, every_route

OWN_THREADS = {
    "/data/backup", "/data/erase", "/data/import", "/data/passphrase", "/data/restore",  # each names its own thread
    "/appearance", "/example", "/example/leave", "/help",  # a cookie, and nothing in the diary
    "/trial/design",  # it simulates for seconds and writes nothing
    "/plan/signed", "/first",  # each reads what was sent and names the writer's thread, or an own one
    "/unlock", "/lock",  # who may in, and nothing in the diary
}  # fmt: skip


def test_every_other_post_is_written_by_the_one_writer(lived):
    """A route that takes a form is a plain function, so that the writer's thread runs it, or stands on the list."""
    routes = [item for item in every_route(lived.app.routes) if isinstance(item, APIRoute) and "POST" in item.methods]
    assert len(routes) > 20
    plain = {route.path for route in routes if hasattr(route.endpoint, "__wrapped__")}
    assert {route.path for route in routes} - plain <= OWN_THREADS


def test_a_check_in_that_waits_for_another_process_holds_no_page_up(lived):
    """While another process has the diary, a check-in waits for it and every page is still answered."""
    page = lived.get("/check-in").text
    data = {"key": KEY.search(page)[1], "token": TOKEN.search(page)[1], "note": "a word", "nothing_else": "yes"}
    lived.get("/")
    has_it, may_go = threading.Event(), threading.Event()

    def another() -> None:
        engine = open_diary(lived.diary)
        with transaction(engine):
            has_it.set()
            may_go.wait(20)
        engine.dispose()

    thread = threading.Thread(target=another)
    thread.start()
    assert has_it.wait(20)

    async def both() -> tuple[list[int], int, bool]:
        transport = httpx.ASGITransport(lived.app)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=lived.cookies) as client:
            sent = asyncio.create_task(client.post("/check-in", data=data, headers={"Origin": ORIGIN}))
            await asyncio.sleep(0.2)
            pages = [(await client.get(path)).status_code for path in ("/", "/check-in", "/history", "/medicines")]
            waited = not sent.done()
            may_go.set()
            return pages, (await sent).status_code, waited

    try:
        pages, status, waited = asyncio.run(both())
    finally:
        may_go.set()
        thread.join()

    assert pages == [200] * 4
    assert waited
    assert status == 303
    assert any(entry.note == "a word" or entry.value == "a word" for entry in lived.entries)


def test_one_writes_at_a_time():
    """Of several that are sent at once each begins when the one before has ended."""
    running, most = [], []

    def work() -> None:
        running.append(1)
        most.append(len(running))
        time.sleep(0.01)
        running.pop()

    async def all_at_once() -> None:
        await asyncio.gather(*(in_writer_thread(work) for _ in range(5)))

    asyncio.run(all_at_once())

    assert most == [1] * 5
