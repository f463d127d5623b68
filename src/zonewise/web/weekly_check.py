"""The check of the whole diary while the app runs: in a thread of its own, so that it holds no page up."""

import logging

import anyio
import anyio.to_thread
from fastapi import FastAPI

from zonewise.services.custody.weekly_check import check_when_due

LOG = logging.getLogger("zonewise.web")

FIRST_SECONDS, EACH_SECONDS = 60.0, 3600.0
"""How long after the start it is first seen whether a check is due, and how often after that."""


async def check_weekly(app: FastAPI, first: float = FIRST_SECONDS, interval: float = EACH_SECONDS) -> None:
    """Check the diary whenever that is due, for as long as the app runs; the pages say what is damaged."""
    own_thread = anyio.CapacityLimiter(1)
    await anyio.sleep(first)
    while True:
        diary = app.state.access.diary
        try:
            app.state.damage = await anyio.to_thread.run_sync(check_when_due, diary, limiter=own_thread)
        except Exception as error:  # the pages go on without it, and the next time tries again
            LOG.error("fault %s in the weekly check", type(error).__name__)
        await anyio.sleep(interval)
