"""Sentences that are put to the patient, as they are said of the patient to somebody else."""

import re

_OTHERS = re.compile(r"\b([Yy])our (prescriber|pharmacist|doctor|plan)")
_VERBS = {"have": "has", "are": "is", "take": "takes", "do": "does", "were": "was", "want": "wants", "know": "knows",
          "react": "reacts", "feel": "feels", "need": "needs", "go": "goes", "stop": "stops"}  # fmt: skip
_VERB = re.compile(rf"\b(the patient) ({'|'.join(_VERBS)})\b", re.IGNORECASE)
_WORDS = (("yourself", "themselves"), ("yours", "theirs"), ("your", "the patient's"), ("you", "the patient"))


def of_the_patient(text: str) -> str:
    """Return a sentence to "you" as one of "the patient"; what is the prescriber's own is "the prescriber"."""
    text = _OTHERS.sub(lambda match: f"{'T' if match[1] == 'Y' else 't'}he {match[2]}", text)
    for word, other in _WORDS:
        text = re.sub(rf"\b{word}\b", other, text)
        text = re.sub(rf"\b{word.capitalize()}\b", other[0].upper() + other[1:], text)
    text = re.sub(r"\b(which|and) we do not know\b", r"\1 zonewise does not know", text)
    return _VERB.sub(lambda match: f"{match[1]} {_VERBS[match[2].lower()]}", text)
