from decimal import Decimal
from itertools import product as combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zonewise.model.amounts import from_nanograms, nanograms, plain
from zonewise.plan.limits import PlanLimits
from zonewise.plan.prescribed_plan import Product
from zonewise.plan.product import NotMeasurable, ProductDose, in_product_units, product_words

from .plans import LIMITS, capsules, drops, liquid


@pytest.mark.parametrize(
    ("mg", "product", "words"),
    [
        ("1.5", capsules("1.5"), "1 capsule of 1.5 mg"),
        ("2", capsules("0.5", "1.5"), "1 capsule of 1.5 mg and 1 of 0.5 mg"),
        ("4.5", capsules("0.5", "1.5"), "3 capsules of 1.5 mg"),
        ("2", capsules("0.5", "1", "1.5"), "2 capsules of 1 mg"),
        ("3.6", capsules("0.1", "0.5", "3"), "1 capsule of 3 mg, 1 of 0.5 mg and 1 of 0.1 mg"),
        ("0.05", capsules("0.05"), "1 capsule of 0.05 mg"),
        ("3", Product("tablet", (Decimal("1.5"),)), "2 tablets of 1.5 mg"),
        ("0.5", liquid("1", "0.1"), "0.5 mL of 1 mg/mL"),
        ("0.5", liquid("5", "0.05"), "0.1 mL of 5 mg/mL"),
        ("0.02", liquid("0.05", "0.1"), "0.4 mL of 0.05 mg/mL"),
        ("0.3", drops("0.1"), "3 drops of 0.1 mg, as stated by the pharmacy"),
        ("0.04", drops("0.04"), "1 drop of 0.04 mg, as stated by the pharmacy"),
    ],
)
def test_doses_in_the_products_own_units(mg: str, product: Product, words: str) -> None:
    """A dose reads as what is taken, the strength always with it."""
    dose = in_product_units(Decimal(mg), product, LIMITS)

    assert isinstance(dose, ProductDose)
    assert dose.words == words


@pytest.mark.parametrize(
    ("mg", "product", "below", "above"),
    [
        ("2", capsules("1.5"), "1.5", "3"), ("0.2", capsules("0.5"), None, "0.5"),
        ("10", capsules("1.5"), "9", None), ("0.25", liquid("1", "0.1"), "0.2", "0.3"),
        ("0.05", liquid("1", "0.1"), None, "0.1"), ("11", liquid("1", "0.1"), "10", None),
        ("0.25", drops("0.1"), "0.2", "0.3"), ("6.1", drops("0.1"), "6", None), ("0.04", drops("0.1"), None, "0.1"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_names_the_nearest_that_can(
    mg: str, product: Product, below: str | None, above: str | None
) -> None:
    """A dose between two measurable ones is not rounded; both neighbours are named."""
    dose = in_product_units(Decimal(mg), product, LIMITS)

    assert isinstance(dose, NotMeasurable)
    assert (dose.below, dose.above) == tuple(None if near is None else Decimal(near) for near in (below, above))
    assert "cannot be measured with" in dose.words
    assert all(near is None or f"{near} mg" in dose.words for near in (below, above))


@pytest.mark.parametrize(
    ("product", "just", "over"),
    [(capsules("1"), "6", "7"), (liquid("1", "0.5"), "10", "10.5"), (drops("0.1"), "6", "6.1")],
)
def test_the_most_at_once_is_a_bound(product: Product, just: str, over: str) -> None:
    """Six capsules, 10 mL or 60 drops can be taken at once; one more cannot."""
    assert isinstance(in_product_units(Decimal(just), product, LIMITS), ProductDose)
    assert isinstance(in_product_units(Decimal(over), product, LIMITS), NotMeasurable)


strengths = st.lists(st.integers(1, 40), min_size=1, max_size=3, unique=True)


@settings(deadline=None)
@given(tenths=st.integers(1, 200), many=strengths)
def test_capsules_agree_with_trying_every_combination(tenths: int, many: list[int]) -> None:
    """The capsules add up exactly, none fewer would do, and none are found only where none exist."""
    product = capsules(*(plain(Decimal(strength) / 10) for strength in many))
    dose = in_product_units(Decimal(tenths) / 10, product, LIMITS)
    at_once = LIMITS.capsules_at_once
    fewest = min(
        (
            sum(counts)
            for counts in combinations(range(at_once + 1), repeat=len(many))
            if sum(counts) <= at_once and sum(n * mg for n, mg in zip(counts, many, strict=True)) == tenths
        ),
        default=None,
    )

    if fewest is None:
        assert isinstance(dose, NotMeasurable)
    else:
        assert isinstance(dose, ProductDose)
        assert sum(count * strength for strength, count in dose.counts) == dose.mg == Decimal(tenths) / 10
        assert sum(count for _, count in dose.counts) == fewest


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.integers(1, 1000))
def test_a_syringe_dose_is_a_whole_number_of_lines_and_exact(dose_ng: int, per_ml_ng: int, line_ul: int) -> None:
    """Volume times strength is the dose, on a line of the syringe; else the neighbours are one line apart around it."""
    limits_ml = Decimal(10)
    mg, mg_per_ml, line = from_nanograms(dose_ng), from_nanograms(per_ml_ng), Decimal(line_ul) / 1000
    product = Product("liquid", mg_per_ml=mg_per_ml, graduation_ml=line)
    dose = in_product_units(mg, product, _only_volume(limits_ml))

    if isinstance(dose, ProductDose):
        assert dose.ml * mg_per_ml == mg
        assert dose.ml % line == 0
        assert dose.ml <= limits_ml
    else:
        assert dose.below is None or dose.below < mg
        assert dose.above is None or dose.above > mg


@given(st.integers(1, 60), st.integers(1, 10**6))
def test_drops_are_counted_exactly(count: int, per_drop_ng: int) -> None:
    """Any whole number of drops comes back as that number."""
    per_drop = from_nanograms(per_drop_ng)
    dose = in_product_units(per_drop * count, drops(plain(per_drop)), _only_volume(Decimal(10)))

    assert isinstance(dose, ProductDose)
    assert dose.drops == count
    assert nanograms(dose.mg) == count * per_drop_ng


def test_a_product_is_named_with_its_strength() -> None:
    """The words for a product never leave its strength out."""
    assert product_words(capsules("1.5", "0.5")) == "capsules of 0.5 mg and 1.5 mg"
    assert product_words(liquid("1", "0.1")) == "a liquid of 1 mg/mL and syringe lines 0.1 mL apart"
    assert product_words(drops("0.04")) == "drops of 0.04 mg (40 micrograms), as stated by the pharmacy"
    assert product_words(liquid("0.05", "0.1")).startswith("a liquid of 0.05 mg/mL (50 micrograms/mL) and")


def _only_volume(ml_at_once: Decimal) -> PlanLimits:
    nothing = dict.fromkeys(PlanLimits.__dataclass_fields__, 0)
    return PlanLimits(**(nothing | {"ml_at_once": ml_at_once, "drops_at_once": 60}))  # type: ignore[arg-type]
