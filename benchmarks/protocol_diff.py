"""How long comparing two versions of the protocol over every state takes, and how much memory.

Run: python benchmarks/protocol_diff.py
Bounds: under 30 s and 500 MB, as a whole process from a cold start, for each of several changed versions, from one
moved bound to one in which every third rule is gone and the actions stand in another order. Beside the slowest of them
the proof, which walks the states of one version, in a process of its own, run in turn: the ratio is the median, and a
time that of the round that other work on the machine disturbed least. The past days of a diary are counted apart, since
they take as long as the diary does.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter

from _diary_files import write_diary
from _whole_process import paired, ratio, run
from zonewise.authoring.diff.command import protocol_diff
from zonewise.services.base.diary import Diary
from zonewise.services.base.protocols import load_protocol
from zonewise.services.importing.import_file import import_file
from zonewise.services.importing.proposal import ImportOptions

SECONDS, MEGABYTES, TIMES, DAYS = 30.0, 500.0, 2, 730
ZONEWISE = (sys.executable, "-m", "zonewise")
QUESTIONS = ("clearance", "flare", "start", "resume", "step", "review")
Files = Mapping[str, str]


def moved_bound(files: Files) -> Files:
    """Return the protocol with ten Green days before a step instead of seven."""
    name = "numbers.settings.yaml"
    return {**files, name: files[name].replace("days-before-step: {value: 7", "days-before-step: {value: 10")}


def dropped_rule(files: Files) -> Files:
    """Return the protocol without the rule for new symptoms in Red."""
    return {**files, "flare.yaml": _without(files["flare.yaml"], lambda rule, _: "id: red-new-symptoms" in rule)}


def another_order(files: Files) -> Files:
    """Return the protocol with the actions between `ask` and the rises turned around."""
    was, becomes = "stop, pause, reduce, wait, keep", "keep, wait, reduce, pause, stop"
    return {**files, "protocol.yaml": files["protocol.yaml"].replace(was, becomes)}


def nearly_all(files: Files) -> Files:
    """Return the protocol with another order, every bound moved and every third rule gone that can go."""
    changed = dict(another_order(files))
    for name in QUESTIONS:
        text = _without(changed[f"{name}.yaml"], lambda rule, number: number % 3 == 1)
        changed[f"{name}.yaml"] = text
    name = "numbers.settings.yaml"
    changed[name] = re.sub(r"value: (\d{2})", lambda match: f"value: {int(match[1]) + 2}", changed[name])
    return changed


def _without(text: str, gone: Callable[[str, int], bool]) -> str:
    """Take rules out, but never the only one that gives an answer."""
    head, *rules = re.split(r"(?=^  - id: )", text, flags=re.MULTILINE)
    answers = [match[1] if (match := re.search(r"then: (\S+)", rule)) else "" for rule in rules]
    kept: list[str] = []
    for number, rule in enumerate(rules):
        if not gone(rule, number) or answers.count(answers[number]) == 1:
            kept.append(rule)
        else:
            answers[number] = ""
    return head + "".join(kept)


VERSIONS = (moved_bound, dropped_rule, another_order, nearly_all)


def compared(folder: Path) -> tuple[bool, Path]:
    """Compare the shipped protocol with each version; return whether the bounds are met, and the slowest one."""
    met, slowest = True, (0.0, folder)
    for version in VERSIONS:
        place = folder / version.__name__
        place.mkdir()
        for name, text in version(load_protocol().files).items():
            (place / name).write_text(text, encoding="utf-8")
        command = (*ZONEWISE, "protocol", "diff", "shipped", str(place), "--json")
        rounds = [run(command) for _ in range(TIMES)]
        took = min(rounds, key=lambda timed: timed.seconds)  # the one that other work disturbed least
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        changes = [change for question in (told["action"], *told["questions"]) for change in question["changes"]]
        boxes = sum(len(change["boxes"]) for change in changes)
        print(
            f"{version.__name__.replace('_', ' ')}: {took.seconds:.1f} s (bound {SECONDS:g} s),"
            f" {took.megabytes:.0f} MB (bound {MEGABYTES:g} MB); {told['states']} of {told['combinations']} states"
            f" in {len(changes)} changes and {boxes} boxes"
        )
        met &= took.seconds < SECONDS and took.megabytes < MEGABYTES and took.status == 0
        slowest = max(slowest, (took.seconds, place))
    return met, slowest[1]


def past_days(folder: Path, place: Path) -> None:
    """Print how long the days of a two-year diary take with both versions."""
    file, diary = folder / "diary.csv", Diary(str(folder / "diary.sqlite"))
    write_diary(file, DAYS)
    import_file(diary, file, ImportOptions())
    begun = perf_counter()
    _, changed = protocol_diff("shipped", str(place), diary)
    took = perf_counter() - begun
    if changed is not None and changed.days:
        print(f"with {changed.days} past days of a diary: {took:.1f} s, {1e3 * took / changed.days:.0f} ms a day")


def main() -> int:
    """Print the figures; return 1 when a bound is missed."""
    print("python benchmarks/protocol_diff.py")
    with tempfile.TemporaryDirectory() as name:
        met, slowest = compared(Path(name))
        command = (*ZONEWISE, "protocol", "diff", "shipped", str(slowest), "--json")
        ours, proof = paired(command, (*ZONEWISE, "protocol", "prove", "--json"), times=TIMES)
        seconds, proving = min(run.seconds for run in ours), min(run.seconds for run in proof)
        print(f"slowest: {ratio(ours, proof):.2f} times the proof of one version; {seconds:.1f} s to {proving:.1f} s")
        past_days(Path(name), slowest)
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
