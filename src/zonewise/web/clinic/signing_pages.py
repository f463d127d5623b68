"""Writing and signing a plan, saying a word after a call, and the keys."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from zonewise.plan.limits import OVERRIDABLE
from zonewise.problem import InputRefused
from zonewise.services.clinic.clinic_file import Clinic
from zonewise.services.clinic.people import person_by
from zonewise.services.clinic.sending import send_signed, sent_links, take_back
from zonewise.services.clinic.signing import (
    SignedText,
    make_key,
    qr_svg,
    sign_plan_fields,
    sign_plan_text,
    sign_word,
    signed_before,
    signing_keys,
)
from zonewise.store.clinic_tables import StoredPerson
from zonewise.web.forms import Form, SentForm
from zonewise.web.render import back_to, download, page

from .context import CurrentClinic, clinic_pages

router = clinic_pages()

NOT_FIELDS = ("token", "do", "key", "way", "text", "of", "because")
FIELDS = (
    "prescriber", "written-on", "start", "steps", "at", "often", "second-at", "interval", "ceiling", "sensitive",
    "product.form", "product.strengths", "product.strength", "product.syringe-lines", "product.per-drop",
    "product.stated-by", "reduce-to", "resume-at", "missed-days", "override.1.of", "override.1.text", "text",
)  # fmt: skip


@router.get("/people/{person_id}/plan")
def show_plan_form(request: Request, clinic: CurrentClinic, person_id: str) -> Response:
    """Show the form of a plan."""
    return _plan_form(request, clinic, _person(clinic, person_id), Form())


@router.post("/people/{person_id}/plan")
def sign_plan(request: Request, clinic: CurrentClinic, person_id: str, form: SentForm) -> Response:
    """Show a plan in full, go back to the form, or sign it."""
    person, doing = _person(clinic, person_id), form.text("do", "preview")
    if doing == "change":
        return _plan_form(request, clinic, person, form)
    try:
        signed = _signed(clinic, person, form, dry_run=doing != "sign")
    except InputRefused as refused:
        return _plan_form(request, clinic, person, form, refused)
    if signed.token:
        return back_to(f"/people/{person.id}/signed")
    kept = [(name, value) for name, value in form.fields if name not in ("token", "do", "key")]
    return page(request, "clinic/plan_preview.html", typed=form, person=person, signed=signed, kept=kept)


@router.post("/people/{person_id}/word")
def say(request: Request, clinic: CurrentClinic, person_id: str, form: SentForm) -> Response:
    """Sign what somebody does about LDN after a call."""
    person = _person(clinic, person_id)
    sign_word(clinic, person, form.text("word"))
    return back_to(f"/people/{person.id}/signed")


@router.get("/people/{person_id}/signed")
def show_signed(request: Request, clinic: CurrentClinic, person_id: str) -> Response:
    """Show what was signed last for somebody, as a picture to scan and as text."""
    return _signed_page(request, clinic, _person(clinic, person_id), Form())


@router.post("/people/{person_id}/send")
def send(request: Request, clinic: CurrentClinic, person_id: str, form: SentForm) -> Response:
    """Lay what was signed last for somebody on a relay, or take its links back."""
    person = _person(clinic, person_id)
    try:
        if form.text("do") == "take-back":
            take_back(clinic, person)
        else:
            send_signed(clinic, person, form.text("relay"))
    except InputRefused as refused:
        return _signed_page(request, clinic, person, form, refused)
    return back_to(
        f"/people/{person.id}/signed", "withdrawn" if form.text("do") == "take-back" else "sent", part="by-relay"
    )


def _signed_page(
    request: Request, clinic: Clinic, person: StoredPerson, typed: Form, refused: InputRefused | None = None
) -> Response:
    messages = signed_before(clinic, person)
    if not messages:
        raise HTTPException(404, "not-found")
    links = sent_links(clinic, person)
    own = next((key for key in signing_keys(clinic) if key.key_id == messages[0].key_id), None)
    return page(
        request,
        "clinic/signed.html",
        refused=refused,
        fields=("relay",),
        typed=typed,
        person=person,
        message=messages[0],
        words=own.words if own else (),
        path_of_picture=f"/people/{person.id}/signed.svg",
        links=links[:3],
        standing=[sent for sent in links if sent.stands()],
    )


@router.get("/people/{person_id}/signed.svg")
def show_picture(clinic: CurrentClinic, person_id: str) -> Response:
    """Return the picture to scan of what was signed last."""
    messages = signed_before(clinic, _person(clinic, person_id))
    if not messages:
        raise HTTPException(404, "not-found")
    return Response(qr_svg(messages[0].token), media_type="image/svg+xml")


@router.get("/people/{person_id}/signed.txt")
def fetch_text(clinic: CurrentClinic, person_id: str) -> Response:
    """Return what was signed last as a file."""
    messages = signed_before(clinic, _person(clinic, person_id))
    if not messages:
        raise HTTPException(404, "not-found")
    return download(f"{messages[0].token}\n".encode(), "text/plain; charset=us-ascii", "signed-plan.txt")


@router.get("/keys")
def show_keys(request: Request, clinic: CurrentClinic) -> Response:
    """Show the keys with the words that people compare."""
    return _keys_page(request, clinic, Form())


@router.post("/keys")
def add_key(request: Request, clinic: CurrentClinic, form: SentForm) -> Response:
    """Make another key, and show the text by which the old one hands over."""
    try:
        _, change = make_key(clinic, form.text("name"))
    except InputRefused as refused:
        return _keys_page(request, clinic, form, refused)
    return _keys_page(request, clinic, Form(), change=change)


def _signed(clinic: Clinic, person: StoredPerson, form: Form, *, dry_run: bool) -> SignedText:
    if form.text("way") == "text":
        return sign_plan_text(clinic, person, form.text("text"), dry_run=dry_run)
    fields = {name: form.text(name) for name, _ in form.fields if name not in NOT_FIELDS}
    if fields.get("override.1.of"):
        fields |= {"override.1.by": fields.get("prescriber", ""), "override.1.on": fields.get("written-on", "")}
    return sign_plan_fields(clinic, person, fields, dry_run=dry_run)


def _plan_form(
    request: Request, clinic: Clinic, person: StoredPerson, typed: Form, refused: InputRefused | None = None
) -> Response:
    as_text = (typed.text("way") or request.query_params.get("way", "")) == "text"
    names = [key.name for key in signing_keys(clinic) if not key.retired]
    return page(
        request,
        "clinic/plan.html",
        refused=refused,
        fields=("text",) if as_text else FIELDS,
        typed=typed,
        person=person,
        as_text=as_text,
        name=names[-1] if names else "",
        overridable=OVERRIDABLE,
    )


def _keys_page(
    request: Request, clinic: Clinic, typed: Form, refused: InputRefused | None = None, change: str = ""
) -> Response:
    return page(
        request,
        "clinic/keys.html",
        refused=refused,
        fields=("name",),
        typed=typed,
        keys=signing_keys(clinic),
        change=change,
    )


def _person(clinic: Clinic, person_id: str) -> StoredPerson:
    try:
        return person_by(clinic, person_id)
    except InputRefused:
        raise HTTPException(404, "not-found") from None
