"""The page that opens a link in a browser: what follows "#" in its address is never sent to the relay."""

from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

from .guard import answer_error

FILES = {
    "view.html": "text/html; charset=utf-8",
    "view.js": "text/javascript; charset=utf-8",
    "view.css": "text/css; charset=utf-8",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none';"
    " frame-ancestors 'none'"
)


async def viewer_file(request: Request) -> Response:
    """Give a file of the page."""
    name = request.path_params.get("name", "view.html")
    if name not in FILES:
        return answer_error(404, "no-such-place", "There is nothing at this address of the relay.")
    return Response(_content(name), media_type=FILES[name], headers={"Content-Security-Policy": POLICY})


@cache
def _content(name: str) -> bytes:
    return (files("zonewise.relay") / "page" / name).read_bytes()
