"""Files in and out: import, export, the prescriber's page and the card for the wallet."""

from datetime import date
from pathlib import Path

import click

from zonewise.report.words import counted
from zonewise.services.base.diary import Diary

from .common import as_of_option, json_option, print_json, print_problems, with_diary


@click.command("import", epilog="Example: zonewise import visible-export.csv --dry-run")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read, count and show the mapping; store nothing.")
@click.option("--map", "rules", multiple=True, metavar="RULE", help="What a tracker becomes, e.g. 'Headache=pain:0-3'.")
@click.option("--mapping", "mapping_file", type=click.Path(path_type=Path), help="A mapping file; see --save-mapping.")
@click.option("--save-mapping", type=click.Path(path_type=Path), help="Write the mapping to a file to look at.")
@click.option("--accept", is_flag=True, help="Take the mapping as shown (needed once for files of no known app).")
@click.option("--leave-out", is_flag=True, help="Leave out rows that are not understood and keep the rest.")
@json_option
@with_diary
def import_(
    diary: Diary, file: Path, dry_run: bool, rules: tuple[str, ...], mapping_file: Path | None,
    save_mapping: Path | None, accept: bool, leave_out: bool, as_json: bool,
) -> None:  # fmt: skip
    """Read FILE: zonewise's own CSV, a Visible or Bearable export, or any CSV with a mapping you confirm.

    All of it is stored, or nothing. Importing the same file twice adds nothing. docs/import.md tells more.
    """
    from zonewise.importing import mapping_to_text
    from zonewise.report.import_words import import_lines
    from zonewise.report.medicine_words import imported_medicine_lines
    from zonewise.services.base.text_files import read_text
    from zonewise.services.importing.import_file import ImportOptions, import_file

    options = ImportOptions(
        mapping_text=read_text(mapping_file) if mapping_file else "",
        mapping_where=mapping_file.name if mapping_file else "",
        rules=rules,
        accept=accept,
        dry_run=dry_run,
        leave_out=leave_out,
        save_mapping=save_mapping,
    )
    done = import_file(diary, file, options)
    if as_json:
        print_json(
            {
                "format": done.format,
                "added": done.added,
                "repeated": done.repeated,
                "by_kind": done.by_kind,
                "left_out": list(map(str, done.left_out)),
                "notes": list(map(str, done.notes)),
                "mapping": mapping_to_text(done.mapping) if done.mapping is not None else "",
                "dry_run": done.dry_run,
                "medicines": [
                    {"name": medicine.name, "finding": medicine.finding, "because": medicine.because}
                    for medicine in done.medicines
                ],
            }
        )
        return
    for note in done.notes:
        click.echo(str(note), err=True)
    print_problems(done.left_out)
    lines = import_lines(done.mapping, done.by_kind, added=done.added, repeated=done.repeated, dry_run=done.dry_run)
    click.echo("\n".join([*lines, *imported_medicine_lines(done.medicines)]))


@click.command(epilog="Example: zonewise export diary.csv")
@click.argument("file", type=click.Path(path_type=Path))
@with_diary
def export(diary: Diary, file: Path) -> None:
    """Write everything in the diary to FILE as CSV, superseded entries included; importing it gives the same diary."""
    from zonewise.services.custody.backups import export_csv

    count = export_csv(diary, file)
    click.echo(f"{counted(count, 'entry', 'entries')} written to {file.name}.")


@click.command(epilog="Example: zonewise report --pdf page.pdf --name 'A. Example'")
@click.option("--pdf", type=click.Path(path_type=Path), help="Write the page as PDF to this file.")
@click.option("--html", type=click.Path(path_type=Path), help="Write the page as HTML to this file.")
@click.option("--card", type=click.Path(path_type=Path), help="Write the emergency card for the wallet as PDF.")
@click.option("--ask", help="Write down what you want to ask; it stands on the page from now on.")
@click.option("--name", default="", help="The name that is to stand on it; it is not kept.")
@as_of_option
@click.option("--json", "as_json", is_flag=True, help="Print what stands on the page as JSON.")
@with_diary
def report(
    diary: Diary, pdf: Path | None, html: Path | None, card: Path | None, ask: str | None, name: str,
    as_of: date | None, as_json: bool,
) -> None:  # fmt: skip
    """One page for the prescriber: zones, doses, relief, side effects, open questions.

    Without a file it prints the page's text. A file that is there already is not written over.
    """
    from zonewise.report.prescriber import page_html, page_pdf
    from zonewise.report.prescriber.formats import page_json, page_text
    from zonewise.services.base.text_files import write_bytes
    from zonewise.services.sharing.prescriber import ask_prescriber, prescriber_page, wallet_card

    if ask is not None:
        ask_prescriber(diary, ask)
    page = prescriber_page(diary, as_of, name=name)
    if pdf is not None:
        write_bytes(pdf, page_pdf(page))
    if html is not None:
        write_bytes(html, page_html(page).encode())
    if card is not None:
        write_bytes(card, wallet_card(diary, name=name))
    written = [str(path) for path in (pdf, html, card) if path is not None]
    if as_json:
        print_json(page_json(page))
    elif written:
        click.echo(f"Written: {', '.join(written)}.")
    else:
        click.echo(page_text(page), nl=False)
