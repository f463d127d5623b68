"""The reason of a finding, in words for the person."""

from .finding import Classification, Intervals, MedicineKind

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
    medicine: Classification,
    intervals: Intervals,
    *,
    code: str | None = None,
    partners: tuple[str, ...] = (),
    disagree: tuple[Classification, Classification] | None = None,
) -> str:
    """Return the reason of a finding in words for the person.

    Args:
        code: A code that is on none of our lists, or None.
        partners: Substances in it that are also sold together with an opioid.
        disagree: What it is by its name and by its code when these speak of different medicines.
    """
    if partners:
        listed = " and ".join(partners)
        return f"The code {code} is on none of our lists, and {listed} is also sold together with an opioid. {ASK}"
    reason = _reason(medicine, intervals)
    if disagree is not None:
        ours, theirs = map(_meant, disagree)
        apart = f"Name and code disagree: the name says {ours}, the code {theirs}"
        reason = f"{apart}; the more cautious of the two stands. {reason}"
    return reason if code is None else f"{reason} The code {code} is on none of our lists, so it counted for nothing."


def ldn_because(ldn: bool | None, because: str) -> str:
    """Add to naltrexone's reason what its amount says of it."""
    if ldn is None:
        return f"{because} No amount is given: is it your LDN, or another naltrexone?"
    if ldn:
        return (
            f"{because} In this amount it can be your LDN itself; beside your LDN it would be the same medicine twice."
        )
    return f"{because} This is not a low dose; beside LDN it is the same medicine twice. Ask your prescriber."


def _reason(medicine: Classification, intervals: Intervals) -> str:
    names = [part.name for part in medicine.ingredients]
    reasons = " ".join(dict.fromkeys(part.because for part in medicine.ingredients if part.kind == medicine.kind))
    match medicine.kind:
        case "opioid":
            return _opioid(medicine, intervals)
        case "antagonist":
            advice = "" if names[:1] == ["naltrexone"] else " Beside LDN ask your prescriber first."
            return _with_doubt(f"{reasons or 'It blocks opioids.'}{advice}", medicine)
        case "interacting" if medicine.large:
            return medicine.because
        case "interacting":
            return reasons or "It bears on the immune system. Ask your prescriber."
        case "harmless":
            held = f" ({', '.join(names)})" if names else ""
            slip = "" if medicine.exact else "One letter of its name is taken for a slip. "
            on_list = f"Every part is on our list of medicines without an opioid{held}."
            return f"{slip}{on_list} This says nothing else about it."
        case _:
            return _not_recognised(medicine, ", ".join(names))


def _opioid(medicine: Classification, intervals: Intervals) -> str:
    days = intervals.days(medicine.acting)
    wait = f"LDN waits until {days} days without it, unless your prescriber sets this otherwise."
    if days is None:
        wait = "A depot leaves the body slowly: only your prescriber can say when LDN may start."
    if medicine.large:
        return f"{medicine.because} {wait}"
    opioids = [part.name for part in medicine.ingredients if part.kind == "opioid"]
    listed = ", ".join(opioids) or "an opioid"
    start = f"It holds {listed}" if medicine.exact else f"Is it {medicine.matched}? That holds {listed}"
    kind = "an opioid" if not any(name.startswith("opioid") for name in opioids) else "so we count it as one"
    return _with_doubt(f"{start}, {kind}. LDN blocks opioids and can bring on sudden withdrawal. {wait}", medicine)


def _with_doubt(text: str, medicine: Classification) -> str:
    return text if medicine.checked else f"{text} {FROM_MEMORY}"


def _not_recognised(medicine: Classification, listed: str) -> str:
    if medicine.because:
        return medicine.because
    if medicine.matched is not None and not medicine.unknown:
        return f"The code group {medicine.matched} holds medicines with and without an opioid. {ASK}"
    unknown = ", ".join(f"'{word}'" for word in dict.fromkeys(medicine.unknown))
    near = " or ".join(dict.fromkeys(medicine.near))
    question = f" Did you mean {near}?" if near else ""
    if listed:
        return f"We know {listed} in it, and not {unknown}.{question} {ASK}"
    return f"We do not know {unknown or 'what it is'}.{question} {ASK}"


def _meant(medicine: Classification) -> str:
    listed = ", ".join(part.name for part in medicine.ingredients)
    return f"{listed} ({KIND_WORDS[medicine.kind]})" if listed else KIND_WORDS[medicine.kind]
