"""The fingerprint of a key in words, to be read aloud once, over the phone or across a desk."""

import hashlib

from .compact_jws import key_bytes
from .word_list import WORDS

BITS_A_WORD = 11
NUMBER_OF_WORDS = 8
"""88 bits: who wants a key of their own with the same words has to make some 10^26 keys."""


def key_words(key_id: str) -> tuple[str, ...]:
    """Return the words of a key: the first bits of SHA-256 over its 32 bytes, eleven a word.

    Raises:
        InputRefused: It is no id of a key.
    """
    number = int.from_bytes(hashlib.sha256(key_bytes(key_id)).digest()) >> (256 - BITS_A_WORD * NUMBER_OF_WORDS)
    places = reversed(range(NUMBER_OF_WORDS))
    return tuple(WORDS[number >> BITS_A_WORD * place & (2**BITS_A_WORD - 1)] for place in places)
