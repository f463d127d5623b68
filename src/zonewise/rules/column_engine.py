"""Answers to all questions for columns of cases, ten million at a time.

The same masks as for one case, held as numpy arrays. Facts are joined into a few groups, and a group's joint code looks
up the masks of all of them at once; the AND over the groups is the set of clauses that fire in a row. The clauses of
several questions share a 64-bit word, so a row takes some fifteen look-ups instead of a hundred. Work goes block by
block, so memory does not grow with the rows beyond the codes and the answers.
"""

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import or_
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .compiled_table import CompiledTable, FactColumn, compile_table, cuts_of, values_by_code
from .decision import Engine
from .rule_set import Condition

BLOCK_ROWS = 1 << 15
WORD_BITS = 64
JOINT_CODES = 1 << 12  # a group's look-up table then has 32 KiB and stays in the fastest cache
NO_ACTION = np.uint8(255)
URGENT = ""  # The name under which the clauses of urgent actions are packed; no question is called so.

Codes = NDArray[np.uint8]
Words = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class ColumnAnswers:
    """Answers for rows of cases."""

    action: Codes  # (rows,) index into the protocol's actions, as `guide` gives it for each row.
    # By question, (rows,) index into its answers: that of the most cautious rule that fires, or the number of answers
    # where none does (the question is open or is not put).
    answers: Mapping[str, Codes]


@dataclass(frozen=True)
class ColumnEngine:
    """An engine's tables laid out for columns."""

    engine: Engine

    @cached_property
    def _packed(self) -> "_Packed":
        """All questions, and the clauses that a missing fact may not be able to fire unasked."""
        rule_set, table = self.engine.rule_set, self.engine.actions
        clauses = [clause for bit, clause in enumerate(table.clauses) if self.engine.urgent >> bit & 1]
        urgent = compile_table(clauses, rule_set.facts, self._cuts, len(rule_set.actions))
        return _Packed({**self.engine.questions, URGENT: urgent})

    @cached_property
    def _cuts(self) -> Mapping[str, tuple[int, ...]]:
        return cuts_of(self.engine.rule_set)

    def encode(self, name: str, values: NDArray[Any], known: NDArray[np.bool_] | None = None) -> Codes:
        """Return the codes of one fact's values.

        Args:
            values: (rows,) bools for a bool, positions in `Fact.values` for a choice, integers of 0 and more else.
            known: (rows,) False where the value is unknown; None when all are known.

        Returns:
            (rows,) 0 for unknown, then 1, 2, ... by class.
        """
        if self.engine.rule_set.facts[name].type == "integer":
            codes = np.ones(len(values), np.uint8)
            for cut in self._cuts.get(name, ()):
                codes += values >= cut
        else:
            codes = values.astype(np.uint8) + np.uint8(1)
        if known is not None:
            codes[~known] = 0
        return codes

    def decide(self, columns: Mapping[str, Codes], *, threads: int = 2) -> ColumnAnswers:
        """Answer every question, and the action, for each row.

        Args:
            columns: (rows,) codes by fact, from `encode`; a fact left out is unknown in every row.
            threads: How many threads share the blocks.

        Raises:
            ValueError: Columns differ in length, or there are none.
        """
        lengths = sorted({len(codes) for codes in columns.values()})
        if len(lengths) != 1:
            raise ValueError(f"columns need one common length, got {lengths}")
        rows = lengths[0]
        answers = {name: np.empty(rows, np.uint8) for name in self.engine.questions}
        result = ColumnAnswers(np.empty(rows, np.uint8), answers)
        layout = _Layout(self._packed, columns.keys())
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda start: self._block(layout, columns, start, result), range(0, rows, BLOCK_ROWS)))
        return result

    def _block(self, layout: "_Layout", columns: Mapping[str, Codes], start: int, result: ColumnAnswers) -> None:
        part = slice(start, start + BLOCK_ROWS)
        block = {name: codes[part] for name, codes in columns.items()}
        fired = layout.fired(block, len(result.action[part]))
        for name in self.engine.questions:
            result.answers[name][part] = self._packed.lowest_rank(name, fired)
        answers = {name: column[part] for name, column in result.answers.items()}
        result.action[part] = self._action(block, answers, self._packed.fires(URGENT, fired))

    def _action(self, block: Mapping[str, Codes], answers: Mapping[str, Codes], urgent: NDArray[np.bool_]) -> Codes:
        """Return the most cautious action of the answers; what is open gives none, and urgent gaps give `ask`."""
        rule_set, rows = self.engine.rule_set, len(urgent)
        order = rule_set.actions.index
        action = np.full(rows, NO_ACTION, np.uint8)
        for name, question in rule_set.questions.items():
            for place, answer in enumerate(question.answers):
                for when, word in answer.actions:
                    elsewhere = answers[name] != place
                    if when:
                        elsewhere |= ~self._holds(when, block, rows)
                    # 255 wherever the answer is another one, in whole-array steps; a masked minimum is far slower
                    np.minimum(action, elsewhere.view(np.uint8) * NO_ACTION | np.uint8(order(word)), out=action)
        for held in rule_set.otherwise:
            if held.when:
                here = (action == NO_ACTION) & self._holds(held.when, block, rows)
                np.copyto(action, np.uint8(order(held.action)), where=here)
        needed = block.get(rule_set.always_needed)
        unsettled = urgent | (needed == 0) if needed is not None else np.ones(rows, np.bool_)
        for word in rule_set.ask_before:
            unsettled &= action != order(word)
        np.copyto(action, np.uint8(order("ask")), where=unsettled)
        return action

    def _holds(self, condition: Condition, block: Mapping[str, Codes], rows: int) -> NDArray[np.bool_]:
        """Return (rows,) True where every test of a condition holds."""
        holds = np.ones(rows, np.bool_)
        for test in condition:
            values = (None, *values_by_code(self.engine.rule_set.facts[test.fact], self._cuts))
            codes = block.get(test.fact, np.zeros(rows, np.uint8))
            accepted = np.zeros(rows, np.bool_)
            for code in (code for code, value in enumerate(values) if test.holds(value)):
                accepted |= codes == code
            holds &= accepted
        return holds


class _Packed:
    """Tables side by side in 64-bit words, each in one word, its most cautious clause in its lowest bit."""

    def __init__(self, tables: Mapping[str, CompiledTable]) -> None:
        self.tables = tables
        self.places: dict[str, tuple[int, int]] = {}
        self.columns: dict[str, FactColumn] = {}
        used: list[int] = []
        for name, table in tables.items():
            need = len(table.clauses)
            if need > WORD_BITS:
                raise ValueError(f"a question may have {WORD_BITS} clauses in columns, '{name}' has {need}")
            word = next((word for word, bits in enumerate(used) if bits + need <= WORD_BITS), len(used))
            if word == len(used):
                used.append(0)
            self.places[name] = (word, used[word])
            used[word] += need
            self.columns.update({column.fact.name: column for column in table.columns})
        self.words = len(used)
        self._up_to_rank = {
            name: [np.uint64(mask << self.places[name][1]) for mask in accumulate(table.by_rank, or_)]
            for name, table in tables.items()
        }

    def start(self, word: int) -> int:
        """Return the bits of a word that fire when no fact forbids them."""
        total = 0
        for name, (place, shift) in self.places.items():
            if place == word:
                table = self.tables[name]
                total |= (table.knowable if name == URGENT else table.every) << shift
        return total

    def masks(self, word: int, fact: str) -> list[int]:
        """Return by code the bits of a word that a fact allows; tables that do not look at it allow all theirs."""
        codes = len(self.columns[fact].codes) + 1
        total = [0] * codes
        for name, (place, shift) in self.places.items():
            if place != word:
                continue
            table = self.tables[name]
            column = next((column for column in table.columns if column.fact.name == fact), None)
            known = (table.every,) * codes if column is None else column.masks
            # an urgent clause counts as soon as it could fire if the unknown were known
            first = column.possible if column is not None and name == URGENT else known[0]
            total = [mask | more << shift for mask, more in zip(total, (first, *known[1:]), strict=True)]
        return total

    def lowest_rank(self, name: str, fired: Sequence[Words]) -> Codes:
        """Return (rows,) the rank of a table's most cautious clause, or the number of ranks where none fires."""
        bits = fired[self.places[name][0]]
        rank = np.zeros(len(bits), np.uint8)
        for mask in self._up_to_rank[name]:
            rank += ((bits & mask) == 0).view(np.uint8)
        return rank

    def fires(self, name: str, fired: Sequence[Words]) -> NDArray[np.bool_]:
        """Return (rows,) True where any clause of a table fires."""
        fires: NDArray[np.bool_] = (fired[self.places[name][0]] & self._up_to_rank[name][-1]) != 0
        return fires


class _Layout:
    """Packed tables for given columns: which facts are joined, and what each joint code allows."""

    def __init__(self, packed: _Packed, given: Collection[str]) -> None:
        self.groups: list[list[tuple[str, int]]] = [[]]
        self._start = [packed.start(word) for word in range(packed.words)]
        size = 1
        for name, column in packed.columns.items():
            codes = len(column.codes) + 1
            if name not in given:
                self._start = [mask & packed.masks(word, name)[0] for word, mask in enumerate(self._start)]
                continue
            if size * codes > JOINT_CODES:
                self.groups.append([])
                size = 1
            self.groups[-1].append((name, codes))
            size *= codes
        self._tables = [[_joint_masks(packed, word, group) for word in range(packed.words)] for group in self.groups]

    def fired(self, block: Mapping[str, Codes], rows: int) -> list[Words]:
        """Return for each word (rows,) the bits of the clauses that fire."""
        words = [np.full(rows, start, np.uint64) for start in self._start]
        looked_up = np.empty(rows, np.uint64)
        for group, tables in zip(self.groups, self._tables, strict=True):
            joint = np.zeros(rows, np.uint16)
            for name, codes in group:
                joint *= np.uint16(codes)
                joint += block[name]
            index = joint.astype(np.intp)  # numpy looks up by its own index type, so this is done once a group
            for word, table in zip(words, tables, strict=True):
                np.bitwise_and(word, table.take(index, out=looked_up, mode="clip"), out=word)
        return words


def _joint_masks(packed: _Packed, word: int, group: Sequence[tuple[str, int]]) -> Words:
    """Return (joint codes,) the bits of a word that all facts of a group allow together."""
    total = np.array([(1 << WORD_BITS) - 1], np.uint64)
    for name, _ in group:
        total = np.bitwise_and.outer(total, np.array(packed.masks(word, name), np.uint64)).ravel()
    return total
