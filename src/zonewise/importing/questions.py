"""What a person has to say of a file before its trackers can move a zone or a dose, and what an answer does.

Each question is one control on a page and one line on a terminal. Trackers whose values fit the same scales are asked
about together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256

from zonewise.model.amounts import amounts_within, in_mg, joined, parse_mg, plain
from zonewise.model.entry import RATINGS
from zonewise.problem import NotUnderstood, Problem, shown

from .dates import any_day, day_part
from .dose_columns import joined_with
from .known_names import folded
from .mapping_text import scale_of, short_text_of, words_of, words_text
from .sheet_proposal import USUAL_SCALES, scales_for
from .tracker_mapping import QuestionKind, TrackerMapping, TrackerRule
from .tracker_summary import TrackerSummary

OWN = "own"
"""The answer that keeps a tracker under its own name."""

_CODES: dict[QuestionKind, str] = {
    "about": "mapping-about",
    "scale": "mapping-scale",
    "good-end": "mapping-direction",
    "words": "mapping-words",
    "unit": "dose-unit",
    "no-with-amount": "no-with-amount",
    "high-dose": "high-dose",
    "date-order": "ambiguous-date",
    "change": "mapping-change",
}
_KEPT = (OWN, "Not sure")
_DOSE_UNITS = (("mg", "Milligrams (mg)"), ("mcg", "Micrograms (mcg)"), ("mL", "Millilitres (mL)"))
_STEPS = (5, 10)
_LATEST = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to say of one tracker, or of several together."""

    kind: QuestionKind
    trackers: tuple[str, ...]  # Whom it is about.
    text: str  # The question.
    in_file: str  # What stands in the file, or "".
    choices: tuple[tuple[str, str], ...]  # Answers, each with its words.
    writes: str = ""  # What else can be written as the answer, with an example; "" for nothing.
    example: str = ""  # A rule in its short form that answers it.

    @property
    def id(self) -> str:
        """Its name in a form, made of what it is about."""
        about = chr(0).join((self.kind, *map(folded, self.trackers)))
        return f"{self.kind}.{sha256(about.encode()).hexdigest()[:8]}"


Previous = Mapping[tuple[str, str], TrackerRule]
"""By name and category, folded, what trackers became in earlier files."""


def open_questions(
    mapping: TrackerMapping, trackers: Iterable[TrackerSummary], previous: Previous | None = None
) -> tuple[Question, ...]:
    """Return what is still to be said, the most weighty first.

    Args:
        mapping: As far as it is known.
        trackers: What the file holds of each, to show it.
        previous: What trackers became in earlier files.
    """
    summaries = {folded(summary.tracker): summary for summary in trackers}
    asked = [rule for rule in mapping.rules if rule.questions]
    return (
        *(_date_order(rule, summaries) for rule in asked if "date-order" in rule.questions),
        *(_unit(rule, summaries) for rule in asked if "unit" in rule.questions),
        *(_no_with_amount(rule) for rule in asked if "no-with-amount" in rule.questions),
        *(_high_dose(rule, summaries) for rule in asked if "high-dose" in rule.questions),
        *(_change(rule, previous or {}) for rule in asked if "change" in rule.questions),
        *(_about(rule, summaries) for rule in asked if "about" in rule.questions),
        *_scales([rule for rule in asked if "scale" in rule.questions and "words" not in rule.questions], summaries),
        *(_good_end(rule, summaries) for rule in asked if "good-end" in rule.questions),
        *(_words(rule, summaries) for rule in asked if "words" in rule.questions),
    )


def with_answers(
    mapping: TrackerMapping, questions: Sequence[Question], answers: Mapping[str, str], previous: Previous | None = None
) -> TrackerMapping:
    """Return the mapping with answers taken in.

    Args:
        questions: As shown.
        answers: By the id of a question; one that is not there stays open.

    Raises:
        NotUnderstood: An answer is none of the question's.
    """
    rules = list(mapping.rules)
    for question in questions:
        answer = answers.get(question.id, "").strip()
        names = set(map(folded, question.trackers))
        if not answer:
            continue
        for place, rule in enumerate(rules):
            if folded(rule.tracker) in names and question.kind in rule.questions:
                rules[place] = _with_answer(rule, question, answer, previous or {})
    return replace(mapping, rules=tuple(rules))


def question_problems(questions: Iterable[Question], where: str) -> Iterator[Problem]:
    """Yield each open question as what is missing before a file can be taken in."""
    for question in questions:
        fault = " ".join(filter(None, (question.text, question.in_file)))
        yield Problem(where, 0, fault, f"Say it with --map '{question.example}'.", _CODES[question.kind], question.id)


def _with_answer(rule: TrackerRule, question: Question, answer: str, previous: Previous) -> TrackerRule:
    kind = question.kind
    rest = tuple(other for other in rule.questions if other != kind)
    if answer == OWN and kind != "date-order":
        return replace(rule, target="tracker", low=None, high=None, unit="", words=(), questions=())
    if kind == "about" and answer in RATINGS:
        return replace(rule, target=answer, questions=rest)
    if kind == "scale":
        low, high = scale_of(answer.replace(" to ", "-").replace(" ", ""))
        return replace(rule, low=low, high=high, questions=rest)
    if kind == "good-end" and answer in ("worse", "better"):
        return replace(rule, higher_is="better" if answer == "better" else "worse", questions=rest)
    if kind == "date-order" and answer in ("day-first", "month-first"):
        return replace(rule, order="day-first" if answer == "day-first" else "month-first", questions=rest)
    if kind == "unit":
        return replace(rule, unit=_unit_said(answer), questions=rest)
    if kind == "no-with-amount" and answer in ("no", "amount"):
        return replace(rule, unit=f"{rule.unit}, {answer} counts", questions=rest)
    if kind == "high-dose" and answer in ("mcg", "right"):
        return (
            replace(rule, unit="mcg", questions=rest)
            if answer == "mcg"
            else replace(rule, most=_ANY_DOSE, questions=rest)
        )
    if kind == "words":
        return _with_words(rule, answer, rest)
    if kind == "change" and answer == "now":
        return replace(rule, questions=rest)
    if kind == "change" and answer == "before":
        before = previous[(folded(rule.tracker), folded(rule.category))]
        return replace(before, tracker=rule.tracker, category=rule.category)
    known = ", ".join(value for value, _ in question.choices)
    raise NotUnderstood(f"The answer is {shown(answer)}.", f"Answers are {known}.", _CODES[kind])


_ANY_DOSE = Decimal(1000)


def _unit_said(answer: str) -> str:
    if answer in ("mg", "mcg", "mL"):
        return answer
    amount = answer.removeprefix("each").removesuffix("each").strip()
    parse_mg(amount)
    return f"{amount if amount[-1:].isalpha() else f'{amount} mg'} each"


def _with_words(rule: TrackerRule, answer: str, rest: tuple[QuestionKind, ...]) -> TrackerRule:
    rest = tuple(kind for kind in rest if kind != "scale")
    if answer in ("as-shown", "turned") and rule.words:
        return replace(rule, higher_is="better" if answer == "turned" else "worse", questions=rest)
    words = words_of(answer)
    numbers = [number for _, number in words]
    if not words or not all(0 <= number <= 10 for number in numbers):
        raise NotUnderstood(
            f"The words are {shown(answer)}.",
            "Give each word a number from 0 to 10: none 0, mild 3, bad 7.",
            "mapping-words",
        )
    return replace(rule, low=Decimal(0), high=Decimal(10), higher_is="worse", words=words, questions=rest)


def _scales(rules: Sequence[TrackerRule], summaries: Mapping[str, TrackerSummary]) -> Iterator[Question]:
    """Yield a question for each group of trackers: those that never went above 5, above 10, and the others."""
    groups: dict[int, list[TrackerRule]] = {}
    for rule in rules:
        summary = summaries.get(folded(rule.tracker))
        highest = summary.highest if summary is not None else None
        groups.setdefault(0 if highest is None else sum(highest > step for step in _STEPS), []).append(rule)
    for group in groups.values():
        scales = _scales_of_all(group, summaries)
        names = tuple(rule.tracker for rule in group)
        one = len(names) == 1
        seen = (_seen(rule, summaries) for rule in group)
        yield Question(
            "scale",
            names,
            f"Which scale {'is' if one else 'are'} {joined([shown(name) for name in names])} on?",
            f"In the file: {'; '.join(filter(None, seen))}." if summaries else "",
            (*((f"{low}-{high}", f"{low} to {high}") for low, high in scales), _KEPT),
            "another one, such as 0-7",
            f"{names[0]}={_rating_of(group[0])}:{_example_of(scales)}",
        )


def _about(rule: TrackerRule, summaries: Mapping[str, TrackerSummary]) -> Question:
    seen = _seen(rule, summaries)
    example = replace(rule, target=_rating_of(rule), questions=())
    if not (rule.scale or rule.words):
        low, high = _scales_of_all([rule], summaries)[0] if summaries else USUAL_SCALES[0]
        example = replace(example, low=Decimal(low), high=Decimal(high))
    return Question(
        "about",
        (rule.tracker,),
        f"{shown(rule.tracker)} says how bad something was. What was it?",
        f"In the file: {seen}." if seen else "",
        (*((rating, rating.capitalize()) for rating in RATINGS), _KEPT),
        example=short_text_of(example),
    )


def _rating_of(rule: TrackerRule) -> str:
    """Return the rating of an example."""
    return "pain" if "about" in rule.questions else rule.target


def _example_of(scales: Sequence[tuple[int, int]]) -> str:
    """Return the scale of an example, which can be followed where the values are known."""
    low, high = scales[0] if scales else USUAL_SCALES[0]
    return f"{low}-{high}"


def _scales_of_all(rules: Sequence[TrackerRule], summaries: Mapping[str, TrackerSummary]) -> list[tuple[int, int]]:
    """Return the usual scales that fit each of these trackers; those that fit one, where none fits all."""
    about = [summaries[folded(rule.tracker)] for rule in rules if folded(rule.tracker) in summaries]
    fitting = [set(scales_for(summary)) for summary in about]
    of_all = [scale for scale in USUAL_SCALES if all(scale in scales for scales in fitting)]
    return of_all or [scale for scale in USUAL_SCALES if any(scale in scales for scales in fitting)]


def _seen(rule: TrackerRule, summaries: Mapping[str, TrackerSummary]) -> str:
    summary = summaries.get(folded(rule.tracker))
    if summary is None or summary.lowest is None or summary.highest is None:
        return ""
    low, high = plain(summary.lowest), plain(summary.highest)
    return f"{rule.tracker} {low}" if low == high else f"{rule.tracker} {low} to {high}"


def _good_end(rule: TrackerRule, summaries: Mapping[str, TrackerSummary]) -> Question:
    seen = _seen(rule, summaries)
    scales = _scales_of_all([rule], summaries)
    why = f"{rule.because[:1].upper()}{rule.because[1:]}." if rule.category and rule.because else ""
    return Question(
        "good-end",
        (rule.tracker,),
        f"Is a high number of {shown(rule.tracker)} good or bad?",
        " ".join(filter(None, (f"In the file: {seen}." if seen else "", why))),
        (("worse", "High is bad"), ("better", "High is good"), _KEPT),
        example=f"{rule.tracker}={rule.target}:{rule.scale or _example_of(scales)}:higher-is-better",
    )


def _words(rule: TrackerRule, summaries: Mapping[str, TrackerSummary]) -> Question:
    choices: tuple[tuple[str, str], ...] = (_KEPT,)
    if rule.words:
        low_to_high = " - ".join(word for word, _ in rule.words)
        choices = (
            ("as-shown", f"From good to bad: {low_to_high}"),
            ("turned", f"From bad to good: {low_to_high}"),
            _KEPT,
        )
        example = replace(rule, questions=())
    else:
        summary = summaries.get(folded(rule.tracker))
        words = summary.words if summary is not None else ()
        steps = ((word, Decimal(place)) for place, word in enumerate(words))
        example = replace(rule, low=Decimal(0), high=Decimal(10), words=tuple(steps), questions=())
    in_file = ", ".join(word for word, _ in example.words)
    return Question(
        "words",
        (rule.tracker,),
        f"What do the words of {shown(rule.tracker)} stand for?",
        f"In the file: {in_file}." if in_file else "",
        choices,
        f"each word with a number from 0, none, to 10, worst: {words_text(example.words[:3]) or 'mild 3, bad 7'}",
        short_text_of(example),
    )


def _unit(rule: TrackerRule, summaries: Mapping[str, TrackerSummary]) -> Question:
    summary = summaries.get(folded(rule.tracker))
    seen = ", ".join(summary.samples[:5]) if summary is not None else ""
    only_ticks = summary is not None and summary.lowest is None
    return Question(
        "unit",
        (rule.tracker,),
        f"What are the values of {shown(rule.tracker)}?",
        f"In the file: {seen}." if seen else "",
        (
            *_one_each(rule, summary),
            *(() if only_ticks else _DOSE_UNITS),
            _KEPT,
        ),
        "for ticks or capsules the amount of one, such as each 1.5 mg",
        f"{rule.tracker}=dose:{_amount_of_each(rule) if only_ticks else 'mg'}",
    )


def _amount_of_each(rule: TrackerRule) -> str:
    """Return how the amount of a tick is written: as the heading states it, else an example."""
    amounts = amounts_within(rule.tracker)
    return f"{in_mg(amounts[0][0]) if len(amounts) == 1 and len(amounts[0]) == 1 else '1.5 mg'} each"


def _one_each(rule: TrackerRule, summary: TrackerSummary | None) -> Iterator[tuple[str, str]]:
    """Yield that each tick or capsule is the one amount that the heading states, where the values may be ticks."""
    amounts = amounts_within(rule.tracker)
    if len(amounts) == 1 and len(amounts[0]) == 1 and (summary is None or not summary.parts):
        yield f"each {in_mg(amounts[0][0])}", f"Each of them is {in_mg(amounts[0][0])}"


def _no_with_amount(rule: TrackerRule) -> Question:
    joined = joined_with(rule.unit)
    column = shown(joined.column) if joined is not None else "another column"
    return Question(
        "no-with-amount",
        (rule.tracker,),
        f"In some rows {shown(rule.tracker)} says no and {column} has an amount. Was it taken then?",
        "",
        (("no", "No, the dose was left out"), ("amount", "Yes, that amount was taken"), _KEPT),
        example=f"{rule.tracker}=dose:{rule.unit}, no counts",
    )


def _high_dose(rule: TrackerRule, summaries: Mapping[str, TrackerSummary]) -> Question:
    summary = summaries.get(folded(rule.tracker))
    highest = plain(summary.highest) if summary is not None and summary.highest is not None else "its highest dose"
    return Question(
        "high-dose",
        (rule.tracker,),
        f"{shown(rule.tracker)} goes up to {highest} {rule.unit or 'mg'}, far above a low dose. Is that right?",
        "",
        (("right", "Yes, it was so much"), ("mcg", "No, these are micrograms (mcg)"), _KEPT),
        example=f"{rule.tracker}=dose:mcg",
    )


def _date_order(rule: TrackerRule, summaries: Mapping[str, TrackerSummary]) -> Question:
    summary = summaries.get(folded(rule.tracker))
    first = summary.samples[0] if summary is not None and summary.samples else ""
    words = {order: order.replace("-", " ").capitalize() for order in ("day-first", "month-first")}
    choices = []
    for order, said in words.items():
        example = ""
        if first:
            with suppress(NotUnderstood):  # then the dates of the file are of two orders, and each is named later
                day = any_day(day_part(first), "day-first" if order == "day-first" else "month-first", _LATEST)
                example = f": {day_part(first)} is {day.day} {day:%B %Y}"
        choices.append((order, f"{said}{example}"))
    return Question(
        "date-order",
        (rule.tracker,),
        f"Do the dates of {shown(rule.tracker)} begin with the day or with the month?",
        f"In the file: {', '.join(summary.samples[:3])}." if summary is not None else "",
        tuple(choices),
        example=f"{rule.tracker}=date:day-first",
    )


def _change(rule: TrackerRule, previous: Previous) -> Question:
    before = previous.get((folded(rule.tracker), folded(rule.category)))
    was = short_text_of(replace(before, tracker="")).removeprefix("=").replace(":", ", ") if before is not None else ""
    now = short_text_of(replace(rule, tracker="", questions=())).removeprefix("=").replace(":", ", ")
    return Question(
        "change",
        (rule.tracker,),
        f"{shown(rule.tracker)} was read otherwise in an earlier file. Which is right here?",
        f"Before: {was}. In this file: {now}." if was else "",
        (("before", f"As before: {was}"), ("now", f"As in this file: {now}"), _KEPT),
        example=short_text_of(replace(rule, questions=())),
    )
