"""Danger signs, opioids and reasons to ask a prescriber first: what is known of them today?"""

from zonewise.model.entry import Entry

from .explanation import explain
from .fact import Fact
from .medicine_facts import medicines_of, other_antagonist, specialist_by_medicine
from .opioid_fact import opioid
from .snapshot import DiarySnapshot

SPECIALIST = ("kidney-disease", "ketamine", "transplant", "immune-suppression", "bipolar", "psychosis")
"""Profile entries with the value yes that need a specialist's word."""


def safety_facts(seen: DiarySnapshot) -> dict[str, Fact]:
    """Return danger sign, opioid, other reasons against LDN, each with where it comes from."""
    answers = seen.answers
    signed_off = {each.reason for each in seen.plan.sign_offs} if seen.plan is not None else set()
    medicines = medicines_of(seen)
    antagonist = _answered(answers.valid_yes_no("other_antagonist"))
    found = {
        "danger_sign": _danger(seen),
        "opioid": opioid(seen, medicines),
        "other_antagonist": other_antagonist(seen, medicines, antagonist),
        "hypersensitivity": _answered(answers.valid_yes_no("hypersensitivity")),
    }
    if answers.yes_no("hypersensitivity") is True:
        found["hypersensitivity"] = Fact(True, explain("allergy-answered"))
    liver = answers.valid("liver")
    found["liver"] = _cleared(_answered(liver.value if liver else None), "raised", "none", "liver" in signed_off)
    pregnancy = answers.valid("pregnancy")
    word = _answered(pregnancy.value if pregnancy else None)
    found["pregnancy"] = _cleared(word, word.value, "no", "pregnancy" in signed_off)
    found["minor"] = _cleared(_minor(seen), True, False, "minor" in signed_off)
    by_medicine, meant = specialist_by_medicine(seen, medicines)
    specialist = by_medicine if by_medicine is not None else _specialist(seen)
    found["needs_specialist"] = _cleared(specialist, True, False, meant and "specialist" in signed_off)
    return found


def _answered(value: bool | str | None) -> Fact:
    return Fact(value, explain("not-answered") if value is None else explain("as-answered"))


def _cleared(found: Fact, cleared: object, to: bool | str, signed_off: bool) -> Fact:
    """Return what a prescriber's sign-off makes of a reason that it names; acute illness is never cleared."""
    if signed_off and found.value is not None and found.value == cleared and found.value != to:
        return Fact(to, explain("signed-off-in-plan"))
    return found


def _danger(seen: DiarySnapshot) -> Fact:
    today = seen.days[-1]
    said = {each.value for each in seen.answers.all_on("danger_sign", seen.as_of)}
    if today.day == seen.as_of:
        said |= {entry.name for entry in today.of_kind("sign") if entry.name in seen.danger_signs}
    for sign in seen.danger_signs:
        if sign in said:
            return Fact(sign, explain("danger-sign-given", day=seen.as_of))
    if "none" in said:
        return Fact("none", explain("no-danger-sign", day=seen.as_of))
    return Fact(None, explain("danger-sign-not-answered"))


def _minor(seen: DiarySnapshot) -> Fact:
    born = _profile(seen, "birth-year")
    if born is not None and born.value.isdigit():
        youngest = seen.as_of.year - int(born.value) - 1
        if youngest >= seen.settings.asking.adult_age:
            return Fact(False, explain("born-in", year=born.value))
        if youngest + 1 < seen.settings.asking.adult_age:
            return Fact(True, explain("born-in", year=born.value))
    return _answered(seen.answers.valid_yes_no("minor"))


def _specialist(seen: DiarySnapshot) -> Fact:
    named = [name for name in SPECIALIST if (entry := _profile(seen, name)) is not None and entry.value == "yes"]
    if named:
        return Fact(True, explain("profile-names", names=tuple(named)))
    return _answered(seen.answers.valid_yes_no("needs_specialist"))


def _profile(seen: DiarySnapshot, name: str) -> Entry | None:
    return next(
        (
            entry
            for entry in reversed(seen.of_kind("profile"))
            if entry.name == name and seen.day_of(entry) <= seen.as_of
        ),
        None,
    )
