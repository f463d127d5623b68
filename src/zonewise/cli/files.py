"""Files in and out: import, export, the prescriber's page and the card for the wallet."""

import sys
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zonewise.problem import InputRefused
from zonewise.report.words import counted
from zonewise.services.base.diary import Diary

if TYPE_CHECKING:
    from zonewise.services.importing.import_file import ImportResult
    from zonewise.services.importing.proposal import ImportOptions

    Reader = Callable[[ImportOptions], ImportResult]

from .ask_passphrase import read_passcode
from .common import as_of_option, json_option, print_json, print_problems, print_sentence, with_diary


@click.command("import", epilog="Example: zonewise import visible-export.csv --dry-run")
@click.argument("file", required=False)
@click.option("--dry-run", is_flag=True, help="Read, count and show the mapping; store nothing.")
@click.option("--map", "rules", multiple=True, metavar="RULE", help="What a tracker becomes, e.g. 'Headache=pain:0-3'.")
@click.option("--scale", default="", metavar="LOW-HIGH", help="The scale of each rating that says none, e.g. 0-10.")
@click.option("--mapping", "mapping_file", type=click.Path(path_type=Path), help="A mapping file; see --save-mapping.")
@click.option("--save-mapping", type=click.Path(path_type=Path), help="Write the mapping to a file to look at.")
@click.option("--accept", is_flag=True, help="Take the mapping as shown (needed once for files of no known app).")
@click.option("--sheet", default="", metavar="NAME", help="Which sheet of a workbook, or file in an archive.")
@click.option("--passcode-file", metavar="FILE", help="A file whose first line is the link's passcode; - for a pipe.")
@click.option("--leave-out", is_flag=True, help="Leave out rows that are not understood and keep the rest.")
@click.option("--list", "lists", is_flag=True, help="Show the files that were taken in and stand.")
@click.option("--undo", is_flag=True, help="Take back the latest file that was taken in, whole; or the one --id names.")
@click.option("--id", "import_id", default="", help="Which import to take back, as --list shows it.")
@json_option
@with_diary
def import_(
    diary: Diary, file: str | None, dry_run: bool, rules: tuple[str, ...], scale: str, mapping_file: Path | None,
    save_mapping: Path | None, accept: bool, sheet: str, passcode_file: str | None,
    leave_out: bool, lists: bool, undo: bool, import_id: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Read FILE: a diary of zonewise, the export of an app, or any table with a mapping you confirm.

    FILE may be CSV text, a workbook (.xlsx, .ods), an archive with a table in it, the export of Apple Health, or your
    chart as FHIR; or a SMART Health Link (shlink:/...) to it, whose passcode is asked for. All of it is stored, or
    nothing. Importing the same file twice adds nothing. What the file leaves open is asked.
    docs/import.md tells more.
    """
    from zonewise.services.base.text_files import read_text
    from zonewise.services.importing.proposal import ImportOptions

    if lists or undo:
        _look_back(diary, undo, import_id, as_json)
        return
    if file is None:
        raise click.UsageError("Missing argument 'FILE'.")
    options = ImportOptions(
        mapping_text=read_text(mapping_file) if mapping_file else "",
        mapping_where=mapping_file.name if mapping_file else "",
        rules=rules,
        scale=scale,
        accept=accept,
        dry_run=dry_run,
        leave_out=leave_out,
        save_mapping=save_mapping,
        table=sheet,
    )
    read = _reader(diary, file, passcode_file)
    if not (dry_run or as_json or accept) and sys.stdin.isatty() and sys.stdout.isatty():
        options = _asked(read, options)
    _take_in(read, options, as_json)


def _reader(diary: Diary, source: str, passcode_file: str | None) -> "Reader":
    """Return what reads a file, or what is behind a link, into the diary; a link is asked once."""
    from zonewise.services.importing.import_file import import_file
    from zonewise.services.importing.import_link import fetch_chart, import_chart, read_link
    from zonewise.share.links import is_link

    if not is_link(source):
        return partial(import_file, diary, Path(source))
    link = read_link(source)
    passcode = read_passcode("Passcode of the link: ", passcode_file) if link.needs_passcode else ""
    return partial(import_chart, diary, fetch_chart(link, passcode))


def _take_in(read: "Reader", options: "ImportOptions", as_json: bool) -> None:
    from zonewise.importing import mapping_to_text
    from zonewise.report.import_words import import_lines
    from zonewise.report.medicine_words import imported_medicine_lines

    done = read(options)
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
                "questions": [
                    {"kind": asked.kind, "trackers": asked.trackers, "text": asked.text, "say": asked.example}
                    for asked in done.questions
                ],
                "dry_run": done.dry_run,
                "medicines": [
                    {"name": medicine.name, "finding": medicine.finding, "because": medicine.because}
                    for medicine in done.medicines
                ],
            }
        )
        return
    for note in done.notes:
        print_sentence(str(note), err=True)
    print_problems(done.left_out)
    lines = import_lines(
        done.mapping,
        done.by_kind,
        added=done.added,
        repeated=done.repeated,
        dry_run=done.dry_run,
        questions=done.questions,
    )
    print_sentence("\n".join([*lines, *imported_medicine_lines(done.medicines)]))


def _asked(read: "Reader", options: "ImportOptions") -> "ImportOptions":
    """Return the options with what the file leaves open, asked one by one, and with the person's word to take it in."""
    from zonewise.report.import_words import import_lines
    from zonewise.report.medicine_words import imported_medicine_lines

    while True:
        tried = read(replace(options, dry_run=True, leave_out=True, save_mapping=None))
        open_ones = [question for question in tried.questions if question.id not in options.answers]
        if not open_ones:
            break
        question = open_ones[0]
        print_sentence(f"{question.text} {question.in_file}".strip())
        for number, (_, words) in enumerate(question.choices, 1):
            print_sentence(f"  {number}. {words}")
        reply = click.prompt(f"Number{f', or {question.writes}' if question.writes else ''}", err=True).strip()
        chosen = int(reply) if reply.isdecimal() and 1 <= int(reply) <= len(question.choices) else 0
        answer = question.choices[chosen - 1][0] if chosen else reply
        try:
            read(
                replace(options, dry_run=True, leave_out=True, answers={**options.answers, question.id: answer}),
            )
        except InputRefused as refused:
            print_problems(refused.problems)
            continue
        options = replace(options, answers={**options.answers, question.id: answer})
    shown = import_lines(tried.mapping, tried.by_kind, added=tried.added, repeated=tried.repeated, dry_run=True)
    print_sentence("\n".join([*shown, *imported_medicine_lines(tried.medicines)]))
    click.confirm("Take it in?", abort=True, err=True)
    return replace(options, accept=True)


def _look_back(diary: Diary, undo: bool, import_id: str, as_json: bool) -> None:
    from zonewise.report.words import local_minute
    from zonewise.services.importing.undo import imports_that_stand, undo_import

    if undo:
        undone = undo_import(diary, import_id)
        if as_json:
            print_json(asdict(undone))
            return
        print_sentence(
            f"{undone.file_name} is taken back: {counted(undone.withdrawn, 'entry is', 'entries are')} gone."
        )
        if undone.restored:
            print_sentence(f"{counted(undone.restored, 'entry stands', 'entries stand')} again as before.")
        if undone.left:
            stay = "that were changed since, or that stood in an export, stay."
            print_sentence(f"{counted(undone.left, 'entry', 'entries')} {stay}")
        return
    records = imports_that_stand(diary)
    if as_json:
        print_json(
            [{"id": one.id, "file": one.file_name, "at": one.at.isoformat(), "added": one.added} for one in records]
        )
        return
    for one in records:
        print_sentence(f"{one.file_name}, {local_minute(one.at)}: {one.added} new.\n  --undo --id {one.id}")
    if not records:
        print_sentence("No file stands in the diary.")


@click.command(epilog="Example: zonewise export diary.csv")
@click.argument("file", type=click.Path(path_type=Path))
@with_diary
def export(diary: Diary, file: Path) -> None:
    """Write everything in the diary to FILE as CSV, superseded entries included; importing it gives the same diary."""
    from zonewise.services.custody.backups import export_csv

    count = export_csv(diary, file)
    print_sentence(f"{counted(count, 'entry', 'entries')} written to {file.name}.")


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
        print_sentence(f"Written: {', '.join(written)}.")
    else:
        print_sentence(page_text(page).removesuffix("\n"))
