"""What two versions declare otherwise, before any state is compared."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any, Generic, TypeVar

from zonewise.rules.rule_set import AnswerDefinition, RuleSet

Declared = TypeVar("Declared")
WORDS_OF_FACTS = ("ask", "words", "unit", "label", "change", "rise", "place", "everyday", "past", "watched")
WORDS_ONLY = frozenset(("title", "because", "sources", "says", *WORDS_OF_FACTS))
"""Parts that change what is said and no answer."""


@dataclass(frozen=True, slots=True)
class DeclarationPair(Generic[Declared]):
    """One thing as each version declares it."""

    name: str
    old: Declared | None  # As the old version has it, None where it has none.
    new: Declared | None  # As the new version has it, None where it has none.
    parts: tuple[str, ...]  # Which parts differ, where both have it.

    @property
    def says_only(self) -> bool:
        """Whether it differs in what is said alone."""
        return bool(self.parts) and WORDS_ONLY.issuperset(self.parts)


def declarations(old: RuleSet, new: RuleSet) -> Mapping[str, tuple[DeclarationPair[Any], ...]]:
    """Return what differs in what two versions declare, by kind; what is the same in both is left out.

    Answers are named "question: answer"; orders are the lists that have an order or a meaning of their own, such as
    the actions or the answers of a question.
    """
    return {
        "facts": pairs(old.facts, new.facts),
        "questions": pairs(old.questions, new.questions, leave_out=("answers", "rules")),
        "answers": pairs(_answers(old), _answers(new)),
        "orders": _orders(old, new),
        "rules": pairs(old.rules, new.rules),
        "sources": pairs(old.sources, new.sources),
    }


def pairs(
    old: Mapping[str, Declared], new: Mapping[str, Declared], *, leave_out: Collection[str] = ()
) -> tuple[DeclarationPair[Declared], ...]:
    """Return the things of a kind that differ; where something stands in a file makes no difference.

    Args:
        new: The same of the new version.
    """
    differing: list[DeclarationPair[Declared]] = []
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name), new.get(name)
        if before is None or after is None:
            differing.append(DeclarationPair(name, before, after, ()))
        elif parts := _parts(before, after, {"where", *leave_out}):
            differing.append(DeclarationPair(name, before, after, parts))
    return tuple(differing)


def _parts(one: Any, other: Any, leave_out: Collection[str]) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in fields(one)
        if field.name not in leave_out and getattr(one, field.name) != getattr(other, field.name)
    )


def _answers(rule_set: RuleSet) -> dict[str, AnswerDefinition]:
    return {
        f"{name}: {answer.name}": answer for name, question in rule_set.questions.items() for answer in question.answers
    }


def _orders(old: RuleSet, new: RuleSet) -> tuple[DeclarationPair[tuple[str, ...]], ...]:
    before, after = _lists(old), _lists(new)
    return tuple(
        DeclarationPair(name, before[name], after[name], ())
        for name in before
        if name in after and before[name] != after[name]
    )


def _lists(rule_set: RuleSet) -> dict[str, tuple[str, ...]]:
    """Return the protocol's lists by what they say; those without an order are sorted."""
    return {
        "actions, most cautious first": rule_set.actions,
        "actions that let the dose rise": tuple(sorted(rule_set.rising)),
        "actions that a missing fact may not bring unasked": tuple(sorted(rule_set.ask_before)),
        "actions beside which nothing else is shown": tuple(sorted(rule_set.silent)),
        "fact that is always needed": (rule_set.always_needed,),
        "what is taken with an action": tuple(f"{action}: {dose}" for action, dose in sorted(rule_set.doses.items())),
        **{
            f"answers of {name}, most cautious first": tuple(answer.name for answer in question.answers)
            for name, question in rule_set.questions.items()
        },
    }
