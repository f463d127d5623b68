"""The prescriber's page, and the card for the wallet."""

from datetime import date
from pathlib import Path

import click

from zonewise.services.base.diary import Diary

from .common import DAY, with_diary


@click.command(epilog="Example: zonewise report --pdf page.pdf --name 'A. Example'")
@click.option("--pdf", type=click.Path(path_type=Path), help="Write the page as PDF to this file.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the page as HTML to this file.")
@click.option("--card", type=click.Path(path_type=Path), help="Write the emergency card for the wallet as PDF.")
@click.option("--ask", help="Write down what you want to ask; it stands on the page from now on.")
@click.option("--name", default="", help="The name that is to stand on it; it is not kept.")
@click.option("--as-of", type=DAY, help="Another logical day than today.")
@click.option("--json", "as_json", is_flag=True, help="Print what stands on the page as JSON.")
@with_diary
def report(
    diary: Diary,
    pdf: Path | None,
    html: Path | None,
    card: Path | None,
    ask: str | None,
    name: str,
    as_of: date | None,
    as_json: bool,
) -> None:
    """One page for the prescriber: zones, doses, relief, side effects, open questions.

    Without a file it prints the page's text. A file that is there already is not written over.
    """
    from zonewise.report.prescriber import page_html, page_pdf
    from zonewise.report.prescriber.text import page_json, page_text
    from zonewise.services.base.text_files import write_bytes
    from zonewise.services.sharing.prescriber import ask_prescriber, prescriber_page, wallet_card

    from .common import say_json

    if ask is not None:
        ask_prescriber(diary, ask)
    page = prescriber_page(diary, as_of, name=name)
    if pdf is not None:
        write_bytes(pdf, page_pdf(page))
    if html is not None:
        write_bytes(html, page_html(page).encode())
    if card is not None:
        write_bytes(card, wallet_card(diary, name=name))
    written = [str(each) for each in (pdf, html, card) if each is not None]
    if as_json:
        say_json(page_json(page))
    elif written:
        click.echo(f"Written: {', '.join(written)}.")
    else:
        click.echo(page_text(page), nl=False)
