"""The panel, the page of each person, and taking a page in."""

import anyio.to_thread
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused, NotUnderstood
from zonewise.services.clinic.clinic_file import Clinic
from zonewise.services.clinic.panel import panel, row_of
from zonewise.services.clinic.people import (
    MOST_BYTES,
    OpenedPage,
    add_by_code,
    keep_document,
    open_page,
    opened,
    page_of_person,
    pdf_of,
    person_by,
    text_of,
)
from zonewise.services.clinic.signing import signed_before, signing_keys, word_choices
from zonewise.store.clinic_tables import StoredPerson
from zonewise.web.forms import Form, SentForm, refusal
from zonewise.web.own_browser import PATH, enter_with_key
from zonewise.web.render import back_to, download, page

from .context import CurrentClinic, clinic_pages

router = clinic_pages()


@router.get(PATH)
async def enter(request: Request) -> Response:
    """Let a browser in that brings the secret of the printed address."""
    return enter_with_key(request)


@router.get("/")
def show_panel(request: Request, clinic: CurrentClinic) -> Response:
    """Show everybody, who needs a look first."""
    return page(request, "clinic/panel.html", rows=panel(clinic))


@router.get("/open")
def show_open(request: Request) -> Response:
    """Show where a link is pasted, a file chosen, or a code typed."""
    return _open_page(request, Form())


@router.post("/open")
async def take_in(request: Request, clinic: CurrentClinic, form: SentForm) -> Response:
    """Take a page in from a link or a file, or add somebody by the code of their diary."""
    try:
        if form.text("do") == "add":
            return back_to(f"/people/{add_by_code(clinic, form.text('name'), form.text('code')).id}", "saved")
        sent = (await request.form(max_files=1, max_fields=50)).get("file")
        content = await _content_of(sent) if isinstance(sent, UploadFile) and sent.filename else b""
        received = await anyio.to_thread.run_sync(_received, clinic, form, content)
    except InputRefused as refused:
        return _open_page(request, form, refused)
    return back_to(f"/people/{received.person.id}", "saved" if received.is_new else "already")


@router.get("/people/{person_id}")
def show_person(request: Request, clinic: CurrentClinic, person_id: str) -> Response:
    """Show the latest page of somebody, as of when, and what was signed for them."""
    person = _person(clinic, person_id)
    latest = page_of_person(clinic, person)
    return page(
        request,
        "clinic/person.html",
        person=person,
        row=row_of(clinic, person),
        blocks=text_of(latest) if latest is not None else (),
        has_pdf=latest is not None and bool(pdf_of(latest)),
        signed=signed_before(clinic, person),
        choices=word_choices(),
        keys=signing_keys(clinic),
    )


@router.get("/people/{person_id}/page.pdf")
def fetch_pdf(clinic: CurrentClinic, person_id: str) -> Response:
    """Return the latest page of somebody as PDF, to be kept and not shown here."""
    latest = page_of_person(clinic, _person(clinic, person_id))
    content = pdf_of(latest) if latest is not None else b""
    if not content:
        raise HTTPException(404, "not-found")
    return download(content, "application/pdf", "page.pdf")


def _person(clinic: Clinic, person_id: str) -> StoredPerson:
    try:
        return person_by(clinic, person_id)
    except InputRefused:
        raise HTTPException(404, "not-found") from None


async def _content_of(sent: UploadFile) -> bytes:
    try:
        return await sent.read(MOST_BYTES + 1)
    finally:
        await sent.close()


def _received(clinic: Clinic, form: Form, content: bytes) -> OpenedPage:
    secret, person = form.text("passcode"), form.text("person")
    if content:
        try:
            return keep_document(clinic, opened(content, secret), person=person)
        except NotUnderstood as fault:
            raise InputRefused([fault.at("page", field="file")]) from None
    link = form.text("source")
    if "shlink:" not in link.casefold():
        raise refusal("no link was pasted, and no file was chosen.", "Paste the link, or choose a file.", "no-link",
                      "source")  # fmt: skip
    names = [key.name for key in signing_keys(clinic) if not key.retired]
    return open_page(clinic, link, secret=secret, person=person, recipient=names[-1] if names else "")


def _open_page(request: Request, typed: Form, refused: InputRefused | None = None) -> Response:
    fields = ("source", "file", "passcode", "person", "name", "code")
    return page(request, "clinic/open.html", refused=refused, fields=fields, typed=typed)
