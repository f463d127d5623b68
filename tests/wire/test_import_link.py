"""A chart behind a link taken into a diary: another's, and what zonewise itself shared."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zonewise.cli.main import cli
from zonewise.fhir.chart_reader import read_chart
from zonewise.fhir.codes import CONDITIONS
from zonewise.fhir.content import Answer
from zonewise.fhir.health import allergy, condition
from zonewise.model.entry import in_force
from zonewise.problem import InputRefused
from zonewise.screening.opioid_exposure import is_another_antagonist
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.base.protocols import load_protocol
from zonewise.services.importing.import_link import FetchedChart, fetch_chart, import_chart
from zonewise.services.importing.proposal import ImportOptions
from zonewise.services.recording.answers import answer
from zonewise.services.recording.medicines import begin_medicine
from zonewise.services.sharing.share_choice import PARTS, ShareChoice
from zonewise.services.sharing.shared_content import preview_share
from zonewise.services.sharing.shares import make_share, withdraw
from zonewise.share.links import HealthLink
from zonewise.share.sealed import FileContent

LDN = "naltrexone, low dose (LDN); naltrexone"


@pytest.fixture
def diary(lived_copy: Path) -> Diary:
    """Return a diary of five weeks with two medicines, an allergy to naltrexone and a liver disease."""
    diary = Diary(str(lived_copy))
    begin_medicine(diary, "ibuprofen 200 mg", since=None)
    begin_medicine(diary, "tramadol 50 mg", since=None)
    answer(diary, {"hypersensitivity": "yes"}, day=None)
    return diary


@pytest.fixture
def share(diary: Diary, relay_port: int) -> Callable[..., str]:
    """Return what shares all of the diary and returns the link, with the page that opens it before it."""

    def made(passcode: str = "") -> str:
        choice = ShareChoice(frozenset(PARTS), "Ann Example")
        return make_share(diary, choice, "48-hours", relay=f"http://127.0.0.1:{relay_port}", passcode=passcode).link

    return made


@pytest.fixture
def take_in(tmp_path: Path) -> Iterator[Callable[..., Result]]:
    """Return what imports a link into a diary that is new."""

    def command(link: str, *options: str, typed: str = "") -> Result:
        place = str(tmp_path / "new.sqlite")
        return CliRunner().invoke(cli, ["--diary", place, "import", link, *options], input=typed)

    return command


def contents(place: Path) -> dict[tuple[str, str], str]:
    """Return what stands in a diary by kind and name."""
    entries = in_force(all_entries(Diary(str(place))))
    return {(entry.kind, entry.name): entry.value for entry in entries if entry.kind != "profile"}


@pytest.mark.parametrize(("passcode", "bare"), [("", False), ("", True), ("1234", False)])
def test_what_was_shared_arrives_in_an_empty_diary_and_nothing_else(
    share: Callable[..., str], take_in: Callable[..., Result], tmp_path: Path, passcode: str, bare: bool
) -> None:
    """Medicines, answers and days arrive; LDN is itself and no other antagonist; no plan is made up."""
    link = share(passcode)
    result = take_in(link.partition("#")[2] if bare else link, "--passcode-file", "-", typed=f"{passcode}\n")

    assert result.exit_code == 0, result.output
    arrived = contents(tmp_path / "new.sqlite")
    assert {key: value for key, value in arrived.items() if key[0] == "medicine"} == {
        ("medicine", LDN): "start",
        ("medicine", "ibuprofen 200 mg"): "start",
        ("medicine", "tramadol 50 mg"): "start",
    }
    assert arrived["answer", "hypersensitivity"] == "yes"
    assert {kind for kind, _ in arrived} == {"medicine", "answer", "rating", "dose"}
    assert "tramadol" in result.output
    finding = load_protocol().screen(LDN, "RxNorm 7243")
    assert finding.ldn is True
    assert not is_another_antagonist(finding)
    again = preview_share(Diary(str(tmp_path / "new.sqlite")), ShareChoice(frozenset(PARTS))).diary
    assert [medicine.name for medicine in again.medicines or ()] == ["ibuprofen 200 mg", "tramadol 50 mg"]


def test_the_same_link_twice_adds_nothing(
    share: Callable[..., str], take_in: Callable[..., Result], tmp_path: Path
) -> None:
    """What came is known again, and a trial stores nothing."""
    link = share()
    assert take_in(link, "--dry-run").exit_code == 0
    assert not (tmp_path / "new.sqlite").exists()
    take_in(link)
    before = contents(tmp_path / "new.sqlite")
    again = json.loads(take_in(link, "--json").output)

    assert (again["format"], again["added"]) == ("fhir-chart", 0)
    assert contents(tmp_path / "new.sqlite") == before


def test_a_link_that_ended_says_so_and_how_to_get_a_new_one(
    diary: Diary, share: Callable[..., str], take_in: Callable[..., Result], tmp_path: Path
) -> None:
    """One sentence of what is wrong and one of what to do; the same for one cut short; no diary is begun."""
    link = share()
    withdraw(diary, 1)
    for text, words in ((link, "this link has ended, or was taken back. Ask whoever sent it for a new one."),
                        (link[:-40], "the link is cut short")):  # fmt: skip
        result = take_in(text)
        assert result.exit_code == 2
        assert words in " ".join(result.stderr.split())
    assert not (tmp_path / "new.sqlite").exists()


def test_a_wrong_passcode_takes_nothing_in(
    share: Callable[..., str], take_in: Callable[..., Result], tmp_path: Path
) -> None:
    """How many tries are left is said."""
    result = take_in(share("1234"), "--passcode-file", "-", typed="0000\n")

    assert result.exit_code == 2
    assert "9 tries left." in result.stderr
    assert not (tmp_path / "new.sqlite").exists()


def test_without_a_terminal_a_passcode_needs_a_file_or_a_pipe(
    share: Callable[..., str], take_in: Callable[..., Result], tmp_path: Path
) -> None:
    """What is piped in is a passcode only where that is said; the refusal names the way, and no relay is asked."""
    link = share("1234")
    result = take_in(link, typed="1234\n")

    assert result.exit_code == 2
    assert "--passcode-file" in result.stderr
    assert "[no-passcode]" in result.stderr
    assert not (tmp_path / "new.sqlite").exists()


@pytest.mark.parametrize(("name", "value"), [*CONDITIONS, ("hypersensitivity", "yes")])
def test_each_answer_about_health_comes_back_as_it_was(name: str, value: str) -> None:
    """What leaves as an allergy or a condition is read as the same answer, and as no other one."""
    said = Answer(name, "A question", value, "words", date(2026, 3, 1))
    resource = allergy(said, {}) or condition(said, {})

    assert [(one.fact, one.value) for one in read_chart([json.dumps(resource)]).answers] == [(name, value)]


def behind(monkeypatch: pytest.MonkeyPatch, *documents: bytes) -> FetchedChart:
    """Return what is fetched where these documents lie behind a link."""
    files = tuple(FileContent(document, "application/fhir+json") for document in documents)
    monkeypatch.setattr("zonewise.services.importing.import_link.fetch_link", lambda *_: files)
    return fetch_chart(HealthLink("https://other.example.org/x", bytes(32)))


def test_several_documents_of_somebody_else_are_one_chart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Wherever the kind of a resource stands in it, and over however many lines it is written."""
    names = ("codeine 30 mg", "metformin 500 mg")
    status = {"status": "active"}
    requests = [status | {"medicationCodeableConcept": {"text": name}} for name in names]
    texts = [json.dumps(one | {"resourceType": "MedicationRequest"}, indent=2).encode() for one in requests]
    done = import_chart(Diary(str(tmp_path / "new.sqlite")), behind(monkeypatch, *texts), ImportOptions())

    assert {name for kind, name in contents(tmp_path / "new.sqlite") if kind == "medicine"} == set(names)
    assert done.medicines[0].finding == "opioid"


@pytest.mark.parametrize("document", [b"day,pain\n2026-01-01,3\n", b"[1]", b"{}", b"\xff", b"[" * 100_000])
def test_what_is_no_chart_is_not_read_as_something_else(monkeypatch: pytest.MonkeyPatch, document: bytes) -> None:
    """A table behind a link is no chart; nothing is guessed of it."""
    with pytest.raises(InputRefused) as refused:
        behind(monkeypatch, document)

    assert refused.value.problems[0].code == "no-chart"
