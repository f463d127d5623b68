"""Files in and out."""

from pathlib import Path

import click

from zonewise.services.base.diary import Diary

from .common import say_json, say_problems, with_diary


@click.command("import", epilog="Example: zonewise import visible-export.csv --dry-run")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Read, count and show the mapping; store nothing.")
@click.option("--map", "rules", multiple=True, metavar="RULE", help="What a tracker becomes, e.g. 'Headache=pain:0-3'.")
@click.option("--mapping", "mapping_file", type=click.Path(path_type=Path), help="A mapping file; see --save-mapping.")
@click.option("--save-mapping", type=click.Path(path_type=Path), help="Write the mapping to a file to look at.")
@click.option("--accept", is_flag=True, help="Take the mapping as shown (needed once for files of no known app).")
@click.option("--leave-out", is_flag=True, help="Leave out rows that are not understood and keep the rest.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
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

    wish = ImportOptions(
        mapping_text=read_text(mapping_file) if mapping_file else "",
        mapping_where=mapping_file.name if mapping_file else "",
        rules=rules,
        accept=accept,
        dry_run=dry_run,
        leave_out=leave_out,
        save_mapping=save_mapping,
    )
    done = import_file(diary, file, wish)
    if as_json:
        say_json(
            {
                "format": done.format,
                "added": done.added,
                "repeated": done.repeated,
                "by_kind": done.by_kind,
                "left_out": [str(each) for each in done.left_out],
                "notes": [str(each) for each in done.notes],
                "mapping": mapping_to_text(done.mapping) if done.mapping is not None else "",
                "dry_run": done.dry_run,
                "medicines": [
                    {"name": each.name, "finding": each.finding, "because": each.because} for each in done.medicines
                ],
            }
        )
        return
    for note in done.notes:
        click.echo(str(note), err=True)
    say_problems(done.left_out)
    lines = import_lines(done.mapping, done.by_kind, added=done.added, repeated=done.repeated, dry_run=done.dry_run)
    click.echo("\n".join([*lines, *imported_medicine_lines(done.medicines)]))


@click.command(epilog="Example: zonewise export diary.csv")
@click.argument("file", type=click.Path(path_type=Path))
@with_diary
def export(diary: Diary, file: Path) -> None:
    """Write everything in the diary to FILE as CSV, superseded entries included; importing it gives the same diary."""
    from zonewise.services.custody.export import export_csv

    count = export_csv(diary, file)
    click.echo(f"{count} {'entry' if count == 1 else 'entries'} written to {file.name}.")
