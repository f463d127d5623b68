"""How does an estimate of relief look in a terminal?"""

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import wrap

from zonewise.relief.relief_estimate import DomainRelief, Relief
from zonewise.rules.knowledge import Knowledge

from .relief_words import DAILY_USE, OPEN_LABEL, WORDS, beside_words, relief_sentence, spread_words, what_more
from .words import long_day

WIDTH = 80


def relief_screen(
    relief: Relief,
    beside: Mapping[str, Knowledge],
    told: Sequence[str],
    *,
    as_of: date,
    overall: str,
) -> str:
    """Return the screen: the honest sentence on top, the six together, each domain, and what stands beside them.

    Args:
        relief: The estimate.
        beside: The guide's claim and the trials for each domain and for `overall`.
        told: Further sentences: doses and times compared, side effects, adherence.
        as_of: The logical day.
        overall: Which of `beside` belongs to the composite.
    """
    whole = relief.composite
    lines = [long_day(as_of), "", *_wrapped(f">>> {relief_sentence(whole)}")]
    if whole.baseline is not None:
        lines += ["", *_numbers(whole), *_wrapped(f"What would tell more: {what_more(whole, as_of=as_of)}")]
    lines += [
        "",
        *_wrapped(OPEN_LABEL),
        *_wrapped(f"Without any drug people gain {spread_words(relief.without_drug)}."),
    ]
    lines += _wrapped(f"{DAILY_USE} Days with a dose: {relief.taking_days}; without a word: {relief.unlogged_days}.")
    rated = {name: found for name, found in relief.domains.items() if found.reason != "no-ratings"}
    if rated:
        lines += ["", "Each by itself, which finds something by chance more often than the six together"]
        lines += [_row(name, found) for name, found in rated.items()]
    if told:
        lines += ["", "Beside it"]
        lines += [part for line in told for part in wrap(line, WIDTH, initial_indent="  - ", subsequent_indent="    ")]
    for name in (overall, *rated):
        if name in beside:
            lines += _beside(beside[name])
    return "\n".join(lines) + "\n"


def _numbers(found: DomainRelief) -> list[str]:
    chances = ", ".join(f"over {percent} %: {chance:.0%}" for percent, chance in found.probability.items())
    lines = [
        f"  Change since before the first dose, whatever its cause: {spread_words(found.change)}",
        f"  Of it the dose may account for: {spread_words(found.relief)}",
        f"  Chance that this is {chances}",
        f"  Time until it shows: {spread_words(found.onset_days, 'days')}",
    ]
    if found.if_missing_worst is not None:
        worst = found.if_missing_worst
        words = f"{WORDS[worst.verdict].lower()}, {spread_words(worst.relief)}"
        lines.append(f"  If every missing day had been your worst: {words}")
    return [part for line in lines for part in wrap(line, WIDTH, initial_indent="  ", subsequent_indent="    ")]


def _row(name: str, found: DomainRelief) -> str:
    return f"  {name:<10} {WORDS[found.verdict]:<17} relief {spread_words(found.relief)}"


def _beside(known: Knowledge) -> list[str]:
    guide, trials, certainty = beside_words(known)
    lines = ["", known.title]
    for word, text in (("Guide", guide), ("Trials", trials), ("", certainty)):
        lines += wrap(f"{word}: {text}" if word else text, WIDTH, initial_indent="  ", subsequent_indent="    ")
    return lines


def _wrapped(text: str) -> list[str]:
    return wrap(text, WIDTH)
