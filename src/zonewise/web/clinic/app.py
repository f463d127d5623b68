"""The app of the prescriber's copy: its own pages, behind the same guard, sessions and tokens as those of a diary."""

from dataclasses import replace

from fastapi import Depends, FastAPI

from zonewise import __version__
from zonewise.web.access_control import AccessControl, require_unlocked
from zonewise.web.app import static_file, static_icon
from zonewise.web.diary_context import DemoDiary
from zonewise.web.errors import ERROR_ANSWERS
from zonewise.web.forms import MOST_UPLOADS, Uploads
from zonewise.web.render import ApiResponse
from zonewise.web.request_guard import RequestGuard
from zonewise.web.settings import KILOBYTE, WebSettings

from . import navigation, pages, signing_pages

MOST_PAGE = 33 * KILOBYTE**2  # Of a file with a page.


def create_clinic_app(settings: WebSettings) -> FastAPI:
    """Return the app for one prescriber's file.

    Args:
        settings: The file with its key as the diary, and the secret of the printed address.
    """
    settings = replace(settings, most_bytes_at={"/open": MOST_PAGE})
    app = FastAPI(
        title="zonewise clinic",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        default_response_class=ApiResponse,
        exception_handlers=dict(ERROR_ANSWERS),
        dependencies=[Depends(require_unlocked)],
    )
    app.state.settings = settings
    app.state.navigation = navigation
    app.state.demo = DemoDiary()
    app.state.access = AccessControl(settings)
    app.state.damage = None
    app.state.uploads = Uploads(MOST_UPLOADS)
    app.add_middleware(RequestGuard, settings=settings)
    app.add_api_route("/static/{name}", static_file, include_in_schema=False)
    app.add_api_route("/favicon.ico", static_icon, include_in_schema=False)
    app.include_router(pages.router)
    app.include_router(signing_pages.router)
    return app
