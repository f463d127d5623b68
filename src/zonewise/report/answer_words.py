"""Words with which a question is answered: on buttons, at the command line, and where no answer tells it."""

from collections.abc import Sequence

from zonewise.rules.rule_set import FactDefinition, Prompt, RuleSet

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
