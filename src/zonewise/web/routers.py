"""What does every route have in common, so that no page can forget it?"""

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse
from starlette.requests import Request

from .errors import ExampleOnly
from .forms import SAFE_METHODS, verify_csrf
from .json_response import ApiResponse
from .render import is_example


async def _nothing_into_the_example(request: Request) -> None:
    if request.method not in SAFE_METHODS and is_example(request):
        raise ExampleOnly


def diary_pages() -> APIRouter:
    """Return a router for pages about the diary: POSTs carry our token, and in the example nothing is written."""
    return APIRouter(
        dependencies=[Depends(verify_csrf), Depends(_nothing_into_the_example)],
        default_response_class=HTMLResponse,
        include_in_schema=False,
    )


def app_pages() -> APIRouter:
    """Return a router for pages about the app itself, such as its appearance; these work in the example too."""
    return APIRouter(dependencies=[Depends(verify_csrf)], default_response_class=HTMLResponse, include_in_schema=False)


def for_programs() -> APIRouter:
    """Return a router for the JSON interface; its routes stand in the OpenAPI document."""
    return APIRouter(
        prefix="/api",
        dependencies=[Depends(verify_csrf), Depends(_nothing_into_the_example)],
        default_response_class=ApiResponse,
    )
