"""The files that the app brings for the browser, and their addresses.

They are few and small, so they are read once. An address holds a hash of the content and may be kept for ever.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "webmanifest": "application/manifest+json",
}
KEPT = "public, max-age=31536000, immutable"
ASKED_EACH_TIME = "no-cache"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file for the browser."""

    content: bytes
    type: str
    version: str


@lru_cache(maxsize=1)
def static_files() -> dict[str, StaticFile]:
    """Return each file by its name."""
    by_name: dict[str, StaticFile] = {}
    for file in sorted(files("zonewise.web").joinpath("static").iterdir(), key=lambda file: file.name):
        if (ending := file.name.rpartition(".")[2]) in TYPES:
            content = file.read_bytes()
            by_name[file.name] = StaticFile(content, TYPES[ending], hashlib.sha256(content).hexdigest()[:12])
    return by_name


def address(name: str) -> str:
    """Return where a file is; the address changes with its content."""
    return f"/static/{name}?v={static_files()[name].version}"


@lru_cache(maxsize=1)
def all_versions() -> str:
    """Return one word that changes when any file does."""
    whole = "".join(f"{name}{file.version}" for name, file in static_files().items())
    return hashlib.sha256(whole.encode()).hexdigest()[:12]
