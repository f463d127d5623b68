"""Which words stand on the buttons with which a question is answered?"""

from collections.abc import Mapping, Sequence

from zonewise.rules.rule_set import FactDefinition

WORDS: Mapping[str, Mapping[str, str]] = {
    "opioid": {
        "none": "None",
        "planned": "One is planned",
        "recent": "In the last two weeks",
        "current": "I take one now",
    },
    "liver": {"none": "No", "raised": "Raised values", "acute": "Hepatitis or failure now"},
    "pregnancy": {"no": "None of these", "breastfeeding": "Breastfeeding", "pregnant-or-trying": "Pregnant or trying"},
    "phase": {
        "not-started": "Not started",
        "titrating": "Still going up",
        "stable": "At a settled dose",
        "paused": "Paused",
        "stopped": "Stopped",
    },
    "tolerated_past_flares": {"yes": "Yes", "no-history": "There was none", "no": "No"},
    "relief": {"worse": "Worse", "none": "About the same", "possible": "Better"},
    "side_effects": {"none": "None"},
    "other_change": {"none": "Nothing", "yes": "Yes, something"},
    "usual_weeks": {"usual": "As usual", "better": "Better", "worse": "Worse"},
    "reviewed": {"yes": "Yes, done"},
}
YES_NO = {"no": "No", "yes": "Yes"}


ASKED_SHORTLY: Mapping[str, str] = {
    "danger_sign": "Right now or today, any of these?",
    "side_effects": "Side effects today?",
}
"""Questions whose answers stand on the buttons in full, so that the question need not name them."""


def choices(name: str, answers: Sequence[str], fact: FactDefinition | None) -> tuple[tuple[str, str], ...]:
    """Return each answer with its words, the unremarkable one first.

    Args:
        name: The name that the answer goes under.
        answers: The answers a person may give.
        fact: The fact of that name, or None.
    """
    words = WORDS.get(name) or (fact.words if fact is not None and fact.words else YES_NO)
    found = tuple((each, _capital(words[each])) for each in answers)
    return found[::-1] if set(answers) == set(YES_NO) else found


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


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
