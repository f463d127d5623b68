"""From a diary to the prescriber's copy and back: a share, the panel, a signed plan, the dose of today."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.conftest import PLAN

from zonewise.cli.main import cli
from zonewise.fhir.summary import read_bundle, read_summary
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.clinic.clinic_file import Clinic, begin_clinic
from zonewise.services.clinic.panel import panel
from zonewise.services.clinic.people import open_page
from zonewise.services.clinic.signing import make_key, sign_plan_text
from zonewise.services.custody.passphrase import Secret
from zonewise.services.reading.today import guidance_today
from zonewise.services.recording.answers import answer
from zonewise.services.recording.plans import show_plan
from zonewise.services.recording.prescriber_keys import code_in
from zonewise.services.recording.signed_messages import ReceivingOptions, receive_message
from zonewise.services.sharing.share_choice import ShareChoice
from zonewise.services.sharing.shared_content import preview_share, preview_with_code
from zonewise.services.sharing.shares import make_share, share_file, shares_with_state
from zonewise.store.refusals import DiaryRefused

CHOICE = ShareChoice(name="Ann Example")


@pytest.fixture
def diary(lived_copy: Path) -> Diary:
    """Return a diary of five weeks, with chest pain today."""
    diary = Diary(str(lived_copy))
    answer(diary, {"danger_sign": "chest-or-collapse"}, day=None)
    return diary


@pytest.fixture
def clinic(tmp_path: Path, cheap_keys: None) -> Clinic:
    """Return a prescriber's file with a key."""
    begun = begin_clinic(Clinic(str(tmp_path / "clinic.sqlite")), Secret("four words of mine"))
    make_key(begun, "Dr A. Example")
    return begun


@pytest.mark.parametrize("way", ["file", "link", "link with a passcode"])
def test_what_is_shared_stands_on_the_panel_and_a_plan_comes_back(
    diary: Diary, clinic: Clinic, relay_port: int, tmp_path: Path, way: str
) -> None:
    """The panel shows who and why, a plan is signed for the code that came along, and the diary takes it in."""
    if way == "file":
        source = str(tmp_path / "page.jwe")
        secret = share_file(diary, CHOICE, Path(source))
    else:
        secret = "1234" if "passcode" in way else ""
        relay = f"http://127.0.0.1:{relay_port}"
        source = make_share(diary, CHOICE, "48-hours", relay=relay, passcode=secret).link
    opened = open_page(clinic, source, secret=secret, recipient="Dr A. Example")
    row = panel(clinic)[0]

    assert opened.person.code == code_in(all_entries(diary))
    assert (row.person.name, row.need) == ("Ann Example", "danger")
    assert row.as_of == guidance_today(diary).guidance.as_of
    assert row.says.startswith("Chest pain or fainting. Given for ")
    today = guidance_today(diary).guidance.as_of
    signed = sign_plan_text(clinic, opened.person, PLAN.format(written=today, start=today))
    received = receive_message(diary, signed.token, ReceivingOptions(confirmed=True, compared=True))
    plan = show_plan(diary).plan
    assert received.stored
    assert (plan.origin, plan.prescriber) == ("key-signed", "Dr A. Example, Example Clinic")


def test_the_list_gets_no_more_than_the_person_looked_at(diary: Diary) -> None:
    """Each text of the summary stands in what is shown before, the code too, and looking alone makes no code."""
    before = preview_share(diary, CHOICE)
    assert read_summary(read_bundle(before.content)).person == ""
    assert code_in(all_entries(diary)) == ""
    shown = preview_with_code(diary, CHOICE)
    summary = read_summary(read_bundle(shown.content))
    lines = next(part.lines for part in shown.parts if part.heading == "For your prescriber's list")

    assert summary.person == code_in(all_entries(diary)) != ""
    for text in (summary.person, summary.name, summary.action_words, summary.danger_words, summary.dose_mg):
        assert text
        assert text in "\n".join(lines)


def test_no_diary_is_begun_by_sharing(tmp_path: Path) -> None:
    """Where there is no diary a share is refused and nothing is there afterwards."""
    with pytest.raises(DiaryRefused):
        share_file(Diary(str(tmp_path / "none.sqlite")), CHOICE, tmp_path / "page.jwe")

    assert list(tmp_path.iterdir()) == []


def test_a_passcode_is_asked_for_where_it_is_needed_and_costs_no_try(
    diary: Diary, clinic: Clinic, relay_port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a terminal the way to give it is named and no relay is asked; from a file it opens the link."""
    made = make_share(diary, CHOICE, "48-hours", relay=f"http://127.0.0.1:{relay_port}", passcode="1234")
    secrets = {name: tmp_path / name for name in ("clinic.txt", "passcode.txt")}
    secrets["clinic.txt"].write_text("four words of mine\n")
    secrets["passcode.txt"].write_text("1234\n")
    monkeypatch.setenv("ZONEWISE_PASSPHRASE_FILE", str(secrets["clinic.txt"]))
    opening = ["clinic", "open", made.link, "--clinic", clinic.place]
    refused = CliRunner().invoke(cli, opening)
    opened = CliRunner().invoke(cli, [*opening, "--passcode-file", str(secrets["passcode.txt"])])

    assert (refused.exit_code, opened.exit_code) == (2, 0), opened.output
    assert "[no-passcode]" in refused.stderr
    assert "--passcode-file FILE" in " ".join(refused.stderr.split())
    assert "Taken in: the page of Ann Example." in opened.output
    (state,) = shares_with_state(diary)
    assert [opening.opened for opening in state.relay.openings] == [True]
