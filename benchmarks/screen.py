"""How fast a file of a million medicines is screened, how much memory that takes, and how right it is.

    python benchmarks/screen.py [--rows 1000000] [--labelled FILE.tsv]

The rows are made here from the lists' own names: substances alone and combined, with salts, strengths and forms,
product names, slips of the pen and words that are on no list, so nearly every row is different. Beside it, on the same
names, stands a program that looks the whole name up in the same list with rapidfuzz (`extractOne` with its default
scorer) and so cannot take a name apart.

--labelled takes a TSV file with the columns name and opioid (1 or 0) and prints how many opioids are found.
"""

import argparse
import csv
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from rapidfuzz.process import extractOne

from _whole_process import run
from zonewise.screening.classification import screen_medicine
from zonewise.screening.compiled_lists import CompiledLists
from zonewise.services.base.protocols import load_protocol

MOST_SECONDS, MOST_MEGABYTES = 60.0, 300.0
LEAST_FOUND, MOST_FALSE = 99.5, 1.0
PEER_NAMES = 200
SALTS = ("hydrochloride", "sulfate", "phosphate", "maleate", "HCl", "sodium", "")
FORMS = ("Oral Tablet", "ORAL CAPSULE", "oral solution", "Extended Release Oral Tablet", "tab", "Injection")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def names(lists: CompiledLists, seed: int) -> Iterator[str]:
    """Yield made-up medicine names without end."""
    chance = random.Random(seed)
    labels = sorted(lists.labels)
    brands = sorted(label for label, entry in lists.labels.items() if entry.brand)
    substances = sorted(set(labels) - set(brands))
    while True:
        kind = chance.random()
        form = chance.choice(FORMS)
        if kind < 0.55:
            parts = [
                f"{chance.choice(substances)} {chance.choice(SALTS)} {chance.randint(1, 2000) / 4:g} MG".replace(
                    "  ", " "
                )
                for _ in range(chance.choice((1, 1, 1, 2, 2, 3)))
            ]
            yield f"{' / '.join(parts)} {form}" + (f" [{chance.choice(brands)}]" if chance.random() < 0.3 else "")
        elif kind < 0.9:
            yield f"{chance.choice(labels)} {chance.randint(1, 1000)}mg {form}"
        elif kind < 0.95:
            name = chance.choice(labels)
            place = chance.randrange(len(name))
            yield f"{name[:place]}{chance.choice(LETTERS)}{name[place + 1 :]} {chance.randint(1, 1000)} mg"
        else:
            yield f"{''.join(chance.choices(LETTERS, k=chance.randint(4, 12)))} {chance.randint(1, 1000)} mg {form}"


def print_speed(rows: int) -> bool:
    """Screen a file as a whole process; print and judge seconds and megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "medicines.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["name"])
            writer.writerows([name] for name in islice(names(load_protocol().medicine_lists, 1), rows))
        command = [sys.executable, "-m", "zonewise", "screen", "--file", str(file), "--json"]
        once = run(command)
    good = once.status == 0 and once.seconds < MOST_SECONDS and once.megabytes < MOST_MEGABYTES
    print(f"{rows} rows as a whole process: {once.seconds:.1f} s, {once.megabytes:.0f} MB (asked: 60 s, 300 MB)")
    return good


def print_peer() -> None:
    """Print one name's time beside a fuzzy look-up of the whole name, and how many opioids each of them sees."""
    lists = load_protocol().medicine_lists
    some = list(islice(names(lists, 2), PEER_NAMES))
    labels, choices = lists.labels, list(lists.labels)
    start = time.perf_counter()
    ours = [screen_medicine(name, lists=lists).finding for name in some]
    middle = time.perf_counter()
    theirs = [labels[result[0]].kind if (result := extractOne(name, choices)) else "" for name in some]
    end = time.perf_counter()
    opioids = [place for place, finding in enumerate(ours) if finding == "opioid"]
    seen = sum(theirs[place] == "opioid" for place in opioids)
    print(f"{PEER_NAMES} names: ours {1e6 * (middle - start) / PEER_NAMES:.0f} microseconds a name with empty memory,")
    print(f"  rapidfuzz extractOne over the same {len(choices)} names {1e6 * (end - middle) / PEER_NAMES:.0f}.")
    print(f"  Of {len(opioids)} names in which we see an opioid it sees one in {seen}.")


def print_labelled(file: Path) -> bool:
    """Print what is found in a labelled file, each miss by name, and judge it."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    findings = [screen_medicine(row["name"], lists=load_protocol().medicine_lists) for row in rows]
    opioids = [f for f, row in zip(findings, rows, strict=True) if row["opioid"] == "1"]
    others = [f for f, row in zip(findings, rows, strict=True) if row["opioid"] != "1"]
    recognised = sum(opioid.finding == "opioid" for opioid in opioids)
    false = [other for other in others if other.finding == "opioid"]
    print(
        f"{file.name}: {recognised} of {len(opioids)} opioids found "
        f"({100 * recognised / len(opioids):.2f} %; asked: 99.5)"
    )
    _print_each("  missed", [opioid for opioid in opioids if opioid.finding != "opioid"])
    share = 100 * len(false) / len(others)
    print(f"  {len(false)} of {len(others)} others called opioid ({share:.2f} %; asked: 1 at most)")
    _print_each("  called opioid", false)
    print(f"  others: {dict(Counter(other.finding for other in others))}")
    harmless = sum(opioid.finding == "harmless" for opioid in opioids)
    print(f"  opioids called harmless: {harmless} (asked: none)")
    return (
        100 * recognised >= LEAST_FOUND * len(opioids)
        and 100 * len(false) <= MOST_FALSE * len(others)
        and harmless == 0
    )


def _print_each(what: str, findings: Sequence[object]) -> None:
    for finding in findings:
        print(
            f"{what}: {getattr(finding, 'name', '')} -> {getattr(finding, 'finding', '')}, "
            f"{getattr(finding, 'matched', '')}"
        )


def main() -> None:
    """Print the figures; exit status 1 when one is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--labelled", type=Path)
    chosen = parser.parse_args()
    good = print_labelled(chosen.labelled) if chosen.labelled else True
    print_peer()
    good = print_speed(chosen.rows) and good
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
