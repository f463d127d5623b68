"""Compare what `today --json` answers for each day of 41 diaries with what it answered before.

    python benchmarks/same_answers.py                 compares with tests/data/answers/record.json.xz
    python benchmarks/same_answers.py --write         makes the record anew
    python benchmarks/same_answers.py --every 10      asks on every tenth day only

What differs on purpose stands in tests/data/answers/explained.yaml with its reason; any other difference fails.

The diaries are the example's half year and those of 40 synthetic patients who lived with zonewise: 20 who tolerate
every dose, 20 who do not. They are stored as they were written, so that a change of the simulator leaves them alone.
Only the command line is used, so the same file can be run against an older release: `PYTHONPATH=that/release/src`.
"""

import json
import lzma
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from itertools import repeat
from pathlib import Path
from typing import Any

import click
import yaml
from click.testing import CliRunner

DATA = Path(__file__).parents[1] / "tests" / "data" / "answers"
DIARIES, RECORD = DATA / "diaries.json.xz", DATA / "record.json.xz"
EXPLAINED = DATA / "explained.yaml"
EXIT_CODES = (0, 3)
"""Answered, or more facts needed; anything else is an error that stops the comparison."""

NO_SUCH_FACT = "no such fact"

Answer = Mapping[str, Any]
Record = dict[str, dict[str, Answer]]
Explained = Mapping[str, Mapping[str, Any]]


def read_json_xz(path: Path) -> Any:
    """Return what a compressed JSON file holds."""
    return json.loads(lzma.decompress(path.read_bytes()))


def write_json_xz(path: Path, content: object) -> None:
    """Write a compressed JSON file."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_bytes(lzma.compress(text.encode(), preset=9))


def answers_of_diary(csv_text: str, every: int) -> dict[str, Answer]:
    """Return what `today --json` says for every so-many-th day of a diary given as zonewise's own CSV."""
    from zonewise.cli.main import cli

    runner = CliRunner()
    with tempfile.TemporaryDirectory() as folder:
        file, diary = Path(folder, "diary.csv"), str(Path(folder, "diary.sqlite"))
        file.write_text(csv_text, encoding="utf-8")
        _run(runner, cli, ["--diary", diary, "import", str(file)])
        days = sorted({line[:10] for line in csv_text.splitlines()[1:] if line[:10] > "1990"})
        first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
        asked = [first + timedelta(days=number) for number in range(0, (last - first).days + 1, every)]
        return {
            day.isoformat(): short(
                json.loads(_run(runner, cli, ["--diary", diary, "today", "--json", "--as-of", str(day)]))
            )
            for day in asked
        }


def _run(runner: CliRunner, cli: click.Command, arguments: list[str]) -> str:
    result = runner.invoke(cli, arguments)
    if result.exit_code not in EXIT_CODES:
        command = " ".join(arguments)
        raise click.ClickException(f"{command} ended with {result.exit_code}: {result.output}") from result.exception
    return result.stdout


def short(today: Mapping[str, Any]) -> Answer:
    """Return the zone, action, dose, facts, reasons, questions and considerations of one day, without sentences."""
    return {
        "zone": today["zone"]["zone"],
        "action": today["action"],
        "daily_mg": today["dose"]["daily_mg"],
        "doses": [[dose["mg"], dose["at"]] for dose in today["dose"]["doses"]],
        "facts": {name: fact["value"] for name, fact in today["facts"].items()},
        "reasons": [reason["rule"] for reason in today["reasons"]],
        "ask": [question["fact"] for question in today["ask"]],
        "considerations": [consideration["id"] for consideration in today["considerations"]],
        "review": today["review"]["answer"],
        "next_step": today["next_step"],
        "next_review": today["next_review"],
    }


def differences(before: Record, after: Record) -> Iterator[tuple[str, str, str, Any, Any]]:
    """Yield diary, day, what differs, and both values; facts one by one. Days that only one side knows are left out."""
    for diary, days in after.items():
        for day, now in days.items():
            then = before.get(diary, {}).get(day)
            if then is None:
                continue
            for name in then.keys() | now.keys():
                one, other = then.get(name), now.get(name)
                if name == "facts" and one is not None and other is not None:
                    for fact in sorted(one.keys() | other.keys()):
                        values = one.get(fact, NO_SUCH_FACT), other.get(fact, NO_SUCH_FACT)
                        if values[0] != values[1]:
                            yield diary, day, f"fact {fact}", *values
                elif one != other:
                    yield diary, day, name, one, other


def is_explained(name: str, before: Any, after: Any, explained: Explained) -> bool:
    """Say whether a difference is one of those that are meant.

    Args:
        name: What differs, as `differences` names it.
        before: Its value in the record.
        after: Its value now.
        explained: The facts, reasons and questions that may differ.
    """
    if name.startswith("fact "):
        meant = explained["facts"].get(name.removeprefix("fact "))
        return meant is not None and before in meant["before"] and type(before) in map(type, meant["before"])
    if name not in ("reasons", "ask"):
        return False
    meant = explained[name]
    return [item for item in before if item not in meant] == [item for item in after if item not in meant]


def answers_of_all(every: int, diaries: Mapping[str, str], workers: int) -> Record:
    """Return the answers of all diaries, worked out in so many processes."""
    if workers == 1:
        return {name: answers_of_diary(text, every) for name, text in diaries.items()}
    with ProcessPoolExecutor(workers) as pool:
        return dict(zip(diaries, pool.map(answers_of_diary, diaries.values(), repeat(every)), strict=True))


@click.command()
@click.option("--write", is_flag=True, help="Make the record anew instead of comparing.")
@click.option("--every", default=1, show_default=True, help="Ask on every so-many-th day.")
@click.option("--only", default="", help="Only diaries whose name begins so.")
@click.option("--show", default=3, show_default=True, help="Examples of each kind of difference.")
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--into", type=click.Path(path_type=Path), default=None, help="Also write the answers to this file.")
def main(write: bool, every: int, only: str, show: int, workers: int, into: Path | None) -> None:
    """Compare the answers of every day with the record, or make it."""
    diaries = {name: text for name, text in read_json_xz(DIARIES).items() if name.startswith(only)}
    record = answers_of_all(every, diaries, workers)
    if into is not None:
        write_json_xz(into, record)
    if write:
        write_json_xz(RECORD, record)
        click.echo(f"Wrote {sum(map(len, record.values()))} days of {len(record)} diaries.")
        return
    kinds: Counter[str] = Counter()
    days: set[tuple[str, str]] = set()
    explained: Explained = yaml.safe_load(EXPLAINED.read_text(encoding="utf-8"))
    meant = 0
    for diary, day, name, one, other in differences(read_json_xz(RECORD), record):
        if is_explained(name, one, other, explained):
            meant += 1
            continue
        kinds[name] += 1
        days.add((diary, day))
        if kinds[name] <= show:
            click.echo(f"{diary} {day} {name}: {one!r} -> {other!r}")
    asked = sum(map(len, record.values()))
    click.echo(f"{asked} days of {len(record)} diaries asked, {len(days)} differ; {meant} differences are meant.")
    for name, number in kinds.most_common():
        click.echo(f"  {name}: {number}")
    raise SystemExit(1 if days else 0)


if __name__ == "__main__":
    main()
