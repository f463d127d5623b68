"""Facts of safety: danger signs, opioids and reasons to ask a prescriber first."""

from datetime import date

from zonewise.model.entry import Entry
from zonewise.model.timeline import ONE_DAY

from .answers import YES_WORDS
from .explanation import explain
from .fact import Fact, answered
from .medicine_facts import medicines_of, other_antagonist, specialist_by_medicine
from .occasions import danger_entries
from .opioid_fact import last_opioid, opioid, opioid_asked_today
from .snapshot import DiarySnapshot

SPECIALIST = ("kidney-disease", "ketamine", "transplant", "immune-suppression", "bipolar", "psychosis")
"""Profile entries with the value yes that need a specialist's word."""


def safety_facts(snapshot: DiarySnapshot) -> dict[str, Fact]:
    """Return danger sign, opioid, other reasons against LDN, each with where it comes from."""
    answers, plan = snapshot.answers, snapshot.plan
    signed_off = {sign_off.reason for sign_off in plan.sign_offs} if plan is not None else set()
    medicines = medicines_of(snapshot)
    antagonist = answered(answers.valid_yes_no("other_antagonist"))
    allergy = answers.valid("hypersensitivity", since=_day_after_sign(snapshot, "anaphylaxis"))
    hypersensitivity = answered(None if allergy is None else YES_WORDS.get(allergy.value))
    if answers.yes_no("hypersensitivity") is True:
        hypersensitivity = Fact(True, explain("allergy-answered"))
    ill = answers.valid("liver", since=_day_after_sign(snapshot, "liver"))
    liver = answered(None if ill is None else ill.value)
    expecting = answers.valid("pregnancy")
    pregnancy = answered(None if expecting is None else expecting.value)
    by_medicine, meant = specialist_by_medicine(snapshot, medicines)
    opioids = opioid(snapshot, medicines)
    specialist = by_medicine or _specialist(snapshot)
    return {
        "danger_sign": _danger(snapshot),
        "opioid": opioids,
        "opioid_asked_today": opioid_asked_today(snapshot, opioids),
        "last_opioid": last_opioid(snapshot),
        "other_antagonist": other_antagonist(snapshot, medicines, antagonist),
        "hypersensitivity": hypersensitivity,
        "liver": _cleared(liver, "raised", "none", "liver" in signed_off),
        "pregnancy": _cleared(pregnancy, pregnancy.value, "no", "pregnancy" in signed_off),
        "minor": _cleared(_minor(snapshot), True, False, "minor" in signed_off),
        "needs_specialist": _cleared(specialist, True, False, meant and "specialist" in signed_off),
    }


def _day_after_sign(snapshot: DiarySnapshot, sign: str) -> date | None:
    """Return the first day on which an answer knows of the last such danger sign, or None without one."""
    entries = (entry for entry in danger_entries(snapshot) if sign in (entry.name, entry.value))
    days = [day for entry in entries if (day := snapshot.day_of(entry)) <= snapshot.as_of]
    return max(days) + ONE_DAY if days else None


def _cleared(fact: Fact, cleared: object, to: bool | str, signed_off: bool) -> Fact:
    """Return what a prescriber's sign-off makes of a reason that it names; acute illness is never cleared."""
    if signed_off and fact.value is not None and fact.value == cleared and fact.value != to:
        return Fact(to, explain("signed-off-in-plan"))
    return fact


def _danger(snapshot: DiarySnapshot) -> Fact:
    today = snapshot.days[-1]
    named = {answer.value for answer in snapshot.answers.all_on("danger_sign", snapshot.as_of)}
    if today.day == snapshot.as_of:
        named |= {entry.name for entry in today.of_kind("sign") if entry.name in snapshot.danger_signs}
    for sign in snapshot.danger_signs:
        if sign in named:
            return Fact(sign, explain("danger-sign-given", day=snapshot.as_of))
    if "none" in named:
        return Fact("none", explain("no-danger-sign", day=snapshot.as_of))
    return Fact(None, explain("danger-sign-not-answered"))


def _minor(snapshot: DiarySnapshot) -> Fact:
    born = _profile(snapshot, "birth-year")
    if born is not None and born.value.isdigit():
        # In the year in which the person comes of age the birth year does not tell.
        years_past = snapshot.as_of.year - int(born.value) - snapshot.settings.facts.adult_age
        if years_past != 0:
            return Fact(years_past < 0, explain("born-in", year=born.value))
    return answered(snapshot.answers.valid_yes_no("minor"))


def _specialist(snapshot: DiarySnapshot) -> Fact:
    named = [name for name in SPECIALIST if (entry := _profile(snapshot, name)) is not None and entry.value == "yes"]
    if named:
        return Fact(True, explain("profile-names", names=tuple(named)))
    return answered(snapshot.answers.valid_yes_no("needs_specialist"))


def _profile(snapshot: DiarySnapshot, name: str) -> Entry | None:
    entries = (entry for entry in reversed(snapshot.of_kind("profile")) if entry.name == name)
    return next((entry for entry in entries if snapshot.day_of(entry) <= snapshot.as_of), None)
