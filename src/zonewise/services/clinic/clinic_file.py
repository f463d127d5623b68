"""The prescriber's file: where it lies, how it begins, and how it opens."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from zonewise.services.base.diary import Diary, default_folder
from zonewise.services.custody.passphrase import Secret, check_new, has_fitting_length

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from zonewise.store.encryption import Key

VARIABLE = "ZONEWISE_CLINIC"
Clinic = Diary
"""A prescriber's file by its place and its key, opened and guarded as a diary is."""


def clinic_at(place: str | None) -> Clinic:
    """Return the file that was named, else that of the environment, else the one in the prescriber's own folder."""
    if place or os.environ.get(VARIABLE):
        return Clinic(place or os.environ[VARIABLE])
    folder = default_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Clinic(str(folder / "clinic.sqlite"))


def begin_clinic(clinic: Clinic, secret: Secret) -> Clinic:
    """Begin a file, encrypted from its first byte, for its owner alone.

    Raises:
        InputRefused: The passphrase is too short, too common or too long.
        DiaryRefused: Something is there already, or the place cannot be written.
    """
    from zonewise.store.clinic_tables import open_clinic
    from zonewise.store.encryption import derive, new_head
    from zonewise.store.refusals import refusal

    check_new(secret)
    path = Path(clinic.place)
    if path.exists() and path.stat().st_size > 0:
        raise refusal("clinic-there", str(path))
    begun = Clinic(clinic.place, derive(secret, new_head()))
    open_clinic(path, _key(begun), create=True).dispose()
    return begun


def unlock_clinic(clinic: Clinic, secret: Secret) -> Clinic:
    """Return the file with its key, after making sure that the key opens it.

    Raises:
        DiaryRefused: It is not there, no such file, or the passphrase is another one.
    """
    from zonewise.store.clinic_tables import open_clinic
    from zonewise.store.encryption import derive, head_of, is_encrypted_head
    from zonewise.store.refusals import refusal, refusing_file

    path = Path(clinic.place)
    if not path.is_file():
        raise refusal("no-clinic-yet", str(path))
    with refusing_file(str(path)):
        head = head_of(path)
    if not is_encrypted_head(head):
        raise refusal("no-clinic", str(path))
    if not has_fitting_length(secret):
        raise refusal("wrong-passphrase", str(path))
    unlocked = Clinic(clinic.place, derive(secret, head))
    open_clinic(path, _key(unlocked)).dispose()
    return unlocked


def change_clinic_passphrase(clinic: Clinic, new: Secret) -> Clinic:
    """Give the file another passphrase; killed at any instant it has the old one or the new one. Copies keep theirs.

    Args:
        clinic: Unlocked with the present one.

    Raises:
        InputRefused: The new one is too short, too common or too long.
        DiaryRefused: The file is open elsewhere, damaged, or there is no room. It is as before.
    """
    from zonewise.store.clinic_tables import check_clinic
    from zonewise.store.encryption import derive, new_head
    from zonewise.store.replacement import rekey_diary

    check_new(new)
    changed = Clinic(clinic.place, derive(new, new_head()))
    rekey_diary(Path(clinic.place), _key(clinic), _key(changed), sound=check_clinic)
    return changed


def back_up_clinic(clinic: Clinic, target: Path) -> None:
    """Copy the file, under the same passphrase, to one that is not there yet; the copy is opened again and compared.

    Raises:
        DiaryRefused: Something is there already, the file is damaged, or there is no room; no copy is left then.
    """
    from contextlib import closing

    from zonewise.store.clinic_tables import check_clinic
    from zonewise.store.copies import copy_diary
    from zonewise.store.diary_file import checked_connection
    from zonewise.store.refusals import refusal, refusing_file

    path = Path(clinic.place)
    with refusing_file(str(target)):
        if target.exists():
            raise refusal("clinic-there", str(target))
    with refusing_file(str(path)), closing(checked_connection(path, _key(clinic))) as source:
        copy_diary(source, target, _key(clinic), check_clinic)


@contextmanager
def read_clinic(clinic: Clinic) -> "Iterator[Connection]":
    """Give a connection for reading."""
    from zonewise.store.clinic_tables import open_clinic
    from zonewise.store.connect import reading

    engine = open_clinic(Path(clinic.place), _key(clinic))
    try:
        with reading(engine) as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def write_clinic(clinic: Clinic) -> "Iterator[Connection]":
    """Give a connection inside one transaction: all that happens in it is kept, or none of it."""
    from zonewise.store.clinic_tables import open_clinic
    from zonewise.store.connect import transaction

    engine = open_clinic(Path(clinic.place), _key(clinic))
    try:
        with transaction(engine) as connection:
            yield connection
    finally:
        engine.dispose()


def _key(clinic: Clinic) -> "Key":
    from zonewise.store.refusals import refusal

    if clinic.key is None:
        raise refusal("passphrase-needed", clinic.place)
    return clinic.key
