"""A country by its name, as people and browsers write it."""

from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zonewise.services.base.countries import countries, country_of, country_of_languages, nearest_country


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Austria", "AT"), ("austria ", "AT"), ("Österreich", "AT"), ("osterreich", "AT"), ("at", "AT"),
        ("Australia", "AU"), ("AU", "AU"), ("UK", "GB"), ("u.k.", "GB"), ("gb", "GB"), ("England", "GB"),
        ("Great  Britain", "GB"), ("USA", "US"), ("United States", "US"), ("Holland", "NL"), ("EL", "GR"),
        ("Austr", None), ("XX", None), ("", None), ("Atlantis", None),
    ],
)  # fmt: skip
def test_a_country_is_meant_by_its_whole_name_alone(text: str, code: str | None) -> None:
    """Name, code and other spellings mean it, whatever the case, accents and points; nothing else does."""
    country = country_of(text)

    assert (country.code if country is not None else None) == code


def test_a_slip_is_named_with_the_nearest() -> None:
    """What names none is answered with the nearest name, as it is written."""
    assert nearest_country("Germny") == "Did you mean 'Germany'? "


def test_no_two_countries_share_a_spelling() -> None:
    """Each name, code and spelling means its own country, and each time zone is one."""
    for country in countries():
        assert country.zone in available_timezones()
        for word in (country.code, country.name, *country.spellings):
            assert country_of(word) == country


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "AT"), ("en-GB", "GB"), ("en;q=0.9,fr-BE;q=0.8", "BE"),
        ("fr;q=0.3, nl-NL;q=0.7", "NL"),
        ("zh-Hant-TW", "TW"), ("da", "DK"), ("en", None), ("de", None), ("es-419", None), ("", None), ("*", None),
    ],
)  # fmt: skip
def test_a_browser_hints_at_a_country_by_its_region(accepted: str, code: str | None) -> None:
    """The region of the language preferred most, or a language of one country alone; English alone says nothing."""
    country = country_of_languages(accepted)

    assert (country.code if country is not None else None) == code


@given(st.text())
def test_no_header_stops_it(accepted: str) -> None:
    """Whatever a browser sends is a country of the list or none."""
    assert country_of_languages(accepted) in (None, *countries())
