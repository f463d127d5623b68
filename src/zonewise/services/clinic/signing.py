"""Signing: keys, plans and words, as text that goes into a QR code, a file or a mail."""

import base64
import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zonewise.plan.description import describe
from zonewise.plan.form import plan_text
from zonewise.plan.plan_check import read_and_check
from zonewise.plan.prescribed_plan import Plan
from zonewise.plan.signature.compact_jws import key_id_of
from zonewise.plan.signature.key_words import key_words
from zonewise.plan.signature.message import CLINICIAN_WORDS, EVERYBODY, Message, is_name_of, sign_message
from zonewise.problem import InputRefused, Problem, unknown_word
from zonewise.services.base.clock import utc_now
from zonewise.services.base.protocols import load_protocol
from zonewise.store.clinic_tables import (
    StoredKey,
    StoredMessage,
    StoredPerson,
    add_key,
    add_message,
    all_keys,
    last_issued,
    latest_summaries,
    messages_for,
)

from .clinic_file import Clinic, read_clinic, write_clinic

_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key of the prescriber, without what signs."""

    key_id: str
    name: str
    made_on: date
    retired: bool

    @property
    def words(self) -> tuple[str, ...]:
        """Its fingerprint, to be read aloud."""
        return key_words(self.key_id)


@dataclass(frozen=True, slots=True)
class SignedText:
    """What was signed for somebody."""

    token: str  # The text itself; "" of one that was only looked at.
    rows: tuple[tuple[str, str], ...]  # A plan in full.
    says: str  # What it says, in a sentence.
    notices: tuple[Problem, ...]
    words: tuple[str, ...]  # Of the key that signed it.


def make_key(clinic: Clinic, name: str) -> tuple[SigningKey, str]:
    """Make a key; where there was one, return the text by which the old one hands over to it, else "".

    Args:
        name: The prescriber's name, as people know it.

    Raises:
        InputRefused: The name is empty or too long.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= 120 or not name.isprintable():
        fault, expected = "the name is empty or too long.", "Write it as on a prescription, such as Dr A. Example."
        raise InputRefused([Problem("name", 0, fault, expected, "no-name", field="name")])
    private, now = Ed25519PrivateKey.generate(), utc_now()
    stamp = f"{now:%Y-%m-%dT%H:%M:%S.%fZ}"
    key = StoredKey(key_id_of(private), _text(private.private_bytes_raw()), name, stamp, "")
    change = ""
    with write_clinic(clinic) as connection:
        old = _signing(all_keys(connection))
        if old is not None:
            issued = _next_instant(last_issued(connection), now)
            message = Message(
                EVERYBODY,
                old.name,
                issued,
                issued.date() + timedelta(days=load_protocol().sharing.key_taken_in_days),
                next_key=key.id,
            )
            change = sign_message(message, _private(old))
            says = f"Another key from now on: {' '.join(key_words(key.id))}."
            add_message(
                connection, StoredMessage(change[-60:], "", old.id, "key", f"{issued:{_INSTANT}}", says, change)
            )
        add_key(connection, key)
    return _shown(key), change


def signing_keys(clinic: Clinic) -> tuple[SigningKey, ...]:
    """Return all keys, the oldest first; the last one signs."""
    with read_clinic(clinic) as connection:
        return tuple(map(_shown, all_keys(connection)))


def sign_plan_fields(
    clinic: Clinic, person: StoredPerson, fields: dict[str, str], *, dry_run: bool = False
) -> SignedText:
    """Sign a plan from the fields of the form that a diary has for it.

    Raises:
        InputRefused: With every problem at its field, or because there is no key or no code.
    """
    written = plan_text(fields)
    try:
        return sign_plan_text(clinic, person, written.text, dry_run=dry_run or bool(written.problems))
    except InputRefused as refused:
        faults = (problem if problem.field else written.to_field(problem) for problem in refused.problems)
        raise InputRefused(dict.fromkeys((*written.problems, *faults))) from None


def sign_plan_text(clinic: Clinic, person: StoredPerson, text: str, *, dry_run: bool = False) -> SignedText:
    """Sign a plan for somebody, after the checks that every plan passes in a diary.

    Args:
        person: For whom; their code must be known.
        text: The plan as docs/plan.md shows it.
        dry_run: Check and show it, sign nothing.

    Raises:
        InputRefused: With every problem; nothing was signed.
    """
    limits = load_protocol().settings.plan
    plan, looks = read_and_check(text, "plan", limits, sensitive=None)
    plan = replace(plan, origin="key-signed")
    rows = describe(plan, limits)
    return _signed(clinic, person, plan=plan, rows=rows, looks=looks, dry_run=dry_run)


def sign_word(clinic: Clinic, person: StoredPerson, word: str, *, dry_run: bool = False) -> SignedText:
    """Sign what somebody does about LDN after a call, by the last page that they handed over.

    Raises:
        InputRefused: It is none of the four, or there is no key or no code.
    """
    if word not in CLINICIAN_WORDS:
        expected = unknown_word(word, CLINICIAN_WORDS)
        raise InputRefused([Problem("word", 0, f"'{word[:40]}' cannot be said.", expected, "unknown-word", "word")])
    return _signed(clinic, person, word=word, dry_run=dry_run)


def signed_before(clinic: Clinic, person: StoredPerson) -> tuple[StoredMessage, ...]:
    """Return what was signed for somebody, the newest first."""
    with read_clinic(clinic) as connection:
        return messages_for(connection, person.id)


def word_choices() -> tuple[tuple[str, str], ...]:
    """Return what can be said after a call, each with its words."""
    words = load_protocol().rule_set.prompts["clinician_said"].words
    return tuple((word, words.get(word, word)) for word in CLINICIAN_WORDS)


def qr_svg(token: str) -> str:
    """Return a signed text as a picture to scan, SVG.

    Raises:
        InputRefused: It is too long for one; send the file instead.
    """
    import segno

    try:
        drawn = segno.make(token, micro=False, error="m", boost_error=False)
    except segno.DataOverflowError:
        fault, expected = "it is too long for one picture.", "Send the text as a file."
        raise InputRefused([Problem("QR", 0, fault, expected, "too-long")]) from None
    out = io.BytesIO()
    drawn.save(out, kind="svg", scale=4, border=4, xmldecl=False, svgns=True, light="#fff")
    return out.getvalue().decode()


def _signed(
    clinic: Clinic, person: StoredPerson, *, plan: Plan | None = None, word: str = "",
    rows: tuple[tuple[str, str], ...] = (), looks: tuple[Problem, ...] = (), dry_run: bool,
) -> SignedText:  # fmt: skip
    if not person.code:
        fault = f"{person.name} has no code here, so nothing can be signed for them alone."
        expected = "Ask them for a page, or for the code that their diary shows."
        raise InputRefused([Problem("person", 0, fault, expected, "no-code")])
    with write_clinic(clinic) as connection:
        key = _signing(all_keys(connection))
        if key is None:
            raise InputRefused([Problem("key", 0, "there is no key yet.", "Make one: zonewise clinic keys --new NAME",
                                        "no-key")])  # fmt: skip
        issued = _next_instant(last_issued(connection), utc_now())
        about = latest_summaries(connection).get(person.id, ("", ""))[0]
        settings = load_protocol().sharing
        days = settings.plan_taken_in_days if plan is not None else settings.word_taken_in_days
        message = Message(
            person=person.code,
            by=key.name,
            issued=issued,
            until=issued.date() + timedelta(days=days),
            plan=plan,
            word=word,
            about=(date.fromisoformat(about) if about else issued.date()) if word else None,
        )
        if plan is not None and not is_name_of(key.name, plan):
            fault, expected = (
                f"the plan names {plan.prescriber}, and your key is that of {key.name}.",
                "Write your name.",
            )
            raise InputRefused([Problem("plan", 0, fault, expected, "other-signature", field="prescriber")])
        says = dict(word_choices())[word] if word else f"A plan of {len(plan.steps) if plan is not None else 0} steps"
        if dry_run:
            return SignedText("", rows, says, looks, key_words(key.id))
        token = sign_message(message, _private(key))
        add_message(
            connection,
            StoredMessage(token[-60:], person.id, key.id, message.kind, f"{issued:{_INSTANT}}", says, token),
        )
    return SignedText(token, rows, says, looks, key_words(key.id))


def _next_instant(last: str, now: datetime) -> datetime:
    """Return now in whole seconds, and later than what was signed before: the instants are its order."""
    now = now.replace(microsecond=0)
    if not last:
        return now
    return max(now, datetime.strptime(last, _INSTANT).replace(tzinfo=UTC) + timedelta(seconds=1))


def _signing(keys: tuple[StoredKey, ...]) -> StoredKey | None:
    return next((key for key in reversed(keys) if not key.retired_at), None)


def _shown(key: StoredKey) -> SigningKey:
    return SigningKey(key.id, key.name, date.fromisoformat(key.made_at[:10]), bool(key.retired_at))


def _private(key: StoredKey) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(f"{key.private}="))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
