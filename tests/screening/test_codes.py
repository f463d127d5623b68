import pytest
from tests.case_tables import by_outcome


@pytest.mark.parametrize(
    ("code", "finding", "days"),
    by_outcome({
        ("opioid", 10): ["N02AX02", "n02ax02", "ATC:N02AX02", "N02AA99", "N02A", "N02AJ06", "R05DA04", "R05DA20",
            "R05FA02", "A07DA01", "N01AH01", "N06AX14", "2670", "rxcui 2670"],
        ("opioid", 14): ["N07BC02", "N07BC51", "RxNorm:6813"],
        ("antagonist", None): ["N07BB04", "A08AA62", "V03AB15", "A06AH01", "7243"],
        ("interacting", None): ["R05DA09", "A07DA03", "N07BB01", "L04AB04", "N07BC04"],
        ("harmless", None): ["N02BE01", "C09AA05", "161"],
        ("not-recognised", None): ["N02BE51", "M01AE51", "R05X", "Z99", "999999999", "hello", "-"],
    }),
)  # fmt: skip
def test_codes_alone(screen, code, finding, days):
    """An ATC code, its groups and an RxNorm ingredient are known; an unknown code is a question."""
    assert (screen(None, code).finding, screen(None, code).interval_days) == (finding, days)


@pytest.mark.parametrize(
    ("name", "code", "finding", "disagree"),
    by_outcome({
        True: [("acetaminophen", "N02AJ06", "opioid"), ("codeine", "N02BE01", "opioid"),
            ("codeine", "C09AA05", "opioid"), ("codeine", "N02AA01", "opioid"),
            ("naltrexone 50 mg", "2670", "opioid"), ("ibuprofen", "161", "not-recognised")],
        False: [("acetaminophen / codeine", "2670", "opioid"), ("Tylenol 3", "N02AJ06", "opioid"),
            ("naltrexone 4.5 mg", "N07BB04", "antagonist"), ("acetaminophen", "161", "harmless"),
            ("ramipril", "C09AA05", "harmless"), ("Anybrand", "2670", "opioid"),
            ("Anybrand", "161", "not-recognised"), ("ramipril", "N02BE51", "not-recognised")],
    }),
)  # fmt: skip
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
    assert screen("acetaminophen", "9939430").finding == "not-recognised"
    assert "9939430" in screen("acetaminophen", "9939430").because
    assert screen("codeine", "9939430").finding == "opioid"


def test_an_unknown_code_beside_a_name_without_opioid_kin_counts_for_nothing(screen):
    """Ramipril is sold with no opioid, so its product code, which our lists do not hold, raises no question."""
    finding = screen("ramipril 5 MG Oral Capsule", "261962")

    assert finding.finding == "harmless"
    assert "counted for nothing" in finding.because
