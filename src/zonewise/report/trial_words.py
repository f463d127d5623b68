"""What is said of a blinded trial: its design and what it buys."""

from typing import Any

from zonewise.model.amounts import format_mg
from zonewise.model.day_words import day_words
from zonewise.trial.design import TrialDesign
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
    return (
        f"Nine months of it show an effect of {settings.shown_effect:g} % in"
        f" {in_ten(settings.seen_in_nine_months)} people who have it, six months in"
        f" {in_ten(settings.seen_in_six_months)}. Most often the answer to a smaller effect is: cannot tell."
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
