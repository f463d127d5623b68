"""Two columns that say one dose: whether LDN was taken, and how much.

"Did you take LDN?" beside "Dose (mg)" is how forms ask. A yes with an amount is that dose, a no is a dose left out. A
no with an amount says two things, so the person is asked once which of them counts.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from zonewise.model.amounts import unit_in_heading
from zonewise.model.substances import is_naltrexone_alone, without_accents
from zonewise.problem import NotUnderstood, shown

from .cell_values import is_number, number
from .known_names import folded
from .tracker_mapping import TrackerRule
from .tracker_summary import TrackerSummary
from .word_lists import content_of, is_unanswered, yes_or_no

DISAGREEMENT = "disagreement"
"""The category under which the survey lists rows of a pair whose columns say two things."""

_WITH = re.compile(r"with (?P<column>.+?)(?:, (?P<counts>no|amount) counts)?")
_WORD = re.compile(r"[^\W\d_]+")


class DosePair(NamedTuple):
    """Two columns by their names as written."""

    taken: str  # Whether LDN was taken.
    amount: str  # How much.

    @property
    def name(self) -> str:
        """What rows are listed under in which they say two things."""
        return f"{self.taken} / {self.amount}"


class JoinedWith(NamedTuple):
    """What the unit of a rule says of a dose whose amount stands in another column."""

    column: str  # Its name.
    counts: str  # "no" or "amount" where both stand in a row; "" where that was not asked.


def joined_with(unit: str) -> JoinedWith | None:
    """Return what a rule's unit such as "with Dose (mg), no counts" says; None for any other unit."""
    match = _WITH.fullmatch(unit)
    return JoinedWith(match["column"], match["counts"] or "") if match is not None else None


def pair_named(header: Sequence[str]) -> DosePair | None:
    """Return the two columns that say one dose by their names; None where there is none, or more than one way.

    The amount bears LDN's name, or a name of no medicine and stands right behind the column of taking it.
    """
    taken = [place for place, name in enumerate(header) if is_intake_question(name)]
    pairs = [
        DosePair(header[place], header[amount])
        for place in taken
        for amount in range(len(header))
        if amount != place and _is_amount(header[amount], right_behind=amount == place + 1)
    ]
    pairs = [pair for pair in pairs if ":" not in pair.name and "=" not in pair.name]  # marks of a rule's short form
    return pairs[0] if len(pairs) == 1 else None


def rules_of_pair(
    pair: DosePair, rules: Sequence[TrackerRule], summaries: Mapping[str, TrackerSummary], *, disagree: bool
) -> tuple[TrackerRule, ...]:
    """Return rules with the two columns of a pair joined, where their values are answers and amounts with a unit.

    Args:
        summaries: Of the columns, by their names, folded.
        disagree: Whether they say two things in some row.
    """
    taken, amount = summaries.get(folded(pair.taken)), summaries.get(folded(pair.amount))
    if taken is None or amount is None or not (_holds_answers(taken) and _holds_amounts(amount)):
        return tuple(rules)
    dose = TrackerRule(
        pair.taken,
        "dose",
        unit=f"with {pair.amount}",
        because=f"'{pair.amount}' says how much; a no is a dose left out",
        questions=("no-with-amount",) if disagree else (),
    )
    kept = TrackerRule(pair.amount, "tracker", because=f"its amounts are the doses of '{pair.taken}'")
    joined = {folded(pair.taken): dose, folded(pair.amount): kept}
    return tuple(joined.get(folded(rule.tracker), rule) for rule in rules)


def is_intake_question(name: str) -> bool:
    """Say whether a column asks by its name whether LDN was taken, such as "Did you take your LDN?"."""
    words, lists = set(_words(name)), _lists()
    own = [word for word in _words(name) if word not in lists["taking"]]
    of_amount = lists["amount"] - ({"dose"} if "low" in words else set())  # low-dose naltrexone is a name
    speaks_of_taking = not words.isdisjoint(lists["taking"]) or words.isdisjoint(of_amount)
    return bool(own) and speaks_of_taking and is_naltrexone_alone(" ".join(own)) is True and not unit_in_heading(name)


def with_unit(pair: DosePair, amount: str) -> str:
    """Return an amount as it stands in its column, with the unit of the heading where it has none of its own."""
    return f"{amount} {unit_in_heading(pair.amount)}".strip() if is_number(amount) else amount


def say_two_things(taken: str, amount: str) -> bool:
    """Say whether a no stands beside an amount."""
    return bool(amount) and _is_no(taken) and not _says_nothing(amount)


def dose_of_pair(taken: str, amount: str, joined: JoinedWith, what: str) -> str:
    """Return the amount that a row says was taken, with its unit.

    Args:
        taken: What stands in the column of taking it, which is not empty.
        amount: From `with_unit`; "" where nothing stands there.
        what: That column's name, for messages.

    Raises:
        NotUnderstood: The two do not belong together, or the first is neither yes nor no.
    """
    happened, both = yes_or_no(taken), f"{what} is {shown(taken)} and {shown(joined.column)}"
    if happened is None:
        fault = f"{what} is {shown(taken)}, which is no yes or no that we know."
        raise NotUnderstood(fault, "Write yes or no.", "yes-or-no")
    if _says_nothing(amount):
        if not happened:
            return "0 mg"
        raise NotUnderstood(f"{both} is {shown(amount)}.", "Write how much was taken.", "dose-without-amount")
    if happened or joined.counts == "amount":
        return amount
    if joined.counts == "no":
        return "0 mg"
    raise NotUnderstood(f"{both} is {shown(amount)}.", "Correct one of the two.", "no-with-amount")


def _is_no(taken: str) -> bool:
    return bool(taken) and not is_unanswered(taken) and yes_or_no(taken) is False


def _says_nothing(amount: str) -> bool:
    written = amount.split()[0] if amount else ""
    return is_unanswered(amount) or (is_number(written) and number(written, "") == 0)


def _holds_answers(summary: TrackerSummary) -> bool:
    answered = (word for word in summary.words if not is_unanswered(word))
    return summary.parts == 0 and summary.is_within(0, 1) and all(yes_or_no(word) is not None for word in answered)


def _holds_amounts(summary: TrackerSummary) -> bool:
    return summary.count > 0 and bool(unit_in_heading(summary.tracker) or summary.shows_dose_unit())


def _is_amount(name: str, *, right_behind: bool) -> bool:
    words = [word for word in _words(name) if word not in _lists()["amount"]]
    words = [word for word in words if word not in _words(unit_in_heading(name))]
    if not words:
        return right_behind
    return is_naltrexone_alone(" ".join(words)) is True and len(words) < len(_words(name))


def _words(name: str) -> list[str]:
    return _WORD.findall(without_accents(name))


@cache
def _lists() -> dict[str, frozenset[str]]:
    content = content_of("words.yaml")["dose_columns"]
    return {
        name: frozenset(without_accents(word) for words in languages.values() for word in words)
        for name, languages in content.items()
    }
