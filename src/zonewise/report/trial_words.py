"""What is said of a blinded trial: its design and what it buys, how it stands, and what it shows."""

from collections.abc import Sequence
from typing import Any

from zonewise.model.amounts import format_mg
from zonewise.model.day_words import day_words
from zonewise.trial.analysis import Blinding, Finding, TrialResult
from zonewise.trial.design import TrialDesign
from zonewise.trial.pool import PooledRelief
from zonewise.trial.power import Power
from zonewise.trial.settings import TrialSettings

from .words import counted, wrapped

WHAT = (
    "Some bottles hold LDN, the others look-alike capsules without it. The order is drawn by lot. Until the end only"
    " the pharmacy knows it. You check in as always."
)
STAYS_SAFE = (
    "Each bottle counts as if it held LDN: what is said about opioids, danger signs and flares stays in force. You may"
    " stop at any time."
)
WITH_PRESCRIBER = "It needs your prescriber, and a pharmacy that makes matched capsules."
MONTH_DAYS = 30.4


def in_ten(share: float) -> str:
    """Return a share in words a person can picture, such as "about 7 in 10"."""
    tenths = round(10 * share)
    if tenths == 0:
        return "fewer than 1 in 10"
    return "more than 9 in 10" if tenths == 10 else f"about {tenths} in 10"


def honest_sentence(settings: TrialSettings) -> str:
    """Return what such trials can show at best, from simulated people."""
    nine, six = (f"{100 * share:.0f}" for share in (settings.seen_in_nine_months, settings.seen_in_six_months))
    return (
        f"Nine months of it show an effect of {settings.shown_effect:g} % in {nine} of 100 people who have it, six"
        f" months in {six}. To a smaller effect the answer is most often: cannot tell."
    )


def design_facts(design: TrialDesign) -> list[tuple[str, str]]:
    """Return what a design is, each with its name."""
    half = design.blocks // 2
    facts = [
        ("Blocks", f"{design.blocks} of {counted(design.block_days, 'day')}: {half} with LDN, {half} without"),
        ("Length", f"{counted(design.days, 'day')}, about {round(design.days / MONTH_DAYS)} months"),
        ("From", day_words(design.first)),
        ("To", day_words(design.last)),
        ("Dose", f"{format_mg(design.dose_mg)} a day in the bottles with LDN"),
        ("Orders", f"{design.orders}, each as likely; never more than {design.longest_run} alike in a row"),
    ]
    if design.washout_days:
        facts.append(("Left out", f"the first {counted(design.washout_days, 'day')} of each block"))
    return facts


def power_sentence(power: Power | None, effect_percent: float, *, own: bool) -> str:
    """Return how often such a trial would show an effect in this person; "" where it was not worked out."""
    if power is None:
        return ""
    whose = "your ups and downs" if own else "the usual ups and downs, as your diary is still short"
    return (
        f"With {whose}, an effect of {effect_percent:g} % would be shown in {in_ten(power.share)} such trials"
        f" ({power.shown} of {power.trials} simulated). When LDN does nothing, at most 1 in 20 says it helps."
    )


def design_lines(
    design: TrialDesign, power: Power | None, effect_percent: float, settings: TrialSettings, *, own: bool
) -> list[str]:
    """Return the lines of a terminal that show a design."""
    lines = ["A blinded trial", ""]
    lines += wrapped(WHAT)
    lines.append("")
    for name, words in design_facts(design):
        lines += wrapped(words, f"  {name:<9} ", " " * 12)
    lines.append("")
    for text in (
        power_sentence(power, effect_percent, own=own),
        honest_sentence(settings),
        STAYS_SAFE,
        WITH_PRESCRIBER,
    ):
        lines += wrapped(text) if text else []
    return lines


def analysis_sentences(settings: TrialSettings) -> list[str]:
    """Return the rule by which a trial is judged."""
    chance, surely = round(1 / settings.chance_most), f"{100 * settings.probability_least:g} %"
    return [
        f"Likely helping: at most 1 in {chance} of all orders that could have been drawn fits the ratings as well as"
        f" the drawn one; and relief is at least {surely} likely to exceed {settings.worthwhile:g} %.",
        "Likely not helping by so much: that much relief is at most"
        f" {100 * settings.not_helping_most:g} % likely. Otherwise: cannot tell.",
        "Relief is that of the full dose once it has settled, in percent of the days without LDN. Slow onset,"
        " carry-over from day to day and slow change are taken into account.",
    ]


WORD_SENTENCES = {
    "likely-helping": "LDN is likely helping: you were better on it than without while nobody knew which was which.",
    "cannot-tell": "The trial cannot tell whether LDN helps.",
}
FINDINGS = {
    "bottle-out-of-order": "Block {block}: another bottle was taken on {days}. It counts as what it held.",
    "plan-changed": "Block {block}: the plan or the dose changed. {days} after it were left out.",
    "block-ended": "Block {block} was ended early. {days} were left out.",
    "danger-ended-block": "Block {block} ended with a day on which nothing was to be taken. {days} were left out.",
    "left-early": "The trial was left early, {days} before its end. What was rated before counts.",
    "changed-after-end": "{entries} came after the trial was closed. They do not count.",
    "not-as-closed": "The diary of these days is not what it was when the trial was closed. So no word is given; the"
    " numbers are those of the diary as it is now.",
    "few-ratings": "Only {days} were rated and counted. That is too few to say anything.",
}


def finding_sentence(finding: Finding) -> str:
    """Return one thing that was amiss as a sentence."""
    days, entries = counted(finding.days, "day"), counted(finding.days, "entry", "entries")
    return FINDINGS[finding.code].format(block=finding.block, days=days, entries=entries)


def result_sentence(result: TrialResult) -> str:
    """Return what a trial shows in one sentence."""
    verdict = result.verdict
    if verdict is None:
        return "Too little was rated to say anything."
    if verdict.word == "likely-not-helping":
        return f"LDN is likely not helping by {verdict.not_by:g} % or more."
    return WORD_SENTENCES[verdict.word]


def result_facts(result: TrialResult) -> list[tuple[str, str]]:
    """Return the numbers of a result, each with its name."""
    facts: list[tuple[str, str]] = []
    verdict = result.verdict
    if verdict is not None:
        relief = verdict.relief
        facts += [
            ("Relief", f"{relief.mean:.0f} %, between {relief.low:.0f} and {relief.high:.0f} % (95 %)"),
            ("By chance", f"{verdict.as_good} of {verdict.orders} orders fit as well: {100 * verdict.chance:.1f} %"),
            ("Over 10 %", f"{100 * verdict.probability:.0f} % likely"),
        ]
    facts.append(("Counted", f"{counted(result.rated_days, 'day')}; capsules left out: {result.missed_doses}"))
    if result.blinding is not None:
        facts.append(("Guesses", blinding_sentence(result.blinding)))
    facts.append(("Bottles", " ".join("LDN" if letter == "L" else "none" for letter in result.order)))
    return facts


def blinding_sentence(blinding: Blinding) -> str:
    """Return how far the guesses tell the bottles apart."""
    on, off = blinding.bang_ldn.mean, blinding.bang_none.mean
    return (
        f"{blinding.right} right, {blinding.wrong} wrong, {blinding.unsure} not sure. Bang's index {on:.2f} with LDN"
        f" and {off:.2f} without (0 is as by chance, 1 is always right); James's index {blinding.james:.2f}"
    )


def result_lines(result: TrialResult) -> list[str]:
    """Return the lines of a terminal that show a result."""
    lines = wrapped(result_sentence(result))
    lines.append("")
    for name, words in result_facts(result):
        lines += wrapped(words, f"  {name:<10} ", " " * 13)
    for finding in result.findings:
        lines += ["", *wrapped(finding_sentence(finding))]
    return lines


def design_json(design: TrialDesign, power: Power | None, effect_percent: float, *, own: bool) -> dict[str, Any]:
    """Return a design as plain values."""
    return {
        "design": design.to_dict(),
        "days": design.days,
        "last": design.last,
        "orders": design.orders,
        "power": power
        and {
            "effect_percent": effect_percent,
            "trials": power.trials,
            "shown": power.shown,
            "share": round(power.share, 3),
            "own_diary": own,
        },
    }


NOT_FED_BACK = "It says nothing new about any one of them, and is never fed back into one person's answer."
WHY_NOT_OPEN = (
    "Open diaries do not count: hope and slow improvement are in all of them, so together they are surely wrong."
)


def pooled_lines(
    pooled: PooledRelief, names: Sequence[str], left_out: Sequence[tuple[str, str]], worthwhile: float
) -> list[str]:
    """Return the lines of a terminal that show what several trials say together.

    Args:
        names: The diaries that count.
        left_out: Those that do not, each with why.
        worthwhile: Relief that is worth having, percent.
    """
    mean, spread, following = pooled.mean, pooled.spread, pooled.next_person
    facts = [
        ("Mean", f"{mean.mean:.0f} % relief, between {mean.low:.0f} and {mean.high:.0f} % (95 %)"),
        (f"Over {worthwhile:g} %", f"{100 * pooled.over:.0f} % likely, for the mean"),
        ("Between", f"people differ by {spread.mean:.0f} %, between {spread.low:.0f} and {spread.high:.0f} %"),
        ("The next", f"another such person: between {following.low:.0f} and {following.high:.0f} %"),
        ("Counted", ", ".join(names)),
    ]
    lines = [f"{counted(pooled.people, 'blinded trial')} together", ""]
    for name, words in facts:
        lines += wrapped(words, f"  {name:<10} ", " " * 13)
    lines += ["", *wrapped(NOT_FED_BACK)]
    for name, why in left_out:
        lines += wrapped(f"{name} is left out: {why}")
    if left_out:
        lines += wrapped(WHY_NOT_OPEN)
    return lines
