import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner, Result

from zonewise.cli.main import cli
from zonewise.problem import InputRefused, NotUnderstood
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.custody.passphrase import Secret, set_passphrase, unlock
from zonewise.services.recording.medicines import begin_medicine
from zonewise.services.sharing import shares
from zonewise.services.sharing.fetched_link import fetch_link
from zonewise.services.sharing.relay_client import RelayState
from zonewise.services.sharing.share_choice import PARTS, ShareChoice
from zonewise.services.sharing.shared_content import preview_share
from zonewise.share.links import open_link
from zonewise.share.passphrase_seal import open_with_passphrase

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)


@pytest.fixture
def relay(relay_port: int) -> str:
    """Return the address of a relay."""
    return f"http://127.0.0.1:{relay_port}"


@pytest.fixture
def diary(lived_copy: Path) -> Diary:
    """Return a diary of five weeks with a medicine in it."""
    begin_medicine(Diary(str(lived_copy)), "ibuprofen 200 mg", since=None)
    return Diary(str(lived_copy))


@pytest.fixture
def run(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Return what runs a command on the diary."""
    monkeypatch.delenv("ZONEWISE_RELAY", raising=False)

    def command(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(cli, ["--diary", diary.place, "share", *arguments], input=typed)

    return command


def kinds(content: bytes) -> list[str]:
    """Return the types of the resources in a document."""
    return sorted({entry["resource"]["resourceType"] for entry in json.loads(content)["entry"]})


def test_a_share_is_opened_seen_and_taken_back(diary: Diary, relay: str) -> None:
    """What was shown beforehand comes out at the other end, who opened it is known, and withdrawn it is gone."""
    made = shares.make_share(diary, ShareChoice(), "48-hours", relay=relay)
    opened = fetch_link(open_link(made.link), "Dr Lee")[0]
    state = shares.shares_with_state(diary)[0]

    medicines = ["MedicationRequest", "MedicationStatement"]
    answered = ["QuestionnaireResponse"]  # on allergy, liver and pregnancy
    assert kinds(opened.content) == ["Basic", "Composition", "DocumentReference", *medicines, "Patient", *answered]
    assert b"ibuprofen 200 mg" in opened.content
    assert state.relay is not None
    assert [(one.recipient, one.opened) for one in state.relay.openings] == [("Dr Lee", True)]
    assert shares.opening_words(state.relay)[0].startswith("Opened by Dr Lee, ")
    shares.withdraw(diary, 1)
    with pytest.raises(NotUnderstood, match="ended"):
        fetch_link(open_link(made.link), "Dr Lee")
    assert [share.withdrawn for share in shares.kept_shares(diary)] == [True]
    assert shares.withdraw(diary, 1).withdrawn


def test_a_passcode_that_is_wrong_five_times_leaves_five_tries(diary: Diary, relay: str) -> None:
    """Each wrong one says how many are left, the right one opens it, and the person sees both."""
    made = shares.make_share(diary, ShareChoice(), "until-withdrawn", relay=relay, passcode="1234")
    link = open_link(made.link)
    for left in (9, 8, 7, 6, 5):
        with pytest.raises(NotUnderstood, match=f"{left} tries left"):
            fetch_link(link, "Somebody", "0000")
    fetch_link(link, "Dr Lee", "1234")
    words = shares.opening_words(shares.shares_with_state(diary)[0].relay)

    assert (link.flags, link.expires) == (frozenset("LP"), None)
    assert [line.split(",")[0] for line in words] == ["Opened by Dr Lee", *["Wrong passcode from Somebody"] * 5]


@pytest.mark.parametrize("part", PARTS)
def test_only_what_was_chosen_leaves(diary: Diary, part: str) -> None:
    """Each part is in the document when it is chosen and not when it is not; what is shown names the same."""
    none, one = preview_share(diary, ShareChoice(frozenset())), preview_share(diary, ShareChoice(frozenset([part])))
    words = {
        "medicines": "ibuprofen",
        "health": "allergic to naltrexone",
        "answers": "opioid now",
        "days": "Days, each rating",
    }

    assert words[part] not in json.dumps([[row.heading, row.lines, row.rows] for row in none.parts[-1:]])
    assert words[part] in json.dumps([[row.heading, row.lines, row.rows] for row in one.parts[len(none.parts) :]])
    assert len(one.content) > len(none.content)
    assert ("Observation" in kinds(one.content)) == (part == "days")


def test_a_locked_diary_shares_and_nothing_lies_beside_it(diary: Diary, relay: str, cheap_keys: None) -> None:
    """No secret of the share and no word of what left can be found in any file of a diary with a passphrase."""
    set_passphrase(diary, Secret("correct horse battery"))
    locked = unlock(diary, Secret("correct horse battery"))
    made = shares.make_share(locked, ShareChoice(frozenset(PARTS)), "48-hours", relay=relay)
    folder = Path(diary.place).parent
    for copy in folder.glob("*backups*"):
        shutil.rmtree(copy)  # those from before the passphrase are the person's to delete
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".yaml")

    assert shares.kept_shares(locked) == (made,)
    for word in (made.key, made.owner, made.id, "ibuprofen", "resourceType", "naltrexone"):
        assert word.encode() not in content, word


def test_a_relay_that_is_away_takes_nothing_and_keeps_nothing_open(diary: Diary) -> None:
    """The person is told what to do, and the diary does not say that something is shared."""
    with pytest.raises(InputRefused, match="does not answer"):
        shares.make_share(diary, ShareChoice(), "48-hours", relay="http://127.0.0.1:9")

    assert [share.withdrawn for share in shares.kept_shares(diary)] == [True]


def test_a_share_whose_answer_got_lost_is_ended_at_once(diary: Diary) -> None:
    """A relay that took it and broke off is told to end it: nobody has the link, and nobody would withdraw it."""
    asked: list[str] = []

    class BrokenOff(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            asked.append(f"PUT {self.path}")
            self.close_connection = True

        def do_DELETE(self) -> None:
            asked.append(f"DELETE {self.path}")
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing."""

    with HTTPServer(("127.0.0.1", 0), BrokenOff) as server:
        answering = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        answering.start()
        try:
            with pytest.raises(InputRefused, match="does not answer"):
                shares.make_share(diary, ShareChoice(), "48-hours", relay=f"http://127.0.0.1:{server.server_port}")
        finally:
            server.shutdown()
            answering.join()

    (share,) = shares.kept_shares(diary)
    assert share.withdrawn
    assert asked == [f"PUT /shares/{share.id}", f"DELETE /shares/{share.id}"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"relay": ""}, "no-relay-named"),
        ({"relay": "http://relay.example.org"}, "relay-address"),
        ({"relay": "https://relay.example.org/" + "x" * 100}, "relay-address"),
        ({"length": "for-ever"}, "unknown-length"),
        ({"passcode": "123"}, "share"),
    ],
)
def test_what_cannot_be_shared_so_is_refused_and_nothing_is_kept(
    diary: Diary, relay: str, options: dict[str, str], code: str
) -> None:
    """A relay in the clear, a length nobody knows and a passcode too short are each named."""
    asked: dict[str, Any] = {"relay": relay, "length": "48-hours"} | options
    with pytest.raises(InputRefused) as refused:
        shares.make_share(diary, ShareChoice(), asked.pop("length"), **asked)

    assert refused.value.problems[0].code == code
    assert shares.kept_shares(diary) == ()


def test_a_file_opens_by_its_passphrase(diary: Diary, tmp_path: Path) -> None:
    """Without a relay the same document leaves as a file; a file that is there is not written over."""
    file = tmp_path / "for-dr-lee.jwe"
    word = shares.share_file(diary, ShareChoice(), file)

    assert kinds(open_with_passphrase(file.read_text(), word).content)[1] == "Composition"
    assert b"ibuprofen" not in file.read_bytes()
    with pytest.raises(InputRefused):
        shares.share_file(diary, ShareChoice(), file)
    with pytest.raises(InputRefused, match="too short"):
        shares.share_file(diary, ShareChoice(), tmp_path / "other.jwe", "short")


def kept(**changed: Any) -> shares.KeptShare:
    """Return a share of two days that stands."""
    whole = shares.KeptShare("A" * 43, "A" * 43, "A" * 43, "https://relay.example.org", int(NOW.timestamp()), None, "U")
    return (
        replace(whole, expires=int((NOW + timedelta(hours=48)).timestamp()))
        if not changed
        else replace(whole, **changed)
    )


def test_a_share_says_before_it_ends_and_how_to_get_a_new_one() -> None:
    """It stands, ends soon, has ended, was withdrawn or used up: each in a sentence of its own."""
    ends = NOW + timedelta(hours=48)
    standing = RelayState("", None)

    assert "It ends 3 April 2026" in shares.share_words(kept(), standing, NOW)
    assert "ends soon" not in shares.share_words(kept(), standing, ends - timedelta(hours=3))
    assert "ends soon" in shares.share_words(kept(), standing, ends - timedelta(hours=2, minutes=59))
    assert "Make a new one" in shares.share_words(kept(), standing, ends)
    assert "until you withdraw" in shares.share_words(kept(expires=None), standing, NOW)
    assert "Withdrawn" in shares.share_words(kept(withdrawn=True), None, NOW)
    assert "wrong too often" in shares.share_words(kept(), RelayState("passcode", NOW), NOW)
    assert "It has ended" in shares.share_words(kept(), RelayState("forgotten", None), NOW)
    assert "does not answer" in shares.opening_words(None)[0]


def test_the_command_shows_all_and_sends_nothing_when_it_is_tried(run: Callable[..., Result], diary: Diary) -> None:
    """A dry run needs no relay, names each part, keeps to eighty columns and leaves the diary as it was."""
    before = len(all_entries(diary))
    result = run("--dry-run", "--with", "days", "--without", "medicines")

    assert result.exit_code == 0, result.output
    assert "Nothing has left." in result.output
    assert "Days, each rating" in result.output
    assert "For your prescriber's list" in result.output
    assert "The code of your diary is made when you share" in result.output
    assert max(map(len, result.output.splitlines())) <= 80
    assert len(all_entries(diary)) == before


def test_the_command_shares_lists_and_withdraws(run: Callable[..., Result], relay: str) -> None:
    """A yes makes the link with its picture, the list names it by a number, and the number takes it back."""
    made = run("--relay", relay, "--for", "15-minutes", typed="y\n")
    link = next(word for word in made.output.split() if "#shlink:/" in word)
    fetch_link(open_link(link), "Dr Lee")
    listed, taken_back = run("--list"), run("--withdraw", "1")

    assert made.exit_code == listed.exit_code == taken_back.exit_code == 0
    assert "█" in made.output
    assert "Opened by Dr Lee" in listed.output
    assert "It ends soon" in listed.output
    assert "Withdrawn" in taken_back.output
    assert run("--withdraw", "7").exit_code == 2
    assert "no share 7" in run("--withdraw", "7").stderr


def test_a_passcode_comes_by_a_file_or_a_pipe(run: Callable[..., Result], relay: str, tmp_path: Path) -> None:
    """Its first line is the passcode and what follows answers the question; the link opens by it and by no other."""
    file = tmp_path / "passcode.txt"
    file.write_text("2468\n")
    piped = run("--relay", relay, "--passcode-file", "-", typed="2468\ny\n")
    filed = run("--relay", relay, "--passcode-file", str(file), "--yes")

    for made in (piped, filed):
        assert made.exit_code == 0, made.output
        assert "Who has the link and the passcode can" in " ".join(made.output.split())
        assert "2468" not in made.output
        link = open_link(next(word for word in made.output.split() if "#shlink:/" in word))
        assert link.needs_passcode
        assert kinds(fetch_link(link, "Dr Lee", "2468")[0].content)[1] == "Composition"
        with pytest.raises(NotUnderstood, match="passcode is wrong"):
            fetch_link(link, "Dr Lee", "1111")


def test_a_passcode_that_nobody_can_type_sends_nothing(
    run: Callable[..., Result], relay: str, diary: Diary, tmp_path: Path
) -> None:
    """Without a terminal the way to give one is named, and an empty file is said to be empty; no share is made."""
    empty = tmp_path / "empty.txt"
    empty.write_text("\n")
    for options, code in ((["--passcode"], "no-passcode"), (["--passcode-file", str(empty)], "no-passcode")):
        refused = run("--relay", relay, "--yes", *options, typed="2468\n2468\n")
        assert refused.exit_code == 2
        assert f"[{code}]" in refused.stderr
    assert "--passcode-file -" in " ".join(run("--relay", relay, "--yes", "--passcode").stderr.split())
    assert shares.kept_shares(diary) == ()


def test_a_no_sends_nothing(run: Callable[..., Result], relay: str, diary: Diary) -> None:
    """Who does not say yes has shared nothing."""
    assert run("--relay", relay, typed="n\n").exit_code == 1
    assert shares.kept_shares(diary) == ()


def test_secrets_are_not_in_the_list_of_entries(run: Callable[..., Result], relay: str, diary: Diary) -> None:
    """What opens or withdraws a share does not stand on a terminal that lists the diary."""
    share = shares.make_share(diary, ShareChoice(), "48-hours", relay=relay)
    listed = CliRunner().invoke(cli, ["--diary", diary.place, "entries"], env=dict(os.environ)).output

    assert "Shared with a link" in listed
    assert share.key not in listed
    assert share.owner not in listed
