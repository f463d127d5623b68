"""Notices beside the guidance, cards for danger signs, and the numbers to call in each country."""

from collections.abc import Mapping
from dataclasses import dataclass

from zonewise.located_yaml import Node, Reading, Text, read_keys

DEFAULT_COUNTRY = "default"


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that stands beside guidance."""

    id: str
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DangerCard:
    """What to do about one danger sign; the numbers to call are still {emergency} and {crisis}."""

    sign: str
    heading: str
    steps: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmergencyNumbers:
    """Whom to call in one country."""

    emergency: str
    crisis: str


@dataclass(frozen=True, slots=True)
class Notices:
    """Everything of `notices.yaml`."""

    notices: Mapping[str, Notice]  # By id.
    cards: Mapping[str, DangerCard]  # By danger sign.
    numbers: Mapping[str, EmergencyNumbers]  # By ISO country code in capitals, and "default".

    def text(self, name: str) -> str:
        """Return the text of a notice, or "" where a protocol has none of that name."""
        return self.notices[name].text if name in self.notices else ""

    def card(self, sign: str, country: str) -> DangerCard:
        """Return a danger sign's card with the numbers of a country, or the default ones."""
        card, numbers = self.cards[sign], self.numbers.get(country.upper(), self.numbers[DEFAULT_COUNTRY])
        steps = tuple(
            step.replace("{emergency}", numbers.emergency).replace("{crisis}", numbers.crisis) for step in card.steps
        )
        return DangerCard(card.sign, card.heading, steps, card.sources)


def read_notices(text: str, where: str = "notices.yaml") -> Notices:
    """Read the notices.

    Raises:
        InputRefused: With every problem and its line.
    """
    reading = Reading(where)
    top = read_keys(text, reading, ("notices", "danger_cards", "emergency_numbers"))
    notices = [_notice(node, reading) for node in reading.items(top.get("notices"), "notices")]
    cards = {
        sign: _card(sign, node, reading)
        for sign, node in reading.mapping(top.get("danger_cards"), "danger_cards").items()
    }
    of_countries = reading.mapping(top.get("emergency_numbers"), "emergency_numbers", (DEFAULT_COUNTRY, "countries"))
    numbers = _numbers(of_countries, reading)
    reading.refuse()
    return Notices({notice.id: notice for notice in notices}, cards, numbers)


def _notice(node: Node, reading: Reading) -> Notice:
    parts = reading.mapping(node, "a notice", ("id", "text", "sources"))
    name = reading.text(parts.get("id"), "the id", node.line)
    return Notice(
        name,
        reading.text(parts.get("text"), f"the text of '{name}'", node.line),
        reading.texts(parts.get("sources"), f"the sources of '{name}'", node.line),
    )


def _card(sign: str, node: Node, reading: Reading) -> DangerCard:
    parts = reading.mapping(node, f"the card '{sign}'", ("heading", "steps", "sources"))
    return DangerCard(
        sign,
        reading.text(parts.get("heading"), f"the heading of '{sign}'", node.line),
        reading.texts(parts.get("steps"), f"the steps of '{sign}'", node.line),
        reading.texts(parts.get("sources"), f"the sources of '{sign}'", node.line),
    )


def _numbers(top: Mapping[str, Node], reading: Reading) -> dict[str, EmergencyNumbers]:
    default = _number("default", top.get(DEFAULT_COUNTRY), reading)
    if not default.crisis:
        reading.fault(0, "'default' needs an emergency number and a crisis line.", "Add both.", "no-default")
    by_country = {DEFAULT_COUNTRY: default}
    for country, node in reading.mapping(top.get("countries"), "countries").items():
        numbers = _number(country, node, reading)
        by_country[country] = EmergencyNumbers(numbers.emergency, numbers.crisis or default.crisis)
    return by_country


def _number(country: str, node: Node | None, reading: Reading) -> EmergencyNumbers:
    parts = reading.mapping(node, f"the numbers of '{country}'", ("emergency", "crisis"))
    crisis = parts.get("crisis")
    emergency = reading.text(parts.get("emergency"), f"the emergency number of '{country}'")
    return EmergencyNumbers(emergency, crisis.words if isinstance(crisis, Text) else "")
