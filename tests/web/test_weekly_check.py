"""Damage that the weekly check finds stands on every page of that diary, and on no page for a stranger."""

import asyncio
from contextlib import suppress
from pathlib import Path

from zonewise.services.base.diary import Diary
from zonewise.services.custody.backups import back_up
from zonewise.services.custody.browser_key import browser_key
from zonewise.store.private_files import checked_file
from zonewise.web.weekly_check import check_weekly

from .conftest import page_words

DAMAGED = "Part of your diary is damaged"


def test_a_fault_of_the_check_stops_no_later_one(lived, monkeypatch, caplog):
    """What goes wrong once is logged by its kind alone, and the next time the check is made again."""
    tried = []

    def check(_):
        tried.append(1)
        raise RuntimeError("a word of the diary")

    monkeypatch.setattr("zonewise.web.weekly_check.check_when_due", check)

    async def look_thrice() -> None:
        checking = asyncio.create_task(check_weekly(lived.app, first=0.0, interval=0.0))
        async with asyncio.timeout(20):
            while len(tried) < 3:
                await asyncio.sleep(0.01)
        checking.cancel()

    asyncio.run(look_thrice())

    assert "fault RuntimeError in the weekly check" in caplog.text
    assert "a word" not in caplog.text


def test_the_pages_say_what_is_damaged_and_the_way_back(lived, browser_on):
    """Every page of a damaged diary names the newest sound backup; one who was not let in reads nothing of it."""
    backup = back_up(Diary(str(lived.diary))).backup
    checked_file(Path(lived.diary)).unlink()
    content = lived.diary.read_bytes()
    at = content.rindex(b"naltrexone")
    lived.diary.write_bytes(content[:at] + b"naltrexane" + content[at + 10 :])

    async def look_once() -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(20):
                checking = asyncio.create_task(check_weekly(lived.app, first=0.0, interval=0.01))
                while lived.app.state.damage is None:
                    await asyncio.sleep(0.01)
                checking.cancel()

    asyncio.run(look_once())

    for path in ("/data", "/check-in", "/help"):
        words = page_words(lived.get(path))
        assert DAMAGED in words
        assert backup.path.name in words
    stranger = browser_on(lived.diary, browser_key=browser_key(Diary(str(lived.diary))))
    stranger.app.state.damage = lived.app.state.damage
    assert DAMAGED not in page_words(stranger.get("/help"))
    lived.post("/data/restore", backup=backup.path.name, do="save")
    assert DAMAGED not in page_words(lived.get("/data"))
