"""Plans of every shape that a form can say, made up by Hypothesis."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from zonewise.plan.limits import OVERRIDABLE
from zonewise.plan.prescribed_plan import (
    SIGN_OFF_REASONS,
    TIMES_OF_DAY,
    Bottle,
    Intake,
    Override,
    Plan,
    Product,
    SignOff,
    Step,
)

amounts = st.integers(1, 9_999_999).map(lambda count: Decimal(count).scaleb(-6))
words = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=12)
names = st.lists(words, min_size=1, max_size=3).map(" ".join).filter(lambda name: name.casefold() != "none")
texts = st.lists(
    words | st.sampled_from([":", "#", "- a", "{b}", '"c"', "'d'", "é", "no", "1,5", "&", "*e"]), min_size=1
)
lines = texts.map(" ".join)
days = st.dates(date(1980, 1, 1), date(2199, 12, 31))
lengths = st.none() | st.integers(1, 400)
lists_of_names = st.none() | st.lists(names, max_size=3, unique=True).map(tuple)
made_of = {"fillers": lists_of_names, "shell": st.none() | names, "dyes": lists_of_names}
products = st.one_of(
    st.builds(
        Product,
        st.sampled_from(["capsule", "tablet"]),
        st.lists(amounts, min_size=1, max_size=4, unique=True).map(tuple),
        **made_of,
    ),
    st.builds(Product, st.just("liquid"), mg_per_ml=amounts, graduation_ml=amounts, **made_of),
    st.builds(
        Product, st.just("drops"), mg_per_drop=amounts, stated_by=st.sampled_from(["prescriber", "pharmacy"]), **made_of
    ),
)
patterns = st.integers(1, 7).flatmap(lambda every: st.tuples(st.just(every), st.integers(1, every)))
steps = st.lists(
    st.builds(
        lambda mg, at, pattern: Intake(mg, at, *pattern), amounts, st.sampled_from([*TIMES_OF_DAY, "21:30"]), patterns
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda intake: intake.at,
).map(lambda intakes: Step(tuple(intakes)))
plans = st.builds(
    Plan,
    steps=st.lists(steps, min_size=1, max_size=5).map(tuple),
    start=days,
    interval_days=st.integers(1, 100),
    ceiling_mg=amounts,
    product=products,
    prescriber=lines,
    written_on=days,
    reduce_mg=st.lists(amounts, max_size=3).map(tuple),
    resume_mg=st.none() | amounts,
    taper_mg=st.lists(amounts, max_size=3).map(tuple),
    missed_days_allowed=lengths,
    hours_between=lengths,
    link_window_days=lengths,
    surgery_hours=lengths,
    opioid_free_days=lengths,
    bottles=st.lists(
        st.builds(
            Bottle, amounts, st.sampled_from(["capsule", "liquid", "drops"]), names | st.just(""), st.none() | days
        ),
        max_size=3,
    ).map(tuple),
    overrides=st.lists(st.builds(Override, st.sampled_from(OVERRIDABLE), lines, lines, days), max_size=2).map(tuple),
    sign_offs=st.lists(st.builds(SignOff, st.sampled_from(SIGN_OFF_REASONS), lines, lines, days), max_size=2).map(
        tuple
    ),
    sensitive=st.none() | st.booleans(),
)
