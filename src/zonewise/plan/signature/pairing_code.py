"""The code by which a diary and a prescriber know whom a plan is for.

Twelve letters and digits, read aloud or copied: eleven at random, 55 bits, and one that shows a slip. It is no secret:
it opens nothing, and only keeps one person's plan out of another's diary.
"""

from zonewise.problem import InputRefused, Problem

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters that are not taken for one another. Source: Crockford's base 32."""
RANDOM_BYTES = 7
LENGTH = 12
GROUP = 4
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def pairing_code(random_bytes: bytes) -> str:
    """Return a code in three groups, such as "K7QM-2PVX-9RT2".

    Args:
        random_bytes: At least `RANDOM_BYTES` of them, from the system's source.

    Raises:
        ValueError: There are too few.
    """
    if len(random_bytes) < RANDOM_BYTES:
        raise ValueError(f"a code takes {RANDOM_BYTES} random bytes, got {len(random_bytes)}")
    number = int.from_bytes(random_bytes[:RANDOM_BYTES]) >> 1
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH - 1)))
    return _grouped(letters + _check_letter(letters))


def read_pairing_code(text: str, where: str = "code") -> str:
    """Return a code as `pairing_code` writes it, however it was typed.

    Raises:
        InputRefused: It has another length or letters, or one of them is wrong.
    """
    letters = text.upper().translate(_MISREAD)
    expected = "Write it as the diary shows it, such as K7QM-2PVX-9RT2."
    if len(letters) != LENGTH or any(letter not in ALPHABET for letter in letters):
        fault = f"a person's code has {LENGTH} letters and digits, and '{text[:40]}' does not."
        raise InputRefused([Problem(where, 0, fault, expected, "not-a-code", field=where)])
    if _check_letter(letters[:-1]) != letters[-1]:
        fault = f"one letter of '{text[:40]}' is wrong."
        raise InputRefused([Problem(where, 0, fault, expected, "wrong-code", field=where)])
    return _grouped(letters)


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def _check_letter(letters: str) -> str:
    """Return the last letter, which makes every single slip and nearly every swap of neighbours show.

    Source: the Luhn algorithm modulo N, ISO/IEC 7812-1 for N = 10, with N = 32.
    """
    total = 0
    for place, letter in enumerate(reversed(letters)):
        number = ALPHABET.index(letter) * (2 if place % 2 == 0 else 1)
        total += number // 32 + number % 32
    return ALPHABET[-total % 32]
