"""How do pages, guard, errors and files become one app?"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib import import_module

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zonewise import __version__

from .access_control import AccessControl, require_unlocked
from .diary_context import DemoDiary
from .errors import add_error_answers
from .json_response import ApiResponse
from .pages import PAGES
from .request_guard import RequestGuard
from .settings import KILOBYTE, WebSettings
from .static_files import ASKED_EACH_TIME, KEPT, address, all_versions, static_files
from .uploads import Uploads

LARGE_BODIES: Mapping[str, int] = {"/data/import": 16 * KILOBYTE**2, "/data/restore": 64 * KILOBYTE**2}
"""Paths that take a file, with the most bytes each takes."""

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
        dependencies=[Depends(require_unlocked)],
    )
    app.state.settings = settings
    app.state.shelf = DemoDiary()
    app.state.door = AccessControl(settings)
    app.state.uploads = Uploads()
    add_error_answers(app)
    app.add_middleware(RequestGuard, settings=settings)
    app.add_api_route("/static/{name}", _static, include_in_schema=False)
    app.add_api_route(f"/{SERVICE_WORKER}", _service_worker, include_in_schema=False)
    app.add_api_route("/favicon.ico", _icon, include_in_schema=False)
    for name in PAGES:
        app.include_router(import_module(f"zonewise.web.pages.{name}").router)
    app.include_router(import_module("zonewise.web.api").router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.uploads.clear()
    app.state.shelf.close()


async def _static(request: Request, name: str) -> Response:
    found = static_files().get(name)
    if found is None:
        raise HTTPException(404, "not-found")
    asked = request.query_params.get("v")
    return Response(
        found.content,
        media_type=found.type,
        headers={"Cache-Control": KEPT if asked == found.version else ASKED_EACH_TIME},
    )


async def _service_worker() -> Response:
    """Return the service worker from the root, so that it may answer for every page; asked for anew each time."""
    found = static_files()[SERVICE_WORKER]
    files = [f"/static/{name}?v={each.version}" for name, each in static_files().items() if name != SERVICE_WORKER]
    known = {"VERSION": all_versions(), "FILES": files, "QUEUE": address("queue.js")}
    lines = ['"use strict";', *(f"const {name} = {json.dumps(value)};" for name, value in known.items()), ""]
    return Response(
        "\n".join(lines).encode() + found.content, media_type=found.type, headers={"Cache-Control": ASKED_EACH_TIME}
    )


async def _icon(request: Request) -> Response:
    return await _static(request, "icon.svg")
