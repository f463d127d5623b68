"""How does a terminal show an order sheet, and the days around an operation?"""

from collections.abc import Iterator
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from zonewise.report.words import long_day, short_day

if TYPE_CHECKING:
    from zonewise.rules.notices import Notices
    from zonewise.services.recording.surgery import SurgeryPlan
    from zonewise.services.sharing.order_sheet import OrderSheet

WIDTH = 80
SURGERY_NOTICES = ("surgery", "pain-relief-needed", "do-not-override", "lost-tolerance")


def order_lines(sheet: "OrderSheet") -> Iterator[str]:
    """Yield an order sheet line by line."""
    yield f"Low-dose naltrexone, {sheet.weeks} {'week' if sheet.weeks == 1 else 'weeks'}"
    yield f"From {short_day(sheet.first)} to {short_day(sheet.last)}"
    yield from wrap(sheet.origin, WIDTH)
    product = sheet.plan.product
    yield from wrap(f"Form: {sheet.product}", WIDTH, subsequent_indent="  ")
    for label, names in (("Fillers so far", product.fillers), ("Dyes so far", product.dyes)):
        if names is not None:
            yield from wrap(f"{label}: {', '.join(names) or 'none'}", WIDTH, subsequent_indent="  ")
    yield from wrap(f"Leave out: {', '.join(sheet.leave_out) or 'nothing named'}", WIDTH, subsequent_indent="  ")
    yield ""
    for amount in sheet.amounts:
        unit = f" {amount.unit}" if amount.unit else ""
        yield f"{amount.what}: {amount.order}{unit} (if the dose stays {amount.staying}, if it rises {amount.rising})"
    for day, words in sheet.steps:
        yield from wrap(f"From {short_day(day)}: {words}", WIDTH, initial_indent="  ", subsequent_indent="    ")
    for words in (*(f"Not counted: {each}." for each in sheet.cannot), *filter(None, [sheet.says])):
        yield from wrap(words, WIDTH)
    yield ""
    yield from wrap("Made by the person who takes it, from their plan. It is no prescription.", WIDTH)


def order_json(sheet: "OrderSheet") -> dict[str, Any]:
    """Return an order sheet as JSON."""
    return {
        "made_on": sheet.made_on.isoformat(),
        "first": sheet.first.isoformat(),
        "last": sheet.last.isoformat(),
        "weeks": sheet.weeks,
        "origin": sheet.origin,
        "product": sheet.product,
        "leave_out": list(sheet.leave_out),
        "amounts": [
            {"what": each.what, "order": each.order, "staying": each.staying, "rising": each.rising, "unit": each.unit}
            for each in sheet.amounts
        ],
        "steps": [{"from": day.isoformat(), "words": words} for day, words in sheet.steps],
        "cannot": list(sheet.cannot),
        "says": sheet.says,
    }


def surgery_lines(plan: "SurgeryPlan", notices: "Notices") -> Iterator[str]:
    """Yield the days around an operation, the surgical team's word first."""
    first, *others = (notices.notices[name].text for name in SURGERY_NOTICES)
    yield from wrap(first, WIDTH)
    yield ""
    whose = "as your prescriber wrote" if plan.by_prescriber else "the usual time"
    yield f"Operation:    {long_day(plan.day)}{f', {plan.at:%H:%M}' if plan.at else ''}"
    yield f"Last dose:    {'the days without LDN have begun' if plan.begun else long_day(plan.last_dose)}"
    yield f"No LDN from:  {long_day(plan.none_from)} ({plan.hours} hours, {whose})"
    again = (
        f"Again: only after {plan.free_days} days without opioids ({plan.free_days_long} after methadone or"
        f" buprenorphine), and when your prescriber agrees. With opioids on the day itself that is"
        f" {short_day(plan.not_before)} at the earliest."
    )
    yield from wrap(again, WIDTH)
    for text in others:
        yield ""
        yield from wrap(text, WIDTH)
