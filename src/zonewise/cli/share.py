"""Handing over: a link that can be taken back, or a file."""

import io
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.sharing.share_choice import LENGTH_WORDS, LENGTHS, PARTS, USUAL_LENGTH, USUAL_PARTS, ShareChoice

if TYPE_CHECKING:
    from zonewise.fhir.content import Part
    from zonewise.services.sharing.shares import SharedState

from .ask_passphrase import read_passcode
from .common import json_option, print_json, print_sentence, print_unwrapped, with_diary


@click.command(epilog="Example: zonewise share --for 48-hours --with days --relay https://relay.example.org")
@click.option(
    "--for", "length", type=click.Choice([*LENGTHS]), default=USUAL_LENGTH, show_default=True, help="How long."
)
@click.option(
    "--with", "more", multiple=True, type=click.Choice(PARTS), help="What leaves too; medicines and health do."
)
@click.option("--without", "less", multiple=True, type=click.Choice(PARTS), help="What does not leave.")
@click.option("--name", default="", help="The name that is to stand on it.")
@click.option("--passcode", is_flag=True, help="Ask for a passcode, which you tell the reader apart from the link.")
@click.option("--passcode-file", metavar="FILE", help="Instead: a file whose first line is the passcode; - for a pipe.")
@click.option("--relay", default="", metavar="URL", help="Where it lies; by default where the last one does.")
@click.option(
    "--file", type=click.Path(path_type=Path), help="Write a file that a passphrase opens; no relay is needed."
)
@click.option("--dry-run", is_flag=True, help="Show exactly what would leave; nothing does.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@click.option("--list", "lists", is_flag=True, help="What is shared, until when, and who opened it.")
@click.option("--withdraw", type=int, metavar="NUMBER", help="Take one back, by its number in the list.")
@json_option
@with_diary
def share(
    diary: Diary, length: str, more: tuple[str, ...], less: tuple[str, ...], name: str, passcode: bool,
    passcode_file: str | None, relay: str, file: Path | None, dry_run: bool, yes: bool, lists: bool,
    withdraw: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Hand your page to a prescriber by a link that you can take back, or as a file.

    It shows exactly what leaves before it does: the page for the prescriber, LDN with its plan and dose, your other
    medicines, and what you said of allergy, liver and pregnancy; --with adds your days or your answers. It is sealed
    on this machine; the relay that holds it cannot read it. Also: the variable ZONEWISE_RELAY.
    """
    from zonewise.services.recording.prescriber_keys import code_in
    from zonewise.services.sharing import shares
    from zonewise.services.sharing.shared_content import preview_share, preview_with_code

    if withdraw is not None:
        shares.withdraw(diary, withdraw)
        print_sentence("Withdrawn: nobody can open it any more. What was opened before may have been kept.")
        return
    if lists:
        _list(diary, as_json)
        return
    choice = ShareChoice(frozenset({*USUAL_PARTS, *more} - {*less}), name)
    if file is None and not dry_run:
        relay = shares.relay_address(diary, relay)
    if dry_run:
        _show(preview_share(diary, choice).parts, short=False)
    elif not (yes or as_json):
        _show(preview_with_code(diary, choice).parts, short=True)
    if dry_run:
        if not code_in(all_entries(diary)):
            print_sentence("The code of your diary is made when you share, and leaves with it.")
        print_sentence("Nothing has left.")
        return
    if file is not None:
        word = shares.share_file(diary, choice, file)
        print_sentence(f"Written: {file}. Passphrase: {word}")
        print_sentence("Tell it to the reader by phone or in person, not in the same mail.")
        return
    word = read_passcode("Passcode: ", passcode_file, twice=True) if passcode or passcode_file else ""
    if not (yes or as_json):
        click.confirm(f"Share this {LENGTH_WORDS[length]}?", abort=True, err=True)
    made = shares.make_share(diary, choice, length, relay=relay, passcode=word)
    if as_json:
        print_json({"link": made.link, "expires": made.expires, "flags": made.flags})
        return
    print_unwrapped(made.link)
    print_unwrapped(_as_picture(made.link))
    print_sentence(shares.share_words(made, None, shares.now_utc()))
    readers = "Who has the link and the passcode can" if word else "Who has the link can"
    print_sentence(f"{readers} read it. See who did: zonewise share --list")


def _list(diary: Diary, as_json: bool) -> None:
    from zonewise.services.sharing import shares

    states = shares.shares_with_state(diary)
    if as_json:
        print_json([_json(state) for state in states])
        return
    if not states:
        print_sentence("Nothing is shared.")
    for state in states:
        print_sentence(f"{state.number}. {shares.share_words(state.share, state.relay, shares.now_utc())}")
        if state.share.stands(shares.now_utc()):
            for line in shares.opening_words(state.relay):
                print_sentence(f"   {line}")


def _json(state: "SharedState") -> dict[str, object]:
    share = {key: value for key, value in asdict(state.share).items() if key not in ("owner", "key", "id")}
    openings = [] if state.relay is None else [asdict(one) for one in state.relay.openings]
    rows = [{**one, "at": one["at"].isoformat()} for one in openings]
    ended = None if state.relay is None else state.relay.ended_by
    return {"number": state.number, **share, "ended_by": ended, "openings": rows}


def _show(parts: "Iterable[Part]", *, short: bool) -> None:
    print_sentence("This leaves:")
    for part in parts:
        if part.heading:
            print_sentence(f"\n{part.heading}")
        for line in part.lines:
            print_sentence(f"  {line}", following="  ")
        rows = part.rows[:8] if short else part.rows
        for row in rows:
            text = "; ".join(f"{column}: {cell}" for column, cell in zip(part.columns, row, strict=True) if cell)
            print_sentence(f"  {text}", following="  ")
        if len(rows) < len(part.rows):
            print_sentence(f"  and {len(part.rows) - len(rows)} more rows; --dry-run shows all of them.")
    print_sentence("")


def _as_picture(text: str) -> str:
    import segno

    drawn = io.StringIO()
    segno.make(text, error="m", micro=False).terminal(out=drawn, compact=True)
    return drawn.getvalue()
