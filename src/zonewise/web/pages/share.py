"""Handing the page over: what leaves, for how long, the link, who opened it, and taking it back."""

import io

from starlette.requests import Request
from starlette.responses import Response

from zonewise.problem import InputRefused
from zonewise.services.base.new_entry import InputSource
from zonewise.services.recording.prescriber_keys import code_of_diary
from zonewise.services.sharing.share_choice import (
    LENGTH_WORDS,
    PARTS,
    USUAL_LENGTH,
    USUAL_PARTS,
    ShareChoice,
    checked_parts,
)
from zonewise.services.sharing.shared_content import preview_share
from zonewise.services.sharing.shares import (
    known_relay,
    make_share,
    now_utc,
    opening_words,
    relay_address,
    sealed_page,
    share_words,
    shares_with_state,
    withdraw,
)
from zonewise.share.passphrase_seal import make_passcode
from zonewise.web.diary_context import CurrentDiary, DiaryContext, diary_pages
from zonewise.web.forms import Form, SentForm, number_of
from zonewise.web.render import back_to, download, page

router = diary_pages()

FIELDS = ("parts", "length", "passcode", "relay", "name", "passphrase")
FILE_NAME = "ldn-page.jwe"
PART_WORDS = {
    "medicines": "My other medicines",
    "health": "What I said of allergy, liver and pregnancy",
    "answers": "My other answers",
    "days": "My days of the last half year: ratings, zones, doses",
}


@router.get("/share")
def show(request: Request, context: CurrentDiary) -> Response:
    """Show what is shared and who opened it, and the form for another share; in a thread, as relays are asked."""
    return _page(request, context, Form())


@router.post("/share")
def hand_over(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """Show exactly what would leave; or hand it over, by a link or as a file, where that was said."""
    doing, hand, asks_relay = form.text("do"), InputSource("web"), form.text("relay")
    try:
        choice = ShareChoice(checked_parts(form.all("parts")), form.text("name"))
        if doing == "file":
            sealed, _ = sealed_page(context.diary, choice, form.as_typed("passphrase"), hand=hand)
            return download(sealed, "application/jose", FILE_NAME)
        is_known = doing == "share" or bool(known_relay(context.diary, asks_relay))
        relay = relay_address(context.diary, asks_relay) if is_known else ""
        if doing != "share":
            code_of_diary(context.diary, hand=hand)  # so that the code is among what the person looks at
            return _page(request, context, form, preview=(choice, relay))
        passcode = form.as_typed("passcode")
        make_share(context.diary, choice, form.text("length"), relay=relay, passcode=passcode, hand=hand)
    except InputRefused as refused:
        return _page(request, context, form, refused=refused)
    number = len(shares_with_state(context.diary))
    return back_to("/share", "shared", part=f"share-{number}")


@router.post("/share/withdraw")
def take_back(request: Request, context: CurrentDiary, form: SentForm) -> Response:
    """End a share at once."""
    try:
        withdraw(context.diary, number_of(form.text("number")), hand=InputSource("web"))
    except InputRefused as refused:
        return _page(request, context, form, refused=refused)
    return back_to("/share", "withdrawn")


def _page(
    request: Request, context: DiaryContext, typed: Form, *, refused: InputRefused | None = None,
    preview: tuple[ShareChoice, str] | None = None,
) -> Response:  # fmt: skip
    now = now_utc()
    states = () if context.example else shares_with_state(context.diary)
    rows = [
        {
            "number": state.number,
            "words": share_words(state.share, state.relay, now),
            "soon": state.share.ends_soon(now),
            "openings": opening_words(state.relay),
            "link": state.share.link,
            "picture": _picture(state.share.link),
        }
        for state in states
        if state.share.stands(now)
    ]
    over = [share_words(state.share, state.relay, now) for state in states if not state.share.stands(now)]
    leaving = preview_share(context.diary, preview[0]).parts if preview is not None else ()
    return page(
        request,
        "share.html",
        refused=refused,
        fields=FIELDS,
        typed=typed,
        standing=rows,
        fresh=request.query_params.get("done") == "shared",
        over=over[::-1][:5],
        leaving=leaving,
        relay=preview[1] if preview is not None else "",
        chosen=typed.all("parts") if typed.has("do") else USUAL_PARTS,
        part_words=[(name, PART_WORDS[name]) for name in PARTS],
        lengths=list(LENGTH_WORDS.items()),
        length=USUAL_LENGTH,
        passphrase=make_passcode() if preview is not None else "",
    )


def _picture(link: str) -> str:
    """Return a link as a QR code, SVG that stands in the page."""
    import segno

    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=False, scale=4, dark="#000", light="#fff", nl=False, omitsize=True
    )
    return drawn.getvalue().decode()
