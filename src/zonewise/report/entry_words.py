"""Entries of the diary and answers in a few words, and the words of buttons."""

from collections.abc import Sequence

from zonewise.model.entry import BEFORE_TREATMENT, LAST_WEEK, SAME_AS_USUAL, Entry
from zonewise.rules.rule_set import A_DATE, FactDefinition, Prompt, RuleSet

from .words import word_table

SIDE_EFFECTS, EVENTS, LAST_WEEK_WORDS = map(word_table, ("side-effects", "events", "last-week"))
RATINGS = {name: (word, word_table("rating-scales")[name]) for name, word in word_table("ratings").items()}
"""Short name and what 0 to 10 measures, for each rating."""


def entry_words(entry: Entry, rule_set: RuleSet) -> str:
    """Return an entry as a person says it, such as "Pain 4" or "Dose 1.5 mg"."""
    if entry.kind == "rating":
        name = RATINGS[entry.name][0] if entry.name in RATINGS else entry.name
        return f"{name} {entry.value}{' (as usual)' if entry.unit == SAME_AS_USUAL else ''}"
    if entry.kind == "usual":
        if entry.name == LAST_WEEK:
            return f"The last seven days: {LAST_WEEK_WORDS.get(entry.value, entry.value)}"
        rating = entry.name.removeprefix(BEFORE_TREATMENT)
        name = RATINGS[rating][0] if rating in RATINGS else rating
        before = " before LDN" if rating != entry.name else ""
        return f"{name} on an ordinary day{before} {entry.value}"
    if entry.kind == "dose":
        product = "" if entry.name in ("", "naltrexone") else f" of {entry.name}"
        return "Dose left out" if entry.value == "0" else f"Dose {entry.value} {entry.unit}{product}"
    if entry.kind == "sign":
        grades = rule_set.facts["side_effect_grade"].words if "side_effect_grade" in rule_set.facts else {}
        sign = SIDE_EFFECTS.get(entry.name, entry.name.replace("_", " "))
        return f"{sign}, {grades.get(entry.value, entry.value)}"
    if entry.kind == "event":
        return EVENTS.get(entry.name, entry.name)
    if entry.kind == "answer":
        return _answer_words(entry, rule_set)
    if entry.kind == "zone":
        return f"Felt as {entry.value.capitalize()}"
    if entry.kind == "tracker":
        value = "" if entry.value == "yes" else entry.value
        return " ".join(filter(None, (entry.name, value, entry.unit)))
    if entry.kind == "trial":
        return trial_entry_words(entry)
    if entry.kind == "medicine":
        return f"{entry.name}: {'stopped' if entry.value == 'stop' else 'started'}"
    return entry.value or entry.note or entry.name


TRIAL_ENTRIES = {
    "registered": "Blinded trial registered",
    "left": "Blinded trial left early",
    "closed": "Blinded trial closed",
    "key": "Key of the blinded trial taken in",
}


def trial_entry_words(entry: Entry) -> str:
    """Return what was written down of a blinded trial; never its plain values."""
    if entry.name == "bottle":
        return f"Bottle {entry.value} of the trial"
    if entry.name == "guess":
        return f"Guess about block {entry.unit}"
    if entry.name == "unblinded":
        return f"Block {entry.value} of the trial ended"
    return TRIAL_ENTRIES.get(entry.name, "Blinded trial")


def _answer_words(entry: Entry, rule_set: RuleSet) -> str:
    """Return label and answer; one that this protocol does not know, as it was written."""
    prompt = rule_set.prompts.get(entry.name)
    if prompt is None:
        return f"{entry.name.replace('_', ' ').capitalize()}: {entry.value}"
    return f"{prompt.label}: {capitalised(prompt.words.get(entry.value, entry.value))}"


def choices(prompt: Prompt) -> tuple[tuple[str, str], ...]:
    """Return each answer with its words, the unremarkable one first."""
    buttons = tuple((answer, capitalised(prompt.words[answer])) for answer in prompt.answers)
    return buttons[::-1] if prompt.answers == ("yes", "no") else buttons


def how_to_answer(fact: FactDefinition, rule_set: RuleSet, told_at: str = "") -> str:
    """Return the words to type for one question, such as "opioid=none, planned, recent or current".

    Args:
        told_at: Where it is told today, where that is not the fact's own place.
    """
    prompt = rule_set.prompts.get(fact.prompt)
    place = rule_set.places.get(told_at or (prompt.place if prompt is not None else fact.place))
    answers = tuple("2026-01-31" if answer == A_DATE else answer for answer in prompt.answers) if prompt else ()
    ways = [f"{prompt.name}={_either(answers)}"] if prompt is not None else []
    return ", or: ".join([*ways, place.command] if place is not None and place.command else ways)


def capitalised(words: str) -> str:
    """Return words with a capital letter in front; the rest stays as it is."""
    return words[:1].upper() + words[1:]


def _either(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
