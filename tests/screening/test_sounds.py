import pytest

from zonewise.screening.spelling import sound_of


@pytest.mark.parametrize(
    "names",
    [
        ("morphine", "morphin", "morfina", "morfine", "morfiini", "morphinum"),
        ("codeine", "kodein", "codeina", "kodeiini"),
        ("hydrocodone", "hidrocodona", "hydrokodon"),
        ("oxycodone", "oksykodoni", "oxycodon"),
        ("cetirizine", "setiritsiini", "cetirizina"),
        ("omeprazole", "omeprazol", "omeprazolum"),
    ],
)
def test_spellings_of_one_substance_sound_the_same(names):
    """The spellings that languages give to one substance have one form."""
    assert len({sound_of(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("morphine", "apomorphine"), ("naloxone", "naltrexone"), ("tramadol", "trazodone"), ("codeine", "cocaine")],
)
def test_different_substances_do_not_sound_the_same(one, other):
    """Substances that people mix up keep different forms."""
    assert sound_of(one) != sound_of(other)


def test_short_words_have_no_sound():
    """A word of which little is left stands for nothing."""
    assert sound_of("mio") == ""
