"""The prescriber's file that a request speaks of, and checks that no page can forget."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse
from starlette.requests import Request

from zonewise.services.clinic.clinic_file import Clinic
from zonewise.web.access_control import access_of
from zonewise.web.forms import verify_csrf


async def clinic_of(request: Request) -> Clinic:
    """Return the file; for a browser that has not been let in without its key."""
    return access_of(request).diary_for(request)


CurrentClinic = Annotated[Clinic, Depends(clinic_of)]
"""A route's parameter `clinic: CurrentClinic` is the prescriber's file."""


def clinic_pages() -> APIRouter:
    """Return a router whose POSTs carry our token."""
    return APIRouter(dependencies=[Depends(verify_csrf)], default_response_class=HTMLResponse, include_in_schema=False)
