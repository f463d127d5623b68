"""What every route depends on: the diary it speaks of, and checks that no page can forget."""

import logging
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, BackgroundTasks, Depends
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request

from zonewise.guidance.protocol import Protocol
from zonewise.services.base.diary import Diary
from zonewise.services.base.profile import profile_in
from zonewise.services.reading.today import ShownGuidance, guidance_today, has_record, keep_guidance, takes_long
from zonewise.store.refusals import DiaryRefused

from .access_control import access_of
from .forms import SAFE_METHODS, verify_csrf
from .render import ApiResponse, is_example
from .writer_thread import WritingRoute

LOG = logging.getLogger("zonewise.web")


@dataclass(frozen=True, slots=True)
class DiaryContext:
    """The diary that a request speaks of."""

    diary: Diary
    as_of: date | None = None  # The logical day shown; None is today.
    example: bool = False  # The made-up diary, in which nothing is written.

    @property
    def protocol(self) -> Protocol:
        """The protocol that the diary names."""
        return profile_in(self.diary).protocol


class DemoDiary:
    """The example's diary, beside the person's own: it is made when it is first asked for."""

    def __init__(self) -> None:
        self._example: DiaryContext | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._making = anyio.Lock()

    async def example(self) -> DiaryContext:
        """Return the example; making it takes seconds, so it is made beside the other requests."""
        async with self._making:
            if self._example is None:
                self._folder = tempfile.TemporaryDirectory(prefix="zonewise-example-")
                self._example = await anyio.to_thread.run_sync(_make_example, Path(self._folder.name))
            return self._example

    async def discard(self) -> None:
        """Take the example away, once nobody makes it any more; the next look at it begins anew."""
        async with self._making:
            self.close()

    def close(self) -> None:
        """Take the example away."""
        self._example = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def _make_example(folder: Path) -> DiaryContext:
    from zonewise.services.importing.demo import make_example

    diary, last = make_example(folder)
    return DiaryContext(diary, last, example=True)


async def shown_today(context: DiaryContext, after: BackgroundTasks) -> ShownGuidance:
    """Return today's guidance and have it kept after the answer; what takes long stays off the event loop."""
    if takes_long(context.diary, context.as_of):
        today = await anyio.to_thread.run_sync(guidance_today, context.diary, context.as_of)
    else:
        today = guidance_today(context.diary, context.as_of)
    what = (context.diary.place, today.guidance.as_of, len(today.entries))
    if not has_record(today) and what not in _keeping:
        _keeping.add(what)
        after.add_task(_keep_once, context.diary, today, what)
    return today


_keeping: set[tuple[str, date, int]] = set()
"""What is being kept now: many who look at once bring it into the diary once."""


def _keep_once(diary: Diary, shown: ShownGuidance, what: tuple[str, date, int]) -> None:
    try:
        keep_shown(diary, shown)
    finally:
        _keeping.discard(what)


def keep_shown(diary: Diary, shown: ShownGuidance) -> None:
    """Keep what was shown, once the answer is with the browser; where that is refused the next look tries again."""
    try:
        keep_guidance(diary, shown)
    except DiaryRefused as refused:
        LOG.warning("what was shown is not kept: %s", refused.code)


async def diary_context_of(request: Request) -> DiaryContext:
    """Return the diary that this browser looks at."""
    demo: DemoDiary = request.app.state.demo
    context = await demo.example() if is_example(request) else DiaryContext(access_of(request).diary_for(request))
    request.state.context = context
    return context


CurrentDiary = Annotated[DiaryContext, Depends(diary_context_of)]
"""A route's parameter `context: CurrentDiary` is the diary it speaks of."""


PLAYED_ALONG = ("/check-in", "/prescriber/page")
"""What may be tried in the example: a check-in is written into its own diary, which goes when the example is left."""


async def _nothing_into_the_example(request: Request) -> None:
    if request.method not in SAFE_METHODS and is_example(request) and request.scope["path"] not in PLAYED_ALONG:
        raise HTTPException(409, "example")


_CHECKS = [Depends(verify_csrf), Depends(_nothing_into_the_example)]


def diary_pages() -> APIRouter:
    """Return a router for pages about the diary: POSTs carry our token, and in the example nothing is written."""
    return APIRouter(
        dependencies=_CHECKS, default_response_class=HTMLResponse, include_in_schema=False, route_class=WritingRoute
    )


def app_pages() -> APIRouter:
    """Return a router for pages about the app itself, such as its appearance; these work in the example too."""
    return APIRouter(dependencies=_CHECKS[:1], default_response_class=HTMLResponse, include_in_schema=False)


def for_programs() -> APIRouter:
    """Return a router for the JSON interface; its routes stand in the OpenAPI document."""
    return APIRouter(prefix="/api", dependencies=_CHECKS, default_response_class=ApiResponse, route_class=WritingRoute)
