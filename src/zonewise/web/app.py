"""One app made of pages, guard, errors and files."""

import asyncio
import gc
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib import import_module

from anyio import to_thread
from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zonewise import __version__

from .access_control import AccessControl, require_unlocked
from .diary_context import DemoDiary
from .errors import ERROR_ANSWERS
from .forms import MOST_UPLOADS, Uploads
from .pages import PAGES
from .render import ApiResponse
from .request_guard import RequestGuard
from .settings import KILOBYTE, WebSettings
from .static_files import ASKED_EACH_TIME, KEPT, address, all_versions, static_files
from .weekly_check import check_weekly

LARGE_BODIES: Mapping[str, int] = {"/data/import": 64 * KILOBYTE**2, "/data/restore": 64 * KILOBYTE**2}
"""Paths that take a file, with the most bytes each takes."""

COLLECTED_AFTER = (700, 10, 100)
"""Of the three generations. Looking through the entries of years takes 75 ms, and every page waits: so it is rare."""
WORKER_THREADS = 4
"""For what takes long. A person has one or two browsers, and with the usual 40 threads memory grows by a third."""

SERVICE_WORKER = "service_worker.js"


def create_app(settings: WebSettings) -> FastAPI:
    """Return the app for one diary; nothing is opened before the first request.

    Args:
        settings: Whose diary, under which names, with which bounds.
    """
    settings = replace(settings, most_bytes_at={**LARGE_BODIES, **settings.most_bytes_at})
    app = FastAPI(
        title="zonewise",
        version=__version__,
        summary="Today's zone, what to do with the dose, and why. Everything stays on this machine.",
        openapi_url="/api/openapi.json",
        docs_url=None,  # both pages load scripts from elsewhere
        redoc_url=None,
        default_response_class=ApiResponse,
        lifespan=_lifespan,
        exception_handlers=dict(ERROR_ANSWERS),
        dependencies=[Depends(require_unlocked)],
    )
    app.state.settings = settings
    app.state.demo = DemoDiary()
    app.state.access = AccessControl(settings)
    app.state.damage = None  # What the weekly check found.
    app.state.uploads = Uploads(MOST_UPLOADS)
    app.add_middleware(RequestGuard, settings=settings)
    app.add_api_route("/static/{name}", static_file, include_in_schema=False)
    app.add_api_route(f"/{SERVICE_WORKER}", _service_worker, include_in_schema=False)
    app.add_api_route("/favicon.ico", static_icon, include_in_schema=False)
    for name in PAGES:
        app.include_router(import_module(f"zonewise.web.pages.{name}").router)
    app.include_router(import_module("zonewise.web.api").router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    to_thread.current_default_thread_limiter().total_tokens = WORKER_THREADS
    gc.set_threshold(*COLLECTED_AFTER)
    checking = asyncio.create_task(check_weekly(app))
    yield
    checking.cancel()
    app.state.uploads.clear()
    app.state.demo.close()


async def static_file(request: Request, name: str) -> Response:
    """Return one of the app's own files."""
    file = static_files().get(name)
    if file is None:
        raise HTTPException(404, "not-found")
    kept = KEPT if request.query_params.get("v") == file.version else ASKED_EACH_TIME
    return Response(file.content, media_type=file.type, headers={"Cache-Control": kept})


async def _service_worker() -> Response:
    """Return the service worker from the root, so that it may answer for every page; asked for anew each time."""
    worker = static_files()[SERVICE_WORKER]
    files = [address(name) for name in static_files() if name != SERVICE_WORKER]
    known = {"VERSION": all_versions(), "FILES": files, "QUEUE": address("queue.js")}
    lines = ['"use strict";', *(f"const {name} = {json.dumps(value)};" for name, value in known.items()), ""]
    return Response(
        "\n".join(lines).encode() + worker.content, media_type=worker.type, headers={"Cache-Control": ASKED_EACH_TIME}
    )


async def static_icon(request: Request) -> Response:
    """Return the icon that browsers ask for by themselves."""
    return await static_file(request, "icon.svg")
