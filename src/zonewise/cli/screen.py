"""Screening medicines for opioids and for what bears on LDN."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from zonewise.screening.finding import Finding

from .common import MORE_NEEDED, print_sentence, print_unwrapped, refusing


@click.command(epilog='Example: zonewise screen "co-codamol 30/500"')
@click.argument("name", nargs=-1)
@click.option("--code", help="Its ATC code, or the RxNorm identifier of an ingredient.")
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path, allow_dash=True),
    help="A CSV or TSV file with a column name, or code, or both ('-' reads standard input).",
)
@click.option(
    "--medicines", metavar="FOLDER", type=click.Path(path_type=Path), help="Other lists than the shipped ones."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one line for each medicine.")
@refusing
def screen(name: tuple[str, ...], code: str | None, file: Path | None, medicines: Path | None, as_json: bool) -> None:
    """Say of a medicine whether it is an opioid, blocks opioids, bears on LDN or has no opioid in it.

    NAME is written as on the package, in an app or in a record. What is not recognised is a question, never a pass.
    With --file each row gets one line, in the order given.

    Exit status: 0 answered, 3 the one medicine asked about was not recognised, 2 the input is wrong.
    """
    from zonewise.report.medicine_words import screened_json, screened_text
    from zonewise.screening.classification import screen_medicine
    from zonewise.services.base.medicine_screen import lists_from, screen_file
    from zonewise.services.base.protocols import load_protocol

    if (file is None) == (not name and code is None):
        raise click.UsageError("Give a NAME or --code, or a --file.")
    protocol = load_protocol()
    lists = lists_from(medicines, protocol) if medicines is not None else protocol.medicine_lists
    if file is not None:
        if name or code is not None:
            raise click.UsageError("Give a NAME or --code, or a --file, not both.")
        _print_all(screen_file(file, lists), as_json)
        return
    finding = screen_medicine(" ".join(name) or None, code, lists=lists)
    if as_json:
        print_unwrapped(screened_json(finding))
    else:
        print_sentence(screened_text(finding))
    sys.exit(MORE_NEEDED if finding.finding == "not-recognised" else 0)


def _print_all(findings: Iterator[Finding], as_json: bool) -> None:
    """Print one line for each finding."""
    from zonewise.report.medicine_words import screened_json, screened_line

    # The lists stay until the end: without this the collector walks through all of them again and again.
    gc.freeze()
    shown = screened_json if as_json else screened_line
    sys.stdout.writelines(f"{shown(finding)}\n" for finding in findings)
