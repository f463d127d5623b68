"""What the pharmacy does on its own machine: make a key, open a sheet, and give the key of the trial out at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zonewise.problem import InputRefused, Problem
from zonewise.services.base.text_files import read_text

if TYPE_CHECKING:
    from zonewise.trial.sealing import Opened

PRIVATE_PREFIX = "pharmacy-secret"


@dataclass(frozen=True, slots=True)
class PharmacyKey:
    """A key of a pharmacy, or of a trusted person."""

    public: str  # The line that is handed out.
    fingerprint: str  # What both sides can compare on the phone.


def make_pharmacy_key(path: Path) -> PharmacyKey:
    """Make a key and write its secret half to a file that only its owner can read.

    Raises:
        InputRefused: The file is there already, or cannot be written.
    """
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    from zonewise.store.private_files import create_private

    private = X25519PrivateKey.generate().private_bytes_raw()
    try:
        create_private(path)
        path.write_text(f"{PRIVATE_PREFIX}-{private.hex()}\n", encoding="ascii")
    except FileExistsError:
        todo = "Choose another name: a key that is lost opens no sheet any more."
        raise InputRefused([Problem(str(path), 0, "this file is there already.", todo, "file-exists")]) from None
    except OSError as error:
        raise InputRefused(
            [Problem(str(path), 0, f"it cannot be written: {error.strerror}.", "Choose another folder.", "not-written")]
        ) from None
    return pharmacy_key(path)


def pharmacy_key(path: Path) -> PharmacyKey:
    """Return the public half of a key.

    Raises:
        InputRefused: The file holds no key.
    """
    from zonewise.trial.sealing import fingerprint, public_of, public_text

    public = public_of(_private(path))
    return PharmacyKey(public_text(public), fingerprint(public))


def part_for(sheet: Path, key: Path) -> str:
    """Return the part of a parted sheet that a key opens, as one line to hand over.

    Raises:
        InputRefused: The sheet or the key cannot be read, or they do not belong together.
    """
    from zonewise.trial.sealing import NotOpened, part_of

    try:
        return part_of(read_text(sheet), _private(key))
    except NotOpened as error:
        raise _refusal(sheet, error) from None


def opened_sheet(sheet: Path, key: Path, parts: Sequence[str] = ()) -> "Opened":
    """Return what a sheet holds.

    Args:
        key: The file of the pharmacy's own key.
        parts: Lines of the other readers, where the sheet is parted.

    Raises:
        InputRefused: The sheet or the key cannot be read, a part is missing, or they do not belong together.
    """
    from zonewise.trial.sealing import NotOpened, open_sheet, part_of

    text = read_text(sheet)
    try:
        return open_sheet(text, [part_of(text, _private(key)), *parts])
    except NotOpened as error:
        raise _refusal(sheet, error) from None


def _refusal(sheet: Path, error: Exception) -> InputRefused:
    fault, _, todo = str(error).partition(". ")
    return InputRefused([Problem(sheet.name, 0, f"{fault.rstrip('.')}.", todo, "sheet-not-opened")])


def _private(path: Path) -> bytes:
    text = read_text(path).strip()
    try:
        private = bytes.fromhex(text.removeprefix(f"{PRIVATE_PREFIX}-"))
    except ValueError:
        private = b""
    if len(private) != 32 or not text.startswith(PRIVATE_PREFIX):
        todo = "Choose the file that 'zonewise trial pharmacy-key new' made."
        raise InputRefused([Problem(path.name, 0, "this is no key of a pharmacy.", todo, "pharmacy-key")])
    return private
