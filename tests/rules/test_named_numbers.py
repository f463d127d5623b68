import pytest

from zonewise.problem import InputRefused
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set_reader import read_rule_set

NUMBERS = 'settings:\n  calm-days: {value: 14, unit: day, source: "product:tiny", because: x}\n'


@pytest.fixture
def named(tiny):
    """Return the tiny protocol with one number that its rules and sentences name."""
    rise = tiny["rise.yaml"].replace("at_most: 6", "below: calm-days").replace("at_least: 7", "at_least: calm-days")
    rise = rise.replace("It is too early.", "Wait for {calm-days} days, {calm-days in weeks} weeks.")
    ours = tiny["product.yaml"].replace("Ours.", '"Ours, {calm-days} days."')
    return tiny | {"rise.yaml": rise, "product.yaml": ours, "numbers.settings.yaml": NUMBERS}


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


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "word"),
    [
        ("at_least: calm-days", "at_least: calm-dayz", 24, "unknown-number", "'calm-days'"),
        ("{calm-days} days", "{calm-dayz} days", 21, "unknown-number", "'calm-days'"),
        ("below: calm-days", "below: 0", 19, "empty-test", "-1"),
        ("below: calm-days", "below: 31", 19, "out-of-range", "30"),
    ],
)
def test_a_wrong_name_is_refused_at_its_line(named, old, new, line, code, word):
    """A name that no settings file has, or a bound that nothing can meet, is named with the nearest known word."""
    named["rise.yaml"] = named["rise.yaml"].replace(old, new)

    with pytest.raises(InputRefused) as caught:
        read_rule_set(named)

    problem = next(each for each in caught.value.problems if each.code == code)
    assert (problem.where, problem.line) == ("rise.yaml", line)
    assert word in problem.fault + problem.expected


@pytest.mark.parametrize(("value", "code"), [("much", "number-needed"), ("9", "number-needed"), ("99", "out-of-range")])
def test_a_number_that_does_not_fit_its_rule_is_refused(named, value, code):
    """Words, days that are no whole weeks where weeks are meant, and more than a fact can have are refused."""
    named["numbers.settings.yaml"] = NUMBERS.replace("14", value)

    with pytest.raises(InputRefused) as caught:
        read_rule_set(named)

    assert code in [each.code for each in caught.value.problems]


def test_a_name_stands_in_one_settings_file_only(named):
    """The same name in both settings files is refused, with both places."""
    named["asking.settings.yaml"] = NUMBERS

    with pytest.raises(InputRefused, match=r"asking.settings.yaml:2: 'calm-days' stands in numbers.settings.yaml:2"):
        read_rule_set(named)
