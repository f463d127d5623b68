"""Names of symptoms, events and medicines in other apps, and what they are here.

The table is short on purpose: a symptom that is not clearly one of the nine is kept under its own name, where it can
be shown without moving a zone. Palpitations, dizziness or weakness, for example, fit none of them.
"""

import re

_OWN_NAME = re.compile(r"\bchest\b|\bheart ?burn\b|\bdoms\b")

_SYMPTOMS = {
    "sensory": r"\b(light|sound|noise|smell|touch|sensory) (sensitivity|overload|intolerance)\b"
    r"|\bsensitiv\w* to (light|sound|noise|smell|touch)|\bphotophobia\b|\bhyperacusis\b",
    "cognition": r"\b(brain ?fog|memory|forgetful\w*|concentrat\w+|word[- ]finding|confusion|cognitive)\b",
    "laxity": r"\b(sub-?luxations?|dislocations?|joint (instability|laxity|slips?)|unstable joints?)\b",
    "immune": r"\b(fever|chills|runny nose|sneezing|sore throat|swollen glands|lymph nodes?|flu)\b"
    r"|\b(rash|hives|urticaria|itch\w*|flush\w*|mast cell|allerg\w+)\b"
    r"|\b(diarrh?o?ea|nausea|vomiting|bloating|stomach upset)\b",
    "pain": r"\b(pains?|aches?|\w*ache|headaches?|migraines?|cramps?|neuralgia|soreness)\b",
    "anxiety": r"\b(anxiety|anxious|panic)\b",
    "mood": r"\b(depression|depressed|low mood|sadness|hopeless\w*)\b",
    "fatigue": r"\b(fatigue|exhaustion|tired(ness)?|low energy)\b",
    "sleep": r"\b(insomnia|unrefreshing sleep|(trouble|difficulty|problems?) (falling a?sleep|sleeping)|poor sleep)\b",
}
"""What a symptom of each rating is called; the first that fits."""

_GOOD_AT_THE_TOP = {
    "mood": r"^(mood|happiness|stimmung)$",
    "fatigue": r"^(energy|energy levels?|energie)$",
    "sleep": r"^(sleep|quality of) ?(quality|sleep)$",
    "cognition": r"^(focus|clarity|mental clarity)$",
}
"""Names of a free column that say both the rating and that its upper end is the good one."""

_PLAIN = {
    "laxity": r"^laxity$",
    "immune": r"^immune$",
    "sensory": r"^sensory$",
    "cognition": r"^cognition$",
    "pain": r"^schmerz(en)?$",
    "anxiety": r"^angst$",
    "fatigue": r"^m.digkeit$",
}

_EVENTS = {
    "infection": "infection",
    "vaccine": "vaccine",
    "vaccination": "vaccine",
    "period": "period",
    "menstruation": "period",
    "surgery": "surgery",
}

_OF_MEDICINES = re.compile(
    r"medic\w*|meds?|medik\w*|m[eé]dic\w*|drugs?|pills?|tablets?|supplements?|remed\w*|prescri\w*|treatments?|rx|prn"
    r"|(?:pain ?)?killers?|pain ?relief|analges\w*|schmerzmittel|pijnstillers?|arznei\w*|tabletten|comprim\w*"
)
_BESIDE_IT = re.compile(r"pain|name|names|taken|took|today|other|my|new|of|the|for|and|used|list|log|[0-9]+")
_PARTED = re.compile(r"\s*[;|\n]\s*")
_A_NAME = re.compile(r"[^\W\d_]{2,}")
_NO_NAME = frozenset(("yes", "true", "ja", "si", "s\u00ed", "oui", "taken", "took", "done", "ok", "am", "pm"))
_LONGEST_NAME = 200

_ASK_ABOUT = re.compile(
    r"\bchest (pain|tightness|pressure)|\bsuicid|\bself[- ]?harm|\banaphyla|\bfaint(ed|ing)?\b|\bsyncope|\bpassed out"
    r"|\bseizure|\bjaundice|\byellow (skin|eyes)|\bthroat (swelling|closing)"
)


def folded(name: str) -> str:
    """Return a name for comparing: lower case, single spaces."""
    return " ".join(name.split()).casefold()


def rating_of_symptom(name: str) -> str:
    """Return the rating of a symptom whose higher values are worse, or ""."""
    return "" if _OWN_NAME.search(folded(name)) else _rating_among(_SYMPTOMS, folded(name))


def rating_of_column(name: str) -> tuple[str, bool]:
    """Return the rating of a column of an unknown file, and whether its top is the good end; ("", False) for none."""
    words = folded(name.replace("_", " "))
    if rating := _rating_among(_GOOD_AT_THE_TOP, words):
        return rating, True
    return _rating_among(_PLAIN, words) or rating_of_symptom(words), False


def _rating_among(patterns: dict[str, str], words: str) -> str:
    return next((rating for rating, pattern in patterns.items() if re.search(pattern, words)), "")


def event_of(name: str) -> str:
    """Return the event that a tracker of this exact name marks, or ""."""
    return _EVENTS.get(folded(name), "")


def speaks_of_medicines(tracker: str) -> bool:
    """Say whether a tracker's name has a word such as "medication" or "painkiller" in it."""
    return any(map(_OF_MEDICINES.fullmatch, re.findall(r"\w+", tracker.casefold())))


def medicines_named(tracker: str, value: str) -> tuple[str, ...]:
    """Return the medicines that a value names under a tracker that is called "Medication" or the like and nothing more.

    Several are parted by semicolons, bars or line breaks. None where the tracker is itself the name of a medicine.
    """
    words = re.findall(r"\w+", tracker.casefold())
    if len(value) > _LONGEST_NAME or not speaks_of_medicines(tracker):
        return ()
    if not all(_OF_MEDICINES.fullmatch(word) or _BESIDE_IT.fullmatch(word) for word in words):
        return ()
    parts = (part.strip() for part in _PARTED.split(value))
    return tuple(part for part in parts if _A_NAME.search(part) and part.casefold() not in _NO_NAME)


def is_to_ask_about(name: str) -> bool:
    """Say whether a tracker of this name, above zero, is a reason to ask about danger signs."""
    return bool(_ASK_ABOUT.search(name.casefold()))
