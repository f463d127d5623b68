import pytest


@pytest.mark.parametrize(
    ("code", "finding", "days"),
    [
        ("N02AX02", "opioid", 10),
        ("n02ax02", "opioid", 10),
        ("ATC:N02AX02", "opioid", 10),
        ("N02AA99", "opioid", 10),
        ("N02A", "opioid", 10),
        ("N02AJ06", "opioid", 10),
        ("N07BC02", "opioid", 14),
        ("N07BC51", "opioid", 14),
        ("R05DA04", "opioid", 10),
        ("R05DA20", "opioid", 10),
        ("R05FA02", "opioid", 10),
        ("A07DA01", "opioid", 10),
        ("N01AH01", "opioid", 10),
        ("N06AX14", "opioid", 10),
        ("N07BB04", "antagonist", None),
        ("A08AA62", "antagonist", None),
        ("V03AB15", "antagonist", None),
        ("A06AH01", "antagonist", None),
        ("R05DA09", "interacting", None),
        ("A07DA03", "interacting", None),
        ("N07BB01", "interacting", None),
        ("L04AB04", "interacting", None),
        ("N02BE01", "harmless", None),
        ("C09AA05", "harmless", None),
        ("N07BC04", "interacting", None),
        ("N02BE51", "not-recognised", None),
        ("M01AE51", "not-recognised", None),
        ("R05X", "not-recognised", None),
        ("Z99", "not-recognised", None),
        ("2670", "opioid", 10),
        ("rxcui 2670", "opioid", 10),
        ("RxNorm:6813", "opioid", 14),
        ("7243", "antagonist", None),
        ("161", "harmless", None),
        ("999999999", "not-recognised", None),
        ("hello", "not-recognised", None),
        ("-", "not-recognised", None),
    ],
)
def test_codes_alone(screen, code, finding, days):
    """An ATC code, its groups and an RxNorm ingredient are known; an unknown code is a question."""
    assert (screen(None, code).finding, screen(None, code).interval_days) == (finding, days)


@pytest.mark.parametrize(
    ("name", "code", "finding", "disagree"),
    [
        ("acetaminophen", "N02AJ06", "opioid", True),
        ("codeine", "N02BE01", "opioid", True),
        ("codeine", "C09AA05", "opioid", True),
        ("codeine", "N02AA01", "opioid", True),
        ("acetaminophen / codeine", "2670", "opioid", False),
        ("Tylenol 3", "N02AJ06", "opioid", False),
        ("naltrexone 50 mg", "2670", "opioid", True),
        ("naltrexone 4.5 mg", "N07BB04", "antagonist", False),
        ("ibuprofen", "161", "not-recognised", True),
        ("acetaminophen", "161", "harmless", False),
        ("ramipril", "C09AA05", "harmless", False),
        ("Anybrand", "2670", "opioid", False),
        ("Anybrand", "161", "not-recognised", False),
        ("ramipril", "N02BE51", "not-recognised", False),
    ],
)
def test_name_and_code_together(screen, name, code, finding, disagree):
    """The more cautious finding stands, and the sentence says when the two speak of different medicines."""
    both = screen(name, code)

    assert (both.finding, both.disagree) == (finding, disagree)
    assert ("disagree" in both.because) is disagree


def test_disagreeing_opioids_wait_the_longer_time(screen):
    """Two different opioids in name and code: both are named, and the longer wait counts."""
    both = screen("codeine", "6813")

    assert both.ingredients == ("codeine", "methadone")
    assert both.interval_days == 14


def test_an_unknown_code_is_never_a_pass(screen):
    """A code that we cannot read may be a combination with an opioid where the name is also sold in one."""
    assert screen("acetaminophen", "993943").finding == "not-recognised"
    assert "993943" in screen("acetaminophen", "993943").because
    assert screen("codeine", "993943").finding == "opioid"


def test_an_unknown_code_beside_a_name_without_opioid_kin_counts_for_nothing(screen):
    """Ramipril is sold with no opioid, so its product code, which our lists do not hold, raises no question."""
    finding = screen("ramipril 5 MG Oral Capsule", "261962")

    assert finding.finding == "harmless"
    assert "counted for nothing" in finding.because
