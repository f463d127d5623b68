"""What a column of a file of no known app may be: proposed from its heading, and asked where that leaves it open.

A scale is taken from the heading, never from the values: somebody who never went above 3 of 10 would be at the top of
0 to 3. Values only rule out what they do not fit.
"""

import re
from dataclasses import replace
from decimal import Decimal

from zonewise.model.amounts import amounts_within, plain, unit_in_heading
from zonewise.model.entry import RATINGS
from zonewise.model.substances import is_naltrexone_alone

from .column_names import ColumnName, column_name, rates_something
from .dose_columns import is_intake_question
from .known_names import event_of
from .scale_in_heading import scale_in_heading
from .tracker_mapping import QuestionKind, TrackerRule
from .tracker_summary import TrackerSummary
from .word_lists import comparable, is_plain_answer, is_unanswered, word_scale_of, yes_or_no

USUAL_SCALES = ((0, 10), (1, 10), (0, 5), (1, 5), (0, 4), (0, 3), (0, 100))
"""The scales that a person can choose from; any other one can be written."""

MOST_WORDS = 9
"""A column with more different words than that is no scale in words."""

_LONGEST_WORD = 24
_MAY_BE_A_STEP = re.compile(rf"[^,;/|\n\d]{{1,{_LONGEST_WORD}}}")
_NO_SCALE_IN_WORDS = "its values are words that stand on no scale we know"
_PERCENT = 100
_TICKS_UP_TO = 3


def propose_rule(summary: TrackerSummary) -> TrackerRule:
    """Return what a tracker may be by its name and its values, with the questions that these leave open."""
    if is_naltrexone_alone(summary.tracker) or is_intake_question(summary.tracker):
        return _naltrexone(summary)
    if event_of(summary.tracker):
        return _event(summary, event_of(summary.tracker))
    if summary.count and rates_something(summary.tracker):
        return _of_something(summary)
    name = column_name(summary.tracker)
    if name.rating not in RATINGS or not summary.count:
        return _own_name(summary, name.because)
    if summary.lowest is None and not any(letter.isdigit() for word in summary.words for letter in word):
        return _in_words(summary, name)
    return _in_numbers(summary, name)


def scales_for(summary: TrackerSummary) -> tuple[tuple[int, int], ...]:
    """Return the usual scales that hold all values of a tracker, and end where it says that its scale ends."""
    top = _stated_top(summary)
    return tuple(scale for scale in USUAL_SCALES if summary.is_within(*scale) and top in (None, scale[1]))


def _stated_top(summary: TrackerSummary) -> Decimal | None:
    """Return where the scale of a tracker ends, as "out of 10" in its heading or 7/10 in its cells says; else None."""
    heading = scale_in_heading(summary.tracker)
    if heading.high is not None:
        return heading.high
    return Decimal(next(iter(summary.tops))) if len(summary.tops) == 1 else None


def _in_numbers(summary: TrackerSummary, name: ColumnName) -> TrackerRule:
    heading = scale_in_heading(summary.tracker)
    low, high, because = heading.low, heading.high, "its heading says the scale"
    top = _stated_top(summary)
    if low is None and top is not None and (summary.lowest == 0 or top == _PERCENT):
        low, high, because = Decimal(0), top, f"its values are parts of {plain(top)}, and begin at 0"
    if low is None:
        high = None  # a top alone leaves open whether 0 or 1 is the lowest
    if high is None and summary.lowest is None:
        return _own_name(summary, because=_NO_SCALE_IN_WORDS)
    if high is None and not scales_for(summary):
        because = f"its values, {summary.lowest} to {summary.highest}, fit no scale that we know"
        return _own_name(summary, because)
    questions: list[QuestionKind] = ["scale"] if high is None else []
    upper_end = heading.higher_is or name.upper_end
    if upper_end == "either":
        questions.append("good-end")
    return TrackerRule(
        summary.tracker,
        name.rating,
        _category(summary),
        low,
        high,
        "better" if upper_end == "better" else "worse",
        because="" if high is None else because,
        questions=tuple(questions),
    )


def _of_something(summary: TrackerSummary) -> TrackerRule:
    """Return the rule of a column that says how bad and not what: what it rates is asked, and its scale as ever."""
    read = _in_words if summary.lowest is None else _in_numbers
    rule = read(summary, ColumnName("pain", "worse"))  # of any rating of which more is worse
    if rule.target == "tracker":
        return rule
    return replace(rule, target="tracker", because="", questions=("about", *rule.questions))


def _in_words(summary: TrackerSummary, name: ColumnName) -> TrackerRule:
    words = tuple({comparable(word): word for word in reversed(summary.words)}.values())
    scale = word_scale_of(words)
    if scale is None and words and all(map(is_plain_answer, words)):
        return _own_name(summary, "its values are yes and no, which say nothing of how bad it was")
    if scale is None:
        if not 1 < len(words) <= MOST_WORDS or not all(map(_MAY_BE_A_STEP.fullmatch, words)):
            return _own_name(summary, "its values are words that stand on no scale we know")
        return TrackerRule(summary.tracker, name.rating, _category(summary), questions=("scale", "words"))
    # "low" and "high" of a name such as Energy say another thing than mild and severe.
    clear = scale.name == "well-being" or (name.upper_end == "worse" and not scale.asks)
    return TrackerRule(
        summary.tracker,
        name.rating,
        _category(summary),
        Decimal(0),
        Decimal(scale.top),
        because=f"its words are those of a scale in words, from 0 to {scale.top}",
        words=scale.numbers_of(words),
        questions=() if clear else ("words",),
    )


def _event(summary: TrackerSummary, event: str) -> TrackerRule:
    words = {comparable(word) for word in summary.words}
    if words == {"x"} and summary.lowest is None:
        because = "an x marks its days"
        return TrackerRule(summary.tracker, event, _category(summary), because=because, words=(("x", Decimal(1)),))
    odd = [word for word in summary.words if yes_or_no(word) is None]
    odd += [value for value in summary.samples if value[:1].isdigit() and not (is_plain_answer(value))]
    if odd:
        because = f"not each of its values is a yes or no that we know, such as '{odd[0][:_LONGEST_WORD]}'"
        return _own_name(summary, because)
    return TrackerRule(summary.tracker, event, _category(summary))


def _naltrexone(summary: TrackerSummary) -> TrackerRule:
    """Return the rule of a column of naltrexone: a dose only where the file itself shows which unit it is in.

    Numbers alone may be ticks, capsules, millilitres or micrograms, and numbers below a heading with an amount count
    that amount, so the person is asked what they are.
    """
    unit = unit_in_heading(summary.tracker)
    if unit or summary.shows_dose_unit():
        because = f"in {unit}, as its heading says" if unit else "its unit stands beside the numbers"
        return TrackerRule(summary.tracker, "dose", _category(summary), unit=unit, because=because)
    if any(yes_or_no(word) is None for word in summary.words if not is_unanswered(word)):
        return _own_name(summary, "its values are words and no amounts")
    because = "it has no unit, and may be ticks, capsules, millilitres or micrograms"
    if amounts_within(summary.tracker):
        because = "its heading states an amount, so its values may be ticks"
    elif summary.lowest is None or (summary.parts == 0 and summary.is_within(-1, _TICKS_UP_TO)):
        because = "it holds nothing but ticks or small whole numbers"
    return TrackerRule(summary.tracker, "dose", _category(summary), because=because, questions=("unit",))


def _own_name(summary: TrackerSummary, because: str = "") -> TrackerRule:
    return TrackerRule(summary.tracker, "tracker", _category(summary), because=because)


def _category(summary: TrackerSummary) -> str:
    return "" if summary.category == COLUMN else summary.category


COLUMN = "column"
"""The category under which the survey of a table of no known app lists its columns."""
