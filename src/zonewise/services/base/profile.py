"""The profile of a diary: time zone, country, when a day ends, and the protocol that answers it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import NoReturn
from zoneinfo import available_timezones

from zonewise.guidance.protocol import Protocol
from zonewise.guidance.safety_facts import SPECIALIST
from zonewise.model.entry import Entry, in_force
from zonewise.model.timeline import DAY_ENDS_AT
from zonewise.problem import InputRefused, Problem, did_you_mean, unknown_word
from zonewise.protocols import DEFAULT_PROTOCOL

from .cache import memoize
from .clock import logical_today
from .countries import country_of, nearest_country
from .diary import Diary, entries_so_far
from .protocols import load_protocol, protocol_names, unknown_protocol

FIELDS = ("timezone", "country", "day-ends-at", "birth-year", "protocol", *SPECIALIST)
_CLOCK = "(0[0-9]|1[0-1]):[0-5][0-9]"
_WRITTEN = {
    "day-ends-at": (_CLOCK, "a time before noon", "Write one such as 04:00.", "wrong-time"),
    "birth-year": ("(19|20)[0-9]{2}", "a year of birth", "Write four digits, such as 1984.", "wrong-year"),
    **dict.fromkeys(SPECIALIST, ("yes|no", "an answer", "Write yes or no.", "yes-or-no")),
}
"""How a field is written, what that is, what to do about anything else, and its code."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the profile entries say."""

    zone: str = ""  # IANA name of the time zone, "" for that of this machine.
    country: str = ""  # ISO code of the country whose emergency numbers are shown, "" when not known.
    day_ends_at: time = DAY_ENDS_AT  # When a logical day ends.
    protocol_name: str = DEFAULT_PROTOCOL  # Name of the protocol that the diary is answered by.

    @property
    def protocol(self) -> Protocol:
        """The protocol that the diary is answered by.

        Raises:
            InputRefused: No protocol at hand has the name.
        """
        return load_protocol(self.protocol_name)

    def today(self) -> date:
        """Return the logical day that goes on now."""
        return logical_today(self.zone, self.day_ends_at)


def profile_of(entries: Iterable[Entry]) -> Profile:
    """Return the profile that stands after all entries."""
    return memoize(entries, "profile", lambda: _profile_of(entries))


def _profile_of(entries: Iterable[Entry]) -> Profile:
    fields = {entry.name: entry.value for entry in in_force(entry for entry in entries if entry.kind == "profile")}
    ends = fields.get("day-ends-at", "")
    return Profile(
        zone=fields.get("timezone", ""),
        country=_country_code(fields.get("country", "")),
        day_ends_at=time.fromisoformat(ends) if re.fullmatch(_CLOCK, ends) else DAY_ENDS_AT,
        protocol_name=fields.get("protocol", DEFAULT_PROTOCOL),
    )


def profile_in(diary: Diary) -> Profile:
    """Return the profile of a diary; an empty one where it has not been begun."""
    return profile_of(entries_so_far(diary))


def checked_field(name: str, value: str) -> str:
    """Return a profile value as it is stored.

    Raises:
        InputRefused: The field is not known or the value is not one of its own.
    """
    if name not in FIELDS:
        _refuse(name, f"'{name}' is not a field of the profile.", unknown_word(name, FIELDS), "unknown-field")
    if name == "protocol" and value not in protocol_names():
        raise InputRefused([unknown_protocol(value)])
    if name == "timezone" and value not in available_timezones():
        hint = _nearest_zone(value)
        _refuse(name, f"'{value}' is not a time zone.", f"{hint}Write one such as Europe/Paris.", "unknown-zone")
    if name == "country":
        country = country_of(value)
        if country is None:
            expected = f"{nearest_country(value)}Write its name or its two letters, such as Austria or AT."
            _refuse(name, f"'{value}' is not a country.", expected, "unknown-country")
        return country.code
    pattern, what, expected, code = _WRITTEN.get(name, (".*", "", "", ""))
    if not re.fullmatch(pattern, value, re.DOTALL):
        _refuse(name, f"'{value}' is not {what}.", expected, code)
    return value


def _country_code(text: str) -> str:
    """Return the code of the country that was kept; an earlier release kept any two letters, such as UK."""
    country = country_of(text)
    return country.code if country is not None else text.upper()


def _nearest_zone(value: str) -> str:
    names = {zone.casefold(): zone for zone in available_timezones()}
    near = did_you_mean(value, names)
    return next((near.replace(folded, zone) for folded, zone in names.items() if f"'{folded}'" in near), near)


def _refuse(where: str, fault: str, expected: str, code: str) -> NoReturn:
    raise InputRefused([Problem(where, 0, fault, expected, code, field=where)])


def time_zones() -> tuple[str, ...]:
    """Return the names of all time zones that name a place."""
    return tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))
