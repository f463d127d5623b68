"""The protocol itself."""

import sys
from datetime import date
from pathlib import Path

import click

from zonewise.services.base.diary import diary_at

from .common import DAY, WRONG_INPUT, json_option, print_json, print_sentence, print_unwrapped, refusing

folder_argument = click.argument("folder", required=False, type=click.Path(path_type=Path))


@click.group()
def protocol() -> None:
    """Check the protocol and what carries the guide."""


@protocol.command(epilog="Example: zonewise protocol check")
@folder_argument
@refusing
def check(folder: Path | None) -> None:
    """Read a protocol and run its examples.

    It is the shipped one, or the one in FOLDER. Every problem is named with its file and line.

    Exit status: 0 sound, 2 not.
    """
    from zonewise.authoring.check import check_protocol

    done = check_protocol(folder)
    for problem in done.problems:
        print_sentence(problem, err=True)
    print_sentence(f"{done.name}: {done.rules} rules, {done.examples} worked examples, {len(done.problems)} problems.")
    sys.exit(WRONG_INPUT if done.problems else 0)


@protocol.command(epilog="Example: zonewise protocol coverage --json")
@json_option
@refusing
def coverage(as_json: bool) -> None:
    """List what carries each statement of the guide.

    Exit status: 0 none lost, 2 one is."""
    from zonewise.authoring.coverage import coverage_of_guide

    rows = coverage_of_guide()
    lost = [row.id for row in rows if row.is_lost]
    if as_json:
        print_json({"statements": [{"id": r.id, "kind": r.kind, "carried_by": list(r.carried_by)} for r in rows]})
    else:
        for row in rows:
            print_sentence(f"{row.id} ({row.kind}): {', '.join(row.carried_by) or 'nothing'}", following="  ")
    for statement in lost:
        print_sentence(f"{statement}: nothing carries it. [lost-statement]", err=True)
    sys.exit(WRONG_INPUT if lost else 0)


@protocol.command(epilog="Example: zonewise protocol prove")
@folder_argument
@click.option("--over-days", is_flag=True, help="Show ten properties over every sequence of days instead.")
@click.option(
    "--plan",
    "plan_files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="With --over-days: a plan that is followed; may be given again.",
)
@click.option(
    "--most",
    type=click.IntRange(min=1),
    help="With --over-days: walk so many states of each group, no more.",
)
@json_option
@refusing
def prove(folder: Path | None, over_days: bool, plan_files: tuple[Path, ...], most: int | None, as_json: bool) -> None:
    """Show eight claims over every combination of the facts' values, unknown included; nothing is sampled.

    With --over-days it shows ten properties over sequences of days, by the transition and the rules that serve a
    person. Where one does not hold, the shortest way there is told day by day.

    Exit status: 0 all hold, 2 one does not: its smallest counterexample is printed.
    """
    if over_days:
        from zonewise.authoring.over_days.command import prove_over_days
        from zonewise.authoring.over_days.text import proof_json, proof_text

        days = prove_over_days(folder, plan_files, most)
        if as_json:
            print_json(proof_json(days))
        else:
            print_sentence(proof_text(days).removesuffix("\n"))
        sys.exit(0 if days.holds else WRONG_INPUT)
    from zonewise.authoring.proof.command import prove as prove_protocol

    proof = prove_protocol(folder)
    if as_json:
        print_json(
            {
                "protocol": proof.name,
                "sha256": proof.sha256,
                "combinations": proof.combinations,
                "values": {name: list(words) for name, words in proof.values.items()},
                "claims": [
                    {"number": claim.number, "says": claim.says, "states": claim.states}
                    | {"holds": not claim.against, "against": claim.against}
                    for claim in proof.claims
                ],
            }
        )
    else:
        print_sentence(f"{proof.name}: {proof.combinations:,} combinations of {len(proof.values)} facts.")
        for name, words in proof.values.items():
            print_sentence(f"  {name}: {', '.join(words)}, unknown")
        for claim in proof.claims:
            verdict = "FAILS" if claim.against else "holds"
            print_sentence(f"{claim.number}. {verdict} ({claim.states:,} states): {claim.says}")
            if claim.against:
                print_sentence(f"   {claim.against}")
    sys.exit(0 if proof.holds else WRONG_INPUT)


@protocol.command(epilog="Example: zonewise protocol show --rule step-in-yellow")
@folder_argument
@click.option("--rule", "rule_id", metavar="ID", help="One rule: its file, line, reason, source and worked examples.")
@click.option("--as", "form", default="terminal", metavar="FORM", help="terminal, markdown or html (one file).")
@refusing
def show(folder: Path | None, rule_id: str | None, form: str) -> None:
    """Print the protocol for a clinician: each question as a table with reasons, sources and worked examples."""
    from zonewise.services.base.protocols import protocol_from
    from zonewise.services.reading.rules import show_protocol, show_rule

    protocol = protocol_from(folder)
    shown = show_rule(protocol, rule_id) if rule_id else show_protocol(protocol, form)
    (print_sentence if rule_id or form == "terminal" else print_unwrapped)(shown.removesuffix("\n"))


@protocol.command(epilog="Example: zonewise protocol export --as sql")
@folder_argument
@click.option(
    "--as",
    "form",
    default="sql",
    metavar="FORM",
    help="sql: one text for DuckDB, PostgreSQL, SQLite and Spark. dmn: decision tables.",
)
@refusing
def export(folder: Path | None, form: str) -> None:
    """Print the protocol for engines of others.

    As sql: the table of facts, and one SELECT with each answer and the action. As dmn: a model of DMN 1.3 with a
    decision table for each question and for the action.
    """
    from zonewise.authoring.export import export_protocol

    print_unwrapped(export_protocol(folder, form).removesuffix("\n"))


@protocol.command(epilog="Example: zonewise protocol effect shipped my-protocol --cohort diaries")
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
@click.option("--cohort", type=click.Path(path_type=Path), required=True, help="Folder with a file for each person.")
@click.option("--as-of", "as_of", type=DAY, help="Last day to answer.")
@json_option
@refusing
def effect(old: str, new: str, cohort: Path, as_of: date | None, as_json: bool) -> None:
    """Say what another version of the protocol would have changed for the people whose diaries a folder holds.

    Diaries (.sqlite) and tables of zonewise's own (.csv) are read, and nothing is written to them. Each past day is
    answered with both versions. A file that cannot be read is named, and the others count.

    Exit status: 0 compared, 2 the input is wrong.
    """
    from zonewise.authoring.diff.cohort import cohort_effect, effect_json, effect_text

    compared = cohort_effect(old, new, cohort, as_of)
    if as_json:
        print_json(effect_json(compared))
    else:
        print_sentence(effect_text(compared).removesuffix("\n"))


@protocol.command(epilog="Example: zonewise protocol diff shipped my-protocol --diary diary.sqlite")
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
@click.option("--diary", "diary_here", metavar="FILE", help="Also answer the past days of this diary with both.")
@click.option("--as-of", "as_of", type=DAY, help="Last day of the diary to answer.")
@click.option("--all", "every_box", is_flag=True, help="Show every box, not the largest alone.")
@json_option
@refusing
def diff(old: str, new: str, diary_here: str | None, as_of: date | None, every_box: bool, as_json: bool) -> None:
    """Say which states two versions of a protocol answer differently; every state is compared, none sampled.

    OLD and NEW are folders, or the word 'shipped' for the protocol of this release. What one version cannot be told
    is unknown to it. Each version uses its own numbers; the medicine lists are those of this release.

    Exit status: 0 compared, 2 the input is wrong.
    """
    from zonewise.authoring.diff.command import protocol_diff
    from zonewise.authoring.diff.json_shape import diff_json
    from zonewise.authoring.diff.text import diff_text

    place = diary_here or click.get_current_context().obj
    compared, days = protocol_diff(old, new, diary_at(place) if place else None, as_of)
    if as_json:
        print_json(diff_json(compared, days))
    else:
        print_sentence(diff_text(compared, days, every_box=every_box).removesuffix("\n"))
