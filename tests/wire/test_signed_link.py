"""What a prescriber signs, by a relay into the person's diary: checked, confirmed once, and what can go wrong."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text as sql
from tests.conftest import PLAN
from tests.running import RunningRelay, started
from tests.services.clinic.handed_over import CODE
from tests.services.signing import Prescriber

from zonewise.cli.main import cli
from zonewise.problem import InputRefused
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary
from zonewise.services.clinic import sending
from zonewise.services.clinic.clinic_file import Clinic, begin_clinic, read_clinic, write_clinic
from zonewise.services.clinic.people import add_by_code, open_page
from zonewise.services.clinic.signing import make_key, sign_plan_text, sign_word
from zonewise.services.custody.passphrase import Secret
from zonewise.services.importing.import_link import fetch_chart, read_link
from zonewise.services.recording.plans import show_plan
from zonewise.services.recording.prescriber_keys import code_of_diary
from zonewise.services.recording.signed_messages import ReceivingOptions, receive_message
from zonewise.services.sharing.fetched_link import fetch_signed_text
from zonewise.services.sharing.kept_shares import KeptShare
from zonewise.services.sharing.relay_client import put_share, share_body
from zonewise.services.sharing.share_choice import ShareChoice
from zonewise.services.sharing.shares import make_share
from zonewise.share.base64url import decode, encode
from zonewise.share.sealed import SIGNED_TEXT
from zonewise.store.clinic_tables import StoredPerson

TAKE_IN = ReceivingOptions(confirmed=True, compared=True)
pytestmark = pytest.mark.usefixtures("cheap_keys")


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[RunningRelay]:
    """Yield a relay of this test alone."""
    with started(RunningRelay(tmp_path / "relay.sqlite")) as relay:
        yield relay


@pytest.fixture
def diary(lived_copy: Path) -> Diary:
    """Return a diary of five weeks with a code."""
    code_of_diary(Diary(str(lived_copy)))
    return Diary(str(lived_copy))


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """Return a prescriber's file with a key."""
    begun = begin_clinic(Clinic(str(tmp_path / "clinic.sqlite")), Secret("four words of mine"))
    make_key(begun, "Dr A. Example")
    return begun


@pytest.fixture
def ann(clinic: Clinic, diary: Diary) -> StoredPerson:
    """Return the person of the diary on the prescriber's list, with a plan signed for her."""
    today = utc_now().date()
    person = add_by_code(clinic, "Ann Example", code_of_diary(diary))
    sign_plan_text(clinic, person, PLAN.format(written=today, start=today))
    return person


def laid(relay: RunningRelay, token: str) -> str:
    """Return a link to a text that somebody laid on the relay, sealed as a prescriber's copy seals it."""
    expires, secret = int(utc_now().timestamp()) + 3600, "A" * 43
    share = KeptShare(encode(sha256(token.encode()).digest()), secret, secret, relay.address, 0, expires, "U")
    body = share_body(token.encode(), decode(secret), expires, content_type=SIGNED_TEXT)
    put_share(share.relay, share.id, share.owner, body)
    return share.bare_link


def command(place: str, *arguments: str) -> Result:
    """Run a command on a diary."""
    return CliRunner().invoke(cli, ["--diary", place, *arguments])


def test_a_plan_comes_by_a_link_and_is_confirmed_once(
    clinic: Clinic, ann: StoredPerson, diary: Diary, relay: RunningRelay
) -> None:
    """Sent, shown by the diary and kept once confirmed; the prescriber sees that it was fetched."""
    link = sending.send_signed(clinic, ann, relay.address).share.bare_link
    shown = command(diary.place, "plan", "receive", link)
    assert shown.exit_code == 3
    assert "Nothing is kept yet" in shown.output
    assert show_plan(diary).plan.origin == "copied"
    taken = command(diary.place, "plan", "receive", link, "--confirm", "--compared")

    assert taken.exit_code == 0, taken.output
    plan = show_plan(diary).plan
    assert (plan.origin, plan.prescriber) == ("key-signed", "Dr A. Example, Example Clinic")
    words = sending.sent_links(clinic, ann)[0].words()
    assert [line.split(",")[0] for line in words[1:]] == ["Opened by Somebody with zonewise"] * 2


def test_the_relay_holds_no_word_of_it(clinic: Clinic, ann: StoredPerson, relay: RunningRelay, tmp_path: Path) -> None:
    """Neither the signed text nor a name stands in any file of the relay."""
    sent = sending.send_signed(clinic, ann, relay.address)
    relay.kill()
    held = b"".join(path.read_bytes() for path in tmp_path.glob("relay.sqlite*"))

    assert len(held) > 1000
    for word in (
        sent.message.token[:60],
        sent.message.token[-60:],
        "Example",
        ann.code,
        sent.share.key,
        sent.share.owner,
    ):
        assert word.encode() not in held, word


def test_taken_back_it_is_over_and_says_how_to_get_another(
    clinic: Clinic, ann: StoredPerson, diary: Diary, relay: RunningRelay
) -> None:
    """A link that was taken back gives nothing more, and the diary stays as it was."""
    link = sending.send_signed(clinic, ann, relay.address).share.bare_link
    assert sending.take_back(clinic, ann) == 1
    refused = command(diary.place, "plan", "receive", link, "--confirm", "--compared")

    assert refused.exit_code == 2
    assert "this link has ended, or was taken back. Ask whoever sent it for a new one." in refused.stderr
    assert show_plan(diary).plan.origin == "copied"
    assert sending.take_back(clinic, ann) == 0


def refusals() -> dict[str, Callable[[Prescriber, str], str]]:
    """Return by the code of the refusal what somebody lays behind a link instead."""
    return {
        "other-key": lambda doctor, code: Prescriber(code, "Dr A. Example").plan(),
        "other-person": lambda doctor, code: Prescriber(CODE, "Dr A. Example", doctor.key).plan(),
        "older-plan": lambda doctor, code: doctor.plan(minutes=-60),
        "changed-text": lambda doctor, code: _altered(doctor.plan(minutes=5)),
    }


def _altered(token: str) -> str:
    head, payload, signature = token.split(".")
    return ".".join((head, payload[:-6] + ("A" if payload[-6] != "A" else "B") + payload[-5:], signature))


@pytest.mark.parametrize("code", [*refusals()])
def test_what_is_refused_as_a_text_is_refused_behind_a_link(diary: Diary, relay: RunningRelay, code: str) -> None:
    """Another key, another person, an older plan and a changed text: nothing is stored, and each says why."""
    doctor = Prescriber(code_of_diary(diary))
    receive_message(diary, doctor.plan(minutes=-5), TAKE_IN)
    before = show_plan(diary).plan
    text = fetch_signed_text(laid(relay, refusals()[code](doctor, doctor.person)))
    with pytest.raises(InputRefused) as refused:
        receive_message(diary, text, TAKE_IN)

    assert refused.value.problems[0].code == code
    assert show_plan(diary).plan == before


def test_a_relay_killed_in_the_middle_loses_nothing(
    clinic: Clinic, ann: StoredPerson, diary: Diary, relay: RunningRelay
) -> None:
    """Fetched before, it is taken in without the relay; away it says what to do; what was signed stays signed."""
    link = sending.send_signed(clinic, ann, relay.address).share.bare_link
    text = fetch_signed_text(link)
    relay.kill()
    with pytest.raises(InputRefused, match=r"does not answer\. Try again later, or ask for a file instead"):
        fetch_signed_text(link)
    assert receive_message(diary, text, TAKE_IN).stored
    with pytest.raises(InputRefused, match="does not answer"):
        sending.take_back(clinic, ann)
    with pytest.raises(InputRefused, match="does not answer"):
        sending.send_signed(clinic, ann)

    states = [sent.share.withdrawn for sent in sending.sent_links(clinic, ann)]
    assert sorted(states) == [False, True]  # the first still stands as far as is known, the second never came to be
    assert "The relay does not answer" in " ".join(
        line for sent in sending.sent_links(clinic, ann) for line in sent.words()
    )


def test_a_link_to_something_else_says_where_it_belongs(
    clinic: Clinic, ann: StoredPerson, diary: Diary, relay: RunningRelay
) -> None:
    """A page is no signed text, and a signed text is neither a chart nor a page."""
    page = make_share(diary, ShareChoice(), "15-minutes", relay=relay.address)
    locked = make_share(diary, ShareChoice(), "15-minutes", relay=relay.address, passcode="1234")
    signed = sending.send_signed(clinic, ann, relay.address).share.bare_link
    for link, words in ((page.link, "nothing that a prescriber signed"), (locked.link, "none of a signed text")):
        with pytest.raises(InputRefused, match=words):
            fetch_signed_text(link)
    with pytest.raises(InputRefused, match="plan receive LINK"):
        fetch_chart(read_link(signed))
    with pytest.raises(InputRefused, match="cannot be read as a page"):
        open_page(clinic, signed)
    with pytest.raises(InputRefused, match="whole"):
        fetch_signed_text(f"{signed[:60]}\n")


def test_a_word_goes_the_same_way(clinic: Clinic, ann: StoredPerson, diary: Diary, relay: RunningRelay) -> None:
    """The latest that was signed is what is sent; a word that nothing waits for is refused by the diary."""
    sign_word(clinic, ann, "stay-off")
    sent = sending.send_signed(clinic, ann, relay.address)
    assert sent.message.kind == "word"
    with pytest.raises(InputRefused, match="nothing in your diary waits for that"):
        receive_message(diary, fetch_signed_text(sent.share.bare_link), TAKE_IN)


def test_nothing_signed_is_nothing_sent(clinic: Clinic, diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has nothing signed gets no link, and without a relay it is said how one is named."""
    monkeypatch.delenv("ZONEWISE_RELAY", raising=False)
    bob = add_by_code(clinic, "Bob", code_of_diary(diary))
    with pytest.raises(InputRefused, match="nothing was signed for Bob"):
        sending.send_signed(clinic, bob, "https://relay.example.org")
    today = utc_now().date()
    sign_plan_text(clinic, bob, PLAN.format(written=today, start=today))
    with pytest.raises(InputRefused, match="no relay is known"):
        sending.send_signed(clinic, bob)
    assert sending.sent_links(clinic, bob) == ()


def test_a_file_of_the_release_before_opens(clinic: Clinic, ann: StoredPerson, relay: RunningRelay) -> None:
    """A prescriber's file without the table of links gets it, and keeps all that was in it."""
    with write_clinic(clinic) as connection:
        connection.execute(sql("DROP TABLE links"))
        connection.execute(sql("UPDATE zonewise_revision SET version_num = 'clinic-1'"))
    sent = sending.send_signed(clinic, ann, relay.address)

    assert [one.share.id for one in sending.sent_links(clinic, ann)] == [sent.share.id]
    with read_clinic(clinic) as connection:
        assert connection.execute(sql("SELECT version_num FROM zonewise_revision")).scalars().all() == ["clinic-2"]


def test_the_commands_send_list_and_take_back(
    clinic: Clinic, ann: StoredPerson, diary: Diary, relay: RunningRelay, tmp_path: Path
) -> None:
    """The link is printed alone on its line, the list says who fetched it, and taken back none is left."""
    secret = tmp_path / "passphrase"
    secret.write_text("four words of mine", encoding="utf-8")

    def run(*arguments: str) -> Result:
        chosen = ["--passphrase-file", str(secret), "clinic", "send", "Ann", "--clinic", clinic.place, *arguments]
        return CliRunner().invoke(cli, chosen)

    made = run("--relay", relay.address)
    assert made.exit_code == 0, made.output
    fetch_signed_text(made.output.splitlines()[0])
    assert "Opened by Somebody with zonewise" in " ".join(run("--list").output.split())
    assert run("--take-back").output == "Taken back: 1 link.\n"
    assert "Withdrawn." in run("--list").output
