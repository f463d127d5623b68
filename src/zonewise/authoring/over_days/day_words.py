"""A way through the days in words, for whoever reads a proof."""

from collections.abc import Iterable
from decimal import Decimal

from zonewise.model.amounts import format_mg

from .abstract_day import Evening, Words
from .day_walk import DayWalk
from .exploration import Broken, Exploration, Step


def way_words(exploration: Exploration, broken: Broken) -> tuple[str, ...]:
    """Return the days that lead to an evening that breaks a property, a line each, and what is wrong on it."""
    return (*steps_words(exploration.walk, exploration.way(broken)), f"So {broken.says}.")


def steps_words(walk: DayWalk, steps: Iterable[Step]) -> tuple[str, ...]:
    """Return steps day by day; what is told before an evening stands in its line."""
    lines: list[str] = []
    before: list[str] = []
    for step in steps:
        if step.words is not None:
            before += _told(walk, step.words)
            continue
        if step.evening is not None:
            told = [*before, *_told(walk, step.evening.words)]
            lines.append(f"Day {len(lines) + 1}: {'; '.join([*told, _evening(walk, step.evening), _logged(step)])}.")
            before = []
    return tuple(lines)


def _told(walk: DayWalk, words: Words) -> list[str]:
    prompts, told = walk.setting.protocol.rule_set.prompts, []
    for name, value in (("phase", words.phase), ("clinician_said", words.said), ("wants_to_start", words.wish)):
        if value:
            prompt = prompts[name]
            told.append(f'told: {prompt.label.lower()}, "{prompt.words.get(value, value)}"')
    if words.told_mg is not None:
        told.append(f"told: {format_mg(words.told_mg)} a day from today on")
    if words.new_plan:
        told.append("another prescription of the same plan comes")
    return told


def _evening(walk: DayWalk, evening: Evening) -> str:
    rule_set, guidance = walk.setting.protocol.rule_set, walk.guidance
    facts = guidance.example(walk.known(evening.state), evening.opened.node)
    given = dict(walk.known(evening.state))
    day = [
        f"{rule_set.facts[name].label.lower()}: {rule_set.facts[name].words.get(str(value), value)}"
        for name, value in facts.items()
        if value is not None and name not in given and name in rule_set.facts
    ]
    amount = f", {format_mg(evening.mg)} a day" if evening.mg else ""
    because = " ".join(rule.because for rule in guidance.reasons(facts)[:1])
    with_day = f" (with {', '.join(day)})" if day else ""
    return f'zonewise says "{rule_set.words_of(evening.action)}"{amount}{with_day}: {because.rstrip(".")}'


def _logged(step: Step) -> str:
    if isinstance(step.total_mg, Decimal):
        return f"logged: {format_mg(step.total_mg)}" if step.total_mg else "logged: a dose left out"
    return "no dose logged"
