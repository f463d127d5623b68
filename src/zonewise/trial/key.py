"""The key of a trial: what the order was drawn from, and the commitment that fixes both before the trial begins."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .design import TrialDesign
from .orders import Order, count_orders, order_at

SECRET_BYTES = 32
LDN, NONE = "L", "N"  # How an order is written: a bottle with LDN, and one without.
KEY_PREFIX = "trial-key"


@dataclass(frozen=True, slots=True)
class TrialKey:
    """What the order follows from. Only the pharmacy has it until the end."""

    seed: bytes = field(repr=False)  # The order is drawn from it.
    nonce: bytes = field(repr=False)  # Keeps anybody from trying all orders against the commitment.

    def order(self, design: TrialDesign) -> Order:
        """Return the order of a design."""
        return order_at(
            number_below(count_orders(design.blocks, design.longest_run), self.seed),
            design.blocks,
            design.longest_run,
        )

    def text(self) -> str:
        """Return the key as one line that can be copied by hand, with a check at its end."""
        body = (self.seed + self.nonce).hex()
        return f"{KEY_PREFIX}-{body}-{_check(body)}"


def new_key(random_bytes: Callable[[int], bytes]) -> TrialKey:
    """Draw a key.

    Args:
        random_bytes: Returns so many bytes that nobody can foresee.
    """
    return TrialKey(random_bytes(SECRET_BYTES), random_bytes(SECRET_BYTES))


def key_from_text(text: str) -> TrialKey:
    """Return the key that a line holds.

    Raises:
        ValueError: It is no key, or a letter of it was mistyped.
    """
    parts = "".join(text.split()).casefold().removeprefix(f"{KEY_PREFIX}-").split("-")
    if len(parts) != 2 or len(parts[0]) != 4 * SECRET_BYTES:
        raise ValueError("it is not the line that the pharmacy gives out")
    body, check = parts
    if _check(body) != check:
        raise ValueError("a letter of it was mistyped")
    secret = bytes.fromhex(body)
    return TrialKey(secret[:SECRET_BYTES], secret[SECRET_BYTES:])


def _check(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:6]


def number_below(count: int, seed: bytes) -> int:
    """Return a number from 0 to less than `count`, each as likely, that follows from the seed.

    Digests of the seed and a counter are read as numbers; one that would favour the first numbers is passed over.
    """
    whole = 1 << 256
    usable = whole - whole % count
    counter = 0
    while True:
        number = int.from_bytes(hashlib.sha256(seed + counter.to_bytes(4, "big")).digest(), "big")
        if number < usable:
            return number % count
        counter += 1


def order_text(order: Order) -> str:
    """Return an order as letters, such as "LNNL"."""
    return "".join(LDN if on else NONE for on in order)


def canonical(values: Mapping[str, Any]) -> bytes:
    """Return plain values as bytes in the one way in which they are hashed and signed."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def commitment_of(design: TrialDesign, analysis: str, key: TrialKey) -> str:
    """Return the SHA-256 over design, analysis, order and key, in hexadecimals.

    Who has it can check at the end that neither the order nor the rule of judging was changed. Before that it tells
    nothing: the nonce cannot be guessed.

    Args:
        analysis: SHA-256 of the settings that the trial is judged by.
    """
    content = {
        "design": design.to_dict(),
        "analysis": analysis,
        "order": order_text(key.order(design)),
        "seed": key.seed.hex(),
        "nonce": key.nonce.hex(),
    }
    return hashlib.sha256(canonical(content)).hexdigest()
