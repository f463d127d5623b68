"""Rules compiled to masks: one form serves one case, columns of cases, the proof and the SQL.

Each value of each fact has a bit mask of the clauses it allows. The AND over the facts is the set of clauses that fire.
Bits are ordered by caution, so the lowest set bit is the most cautious clause.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from operator import or_

from .rule_set import Condition, FactDefinition, Facts, FactValue, Question, Rule, RuleSet, Test

Cuts = Mapping[str, tuple[int, ...]]
UNKNOWN_CODE = 0


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of one rule, with the rank of what it gives; rank 0 is the most cautious."""

    rule: Rule
    tests: Condition
    rank: int


class Masks(dict[FactValue, int]):
    """Masks by value; a subscript is faster than `get`, and this is the innermost step of every answer."""

    __slots__ = ("beyond",)

    def __init__(self, by_value: Mapping[FactValue, int], beyond: int) -> None:
        """Take the mask of each value, and that of any other one."""
        super().__init__(by_value)
        self.beyond = beyond

    def __missing__(self, value: FactValue) -> int:
        return self.beyond


@dataclass(frozen=True, slots=True)
class FactColumn:
    """The masks of one fact."""

    fact: FactDefinition
    # For an integer, the values at which a rule's answer changes, ascending: class k holds cuts[k-1] <= value.
    cuts: tuple[int, ...]
    codes: tuple[FactValue, ...]  # Values for the codes 1, 2, ...; for an integer the least value of each class.
    masks: tuple[int, ...]  # Clause mask by code; code 0 is unknown.
    by_value: Masks  # Clause mask by value, None included; an integer above all of them has the last mask.
    possible: int  # Clause mask while the fact is unknown but will be known: all bits that some value allows.

    def code(self, value: FactValue) -> int:
        """Return the code of a value: 0 unknown, then 1, 2, ... in the order of `codes`."""
        if value is None:
            return UNKNOWN_CODE
        if self.fact.type == "integer":
            return bisect_right(self.cuts, int(value)) + 1
        return self.codes.index(value) + 1


@dataclass(frozen=True, eq=False)
class CompiledTable:
    """Clauses compiled to masks."""

    clauses: tuple[Clause, ...]  # In the order of their bits, most cautious first.
    columns: tuple[FactColumn, ...]  # One for each fact that a clause looks at.
    every: int  # The mask with all bits set.
    by_rank: tuple[int, ...]  # For each rank the mask of its clauses.
    knowable: int  # Clauses that can fire when every fact is known (none of their tests wants an unknown).

    @cached_property
    def _lookups(self) -> tuple[tuple[str, Masks], ...]:
        return tuple((column.fact.name, column.by_value) for column in self.columns)

    def fired(self, facts: Facts) -> int:
        """Return the mask of the clauses that fire. The facts must have been checked."""
        mask = self.every
        get = facts.get
        for name, masks in self._lookups:
            mask &= masks[get(name)]
        return mask

    def possible(self, facts: Facts) -> int:
        """Return the mask of the clauses that fire for some values of the facts that are unknown."""
        mask = self.knowable
        for column in self.columns:
            value = facts.get(column.fact.name)
            mask &= column.possible if value is None else column.by_value[value]
        return mask

    def rules(self, mask: int) -> tuple[Rule, ...]:
        """Return the rules whose clauses are in a mask, each once, most cautious first."""
        return _rules(self, mask)


@lru_cache(maxsize=65536)
def _rules(table: CompiledTable, mask: int) -> tuple[Rule, ...]:
    rules: dict[str, Rule] = {}
    while mask:
        low = mask & -mask
        rule = table.clauses[low.bit_length() - 1].rule
        rules.setdefault(rule.id, rule)
        mask ^= low
    return tuple(rules.values())


def compile_table(
    clauses: Sequence[Clause], facts: Mapping[str, FactDefinition], cuts: Cuts, ranks: int
) -> CompiledTable:
    """Compile clauses to masks.

    Args:
        clauses: In any order; equal ranks keep theirs.
        cuts: Where integers are cut, from `cuts_of`.
    """
    ordered = tuple(sorted(clauses, key=lambda clause: clause.rank))
    names = {test.fact for clause in ordered for test in clause.tests}
    columns = tuple(column_of(fact, ordered, cuts) for name, fact in facts.items() if name in names)
    by_rank = [0] * ranks
    knowable = 0
    for bit, clause in enumerate(ordered):
        by_rank[clause.rank] |= 1 << bit
        if not any(test.unknown for test in clause.tests):
            knowable |= 1 << bit
    return CompiledTable(
        clauses=ordered,
        columns=columns,
        every=(1 << len(ordered)) - 1,
        by_rank=tuple(by_rank),
        knowable=knowable,
    )


def cuts_of(rule_set: RuleSet) -> Cuts:
    """Return for each integer fact the values at which some rule's test changes, ascending."""
    cuts: dict[str, set[int]] = {}
    conditions = [condition for question in rule_set.questions.values() for condition in _conditions(question)]
    for test in (test for condition in conditions for test in condition):
        if rule_set.facts[test.fact].type == "integer":
            bounds = cuts.setdefault(test.fact, set())
            if test.low:
                bounds.add(test.low)
            if test.high is not None and test.high < rule_set.facts[test.fact].maximum:
                bounds.add(test.high + 1)
    return {name: tuple(sorted(bounds)) for name, bounds in cuts.items()}


def _conditions(question: Question) -> list[Condition]:
    of_answers = [when for answer in question.answers for when, _ in answer.actions]
    return [question.asked_when, *of_answers, *(condition for rule in question.rules for condition in rule.any_of)]


def compile_question(rule_set: RuleSet, question: Question) -> CompiledTable:
    """Compile one question: each alternative of each rule is a clause, ranked by its answer."""
    clauses = [
        Clause(rule, joined, question.rank(rule.then))
        for rule in question.rules
        for condition in rule.any_of
        if (joined := join(question.asked_when, condition)) is not None
    ]
    return compile_table(clauses, rule_set.facts, cuts_of(rule_set), len(question.answers))


def compile_applicability(rule_set: RuleSet, question: Question) -> CompiledTable:
    """Compile when a question is put at all, as a table with one clause and one rank."""
    rule = Rule(f"{question.name}-asked", question.name, (question.asked_when,), "asked", question.title, (), "")
    return compile_table([Clause(rule, question.asked_when, 0)], rule_set.facts, cuts_of(rule_set), 1)


def compile_actions(rule_set: RuleSet) -> CompiledTable:
    """Compile all questions that bear on the action: each clause is ranked by the action it gives."""
    clauses: list[Clause] = []
    for question in rule_set.questions.values():
        for rule in question.rules:
            answer = question.answers[question.rank(rule.then)]
            for condition in rule.any_of:
                for when, action in answer.actions:
                    joined = join(question.asked_when, condition, when)
                    if joined is not None:
                        clauses.append(Clause(rule, joined, rule_set.actions.index(action)))
    return compile_table(clauses, rule_set.facts, cuts_of(rule_set), len(rule_set.actions))


def join(*conditions: Condition) -> Condition | None:
    """Return the condition that holds when all do, or None when none can."""
    tests: dict[str, Test] = {}
    for test in (test for condition in conditions for test in condition):
        known = tests.get(test.fact)
        both = test if known is None else _both(known, test)
        if both is None:
            return None
        tests[test.fact] = both
    return tuple(tests.values())


def _both(one: Test, other: Test) -> Test | None:
    if one.unknown or other.unknown:
        return one if one.unknown and other.unknown else None
    if one.accepts or other.accepts:
        accepts = one.accepts & other.accepts
        return Test(one.fact, accepts=accepts) if accepts else None
    lows = [low for low in (one.low, other.low) if low is not None]
    highs = [high for high in (one.high, other.high) if high is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    return None if low is not None and high is not None and low > high else Test(one.fact, low=low, high=high)


def values_by_code(fact: FactDefinition, cuts: Cuts) -> tuple[FactValue, ...]:
    """Return the values that stand for the codes 1, 2, ...; for an integer the least value of each class."""
    if fact.type == "integer":
        return (0, *cuts.get(fact.name, ()))
    return (False, True) if fact.type == "bool" else fact.values


def column_of(fact: FactDefinition, clauses: Sequence[Clause], all_cuts: Cuts) -> FactColumn:
    """Return the masks of one fact over clauses in the order of their bits."""
    codes, cuts = values_by_code(fact, all_cuts), all_cuts.get(fact.name, ())
    masks = tuple(_mask(fact, value, clauses) for value in (None, *codes))
    by_value: dict[FactValue, int] = {None: masks[UNKNOWN_CODE]}
    if fact.type == "integer":
        top = cuts[-1] if cuts else 0
        by_value.update({value: masks[bisect_right(cuts, value) + 1] for value in range(top + 1)})
    else:
        by_value.update(zip(codes, masks[1:], strict=True))
    possible = reduce(or_, masks[1:], 0)
    return FactColumn(fact, cuts, codes, masks, Masks(by_value, masks[-1]), possible)


def _mask(fact: FactDefinition, value: FactValue, clauses: Sequence[Clause]) -> int:
    holds = (all(test.holds(value) for test in clause.tests if test.fact == fact.name) for clause in clauses)
    return sum(1 << bit for bit, fits in enumerate(holds) if fits)
