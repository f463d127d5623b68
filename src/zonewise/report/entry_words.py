"""Entries of the diary and answers in a few words, and the words of buttons."""

from collections.abc import Mapping, Sequence

from zonewise.model.entry import SAME_AS_USUAL, Entry
from zonewise.rules.rule_set import FactDefinition, Prompt, RuleSet

SIDE_EFFECTS: Mapping[str, str] = {
    "vivid-dreams": "Vivid dreams",
    "nightmares": "Nightmares",
    "insomnia": "Lying awake",
    "headache": "Headache",
    "nausea": "Nausea",
    "anxiety": "Anxiety or agitation",
    "flushing": "Flushing",
    "hives": "Hives",
    "itching": "Itching",
    "swelling": "Swelling",
    "migraine": "Migraine",
    "fatigue": "Tiredness",
}
"""Side effects that are offered; any other may be written in one's own words."""

EVENTS: Mapping[str, str] = {
    "infection": "Infection",
    "vaccine": "Vaccine",
    "exertion": "Too much exertion",
    "stress": "Stress",
    "period": "Period",
    "filler-change": "New bottle or filler",
    "new-medicine": "New medicine",
    "surgery": "Operation",
}

RATINGS: Mapping[str, tuple[str, str]] = {
    "anxiety": ("Anxiety", "how anxious or keyed up"),
    "laxity": ("Joints", "how unstable: slips, giving way"),
    "pain": ("Pain", "how much"),
    "immune": ("Immune", "flushing, hives, itching, gut, flu-like"),
    "mood": ("Mood", "how low"),
    "sensory": ("Senses", "how hard light, sound, smell, touch"),
    "fatigue": ("Fatigue", "how tired"),
    "sleep": ("Sleep", "how bad"),
    "cognition": ("Fog", "how foggy the head"),
    "function": ("Daily life", "how much of your usual day was not possible"),
}
"""Short name and what 0 to 10 measures, for each rating."""


def entry_words(entry: Entry, rule_set: RuleSet) -> str:
    """Return an entry as a person says it, such as "Pain 4" or "Dose 1.5 mg"."""
    if entry.kind == "rating":
        name = RATINGS[entry.name][0] if entry.name in RATINGS else entry.name
        return f"{name} {entry.value}{' (as usual)' if entry.unit == SAME_AS_USUAL else ''}"
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
    if entry.kind == "medicine":
        return f"{entry.name}: {'stopped' if entry.value == 'stop' else 'started'}"
    return entry.value or entry.note or entry.name


def _answer_words(entry: Entry, rule_set: RuleSet) -> str:
    """Return label and answer; one that this protocol does not know, as it was written."""
    prompt = rule_set.prompts.get(entry.name)
    if prompt is None:
        return f"{entry.name.replace('_', ' ').capitalize()}: {entry.value}"
    return f"{prompt.label}: {capitalised(prompt.words.get(entry.value, entry.value))}"


YES_NO = ("yes", "no")


def choices(prompt: Prompt) -> tuple[tuple[str, str], ...]:
    """Return each answer with its words, the unremarkable one first."""
    buttons = tuple((answer, capitalised(prompt.words[answer])) for answer in prompt.answers)
    return buttons[::-1] if prompt.answers == YES_NO else buttons


def how_to_answer(fact: FactDefinition, rule_set: RuleSet) -> str:
    """Return the words to type for one question, such as "opioid=none, planned, recent or current"."""
    prompt = rule_set.prompts.get(fact.prompt)
    place = rule_set.places.get(prompt.place if prompt is not None else fact.place)
    ways = [f"{prompt.name}={_either(prompt.answers)}"] if prompt is not None else []
    return ", or: ".join([*ways, place.command] if place is not None else ways)


def capitalised(words: str) -> str:
    """Return words with a capital letter in front; the rest stays as it is."""
    return words[:1].upper() + words[1:]


def _either(words: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
