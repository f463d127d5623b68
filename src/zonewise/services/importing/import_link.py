"""Taking in what lies behind somebody's SMART Health Link; it is held in memory and written nowhere in the clear."""

import hashlib
import io
import json
from dataclasses import dataclass, field

from zonewise.problem import InputRefused, NotUnderstood, Problem
from zonewise.services.base.diary import Diary
from zonewise.services.sharing.fetched_link import fetch_link
from zonewise.share.links import HealthLink, open_link
from zonewise.share.sealed import SIGNED_TEXT

from .import_file import ImportResult, import_table
from .proposal import ImportOptions
from .table_file import table_in

WHERE = "link"
NAME = "SMART Health Link"
_SIGNED = "Take it in under Plan, Signed by your prescriber, or with: zonewise plan receive LINK."


@dataclass(frozen=True, slots=True)
class FetchedChart:
    """A chart that came by a link."""

    content: bytes = field(repr=False)  # FHIR as JSON, a document a line where there are several.


def read_link(text: str) -> HealthLink:
    """Return what a link says; nothing is fetched.

    Raises:
        InputRefused: It is no whole link.
    """
    try:
        return open_link(text)
    except NotUnderstood as refused:
        raise InputRefused([_beside(refused)]) from None


def fetch_chart(link: HealthLink, passcode: str = "", recipient: str = "") -> FetchedChart:
    """Return the chart behind a link; it is asked for once, as whoever shares it sees each time.

    Raises:
        InputRefused: It has ended, the passcode is wrong, nothing answers, or what is there is no chart.
    """
    try:
        files = fetch_link(link, recipient, passcode)
        if files[0].content_type.startswith(SIGNED_TEXT):
            fault, expected = "behind the link lies what a prescriber signed, and no chart.", _SIGNED
            raise NotUnderstood(fault, expected, "signed-text")
        return FetchedChart(_joined([file.content for file in files]))
    except NotUnderstood as refused:
        raise InputRefused([_beside(refused)]) from None


def _beside(refused: NotUnderstood) -> Problem:
    return refused.at(WHERE, field="passcode" if "passcode" in refused.code else "link")


def import_chart(diary: Diary, chart: FetchedChart, import_options: ImportOptions) -> ImportResult:
    """Read a fetched chart into the diary: all of it, or nothing.

    Raises:
        InputRefused: With every problem; nothing was stored.
        DiaryRefused: The diary cannot be written; nothing was stored.
    """
    stream, size = io.BytesIO(chart.content), len(chart.content)
    try:
        with table_in(stream, size, NAME, import_options.table) as table:
            digest = hashlib.sha256(chart.content).hexdigest()
            return import_table(diary, NAME, lambda: digest, table, import_options)
    except NotUnderstood as fault:
        raise InputRefused([fault.at(WHERE)]) from None


def _joined(documents: list[bytes]) -> bytes:
    """Return documents as one chart.

    Raises:
        NotUnderstood: One of them is no FHIR.
    """
    try:
        read = [json.loads(document) for document in documents]
    except (ValueError, RecursionError):
        read = []
    if not read or not all(isinstance(one, dict) and isinstance(one.get("resourceType"), str) for one in read):
        fault, expected = "behind the link lies no chart.", "Ask whoever sent it for one as FHIR, or for a file."
        raise NotUnderstood(fault, expected, "no-chart")
    # The kind is written first, by which a chart is known from its beginning.
    return "\n".join(json.dumps({"resourceType": one["resourceType"]} | one) for one in read).encode()
