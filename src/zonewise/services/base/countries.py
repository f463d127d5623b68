"""Countries by name, as people write them and as a browser hints at them, each with its main time zone."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from zonewise.problem import did_you_mean

MOST_LANGUAGES = 10  # Of a browser's list that are looked at.


@dataclass(frozen=True, slots=True)
class Country:
    """One country."""

    code: str  # ISO 3166 code in capitals.
    name: str  # As it is shown.
    zone: str  # IANA name of the time zone that most people there live in.
    spellings: tuple[str, ...]  # Other names, codes and languages' own names for it.
    languages: tuple[str, ...]  # Languages that speak for this country alone.


@lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """Return every country, by name."""
    text = (files("zonewise.services.base") / "countries.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines()[2:])
    return tuple(
        Country(code, name, zone, tuple(filter(None, also.split(", "))), tuple(languages.split()))
        for code, name, zone, also, languages in rows
    )


@lru_cache(maxsize=1)
def _by_code() -> Mapping[str, Country]:
    return {country.code: country for country in countries()}


@lru_cache(maxsize=1)
def _by_spelling() -> Mapping[str, Country]:
    spelt = {_folded(word): country for country in countries() for word in (country.name, *country.spellings)}
    return spelt | {country.code.casefold(): country for country in countries()}


def country_of(text: str) -> Country | None:
    """Return the country that a text names, by its code, its name or another spelling of it; None where none is meant.

    Only whole names count: "Austr" is no country, and "Austria" is never Australia.
    """
    return _by_spelling().get(_folded(text))


def nearest_country(text: str) -> str:
    """Return "Did you mean ...?" for a text that names no country, or "" where nothing is near."""
    names = {_folded(word): word for country in countries() for word in (country.name, *country.spellings)}
    near = did_you_mean(_folded(text), names)
    return next((near.replace(folded, name) for folded, name in names.items() if f"'{folded}'" in near), near)


def country_of_languages(accepted: str) -> Country | None:
    """Return the country that a browser's languages hint at, in the order of preference; None where none does.

    A region counts (de-AT is Austria), or a language that is spoken in one country alone; English says nothing.

    Args:
        accepted: The header Accept-Language, such as "de-AT,de;q=0.9,en;q=0.5"; anything else hints at nothing.
    """
    weighted = [(_weight(part), part.partition(";")[0].strip()) for part in accepted.split(",")[:MOST_LANGUAGES]]
    for _, language in sorted(weighted, key=lambda pair: -pair[0]):
        parts = language.split("-")
        region = next((part.upper() for part in parts[1:] if re.fullmatch("[A-Za-z]{2}", part)), "")
        if region in _by_code():
            return _by_code()[region]
        spoken = [country for country in countries() if parts[0].casefold() in country.languages]
        if spoken and not region:
            return spoken[0]
    return None


def _weight(part: str) -> float:
    weight = re.search(r";\s*q=([01](?:\.[0-9]{0,3})?)\s*$", part)
    return float(weight[1]) if weight else 1.0


def _folded(text: str) -> str:
    """Return a text without accents, points and blanks around it, in small letters."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(plain.replace(".", "").replace("-", " ").casefold().split())
