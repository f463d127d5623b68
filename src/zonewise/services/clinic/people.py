"""Pages that people handed over, and who they are."""

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from zonewise.fhir.page_text import blocks_of
from zonewise.fhir.summary import ClinicSummary, attachment, name_in, read_bundle, read_summary
from zonewise.plan.signature.pairing_code import read_pairing_code
from zonewise.problem import InputRefused, NotUnderstood, Problem, did_you_mean
from zonewise.services.base.clock import utc_stamp
from zonewise.services.sharing.fetched_link import fetch_link
from zonewise.share.links import open_link
from zonewise.share.passphrase_seal import is_sealed_with_passphrase, open_with_passphrase
from zonewise.store.clinic_tables import (
    StoredPage,
    StoredPerson,
    add_page,
    add_person,
    all_people,
    latest_page,
    set_code,
)

from .clinic_file import Clinic, read_clinic, write_clinic

MOST_BYTES = 32 * 1024**2  # Of a page as it comes.
LONGEST_NAME = 80
NOBODY = "A prescriber with zonewise"
WHERE = "page"


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """A page that was taken in."""

    person: StoredPerson
    summary: ClinicSummary | None  # None where the page has none, as one of another program.
    is_new: bool  # Whether it was not there before.


def open_page(
    clinic: Clinic, source: str, *, secret: str = "", person: str = "", recipient: str = ""
) -> OpenedPage:  # fmt: skip
    """Take a page in from a link or a file.

    Args:
        source: A SMART Health Link, or the path of a file.
        secret: The passcode of a link, or the passphrase of a sealed file; "" for none.
        person: Name or code of the person whose page it is, where the page does not say so; "" for what it says.
        recipient: Who opens it, which the person is told.

    Raises:
        InputRefused: It has ended or was withdrawn, cannot be read, needs a passcode, or says nobody's name.
    """
    try:
        return keep_document(clinic, _content(source, secret, recipient), person=person)
    except NotUnderstood as fault:
        raise InputRefused([fault.at(WHERE, field="source")]) from None


def keep_document(clinic: Clinic, content: bytes, *, person: str = "") -> OpenedPage:
    """Keep a document under the person whose it is.

    Raises:
        NotUnderstood: It is no page.
        InputRefused: Nobody is named.
    """
    bundle = read_bundle(content)
    return keep_page(clinic, content, read_summary(bundle), name_in(bundle), person=person)


def keep_page(
    clinic: Clinic, content: bytes, summary: ClinicSummary | None, name: str, *, person: str = ""
) -> OpenedPage:
    """Keep a page under the person whose it is: by the code of their diary, else by the name that was given.

    Raises:
        InputRefused: Nobody is named.
    """
    stamp = utc_stamp()
    code = _checked_code(summary.person if summary is not None else "")
    with write_clinic(clinic) as connection:
        known = all_people(connection)
        owner = next((one for one in known if code and one.code == code), None)
        if owner is None:
            wanted = " ".join((person or (summary.name if summary is not None else "") or name).split())[:LONGEST_NAME]
            if not wanted and not code:
                fault = "the page names nobody."
                raise InputRefused([Problem(WHERE, 0, fault, "Say whose it is.", "nobody", field="person")])
            by_name = [one for one in known if _folded(one.name) == _folded(wanted) and (not one.code or not code)]
            owner = by_name[0] if len(by_name) == 1 and person else None
            if owner is None:
                owner = StoredPerson(str(uuid.uuid4()), wanted or f"Without a name ({code})", code, stamp)
                add_person(connection, owner)
            elif code and not owner.code:
                set_code(connection, owner.id, code)
        digest = hashlib.sha256(content).hexdigest()
        text = json.dumps(asdict(summary), ensure_ascii=False) if summary is not None else ""
        as_of = summary.as_of if summary is not None else stamp[:10]
        is_new = add_page(connection, StoredPage(f"{owner.id}/{digest}", owner.id, stamp, as_of, text, content))
    return OpenedPage(owner, summary, is_new)


def add_by_code(clinic: Clinic, name: str, code: str) -> StoredPerson:
    """Add somebody who has handed over no page yet, by the code that they said.

    Raises:
        InputRefused: The name is empty, the code is none, or somebody has it already.
    """
    name, code = " ".join(name.split())[:LONGEST_NAME], read_pairing_code(code, "code")
    if not name:
        raise InputRefused([Problem(WHERE, 0, "the name is empty.", "Write the person's name.", "no-name", "name")])
    with write_clinic(clinic) as connection:
        if any(one.code == code for one in all_people(connection)):
            fault = f"somebody has the code {code} already."
            raise InputRefused([Problem(WHERE, 0, fault, "Look at the panel.", "code-there", field="code")])
        person = StoredPerson(str(uuid.uuid4()), name, code, utc_stamp())
        add_person(connection, person)
    return person


def person_by(clinic: Clinic, words: str) -> StoredPerson:
    """Return the one person who is meant by a name, the beginning of one, a code, or an id.

    Raises:
        InputRefused: Nobody, or several.
    """
    with read_clinic(clinic) as connection:
        known = all_people(connection)
    wanted = _folded(words)
    exact = [one for one in known if wanted in (_folded(one.name), _folded(one.code), one.id)]
    matches = exact or [one for one in known if wanted and _folded(one.name).startswith(wanted)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        names = ", ".join(f"{one.name} ({one.code or 'no code'})" for one in matches[:5])
        fault, expected = f"'{words[:40]}' can be {len(matches)} people.", f"Name the code: {names}."
    else:
        hint = did_you_mean(words, [one.name for one in known])
        fault, expected = f"nobody here is called '{words[:40]}'.", f"{hint}See 'zonewise clinic panel'."
    raise InputRefused([Problem("person", 0, fault, expected, "no-such-person", field="person")])


def page_of_person(clinic: Clinic, person: StoredPerson) -> StoredPage | None:
    """Return the page of somebody that stands for the latest day, or None."""
    with read_clinic(clinic) as connection:
        return latest_page(connection, person.id)


def pdf_of(page: StoredPage) -> bytes:
    """Return the page as PDF, b"" where it has none."""
    return attachment(read_bundle(page.document), pdf=True)


def text_of(page: StoredPage) -> tuple[tuple[str, str], ...]:
    """Return what was handed over as headings and lines, without anything of its markup."""
    return blocks_of(rendering_of(page))


def rendering_of(page: StoredPage) -> bytes:
    """Return the whole of what was handed over as HTML, b"" where it has none; it is somebody else's."""
    return attachment(read_bundle(page.document), pdf=False)


def _content(source: str, secret: str, recipient: str) -> bytes:
    text = source.strip()
    if "shlink:" in text[:4096].casefold():
        return fetch_link(open_link(text), recipient or NOBODY, secret)[0].content
    try:
        with Path(text).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "it is no file").lower()
        fault = f"'{text[:60]}' cannot be read: {reason}." if text else "nothing was named."
        raise NotUnderstood(fault, "Name a file or paste a link.", "no-file") from None
    return opened(content, secret)


def opened(content: bytes, secret: str) -> bytes:
    """Return the document in the bytes of a file, which may be sealed with a passphrase.

    Raises:
        NotUnderstood: It is too large, or the passphrase does not open it.
    """
    if len(content) > MOST_BYTES:
        megabytes = MOST_BYTES // 1024**2
        raise NotUnderstood(f"the file has more than {megabytes} MB.", "Ask for a smaller one.", "too-large")
    head = content[:200].lstrip()
    if head.startswith(b"{") or not head:
        return content
    text = content.decode("ascii", "replace")
    if not is_sealed_with_passphrase(text):
        return content
    if not secret:
        raise NotUnderstood("the file is sealed.", "Give the passphrase that its owner told you.", "passcode-needed")
    return open_with_passphrase(text, secret, most_bytes=MOST_BYTES).content


def _checked_code(code: str) -> str:
    try:
        return read_pairing_code(code) if code else ""
    except InputRefused:
        return ""  # of a page that somebody wrote by hand: it is then known by its name alone


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
