import pytest

from zonewise.problem import InputRefused
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set_reader import read_rule_set

NUMBERS = 'settings:\n  calm-days: {value: 14, unit: day, source: "product:tiny", because: x}\n'


def named_numbers(tiny):
    """Return the tiny protocol with one number that its rules and sentences name."""
    rise = tiny["rise.yaml"].replace("at_most: 6", "below: calm-days").replace("at_least: 7", "at_least: calm-days")
    rise = rise.replace("It is too early.", "Wait for {calm-days} days, {calm-days in weeks} weeks.")
    ours = tiny["product.yaml"].replace("Ours.", '"Ours, {calm-days} days."')
    return tiny | {"rise.yaml": rise, "product.yaml": ours, "numbers.settings.yaml": NUMBERS}


@pytest.fixture
def named(tiny):
    """Return the same for a test to change."""
    return named_numbers(tiny)


def test_a_number_named_once_stands_in_every_rule_and_sentence(named):
    """Both sides of a bound, the reason and the source's words have the number of the settings file."""
    protocol = read_rule_set(named)
    early, may_rise = protocol.questions["rise"].rules[2:]

    assert (early.any_of[0][0].high, may_rise.any_of[0][2].low) == (13, 14)
    assert early.because == "Wait for 14 days, 2 weeks."
    assert protocol.sources["product:tiny"].title == "Ours, 14 days."


def test_one_line_changes_both_sides_of_a_bound(named):
    """Another number in the settings moves the wait and the rise together, without a hole between them."""
    named["numbers.settings.yaml"] = NUMBERS.replace("14", "21")

    columns = {column.fact.name: column for column in Engine(read_rule_set(named)).questions["rise"].columns}

    assert columns["days"].cuts == (21,)


def test_a_name_stands_in_one_settings_file_only(named):
    """The same name in both settings files is refused, with both places."""
    named["asking.settings.yaml"] = NUMBERS

    with pytest.raises(InputRefused, match=r"asking.settings.yaml:2: 'calm-days' stands in numbers.settings.yaml:2"):
        read_rule_set(named)


@pytest.mark.parametrize("value", ["6.5", "-1", "seven", "[7, 8]"])
def test_a_number_of_days_that_is_not_whole_is_refused(named, value):
    """A part of a day, where days are counted, is named with its line, though no rule has looked at it."""
    named["numbers.settings.yaml"] = NUMBERS + NUMBERS.splitlines()[1].replace("calm", "more").replace("14", value)

    with pytest.raises(InputRefused, match=r"numbers.settings.yaml:3: 'more-days' is .* no number of whole days"):
        read_rule_set(named)
