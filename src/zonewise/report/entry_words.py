"""How is one entry said in a few words?"""

from zonewise.model.entry import SAME_AS_USUAL, Entry

from .choices import EVENTS, RATINGS, SIDE_EFFECTS, WORDS, YES_NO
from .words import fact_words

GRADES = {"1": "noticeable", "2": "disturbs the day", "3": "unbearable"}


def entry_words(entry: Entry) -> str:
    """Return an entry as a person says it, such as "Pain 4" or "Dose 1.5 mg"."""
    if entry.kind == "rating":
        name = RATINGS[entry.name][0] if entry.name in RATINGS else entry.name
        return f"{name} {entry.value}{' (as usual)' if entry.unit == SAME_AS_USUAL else ''}"
    if entry.kind == "dose":
        product = "" if entry.name in ("", "naltrexone") else f" of {entry.name}"
        return "Dose left out" if entry.value == "0" else f"Dose {entry.value} {entry.unit}{product}"
    if entry.kind == "sign":
        return f"{SIDE_EFFECTS.get(entry.name, fact_words(entry.name))}, {GRADES.get(entry.value, entry.value)}"
    if entry.kind == "event":
        return EVENTS.get(entry.name, entry.name)
    if entry.kind == "answer":
        answer = WORDS.get(entry.name, YES_NO).get(entry.value, entry.value)
        return f"{fact_words(entry.name).capitalize()}: {answer}"
    if entry.kind == "zone":
        return f"Felt as {entry.value.capitalize()}"
    if entry.kind == "medicine":
        return f"{entry.name}: {'stopped' if entry.value == 'stop' else 'started'}"
    return entry.value or entry.note or entry.name
