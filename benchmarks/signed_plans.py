"""How many tampered or foreign plans a diary refuses, and what it costs to read a true one.

Run: python benchmarks/signed_plans.py [NUMBER]
Bounds: each of 10,000 is refused, and the diary is as it was; the true plan fits into one QR code of version 20.
"""

import base64
import hashlib
import hmac
import json
import random
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import segno
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zonewise.plan.prescribed_plan import Intake, Plan, Product, Step
from zonewise.plan.signature.compact_jws import key_id_of
from zonewise.plan.signature.message import Message, sign_message
from zonewise.plan.signature.pairing_code import RANDOM_BYTES, pairing_code
from zonewise.problem import InputRefused
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary, all_entries
from zonewise.services.recording.prescriber_keys import code_of_diary
from zonewise.services.recording.signed_messages import ReceivingOptions, receive_message

NUMBER = 10_000
LARGEST_QR = 20
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
TAKE_IN = ReceivingOptions(confirmed=True, compared=True)
PRESCRIBER = "Dr A. Example"
Mutation = Callable[[random.Random, "Signer"], str]


class Signer:
    """A prescriber whose key a diary knows, and the plan that it has of them."""

    def __init__(self, diary: Diary) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.person = code_of_diary(diary)
        self.token = self.sign(issued=utc_now() - timedelta(hours=1))
        self.newer = self.sign()

    def sign(self, *, key: Ed25519PrivateKey | None = None, person: str = "", issued: datetime | None = None) -> str:
        """Return a plan signed, by default with the prescriber's key, for the diary's person, now."""
        issued = (issued or utc_now()).replace(microsecond=0)
        message = Message(person or self.person, PRESCRIBER, issued, issued.date() + timedelta(days=30), plan=PLAN)
        return sign_message(message, key or self.key)


PLAN = Plan(
    steps=tuple(Step((Intake(Decimal(dose), "bedtime"),)) for dose in ("0.5", "1", "1.5", "2", "2.5", "3")),
    start=date(2026, 3, 9),
    interval_days=14,
    ceiling_mg=Decimal("4.5"),
    product=Product("capsule", (Decimal("0.5"), Decimal("1.5"))),
    prescriber="Dr A. Example, Example Clinic",
    written_on=date(2026, 3, 2),
    origin="key-signed",
)


def other_letter(chance: random.Random, signer: Signer) -> str:
    """One letter is another one."""
    at = chance.choice([place for place, letter in enumerate(signer.newer) if letter != "."])
    letter = chance.choice([letter for letter in LETTERS if letter != signer.newer[at]])
    return signer.newer[:at] + letter + signer.newer[at + 1 :]


def lost_or_added(chance: random.Random, signer: Signer) -> str:
    """Letters are lost, added, or two are exchanged."""
    token, at = signer.newer, chance.randrange(len(signer.newer) - 1)
    one, other = token[at], token[at + 1]
    swapped = token[:at] + other + one + token[at + 2 :] if one != other else token[1:]
    added = token[:at] + chance.choice(LETTERS) + token[at:]
    return chance.choice([token[: at + 1], token[at + 1 :], token[:at] + token[at + 1 :], added, swapped])


def other_content(chance: random.Random, signer: Signer) -> str:
    """A dose, a date or a name of what was signed is another one, under the same signature."""
    head, body, signature = signer.newer.split(".")
    payload = zlib.decompress(_bytes(body), -15).decode()
    old, new = chance.choice(
        [('"0.5"', f'"{chance.randrange(1, 9)}.{chance.randrange(10)}"'),
         ("Dr A.", f"Dr {chance.choice(LETTERS[:26])}.,"),
         ("2026-03", f"20{chance.randrange(10, 26)}-03"), (":14", f":{chance.randrange(15, 99)}"),
         (signer.person, pairing_code(chance.randbytes(RANDOM_BYTES)))]
    )  # fmt: skip
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return f"{head}.{_text(packer.compress(payload.replace(old, new).encode()) + packer.flush())}.{signature}"


def other_head(chance: random.Random, signer: Signer) -> str:
    """The head names no algorithm, another one, another curve or another key; some are signed as it says."""
    _, body, signature = signer.newer.split(".")
    own, foreign = key_id_of(signer.key), Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
    head = chance.choice(
        [{"alg": "none"}, {"alg": "None", "kid": own}, {"alg": "HS256", "kid": own}, {"alg": "ES256", "kid": own},
         {"alg": "EdDSA", "crv": "Ed448", "kid": own}, {"alg": "EdDSA", "kid": _text(chance.randbytes(57))},
         {"alg": "EdDSA", "kid": key_id_of(foreign), "zip": "DEF"}, {"alg": "EdDSA", "kid": own},
         {"alg": "EdDSA", "kid": own, "zip": "DEF", "crit": ["b64"], "b64": False},
         {"alg": "EdDSA", "jwk": {"kty": "OKP", "crv": "Ed25519", "x": key_id_of(foreign)}, "kid": own, "zip": "DEF"}]
    )  # fmt: skip
    begin = f"{_text(json.dumps(head, separators=(',', ':'), sort_keys=True).encode())}.{body}"
    by_hmac = _text(hmac.new(_bytes(own), begin.encode(), hashlib.sha256).digest())
    signatures = ["", signature, by_hmac, _text(foreign.sign(begin.encode())), _text(chance.randbytes(64))]
    return f"{begin}.{chance.choice(signatures)}"


def foreign_key(chance: random.Random, signer: Signer) -> str:
    """Somebody else signed it, in the prescriber's name, for the right person."""
    return signer.sign(key=Ed25519PrivateKey.from_private_bytes(chance.randbytes(32)))


def other_person(chance: random.Random, signer: Signer) -> str:
    """The prescriber signed it for somebody else."""
    return signer.sign(person=pairing_code(chance.randbytes(RANDOM_BYTES)))


def older_plan(chance: random.Random, signer: Signer) -> str:
    """The prescriber signed it before the plan that the diary has."""
    return signer.sign(issued=utc_now() - timedelta(hours=1, seconds=chance.randrange(1, 80_000)))


MUTATIONS: tuple[Mutation, ...] = (
    other_letter, lost_or_added, other_content, other_head, foreign_key, other_person, older_plan,
)  # fmt: skip


def refusals(diary: Diary, number: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Return how often each reason was given, and the texts that were not refused."""
    signer, chance = Signer(diary), random.Random(seed)
    receive_message(diary, signer.token, TAKE_IN)
    reasons: Counter[str] = Counter()
    taken: list[str] = []
    for turn in range(number):
        text = MUTATIONS[turn % len(MUTATIONS)](chance, signer)
        if text == signer.newer:
            continue
        try:
            receive_message(diary, text, TAKE_IN)
            taken.append(text)
        except InputRefused as refused:
            reasons[refused.problems[0].code] += 1
    if not receive_message(diary, signer.newer, TAKE_IN).stored:  # what was changed is taken in where it was not
        taken.append("the true plan was refused too")
    return reasons, taken


def main() -> int:
    """Print the figures; return 1 when a bound is missed."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER
    with tempfile.TemporaryDirectory() as folder:
        diary = Diary(str(Path(folder) / "diary.sqlite"))
        began = time.perf_counter()
        reasons, taken = refusals(diary, number, seed=16)
        seconds = time.perf_counter() - began
        plans = [entry for entry in all_entries(diary) if entry.kind == "plan"]
        true = Signer(diary).newer
    codes = ", ".join(f"{code} {count}" for code, count in reasons.most_common())
    total = reasons.total() + len(taken)
    print(f"{reasons.total()} of {total} tampered or foreign plans refused in {seconds:.1f} s ({codes})")
    drawn = segno.make(true, micro=False, error="m", boost_error=False)
    print(
        f"a plan of {len(PLAN.steps)} steps: {len(true)} characters, QR version {drawn.version}-M (bound {LARGEST_QR})"
    )
    return int(bool(taken) or len(plans) != 2 or int(drawn.version) > LARGEST_QR)


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


if __name__ == "__main__":
    sys.exit(main())
