"""Danger signs, opioids and reasons to ask a prescriber first: what is known of them today?"""

from datetime import date, datetime, time, timedelta

from zonewise.diary.entry import Entry

from .answers import Said
from .found import Found
from .seen import Seen

DANGER_SIGNS = ("anaphylaxis", "suicidal", "chest-or-collapse", "neurological", "withdrawal", "liver")
"""In the order in which they are answered when several were given."""

OPIOIDS = ("current", "recent", "planned", "none")
SPECIALIST = ("kidney-disease", "ketamine", "transplant", "immune-suppression", "bipolar", "psychosis")
"""Profile entries with the value yes that need a specialist's word."""


def safety_facts(seen: Seen) -> dict[str, Found]:
    """Return danger sign, opioid, other reasons against LDN, each with where it comes from."""
    asking, answers = seen.settings.asking, seen.answers
    signed_off = {each.reason for each in seen.plan.sign_offs} if seen.plan is not None else set()
    days = asking.answer_days
    found = {
        "danger_sign": _danger(seen),
        "opioid": _opioid(seen),
        "other_antagonist": _answered(answers.yes_no("other_antagonist", within_days=days)),
        "hypersensitivity": _answered(answers.yes_no("hypersensitivity", within_days=days)),
    }
    if answers.yes_no("hypersensitivity") is True:
        found["hypersensitivity"] = Found(True, "You told us of an allergic reaction to naltrexone.")
    liver = answers.latest("liver", within_days=days)
    found["liver"] = _cleared(_word(liver.value if liver else None), "raised", "none", "liver" in signed_off)
    pregnancy = answers.latest("pregnancy", within_days=days)
    word = _word(pregnancy.value if pregnancy else None)
    found["pregnancy"] = _cleared(word, word.value, "no", "pregnancy" in signed_off)
    found["minor"] = _cleared(_minor(seen), True, False, "minor" in signed_off)
    found["needs_specialist"] = _cleared(_specialist(seen), True, False, "specialist" in signed_off)
    return found


def _answered(value: bool | None) -> Found:
    return Found(value, "Not answered yet, or too long ago." if value is None else "As you answered.")


def _word(value: str | None) -> Found:
    return Found(value, "Not answered yet, or too long ago." if value is None else "As you answered.")


def _cleared(found: Found, cleared: object, to: bool | str, signed_off: bool) -> Found:
    """Return what a prescriber's sign-off makes of a reason that it names; acute illness is never cleared."""
    if signed_off and found.value is not None and found.value == cleared and found.value != to:
        return Found(to, "Your prescriber signed this off by name in your plan.")
    return found


def _danger(seen: Seen) -> Found:
    today = seen.days[-1]
    said = {each.value for each in seen.answers.all_on("danger_sign", seen.as_of)}
    if today.day == seen.as_of:
        said |= {entry.name for entry in today.of_kind("sign") if entry.name in DANGER_SIGNS}
    for sign in DANGER_SIGNS:
        if sign in said:
            return Found(sign, f"Given for {seen.as_of.isoformat()}.")
    if "none" in said:
        return Found("none", f"You answered none of these for {seen.as_of.isoformat()}.")
    return Found(None, "Danger signs are asked each day, and today's answer is still missing.")


def _opioid(seen: Seen) -> Found:
    planned, operated = _surgery(seen)
    said = seen.answers.latest("opioid")
    if said is not None and said.value == "current":
        return Found("current", f"You answered on {said.day.isoformat()} that you take one.")
    recent = _recent_opioid(seen)
    if recent is not None:
        return recent
    if planned is not None:
        return planned
    if said is None or said.value == "recent":
        return Found(None, "Not answered yet, or the waiting time after the last one is over.")
    if said.day < seen.as_of - timedelta(days=seen.settings.asking.opioid_days):
        return Found(None, f"Last answered on {said.day.isoformat()}, more than a month ago.")
    changed = _medicine_after(seen, said)
    if changed is not None:
        return Found(None, f"A medicine was added on {changed.isoformat()}, after your last answer.")
    if operated is not None and said.day <= operated:
        return Found(None, f"You had an operation on {operated.isoformat()} and have not answered since.")
    return Found(said.value, f"You answered on {said.day.isoformat()}.")


def _recent_opioid(seen: Seen) -> Found | None:
    """Return "recent" while the waiting time after any opioid runs; a "none" said meanwhile does not shorten it."""
    for said in seen.answers.all_of("opioid"):
        if said.value in ("recent", "current"):
            free = _opioid_free_days(seen, long_acting=said.unit == "long-acting")
            if (seen.as_of - said.day).days < free:
                return Found("recent", f"Last one on {said.day.isoformat()}; {free} days without are needed.")
    return None


def _opioid_free_days(seen: Seen, *, long_acting: bool) -> int:
    asking = seen.settings.asking
    if long_acting:
        return asking.opioid_free_days_long
    stated = seen.plan.opioid_free_days if seen.plan is not None else None
    return stated if stated is not None else asking.opioid_free_days


def _surgery(seen: Seen) -> tuple[Found | None, date | None]:
    """Return "planned" inside the planner's window, and the day of the last operation that lies behind."""
    stated = seen.plan.surgery_hours if seen.plan is not None else None
    hours = stated if stated is not None else seen.settings.asking.surgery_hours
    planned: Found | None = None
    behind: date | None = None
    for entry in seen.of_kind("event"):
        if entry.name != "surgery":
            continue
        begins = datetime.combine(entry.day, entry.at or time.min) - timedelta(hours=hours)
        if begins.date() <= seen.as_of <= entry.day:
            because = f"An operation stands on {entry.day.isoformat()}; LDN pauses {hours} hours before."
            planned = Found("planned", because)
        elif entry.day < seen.as_of:
            behind = max(behind or entry.day, entry.day)
    return planned, behind


def _medicine_after(seen: Seen, said: Said) -> date | None:
    """Return the last day of a medicine that was added after an answer; its name has not been looked at."""
    begun = [entry for entry in seen.of_kind("medicine") if entry.value != "stop"]
    begun += [entry for entry in seen.of_kind("event") if entry.name == "new-medicine"]
    days = ((seen.day_of(entry), entry) for entry in begun)
    return max((day for day, entry in days if day <= seen.as_of and said.came_before(entry, day)), default=None)


def _minor(seen: Seen) -> Found:
    born = _profile(seen, "birth-year")
    if born is not None and born.value.isdigit():
        youngest = seen.as_of.year - int(born.value) - 1
        if youngest >= seen.settings.asking.adult_age:
            return Found(False, f"Born in {born.value}.")
        if youngest + 1 < seen.settings.asking.adult_age:
            return Found(True, f"Born in {born.value}.")
    return _answered(seen.answers.yes_no("minor", within_days=seen.settings.asking.answer_days))


def _specialist(seen: Seen) -> Found:
    named = [name for name in SPECIALIST if (entry := _profile(seen, name)) is not None and entry.value == "yes"]
    if named:
        return Found(True, f"Your profile names: {', '.join(named)}.")
    return _answered(seen.answers.yes_no("needs_specialist", within_days=seen.settings.asking.answer_days))


def _profile(seen: Seen, name: str) -> Entry | None:
    return next(
        (
            entry
            for entry in reversed(seen.of_kind("profile"))
            if entry.name == name and seen.day_of(entry) <= seen.as_of
        ),
        None,
    )
