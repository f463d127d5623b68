"""An estimate of relief in words that promise nothing, on the terminal's screen and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zonewise.model.day_words import day_words
from zonewise.relief.relief_estimate import (
    Adherence,
    BeforeTreatment,
    DomainRelief,
    DoseComparison,
    DoseEffects,
    Interval,
    Relief,
    Trend,
)
from zonewise.rules.knowledge import OVERALL, Knowledge
from zonewise.rules.rule_set import Prompt

from .words import word_table, wrapped

WORDS = word_table("verdicts")
OPEN_LABEL = (
    "Hope, time and a bad week at the start look the same as a drug in an open diary. "
    "No method can take them out of one."
)
DAILY_USE = "It takes 6 to 12 weeks of daily use before LDN can be judged."
NO_ANSWER = {"cannot-tell": "cannot tell", "too-early": "too few days to say"}


def relief_sentence(estimate: DomainRelief) -> str:
    """Return the verdict with its plain sentence, and how often such a word is right and wrong where it claims."""
    return " ".join([verdict_sentence(estimate), *how_often_right(estimate)])


def verdict_sentence(estimate: DomainRelief) -> str:
    """Return the verdict with its plain sentence."""
    return f"{WORDS[estimate.verdict]}. {estimate.sentence}"


def how_often_right(estimate: DomainRelief) -> tuple[str, ...]:
    """Return how often such a word is right and wrong; nothing where it claims nothing."""
    sentences = []
    if estimate.right is not None:
        sentences.append(f"In made-up people of whom we know the truth, this word was right {tenths(estimate.right)}.")
    if estimate.wrong_if_improving is not None:
        sentences.append(
            "Where people were getting better before LDN and it did nothing, it was still said of"
            f" {round(100 * estimate.wrong_if_improving)} in 100."
        )
    return tuple(sentences)


def larger_than_whole(estimate: DomainRelief) -> str:
    """Return the sentence for a part that is larger than the whole, or beside it; "" where none is needed."""
    if estimate.change is None:
        return ""
    whole, part = round(estimate.change.mean), round(estimate.relief.mean)
    if part < 0 < whole:
        return "The change came in spite of LDN, as far as the diary shows: without it there might be more."
    if part > max(whole, 0):
        return "LDN's part is larger than the whole change: without LDN it would rather have got worse."
    if part < min(whole, 0):
        return "LDN's part is worse than the whole change: without LDN it would rather have got better."
    return ""


PAUSED = "LDN is paused. This is about your last weeks on it, held against your days off it."


def step_lines(relief: Relief, first: date, as_of: date) -> tuple[str, ...]:
    """Return the plain change since each dose step, whatever its cause.

    Args:
        first: The first day of the diary.
        as_of: The logical day.
    """
    return tuple(
        f"{_dose(step.dose_mg)} from {day_words(first + timedelta(days=step.day), as_of)}: {_moved(step.points)} than"
        f" in the weeks before, at {_dose(step.before_mg, begins=False)}."
        for step in relief.steps
    )


def _dose(mg: float, *, begins: bool = True) -> str:
    return f"{mg:g} mg" if mg else "No dose" if begins else "no dose"


def _moved(points: Interval) -> str:
    low, high = sorted((-points.low, -points.high)) if points.mean < 0 else (points.low, points.high)
    word = "lower" if points.mean < 0 else "higher"
    return f"{abs(points.mean):.1f} points {word} ({low:.1f} to {high:.1f})"


def jump_words(day: date, as_of: date) -> str:
    """Return what is said of a day on which all days jumped though no dose changed."""
    return f"Around {day_words(day, as_of)} your days changed all at once, and no dose changed then."


def tenths(share: float) -> str:
    """Return how often, in words a tired person can weigh."""
    if 0.05 <= share < 0.95:
        return f"about {round(share * 10)} times in 10"
    return "nearly always" if share > 0.5 else "nearly never"


def what_more(estimate: DomainRelief, *, as_of: date) -> str:
    """Return which further data could change the verdict, and when."""
    more = estimate.more_data
    if more.need == "nothing":
        return "Nothing in this diary. A pause agreed with your prescriber, or blinded blocks, could tell more."
    if more.need == "taking":
        return "Some weeks with the dose and with ratings."
    if more.need == "baseline":
        if not more.could_change:
            return "Days before the first dose cannot be rated afterwards. Doses can be compared with each other."
        return f"Rate {more.days or 'the'} days before the first dose."
    until = day_words(as_of + timedelta(days=more.days or 0), as_of)
    then = f"{more.days} more days with ratings, until {until}"
    width = f"the interval may then be about {more.half_width:.0f} % to each side"
    return f"{then}: {width}. For a firm answer: blinded blocks on and off."


def spread_words(spread: Interval | None, unit: str = "%") -> str:
    """Return a number with its interval."""
    if spread is None:
        return "not known"
    mean, low, high = map(round, (spread.mean, spread.low, spread.high))
    return f"{mean} {unit} ({low} to {high})"


BEGUN_BEFORE = (
    "You took LDN before this diary began, so the days before it cannot be rated any more. Your diary can show how you"
    " go on from here, and one dose against another."
)


@dataclass(frozen=True, slots=True)
class WithoutBefore:
    """What the diary shows of who took LDN before it began, as two tables; what it is stands in each heading."""

    trends: tuple[tuple[str, str, str], ...]  # Rating, mean of the 4 weeks before, of the last 4 weeks.
    remembered: tuple[tuple[str, str, str], ...]  # Rating, on an ordinary day before LDN, mean of the last 4 weeks.


def without_before_tables(trends: Sequence[Trend], before: Sequence[BeforeTreatment]) -> WithoutBefore:
    """Return the numbers of `without_before_lines`, for a page that can show a table."""
    return WithoutBefore(
        tuple((trend.name, f"{trend.earlier:.1f}", f"{trend.recent:.1f}") for trend in trends),
        tuple((one.name, f"{one.remembered:.0f}", f"{one.recent:.1f}") for one in before),
    )


def without_before_lines(trends: Sequence[Trend], before: Sequence[BeforeTreatment]) -> tuple[str, ...]:
    """Return what the diary shows of who took LDN before it began, each sentence marked as what it is."""
    lines = [
        f"Trend, whatever its cause: {trend.name} {trend.recent:.1f} in the last 4 weeks, {trend.earlier:.1f} in the 4"
        " weeks before."
        for trend in trends
    ]
    lines += [
        f"Remembered, not measured: {one.name} {one.remembered:.0f} on an ordinary day before LDN, {one.recent:.1f} on"
        " average in the last 4 weeks. Memory alone can make such a difference."
        for one in before
    ]
    return tuple(lines)


def beside_words(known: Knowledge) -> tuple[str, str, str]:
    """Return the guide's claim, the trials' finding and how certain that is; the three are never shown apart."""
    return known.guide_says, known.trial_results, f"Certainty: {known.certainty}. {known.verdict}"


def relief_json(
    relief: Relief, beside: Mapping[str, Knowledge], *, as_of: date, started: date | None, more: str = ""
) -> dict[str, Any]:
    """Return an estimate as it is printed: numbers, sentence, what would change it, and what stands beside it.

    Args:
        beside: The guide's claim and the trials for each domain and for the whole.
        as_of: The logical day.
        started: First day of any dose, or None.
        more: What further data could change, where it is not what the estimate says of it.
    """

    def domain_json(name: str, estimate: DomainRelief) -> dict[str, Any]:
        known = beside.get(name)
        return {
            **estimate.to_dict(),
            "says": relief_sentence(estimate),
            "what_more": more or what_more(estimate, as_of=as_of),
            "beside": None if known is None else _beside_json(known),
        }

    return {
        **relief.to_dict(),
        "as_of": as_of.isoformat(),
        "started": started.isoformat() if started else None,
        "domains": {name: domain_json(name, estimate) for name, estimate in relief.domains.items()},
        "composite": domain_json(OVERALL, relief.composite),
        "notes": [OPEN_LABEL, DAILY_USE],
    }


def _beside_json(known: Knowledge) -> dict[str, Any]:
    return {
        "guide": known.guide_says,
        "guide_percent": list(known.percent) if known.percent else None,
        "trials": known.trial_results,
        "trials_net": [{"trial": net.trial, "percent": net.percent} for net in known.net],
        "certainty": known.certainty,
        "verdict": known.verdict,
        "sources": [*known.statements, *known.sources],
    }


def comparison_words(comparison: DoseComparison) -> str:
    """Return which of two ways was better, as far as the diary can say."""
    first, second, by = comparison.first, comparison.second, comparison.difference
    verdict = {"first": f"{first} looks better", "second": f"{second} looks better"} | NO_ANSWER
    points = f"{by.mean:+.1f} points ({by.low:+.1f} to {by.high:+.1f})"
    days = f"{comparison.first_days} and {comparison.second_days} rated days"
    return f"{first} against {second}: {verdict[comparison.better]}; {points}, {days}."


def effects_words(effects: DoseEffects) -> str:
    """Return how often side effects were reported at one dose."""
    dose = f"{effects.dose_mg:g} mg" if effects.dose_mg else "no dose"
    share = f"{effects.percent.mean:.0f} % ({effects.percent.low:.0f} to {effects.percent.high:.0f})"
    worst = f", worst grade {effects.worst_grade}" if effects.days_with else ""
    return f"At {dose}: on {effects.days_with} of {effects.days} days asked, {share}{worst}."


def adherence_words(adherence: Adherence, *, began_before: bool = False) -> str:
    """Return how steadily it was taken; days without a word are no days left out.

    Args:
        began_before: It was taken before the diary began, of which the diary knows nothing.
    """
    since = "Of this diary's" if began_before else "Since the first dose"
    judged_after = "It takes 6 to 12 weeks of daily use before it can be judged."
    verdict = "That is enough to judge by." if adherence.enough == "enough" else judged_after
    return (
        f"{since} {adherence.days} days: taken on {adherence.taken}, left out on {adherence.left_out},"
        f" without a word {adherence.unlogged}. {verdict}"
    )


def context_lines(
    doses: Sequence[DoseComparison],
    timing: DoseComparison | None,
    effects: Sequence[DoseEffects],
    steady: Adherence | None,
    *,
    began_before: bool = False,
) -> tuple[str, ...]:
    """Return everything in sentences, what there is nothing to say of left out; see `adherence_words`."""
    lines = [comparison_words(comparison) for comparison in doses if comparison.better not in NO_ANSWER]
    open_ones = len(doses) - len(lines)
    if open_ones:
        lines.append(f"Of {len(doses)} comparisons of one dose with another {open_ones} cannot be told.")
    lines += [comparison_words(timing)] if timing is not None else []
    lines += map(effects_words, effects)
    if steady is not None and steady.days:
        lines.append(adherence_words(steady, began_before=began_before))
    return tuple(lines)


def context_json(
    doses: Sequence[DoseComparison],
    timing: DoseComparison | None,
    effects: Sequence[DoseEffects],
    steady: Adherence | None,
) -> dict[str, Any]:
    """Return the same as plain values."""
    return {
        "doses": [comparison.to_dict() for comparison in doses],
        "timing": None if timing is None else timing.to_dict(),
        "side_effects": [at_dose.to_dict() for at_dose in effects],
        "adherence": None if steady is None else steady.to_dict(),
    }


def relief_screen(
    relief: Relief,
    beside: Mapping[str, Knowledge],
    sentences: Sequence[str],
    *,
    as_of: date,
    first: date | None = None,
) -> str:
    """Return the screen: the honest sentence on top, the six together, each domain, and what stands beside them.

    Args:
        beside: The guide's claim and the trials for each domain and for the whole.
        sentences: Further sentences: doses and times compared, side effects, adherence.
        as_of: The logical day.
        first: The first day of the diary, where days are to be named.
    """
    whole = relief.composite
    lines = [day_words(as_of), "", *wrapped(f">>> {relief_sentence(whole)}")]
    lines += wrapped(PAUSED) if relief.is_paused else []
    if first is not None and relief.jump_day is not None:
        lines += wrapped(jump_words(first + timedelta(days=relief.jump_day), as_of))
    if whole.baseline is not None:
        steps = step_lines(relief, first, as_of) if first is not None else ()
        lines += ["", *(part for step in steps for part in wrapped(step, "  ", "    "))]
        lines += [*_numbers(whole), *wrapped(f"What would tell more: {what_more(whole, as_of=as_of)}")]
    lines += [
        "",
        *wrapped(OPEN_LABEL),
        *wrapped(f"Without any drug people gain {spread_words(relief.without_drug)}."),
    ]
    lines += wrapped(f"{DAILY_USE} Days with a dose: {relief.taking_days}; without a word: {relief.unlogged_days}.")
    rated = {name: estimate for name, estimate in relief.domains.items() if estimate.reason != "no-ratings"}
    if rated:
        lines += ["", "Each by itself, which finds something by chance more often than the six together"]
        lines += [_row(name, estimate) for name, estimate in rated.items()]
    if sentences:
        lines += ["", "Beside it"]
        lines += [part for sentence in sentences for part in wrapped(sentence, "  - ", "    ")]
    for name in (OVERALL, *rated):
        if name in beside:
            lines += _beside(beside[name])
    return "\n".join(lines) + "\n"


def relief_questions(prompts: Sequence[Prompt]) -> str:
    """Return the questions whose answers would bear on the estimate, with how they are answered; "" for none."""
    lines: list[str] = []
    for prompt in prompts:
        answers = "|".join("DAY" if answer == "date" else answer for answer in prompt.answers)
        lines += ["", *wrapped(prompt.ask), *wrapped(f"zonewise answer {prompt.name}={answers}", "    > ", "      ")]
    return "\n".join([*lines, ""]) if lines else ""


def _numbers(estimate: DomainRelief) -> list[str]:
    chances = ", ".join(f"over {percent} %: {chance:.0%}" for percent, chance in estimate.probability.items())
    lines = [
        f"  Change since before the first dose, whatever its cause: {spread_words(estimate.change)}",
        f"  What LDN may account for: {spread_words(estimate.relief)}",
        *([f"  {larger_than_whole(estimate)}"] if larger_than_whole(estimate) else []),
        f"  Chance that this is {chances}",
        f"  Time until it shows: {spread_words(estimate.onset_days, 'days')}",
    ]
    if estimate.if_missing_worst is not None:
        worst = estimate.if_missing_worst
        words = f"{WORDS[worst.verdict].lower()}, {spread_words(worst.relief)}"
        lines.append(f"  If every missing day had been your worst: {words}")
    return [part for line in lines for part in wrapped(line, "  ", "    ")]


def _row(name: str, estimate: DomainRelief) -> str:
    return f"  {name:<10} {WORDS[estimate.verdict]:<17} relief {spread_words(estimate.relief)}"


def _beside(known: Knowledge) -> list[str]:
    guide, trials, certainty = beside_words(known)
    lines = ["", known.title]
    for word, text in (("Guide", guide), ("Trials", trials), ("", certainty)):
        lines += wrapped(f"{word}: {text}" if word else text, "  ", "    ")
    return lines
