"""The prescriber's file gets another passphrase, and a copy that is checked."""

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text
from tests.services.clinic.handed_over import page

from zonewise.cli.main import cli
from zonewise.problem import InputRefused
from zonewise.services.base.diary import Diary
from zonewise.services.clinic.clinic_file import (
    Clinic,
    back_up_clinic,
    begin_clinic,
    change_clinic_passphrase,
    read_clinic,
    unlock_clinic,
)
from zonewise.services.clinic.panel import panel
from zonewise.services.clinic.people import keep_document
from zonewise.services.clinic.signing import make_key, signing_keys
from zonewise.services.custody.passphrase import Secret
from zonewise.store.refusals import DiaryRefused

OLD, NEW = Secret("four words of mine"), Secret("other four words now")
pytestmark = pytest.mark.usefixtures("cheap_keys")


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    """A prescriber's file with a key and somebody's page."""
    begun = begin_clinic(Clinic(str(tmp_path / "clinic.sqlite")), OLD)
    make_key(begun, "Dr A. Example")
    keep_document(begun, page(name="Ann"))
    return begun


def content(clinic: Clinic) -> list[list[object]]:
    """All rows of all tables."""
    tables = ("people", "pages", "keys", "messages", "links", "zonewise_revision")
    with read_clinic(clinic) as connection:
        return [sorted(map(tuple, connection.execute(text(f"SELECT * FROM {table}")))) for table in tables]


def test_another_passphrase_opens_the_same_file(clinic: Clinic) -> None:
    """Everything is as it was, the key that signs too; the old passphrase opens nothing; no half is left."""
    before, mode = content(clinic), stat.S_IMODE(os.stat(clinic.place).st_mode)
    change_clinic_passphrase(clinic, NEW)

    assert content(unlock_clinic(Clinic(clinic.place), NEW)) == before
    assert [key.name for key in signing_keys(unlock_clinic(Clinic(clinic.place), NEW))] == ["Dr A. Example"]
    with pytest.raises(DiaryRefused, match="passphrase"):
        unlock_clinic(Clinic(clinic.place), OLD)
    assert stat.S_IMODE(os.stat(clinic.place).st_mode) == mode == 0o600
    beside = {path.name for path in Path(clinic.place).parent.iterdir()}
    assert {name for name in beside if "part" in name or name.endswith("-journal")} == set()


def test_a_weak_passphrase_changes_nothing(clinic: Clinic) -> None:
    """It is refused before the file is touched."""
    before = Path(clinic.place).read_bytes()
    with pytest.raises(InputRefused):
        change_clinic_passphrase(clinic, Secret("short"))

    assert Path(clinic.place).read_bytes() == before


def test_a_copy_is_the_same_and_opens_by_its_own_passphrase(clinic: Clinic, tmp_path: Path) -> None:
    """It can be read by its owner alone, and keeps the passphrase that it was made with."""
    copy = tmp_path / "copy.sqlite"
    back_up_clinic(clinic, copy)
    change_clinic_passphrase(clinic, NEW)
    opened = unlock_clinic(Clinic(str(copy)), OLD)

    assert content(opened) == content(unlock_clinic(Clinic(clinic.place), NEW))
    assert [row.person.name for row in panel(opened)] == ["Ann"]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with pytest.raises(DiaryRefused):
        back_up_clinic(unlock_clinic(Clinic(clinic.place), NEW), copy)
    assert content(unlock_clinic(Clinic(str(copy)), OLD))


def test_no_copy_of_a_damaged_file_is_left(clinic: Clinic, tmp_path: Path) -> None:
    """A page that the disk changed is found, and nothing passes for a copy."""
    with read_clinic(clinic) as connection:
        connection.execute(text("SELECT 1"))
    path = Path(clinic.place)
    whole = bytearray(path.read_bytes())
    whole[-2000] ^= 0xFF
    path.write_bytes(whole)
    with pytest.raises(DiaryRefused):
        back_up_clinic(clinic, tmp_path / "copy.sqlite")

    assert not (tmp_path / "copy.sqlite").exists()


def test_a_diary_is_no_prescribers_file(tmp_path: Path, lived_copy: Path) -> None:
    """What is something else is neither copied nor changed by these commands."""
    with pytest.raises(DiaryRefused):
        unlock_clinic(Clinic(Diary(str(lived_copy)).place), OLD)


def test_the_commands_copy_and_change(clinic: Clinic, tmp_path: Path) -> None:
    """Each says what it did; a file that is there already is not written over."""
    for name, secret in (("old", OLD), ("new", NEW)):
        (tmp_path / name).write_text(secret.text(), encoding="utf-8")

    def run(word: str, *arguments: str) -> Result:
        named = ["--passphrase-file", str(tmp_path / word), "clinic", *arguments, "--clinic", clinic.place]
        return CliRunner().invoke(cli, named)

    copy = str(tmp_path / "copy.sqlite")
    assert "Copied and checked" in run("old", "backup", copy).output
    assert run("old", "backup", copy).exit_code == 2
    changed = run("old", "passphrase", "--new-passphrase-file", str(tmp_path / "new"))
    assert "Your file has its new passphrase" in changed.output, changed.output
    assert run("old", "panel").exit_code == 2
    assert "Ann" in run("new", "panel").output
