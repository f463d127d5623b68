"""Whom a person calls in an emergency, and what they do until then."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from zonewise.guidance.protocol import Protocol
from zonewise.problem import InputRefused
from zonewise.report.day_words import SUICIDAL
from zonewise.rules.notices import DEFAULT_COUNTRY, DangerCard
from zonewise.services.base.countries import country_of
from zonewise.services.base.diary import Diary, entries_so_far
from zonewise.services.base.profile import profile_of
from zonewise.services.base.protocols import load_protocol

_DIGITS = re.compile(r"\+?[0-9](?:[0-9 ]*[0-9])?")


@dataclass(frozen=True, slots=True)
class Help:
    """What stands on the page for emergencies."""

    country: str  # ISO code whose numbers these are, or "" for words that hold anywhere.
    emergency: str  # Whom to call, in words.
    crisis: str  # The crisis line, in words.
    emergency_calls: tuple[tuple[str, str], ...]  # Each emergency number as it is shown and as it is dialled.
    crisis_calls: tuple[tuple[str, str], ...]  # The same for the crisis line.
    cards: tuple[tuple[str, DangerCard], ...]  # Sign in words and what to do, most pressing first.


def emergency_help(diary: Diary, chosen: str = "") -> Help:
    """Return what to do about each danger sign; a diary that cannot be opened never stands in the way.

    Args:
        chosen: ISO code of the country to show where the diary names none or is locked; an unknown one counts as none.
    """
    from zonewise.store.refusals import DiaryRefused

    try:
        profile = profile_of(entries_so_far(diary))
        return help_in(profile.country or chosen, profile.protocol)
    except (DiaryRefused, InputRefused):
        return help_in(chosen, load_protocol())


def emergency_help_in(country: str) -> Help:
    """Return the same for a country by its code, whatever the diary says; words that hold anywhere for another."""
    return help_in(country, load_protocol())


def known_countries() -> frozenset[str]:
    """Return the codes of the countries whose numbers are known."""
    return frozenset(load_protocol().notices.numbers) - {DEFAULT_COUNTRY}


def help_in(country: str, protocol: Protocol) -> Help:
    """Return what to do about each danger sign in a country; words that hold anywhere where it is not known."""
    notices = protocol.notices
    known = country if country in notices.numbers else ""
    numbers = notices.numbers[known or DEFAULT_COUNTRY]
    rule_set = protocol.rule_set
    words = rule_set.facts["danger_sign"].words if rule_set.danger_signs else {}
    return Help(
        country=known,
        emergency=numbers.emergency,
        crisis=numbers.crisis,
        emergency_calls=_calls(numbers.emergency) if known else (("112", "112"),),
        crisis_calls=_calls(numbers.crisis) if known else (),
        cards=tuple((words[sign], notices.card(sign, country)) for sign in rule_set.danger_signs),
    )


def numbers_words(diary: Diary) -> str:
    """Return the country of a diary with its emergency numbers, in a sentence to compare with."""
    profile = profile_of(entries_so_far(diary))
    country, numbers = country_of(profile.country), help_in(profile.country, profile.protocol)
    name = country.name if country is not None else "No country"
    known = "" if numbers.country else " We do not have the numbers of this country."
    return f"{name}: in an emergency call {numbers.emergency}; crisis line {numbers.crisis}.{known}"


def calls_for(sign: str, country: str, protocol: Protocol) -> tuple[tuple[str, str], ...]:
    """Return the numbers to call for a danger sign, in words and as dialled, the one to call first in front."""
    known = help_in(country, protocol)
    emergency = tuple((f"Call {number}", dialled) for number, dialled in known.emergency_calls)
    crisis = tuple((f"Crisis line {number}", dialled) for number, dialled in known.crisis_calls)
    return (*crisis, *emergency) if sign == SUICIDAL else emergency


def danger_cards(diary: Diary, signs: Iterable[str]) -> tuple[DangerCard, ...]:
    """Return the cards of danger signs, the most pressing first, with the numbers of the person's country."""
    profile, given = profile_of(entries_so_far(diary)), set(signs)
    danger_signs, notices = profile.protocol.rule_set.danger_signs, profile.protocol.notices
    return tuple(notices.card(sign, profile.country) for sign in danger_signs if sign in given)


def _calls(words: str) -> tuple[tuple[str, str], ...]:
    """Return each number in a text as shown and as dialled; what stands in brackets is a name."""
    outside = re.sub(r"\([^)]*\)", "", words)
    return tuple((number.strip(), number.replace(" ", "")) for number in _DIGITS.findall(outside))
