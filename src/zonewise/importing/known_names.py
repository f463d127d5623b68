"""Names of events and medicines in other apps, and what they are here; those of symptoms stand in `column_names`."""

import re

from zonewise.model.substances import is_combination

from .word_lists import is_no, is_yes

_EVENTS = {
    name: event
    for event, names in {
        "infection": "infection infektion infekt infección infeccion infectie",
        "vaccine": "vaccine vaccination impfung vaccin vacuna vacunación vacunacion vaccinatie",
        "period": (
            "period menstruation menstruating periode menses règles regles regla menstruación menstruacion menstruatie"
            " ongesteld ongesteldheid regelblutung monatsblutung"
        ),
        "surgery": "surgery operation opération cirugía cirugia operación operacion operatie",
    }.items()
    for name in names.split()
}

_OF_MEDICINES = re.compile(
    r"medic\w*|meds?|medik\w*|m[eé]dic\w*|médocs?|drugs?|pills?|pillen|tablets?|supplements?|supps?|remed\w*|prescri\w*"
    r"|treatments?|rx|prn|rescues?|taken|took|pain ?relie\w*|(?:pain ?)?killers?|painkillers?|analges\w*|schmerzmittel"
    r"|pijnstillers?|medicijn\w*|arznei\w*|tabletten|bedarf\w*|einnahmen?|eingenommen|comprim\w*|pris|prises?|pastillas?"
    r"|tomad[oa]s?|ingenomen|genomen|genommen"
)
_BESIDE_IT = re.compile(
    r"pain|name|names|today|other|my|new|of|the|for|and|used|list|log|what|i|else|extra|as|needed|relief|daily|current"
    r"|heute|was|ich|ce|que|j|ai|lo|que|wat|ik|[0-9]+"
)
_PARTED = re.compile(r"\s*[;|\n\r\t\u2022\u00b7]\s*|,(?![0-9])\s*")
_JOINED = re.compile(r"\s+[+&]\s+|(?<=[^\W\d_]{3})\s*/\s*(?=[^\W\d_]{3})|(?<=[^\W\d_])\s*/\s+(?=[^\W\d_]{3})")
_A_NAME = re.compile(r"[^\W\d_]{2,}")
_LONGEST_NAME = 200

_ASK_ABOUT = re.compile(
    r"\bchest (pain|tightness|pressure)|\bsuicid|\bself[- ]?harm|\banaphyla|\bfaint(ed|ing)?\b|\bsyncope|\bpassed out"
    r"|\bseizure|\bjaundice|\byellow (skin|eyes)|\bthroat (swelling|closing)"
)


def folded(name: str) -> str:
    """Return a name for comparing: lower case, single spaces."""
    return " ".join(name.split()).casefold()


def event_of(name: str) -> str:
    """Return the event that a tracker of this exact name marks, or ""."""
    return _EVENTS.get(folded(name), "")


def speaks_of_medicines(tracker: str) -> bool:
    """Say whether a tracker's name has a word such as "medication", "taken" or "painkiller" in it."""
    name = tracker.casefold().replace("_", " ")
    return any(map(_OF_MEDICINES.fullmatch, re.findall(r"\w+", name))) or re.search(r"\bpain ?relie", name) is not None


def medicines_named(tracker: str, value: str) -> tuple[str, ...]:
    """Return the medicines that a value names under a tracker that is called "Medication" or the like and nothing more.

    None where the tracker is itself the name of a medicine.
    """
    words = re.findall(r"\w+", tracker.casefold().replace("_", " "))
    if len(value) > _LONGEST_NAME or not speaks_of_medicines(tracker):
        return ()
    if not all(_OF_MEDICINES.fullmatch(word) or _BESIDE_IT.fullmatch(word) for word in words):
        return ()
    return parts_of_list(value)


def parts_of_list(value: str) -> tuple[str, ...]:
    """Return what a cell lists: parted by commas, semicolons, bars, line breaks, and slashes between names.

    A comma before a figure is a decimal comma, and "mg/mL" and "1/2" are no lists. Answers such as "yes" are no parts.
    What naltrexone is combined with in one product stays with it.
    """
    listed = _PARTED.split(value)
    parts = [part.strip() for item in listed for part in ([item] if is_combination(item) else _JOINED.split(item))]
    return tuple(part for part in parts if _A_NAME.search(part) and not is_answer(part))


def is_answer(part: str) -> bool:
    """Say whether a text is a yes, a no or the like, and so names nothing."""
    return is_no(part) or is_yes(part) or part.casefold() in ("ok", "am", "pm")


def is_to_ask_about(name: str) -> bool:
    """Say whether a tracker of this name, above zero, is a reason to ask about danger signs."""
    return bool(_ASK_ABOUT.search(name.casefold()))
