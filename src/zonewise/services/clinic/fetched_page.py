"""Fetching what a SMART Health Link leads to: within bounds of time and size, and never from elsewhere than it says.

Source: SMART Health Cards and Links, "SMART Health Link Manifest Request", and the flag U.
"""

import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPMessage
from typing import IO

from zonewise.problem import NotUnderstood
from zonewise.services.base.clock import utc_now
from zonewise.share.links import HealthLink, is_fetchable
from zonewise.share.manifest import ManifestRequest, read_manifest, request_json
from zonewise.share.sealed import FHIR_JSON, open_sealed

SECONDS = 20.0
MOST_SEALED = 48 * 1024**2  # Of a sealed file: base64url of what it may unpack to.
MOST_ANSWER = 64 * 1024**2  # Of a list with sealed files in it.
NOBODY = "A prescriber with zonewise"
_AGAIN = "Ask the person for a new link."


def fetch_page(link: HealthLink, passcode: str, recipient: str) -> bytes:
    """Return the document behind a link.

    Args:
        link: What the link says.
        passcode: Where it asks for one, else "".
        recipient: Who opens it; the person who shares is told.

    Raises:
        NotUnderstood: It has ended or was withdrawn, the passcode is wrong, nothing answers, or it cannot be read.
    """
    if link.has_ended(utc_now()):
        raise NotUnderstood("the link has ended.", _AGAIN, "link-ended")
    if link.needs_passcode and not passcode:
        raise NotUnderstood(
            "the link asks for a passcode.", "Give the one that the person told you.", "passcode-needed"
        )
    who = recipient or NOBODY
    if link.is_direct:
        query = urllib.parse.urlencode({"recipient": who})
        joined = f"{link.url}{'&' if '?' in link.url else '?'}{query}"
        sealed = _answer(urllib.request.Request(joined), MOST_SEALED).decode("ascii", "replace")
        return open_sealed(sealed, link.key).content
    body = request_json(ManifestRequest(who, passcode))
    request = urllib.request.Request(link.url, body, {"Content-Type": "application/json"}, method="POST")
    for file in read_manifest(_answer(request, MOST_ANSWER)):
        if file.content_type.startswith(FHIR_JSON) or file.content_type.startswith("application/json"):
            sealed = file.embedded
            if not sealed:
                sealed = _answer(urllib.request.Request(file.location), MOST_SEALED).decode("ascii", "replace")
            return open_sealed(sealed, link.key).content
    raise NotUnderstood("behind the link lies no page from a diary.", _AGAIN, "no-page")


class _OnlyWhereAllowed(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """Follow a redirect to an address that a link itself could have named, and to no other."""
        return super().redirect_request(req, fp, code, msg, headers, newurl) if is_fetchable(newurl) else None


def _answer(request: urllib.request.Request, most_bytes: int) -> bytes:
    opener = urllib.request.build_opener(_OnlyWhereAllowed)
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            content: bytes = answer.read(most_bytes + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise _refused(error.code) from None
    except (OSError, ValueError) as error:
        host = urllib.parse.urlsplit(request.full_url).hostname or "the address"
        fault = f"{host[:60]} does not answer."
        raise NotUnderstood(fault, "Try again later, or ask for a file instead.", "no-answer") from error
    if len(content) > most_bytes:
        raise NotUnderstood("behind the link lies more than a page can be.", _AGAIN, "too-large")
    return content


def _refused(status: int) -> NotUnderstood:
    if status in (401, 403):
        fault = "the passcode is wrong."
        return NotUnderstood(fault, "Try it again; after a few tries the link ends.", "wrong-passcode")
    if status in (404, 410):
        return NotUnderstood("the link has ended, or was taken back.", _AGAIN, "link-ended")
    if status == 429:
        return NotUnderstood("the relay is asked too often.", "Try again in a minute.", "too-often")
    return NotUnderstood(f"the relay answers with {status}.", "Try again later.", "no-answer")
