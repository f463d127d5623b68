"""A way through the days in words, for whoever reads a proof."""

from collections.abc import Iterable

from zonewise.model.amounts import format_mg

from .abstract_day import Evening, Taken, Words
from .day_walk import DayWalk
from .property_walk import PropertyWalk, Step


def way_words(walk: PropertyWalk) -> tuple[str, ...]:
    """Return the days that lead to an evening that breaks a property, a line each, and what is wrong on it."""
    if walk.broken is None:
        return ()
    return (*steps_words(walk.graph.walk, walk.way()), f"So {walk.broken.says}.")


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
            lines.append(
                f"Day {len(lines) + 1}: {'; '.join([*told, _evening(walk, step.evening), _logged(step.taken)])}."
            )
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
    reasons, given = guidance.reasons(facts)[:1], dict(walk.known(evening.state))
    tested = {test.fact for rule in reasons for condition in rule.any_of for test in condition} - {*given}
    day = [
        f"{rule_set.facts[name].label.lower()}: {rule_set.facts[name].words.get(str(value), value)}"
        for name, value in facts.items()
        if value is not None and name in tested
    ]
    amount = f", {format_mg(evening.mg)} a day" if evening.mg else ""
    because = " ".join(rule.because for rule in reasons)
    # what lets a dose rise are many facts, each as its rule needs it
    with_day = f" (with {', '.join(day)})" if day and evening.action not in rule_set.rising else ""
    return f'zonewise says "{rule_set.words_of(evening.action)}"{amount}{with_day}: {because.rstrip(".")}'


def _logged(taken: Taken) -> str:
    if taken is None:
        return "no dose logged"
    return f"logged: {' and '.join(map(format_mg, taken))}" if any(taken) else "logged: a dose left out"
