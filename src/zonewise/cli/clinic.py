"""The prescriber's copy: pages that people hand over, and what is signed for them."""

from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from zonewise.problem import InputRefused

from .ask_passphrase import read_new_passphrase, read_passcode, read_passphrase
from .common import json_option, print_json, print_problems, print_sentence, print_unwrapped, refusing

if TYPE_CHECKING:
    from zonewise.services.clinic.clinic_file import Clinic
    from zonewise.services.clinic.sending import SentLink
    from zonewise.services.clinic.signing import SignedText

Result = TypeVar("Result")
PORT = 8766
LOOPBACK = "127.0.0.1"


def with_clinic(command: Callable[..., Result]) -> Callable[..., Result]:
    """Give a command the option --clinic and hand it the prescriber's file, opened, as its first argument."""

    def run(*, place: str | None, **options: Any) -> Result:
        from zonewise.services.clinic.clinic_file import clinic_at, unlock_clinic

        closed = clinic_at(place)
        return command(unlock_clinic(closed, read_passphrase("Passphrase of the clinic's file: ")), **options)

    @wraps(command)
    def wrapped(*, clinic_here: str | None, **options: Any) -> Result:
        return refusing(run)(place=clinic_here, **options)

    return _place_option(wrapped)


def _place_option(command: Callable[..., Result]) -> Callable[..., Result]:
    return click.option(
        "--clinic", "clinic_here", metavar="FILE", help="Where your file lies. Also: ZONEWISE_CLINIC."
    )(command)  # fmt: skip


@click.group()
def clinic() -> None:
    """For prescribers: read what people hand over, and sign their plans.

    Everything lies in one encrypted file of your own. docs/clinic.md tells how to begin.
    """


@clinic.command(epilog="Example: zonewise clinic init --name 'Dr A. Example'")
@click.option("--name", required=True, help="Your name, as on a prescription.")
@_place_option
@refusing
def init(clinic_here: str | None, name: str) -> None:
    """Begin your file with a passphrase, and make the key that you sign with."""
    from zonewise.services.clinic.clinic_file import begin_clinic, clinic_at
    from zonewise.services.clinic.signing import make_key

    from .ask_passphrase import file_named

    secret = read_new_passphrase("A passphrase for your file: ", file_named())
    begun = begin_clinic(clinic_at(clinic_here), secret)
    key, _ = make_key(begun, name)
    print_sentence(f"Begun: {begun.place}")
    _show_words(key.words)


@clinic.command("open", epilog="Example: zonewise clinic open page.json --person 'Ann Example'")
@click.argument("source", metavar="LINK|FILE")
@click.option(
    "--passcode-file", metavar="FILE", help="A file whose first line is the passcode of the link or file; - for a pipe."
)
@click.option("--person", default="", help="Whose page it is, where it does not say so.")
@with_clinic
def open_(clinic: "Clinic", source: str, passcode_file: str | None, person: str) -> None:
    """Take in what somebody hands over: a link or a file."""
    from zonewise.services.clinic.people import open_page
    from zonewise.services.clinic.signing import signing_keys

    names = [key.name for key in signing_keys(clinic) if not key.retired]
    taken_in = partial(open_page, clinic, source, person=person, recipient=names[-1] if names else "")
    try:
        opened = taken_in(secret=read_passcode("Passcode: ", passcode_file) if passcode_file else "")
    except InputRefused as refused:
        if [problem.code for problem in refused.problems] != ["passcode-needed"]:
            raise
        opened = taken_in(secret=read_passcode("Passcode: ", None))
    print_sentence(f"{'Taken in' if opened.is_new else 'Was there already'}: the page of {opened.person.name}.")
    if opened.summary is None:
        print_sentence("It holds no summary for the panel. Read it: zonewise clinic page NAME FILE")


@clinic.command(epilog="Example: zonewise clinic panel")
@json_option
@with_clinic
def panel(clinic: "Clinic", as_json: bool) -> None:
    """List everybody, who needs a look first, each as of when."""
    from zonewise.model.day_words import day_words
    from zonewise.services.clinic.panel import panel as rows_of

    rows = rows_of(clinic)
    if as_json:
        print_json([{"name": row.person.name, "code": row.person.code, "need": row.need, "as_of": row.as_of,
                     "says": row.says} for row in rows])  # fmt: skip
    elif not rows:
        print_sentence("Nobody has handed over a page yet: zonewise clinic open LINK")
    for row in () if as_json else rows:
        when = f"as of {day_words(row.as_of)}" if row.as_of is not None else "no page yet"
        print_sentence(f"{row.need_words}: {row.person.name}, {when}")
        print_sentence(f"  {row.says}")


@clinic.command(epilog="Example: zonewise clinic page Ann ann.pdf")
@click.argument("person")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_clinic
def page(clinic: "Clinic", person: str, file: Path) -> None:
    """Write the latest page of PERSON to FILE: as PDF, or as HTML where its name ends so."""
    from zonewise.problem import InputRefused, Problem
    from zonewise.services.clinic.people import page_of_person, pdf_of, person_by, rendering_of
    from zonewise.store.private_files import write_private

    owner = person_by(clinic, person)
    latest = page_of_person(clinic, owner)
    wants_html = file.suffix.casefold() in (".html", ".htm")
    content = b"" if latest is None else rendering_of(latest) if wants_html else pdf_of(latest)
    if not content:
        fault = f"{owner.name} has handed over no such page."
        raise InputRefused([Problem("page", 0, fault, "Ask them for one.", "no-page")])
    write_private(file.absolute(), content)
    print_sentence(f"Written: {file}")


@clinic.command(epilog="Example: zonewise clinic add 'Ann Example' K7QM-2PVX-9RT2")
@click.argument("name")
@click.argument("code")
@with_clinic
def add(clinic: "Clinic", name: str, code: str) -> None:
    """Add somebody who has handed over no page yet, by the CODE that their diary shows."""
    from zonewise.services.clinic.people import add_by_code

    print_sentence(f"Added: {add_by_code(clinic, name, code).name}.")


@clinic.command(epilog="Example: zonewise clinic plan Ann plan.yaml --out plan.txt --qr plan.svg")
@click.argument("person")
@click.argument("plan_file", type=click.Path(path_type=Path), metavar="PLAN")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the signed text to this file.")
@click.option("--qr", type=click.Path(path_type=Path, dir_okay=False), help="Write it as a picture to scan, SVG.")
@click.option("--dry-run", is_flag=True, help="Check and show it, sign nothing.")
@with_clinic
def plan(clinic: "Clinic", person: str, plan_file: Path, out: Path | None, qr: Path | None, dry_run: bool) -> None:
    """Sign the plan in the file PLAN for PERSON. docs/plan.md shows how it is written."""
    from zonewise.services.base.text_files import read_text
    from zonewise.services.clinic.people import person_by
    from zonewise.services.clinic.signing import sign_plan_text

    signed = sign_plan_text(clinic, person_by(clinic, person), read_text(plan_file), dry_run=dry_run)
    _hand_over(signed, out, qr)


@clinic.command(epilog="Example: zonewise clinic say Ann restart-low --out word.txt")
@click.argument("person")
@click.argument("word", metavar="continue|restart-low|new-plan|stay-off")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the signed text to this file.")
@click.option("--qr", type=click.Path(path_type=Path, dir_okay=False), help="Write it as a picture to scan, SVG.")
@with_clinic
def say(clinic: "Clinic", person: str, word: str, out: Path | None, qr: Path | None) -> None:
    """Sign what PERSON does about LDN after a call, by the last page that they handed over."""
    from zonewise.services.clinic.people import person_by
    from zonewise.services.clinic.signing import sign_word

    _hand_over(sign_word(clinic, person_by(clinic, person), word), out, qr)


@clinic.command(epilog="Example: zonewise clinic send Ann --relay https://relay.example.org")
@click.argument("person")
@click.option("--relay", default="", metavar="URL", help="Where it lies; by default where the last one does.")
@click.option("--list", "lists", is_flag=True, help="The links for PERSON, until when, and whether they were fetched.")
@click.option("--take-back", is_flag=True, help="End all links for PERSON. What was fetched stays with them.")
@with_clinic
def send(clinic: "Clinic", person: str, relay: str, lists: bool, take_back: bool) -> None:
    """Lay what was signed last for PERSON on a relay, sealed, and print the link that their diary takes in.

    The relay cannot read it. PERSON pastes the link where a signed text is pasted, and the diary checks it as any other
    signed text. Also: the variable ZONEWISE_RELAY.
    """
    from zonewise.services.clinic import sending
    from zonewise.services.clinic.people import person_by

    owner = person_by(clinic, person)
    if take_back:
        count = sending.take_back(clinic, owner)
        print_sentence(f"Taken back: {count} {'link' if count == 1 else 'links'}.")
        return
    if lists:
        links = sending.sent_links(clinic, owner)
        for sent in links:
            print_sentence(" ".join((f"{sent.message.says}.", *sent.words())))
        if not links:
            print_sentence(f"No link was made for {owner.name}.")
        return
    _sent(sending.send_signed(clinic, owner, relay))


@clinic.command(epilog="Example: zonewise clinic keys --new 'Dr A. Example' --out change.txt")
@click.option("--new", "name", default="", metavar="NAME", help="Make another key; the old one hands over to it.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the change of keys to this file.")
@json_option
@with_clinic
def keys(clinic: "Clinic", name: str, out: Path | None, as_json: bool) -> None:
    """List your keys with the words that people compare, or make another one."""
    from zonewise.services.clinic.signing import make_key, signing_keys

    if name:
        key, change = make_key(clinic, name)
        _show_words(key.words)
        if change:
            print_sentence("Send this to everybody whose plan you signed; until then they compare the words anew:")
            _write(change, out)
        return
    known = signing_keys(clinic)
    if as_json:
        print_json([{"name": key.name, "key": key.key_id, "words": key.words, "retired": key.retired} for key in known])
    for key in () if as_json else known:
        print_sentence(f"{key.name}{', no longer in use' if key.retired else ''}\n  {' '.join(key.words)}")


@clinic.command(epilog="Example: zonewise clinic passphrase")
@click.option("--new-passphrase-file", metavar="FILE", help="The first line is the new passphrase.")
@with_clinic
def passphrase(clinic: "Clinic", new_passphrase_file: str | None) -> None:
    """Give your file another passphrase. Copies of it keep the one that they were made with."""
    from zonewise.services.clinic.clinic_file import change_clinic_passphrase

    change_clinic_passphrase(clinic, read_new_passphrase("New passphrase: ", new_passphrase_file))
    print_sentence("Your file has its new passphrase. Copies that you made before keep the old one.")


@clinic.command(epilog="Example: zonewise clinic backup /media/stick/clinic-copy.sqlite")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_clinic
def backup(clinic: "Clinic", file: Path) -> None:
    """Copy your file to FILE, under the same passphrase; the copy is checked. --clinic FILE opens it."""
    from zonewise.services.clinic.clinic_file import back_up_clinic

    back_up_clinic(clinic, file.absolute())
    print_sentence(f"Copied and checked: {file}")


@clinic.command(epilog="Example: zonewise clinic serve --port 8766")
@click.option("--host", default=LOOPBACK, show_default=True, help="A name or address of this machine itself.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes a free one.")
@with_clinic
def serve(clinic: "Clinic", host: str, port: int) -> None:
    """Open the panel in a browser on this machine; nothing is reachable from elsewhere."""
    from zonewise.web.clinic.serving import serve_clinic

    serve_clinic(clinic, host, port, print_unwrapped)


def _sent(sent: "SentLink") -> None:
    print_unwrapped(sent.share.bare_link)
    print_sentence(f"{sent.message.says}. {sent.words()[0]} Send this link to them alone.")


def _hand_over(signed: "SignedText", out: Path | None, qr: Path | None) -> None:
    for label, words in signed.rows:
        print_sentence(f"{label}: {words}", following="  ")
    print_problems(signed.notices)
    if not signed.token:
        print_sentence("Dry run: nothing is signed.")
        return
    if not signed.rows:
        print_sentence(f"Signed: {signed.says}.")
    if qr is not None:
        from zonewise.services.clinic.signing import qr_svg
        from zonewise.store.private_files import write_private

        write_private(qr.absolute(), qr_svg(signed.token).encode())
        print_sentence(f"Written: {qr}")
    _write(signed.token, out)


def _write(token: str, out: Path | None) -> None:
    if out is None:
        print_unwrapped(token)
        return
    from zonewise.store.private_files import write_private

    write_private(out.absolute(), f"{token}\n".encode())
    print_sentence(f"Written: {out}")


def _show_words(words: tuple[str, ...]) -> None:
    print_sentence(f"The words of your key:\n  {' '.join(words[:4])}\n  {' '.join(words[4:])}")
    print_sentence("People compare them with you once, by phone. Read them out when they call.")
