"""How do we say what we found about a medicine?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .finding import Intervals, MedicineKind

if TYPE_CHECKING:
    from .classification import Classification

ASK = "Please ask your pharmacist or prescriber whether it is, or holds, an opioid."
FROM_MEMORY = "This line of our list is still to be checked against its source; your pharmacist can confirm it."

KIND_WORDS: dict[MedicineKind, str] = {
    "opioid": "an opioid",
    "antagonist": "a medicine that blocks opioids",
    "interacting": "a medicine that bears on LDN",
    "harmless": "a medicine without an opioid",
    "not-recognised": "nothing we know",
}


def because_of(
    told: Classification,
    intervals: Intervals,
    *,
    code: str | None = None,
    partners: tuple[str, ...] = (),
    disagree: tuple[Classification, Classification] | None = None,
) -> str:
    """Return the reason of a finding in words for the person.

    Args:
        told: What was found.
        intervals: Days to wait.
        code: A code that is on none of our lists, or None.
        partners: Substances in it that are also sold together with an opioid.
        disagree: What the name and the code tell when they speak of different medicines.
    """
    parts = []
    if disagree is not None:
        parts.append(_disagreement(*disagree))
    if partners:
        listed = " and ".join(partners)
        parts.append(
            f"The code {code} is on none of our lists, and {listed} is also sold together with an opioid. {ASK}"
        )
    else:
        parts.append(_plain(told, intervals))
        if code is not None:
            parts.append(f"The code {code} is on none of our lists, so it counted for nothing.")
    return " ".join(parts)


def ldn_because(ldn: bool | None, because: str) -> str:
    """Add to naltrexone's reason what its amount tells."""
    if ldn is None:
        return f"{because} No amount is given: is it your LDN, or another naltrexone?"
    if ldn:
        return (
            f"{because} In this amount it can be your LDN itself; beside your LDN it would be the same medicine twice."
        )
    return f"{because} This is not a low dose; beside LDN it is the same medicine twice. Ask your prescriber."


def _plain(told: Classification, intervals: Intervals) -> str:
    match told.kind:
        case "opioid":
            return _opioid(told, intervals)
        case "antagonist":
            reasons = [each.because for each in told.ingredients if each.kind == "antagonist"] or ["It blocks opioids."]
            if told.ingredients and told.ingredients[0].name == "naltrexone":
                return _with_doubt(" ".join(reasons), told)
            return _with_doubt(f"{' '.join(reasons)} Beside LDN ask your prescriber first.", told)
        case "interacting" if told.large:
            return told.because
        case "interacting":
            reasons = [each.because for each in told.ingredients if each.kind == "interacting"]
            return " ".join(dict.fromkeys(reasons)) or "It bears on the immune system. Ask your prescriber."
        case "harmless":
            listed = ", ".join(each.name for each in told.ingredients)
            held = f" ({listed})" if listed else ""
            return f"Every part is on our list of medicines without an opioid{held}. This says nothing else about it."
        case _:
            return _not_recognised(told)


def _opioid(told: Classification, intervals: Intervals) -> str:
    opioids = [each.name for each in told.ingredients if each.kind == "opioid"]
    if told.large:
        return f"{told.because} {_wait(told, intervals)}"
    listed = ", ".join(opioids) or "an opioid"
    start = f"It holds {listed}" if told.exact else f"Is it {told.matched}? That holds {listed}"
    kind = "an opioid" if not any(name.startswith("opioid") for name in opioids) else "so we count it as one"
    blocked = "LDN blocks opioids and can bring on sudden withdrawal."
    return _with_doubt(f"{start}, {kind}. {blocked} {_wait(told, intervals)}", told)


def _wait(told: Classification, intervals: Intervals) -> str:
    days = intervals.days(told.acting)
    if days is None:
        return "A depot leaves the body slowly: only your prescriber can say when LDN may start."
    return f"LDN waits until {days} days without it, unless your prescriber sets this otherwise."


def _with_doubt(text: str, told: Classification) -> str:
    return text if told.checked else f"{text} {FROM_MEMORY}"


def _not_recognised(told: Classification) -> str:
    if told.because:
        return told.because
    unknown = ", ".join(f"'{word}'" for word in dict.fromkeys(told.unknown))
    near = " or ".join(dict.fromkeys(told.near))
    question = f" Did you mean {near}?" if near else ""
    if told.matched is not None and not told.unknown:
        return f"The code group {told.matched} holds medicines with and without an opioid. {ASK}"
    if told.ingredients:
        listed = ", ".join(each.name for each in told.ingredients)
        return f"We know {listed} in it, and not {unknown}.{question} {ASK}"
    return f"We do not know {unknown or 'what it is'}.{question} {ASK}"


def _disagreement(named: Classification, coded: Classification) -> str:
    ours, theirs = _meant(named), _meant(coded)
    return f"Name and code disagree: the name says {ours}, the code {theirs}; the more cautious of the two stands."


def _meant(told: Classification) -> str:
    listed = ", ".join(each.name for each in told.ingredients)
    return f"{listed} ({KIND_WORDS[told.kind]})" if listed else KIND_WORDS[told.kind]
