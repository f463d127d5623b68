"""What does a phone have to know so that it trusts this app? Open without a login: a certificate is no secret."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zonewise.web.render import page
from zonewise.web.routers import app_pages
from zonewise.web.session import settings_of

router = app_pages()

FILE = "zonewise.crt"


@router.get("/certificate")
async def show(request: Request) -> Response:
    """Say how the certificate is installed, and what to compare before."""
    _authority(request)
    return page(request, "certificate.html")


@router.get("/certificate.crt")
async def download(request: Request) -> Response:
    """Give the certificate in the form that phones install."""
    return Response(
        _authority(request),
        media_type="application/x-x509-ca-cert",
        headers={"Content-Disposition": f'attachment; filename="{FILE}"'},
    )


def _authority(request: Request) -> bytes:
    found = settings_of(request).authority
    if not found:
        raise HTTPException(404, "not-found")
    return found
