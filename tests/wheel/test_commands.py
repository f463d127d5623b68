"""Every command of the installed wheel answers, from an empty folder on, day by day."""

import json
import shlex
from datetime import timedelta
from pathlib import Path

from tests.conftest import PLAN

from zonewise.services.base.clock import utc_now

from .conftest import Installed

TRACKER = "date,Headache\n2024-03-01,3\n2024-03-02,4\n"
FACTS = '{"phase": "titrating", "danger_sign": "none", "zone": "green"}'

NOTHING_YET, DAYS = (
    Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("nothing_yet.txt", "days.txt")
)
"""Commands, each begun by the exit status that it must have: in an empty folder, and then day by day."""

APART = {
    "serve": "test_pages.py",
    "protocol prove": "takes a minute; tests/authoring proves, and it reads the files that `protocol check` reads",
    "relay": "tests/relay begins it as a process of its own",
    "trial design": "tries a hundred trials; tests/cli and tests/trial",
    "trial pharmacy-key": "of the pharmacy, on another machine: tests/cli/test_trial.py",
    **{
        f"clinic {name}": "needs a file and its passphrase: tests/services/clinic and tests/wire"
        for name in (
            "open",
            "page",
            "say",
            "serve",
        )
    },
    "correct": "needs an id: below",
    "restore": "needs the name of a backup: below",
    "erase": "comes last: below",
}


def test_every_command_answers(installed: Installed, tmp_path: Path) -> None:
    """No command ends in a fault of the program, and each ends with the status that it should."""
    known = installed.run("commands", [], tmp_path)
    days = DAYS.format(operation=utc_now().date() + timedelta(days=90))
    lines = [shlex.split(line) for line in (NOTHING_YET + days).splitlines()]
    called = {" ".join(words[1:3]) for words in lines} | {words[1] for words in lines} | set(APART)
    called |= {" ".join(words[3:5]) for words in lines if words[1].startswith("--")}

    assert Path(known["home"]).is_relative_to(installed.folder)
    assert set(known["commands"]) - called == set()

    for name, text in {
        "plan.yaml": PLAN.format(written="2024-01-20", start="2024-02-05"),
        "tracker.csv": TRACKER,
        "facts.json": FACTS,
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in ("word", "other"):
        (tmp_path / name).write_text(f"seven plain {name} phrases\n", encoding="utf-8")
    (tmp_path / "medicines.csv").write_text("name\ntramadol\nzinc\n", encoding="utf-8")
    run(installed, tmp_path, lines)

    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")
    assert "Is it enough?" in (tmp_path / "page.html").read_text(encoding="utf-8")

    (entry,) = [
        one
        for one in json.loads(run(installed, tmp_path, [["0", "entries", "--json"]])[0]["out"])
        if (one["kind"], one["name"]) == ("rating", "mood")
    ]
    backup = max((tmp_path / "diary.sqlite-backups").glob("*.sqlite"))
    run(
        installed,
        tmp_path,
        [["0", "correct", entry["id"], "3"], ["0", "restore", str(backup)], ["0", "erase", "--yes"], ["2", "today"]],
    )


def run(installed: Installed, folder: Path, lines: list[list[str]]) -> list[dict[str, str]]:
    """Run commands, each line begun by the exit status that it must have, and return what came of them."""
    answers = installed.run("run", [["", *words] for _, *words in lines], folder)
    ends = [f"{answer['code']} {shlex.join(words)}" for (_, *words), answer in zip(lines, answers, strict=True)]
    said = "\n".join(f"{end}: {answer['err']}" for end, answer in zip(ends, answers, strict=True))
    assert ends == [f"{code} {shlex.join(words)}" for code, *words in lines], said
    assert all(answer["out"] or answer["err"] for answer in answers)
    return answers
