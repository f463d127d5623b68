"""What a prescriber signs: a plan, a word about LDN, or that another key is theirs from now on.

One line of JSON with sorted keys, packed and signed by `compact_jws`. What a plan does not say is left out, so that a
usual plan fits into one QR code. When it was signed is its place in the order too: the latest counts.
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zonewise.plan.plan_json import plan_from_json, plan_to_json
from zonewise.plan.prescribed_plan import Bottle, Intake, Plan, Product
from zonewise.problem import InputRefused, Problem

from .compact_jws import AGAIN, WHERE, key_bytes, sign, verify
from .pairing_code import read_pairing_code

FORMAT = 1
CLINICIAN_WORDS = ("continue", "restart-low", "new-plan", "stay-off")
"""What a prescriber can say after a call, by the names of the diary's own answers."""
EVERYBODY = "*"  # Whom a change of keys is for.
LONGEST_NAME = 120

_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Message:
    """What was signed; exactly one of plan, word and next key is given."""

    person: str  # The code of the person whom it is for, or `EVERYBODY`.
    by: str  # Name of the prescriber.
    issued: datetime  # When it was signed, UTC, whole seconds.
    until: date  # Last day on which it is taken in.
    plan: Plan | None = None  # Its origin is "key-signed".
    word: str = ""  # One of `CLINICIAN_WORDS`.
    about: date | None = None  # With a word: the last day that the prescriber had seen of the diary.
    next_key: str = ""  # Id of the key that takes the place of the one that signed.

    @property
    def kind(self) -> str:
        """What it is: "plan", "word" or "key"."""
        return "plan" if self.plan is not None else ("word" if self.word else "key")


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """A message whose signature fits the key that it names; whether that is a known key is another question."""

    message: Message
    key_id: str  # The key that signed it.
    token: str  # The text itself.


def sign_message(message: Message, private_key: Ed25519PrivateKey) -> str:
    """Return a message as signed text.

    Raises:
        ValueError: It holds none or several of plan, word and next key, or a name that cannot be shown.
    """
    _check(message)
    return sign(_payload(message), private_key)


def read_message(text: str) -> SignedMessage:
    """Return what a prescriber signed; blanks and line breaks that came in while it was copied are taken out.

    Raises:
        InputRefused: It is no such text, was changed, or says something that this release does not know.
    """
    token = "".join(text[:100_000].split())
    signed = verify(token)
    try:
        value = json.loads(signed.payload)
        if not isinstance(value, dict):
            raise ValueError("it is not a JSON object")
        if value.get("format") != FORMAT:
            _refuse("it was made by a newer zonewise.", "Update zonewise, then take it in again.", "newer-format")
        message = _message(value)
        _check(message)
        if _payload(message) != signed.payload:
            raise ValueError("it says more than is understood")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        if isinstance(error, InputRefused) and error.problems[0].code == "newer-format":
            raise
        _refuse("what is signed in it cannot be read.", AGAIN, "not-readable")
    return SignedMessage(message, signed.key_id, token)


def same_prescription(signed: Plan, plan: Plan) -> bool:
    """Say whether a plan is the one that was signed; bottles that came since, with what is in them, are no change."""
    product = replace(plan.product, fillers=signed.product.fillers, dyes=signed.product.dyes)
    return replace(plan, product=product, bottles=signed.bottles) == signed


def is_name_of(name: str, plan: Plan) -> bool:
    """Say whether a name is that of a plan's prescriber, with or without what stands after a comma."""
    signed, prescriber = (" ".join(text.casefold().split()) for text in (name, plan.prescriber))
    return signed in (prescriber, prescriber.partition(",")[0])


def _check(message: Message) -> None:
    if sum((message.plan is not None, bool(message.word), bool(message.next_key))) != 1:
        raise ValueError("a message holds one of plan, word and next key")
    if not message.by.strip() or len(message.by) > LONGEST_NAME or not message.by.isprintable():
        raise ValueError("the prescriber's name is empty, too long, or cannot be shown")
    if message.plan is not None and not is_name_of(message.by, message.plan):
        raise ValueError("the plan names another prescriber than the one who signed it")
    if message.word and (message.word not in CLINICIAN_WORDS or message.about is None):
        raise ValueError("the word is not a known one, or names no day")
    if (message.person == EVERYBODY) != bool(message.next_key):
        raise ValueError("a change of keys is for everybody, and nothing else is")
    if message.person != EVERYBODY and read_pairing_code(message.person) != message.person:
        raise ValueError("the person's code is written otherwise")
    if message.next_key:
        key_bytes(message.next_key)


def _payload(message: Message) -> bytes:
    value: dict[str, Any] = {
        "by": message.by,
        "for": message.person,
        "format": FORMAT,
        "issued": message.issued.strftime(_INSTANT),
        "until": message.until.isoformat(),
    }
    if message.plan is not None:
        value["plan"] = _compact(json.loads(plan_to_json(message.plan)))
    elif message.word:
        value |= {"word": message.word, "about": message.about.isoformat() if message.about else ""}
    else:
        value["key"] = message.next_key
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _message(value: Mapping[str, Any]) -> Message:
    if not all(isinstance(value.get(key, ""), str) for key in ("by", "for", "word", "key")):
        raise ValueError("a name, a code or a word is no text")
    plan = plan_from_json(json.dumps(_whole(value["plan"])), WHERE) if "plan" in value else None
    about = date.fromisoformat(value["about"]) if "about" in value else None
    return Message(
        person=value["for"],
        by=value["by"],
        issued=datetime.strptime(value["issued"], _INSTANT).replace(tzinfo=UTC),
        until=date.fromisoformat(value["until"]),
        plan=plan,
        word=value.get("word", ""),
        about=about,
        next_key=value.get("key", ""),
    )


def _compact(plan: dict[str, Any]) -> dict[str, Any]:
    """Return a plan's JSON without what it does not say, and without where it comes from, which a signature shows."""
    value = {key: part for key, part in _without(plan, Plan).items() if key not in ("format", "origin")}
    value["product"] = _without(plan["product"], Product)
    value["steps"] = [[_without(intake, Intake) for intake in step["intakes"]] for step in plan["steps"]]
    if plan["bottles"]:
        value["bottles"] = [_without(bottle, Bottle) for bottle in plan["bottles"]]
    return value


def _whole(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a plan's JSON with all that was left out."""
    return _filled(value, Plan) | {
        "format": FORMAT,
        "origin": "key-signed",
        "product": _filled(value["product"], Product),
        "steps": [{"intakes": [_filled(intake, Intake) for intake in step]} for step in value["steps"]],
        "bottles": [_filled(bottle, Bottle) for bottle in value.get("bottles", ())],
    }


def _without(value: Mapping[str, Any], shape: type) -> dict[str, Any]:
    usual = _usual(shape)
    return {key: part for key, part in value.items() if key not in usual or part != usual[key]}


def _filled(value: Mapping[str, Any], shape: type) -> dict[str, Any]:
    return {**_usual(shape), **value}


def _usual(shape: type) -> dict[str, Any]:
    """Return what each field of a value is where nothing is said, as JSON has it."""
    if not dataclasses.is_dataclass(shape):
        raise TypeError(f"{shape} has no fields")
    defaults = {field.name: field.default for field in fields(shape) if field.default is not MISSING}
    return {name: [] if default == () else default for name, default in defaults.items()}


def _refuse(fault: str, expected: str, code: str) -> NoReturn:
    raise InputRefused([Problem(WHERE, 0, fault, expected, code)])
