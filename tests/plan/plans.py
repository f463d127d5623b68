"""A plan to change, the bounds that are shipped, and plans of every shape: what a form can say, what can be stored."""

from datetime import date
from decimal import Decimal
from typing import Any

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
from zonewise.services.base.protocols import load_protocol

TEXTS = st.SearchStrategy[str]
LIMITS = load_protocol().settings.plan


def mg(*texts: str) -> tuple[Decimal, ...]:
    """Amounts from texts."""
    return tuple(Decimal(text) for text in texts)


def daily(dose: str, at: str = "bedtime", *, every: int = 1) -> Step:
    """One dose a day, or one of every few days."""
    return Step((Intake(Decimal(dose), at, every),))


def written(*codes: str) -> tuple[Override, ...]:
    """An override for each code."""
    return tuple(Override(code, "agreed", "Dr A. Example", date(2026, 3, 2)) for code in codes)


def capsules(*strengths: str) -> Product:
    """Capsules of some strengths in mg."""
    return Product("capsule", mg(*strengths))


def liquid(mg_per_ml: str, graduation_ml: str, **made_of: Any) -> Product:
    """A liquid with the distance between two lines of its syringe."""
    return Product("liquid", mg_per_ml=Decimal(mg_per_ml), graduation_ml=Decimal(graduation_ml), **made_of)


def drops(mg_per_drop: str) -> Product:
    """Drops whose strength the pharmacy stated."""
    return Product("drops", mg_per_drop=Decimal(mg_per_drop), stated_by="pharmacy")


def plan_of(*doses: str, **fields: Any) -> Plan:
    """A plan of doses as texts, with every other field by name."""
    given = {
        "steps": tuple(map(daily, doses or ("0.5", "1", "1.5"))), "start": date(2026, 3, 9), "interval_days": 14,
        "ceiling_mg": Decimal("4.5"), "prescriber": "Dr A. Example", "written_on": date(2026, 3, 2),
        "product": liquid("1", "0.01"),
    }  # fmt: skip
    return Plan(**(given | fields))


def plans_of(
    amounts: st.SearchStrategy[Decimal], names: TEXTS, lines: TEXTS, *, lots: TEXTS, origins: tuple[str, ...]
) -> st.SearchStrategy[Plan]:
    """Return plans with these amounts, these names of materials and these texts of people.

    Args:
        amounts: Amounts in milligrams, greater than zero.
        names: Names of fillers, dyes and a shell.
        lines: What a person wrote: the prescriber, and the texts of overrides and sign-offs.
        lots: Lots of bottles.
        origins: Where a plan can come from.
    """
    lists_of_names = st.none() | st.lists(names, max_size=3, unique=True).map(tuple)
    made_of = {"fillers": lists_of_names, "shell": st.none() | names, "dyes": lists_of_names}
    strengths = st.lists(amounts, min_size=1, max_size=4, unique=True).map(tuple)
    stated_by = st.sampled_from(["prescriber", "pharmacy"])
    products = st.one_of(
        st.builds(Product, st.sampled_from(["capsule", "tablet"]), strengths, **made_of),
        st.builds(Product, st.just("liquid"), mg_per_ml=amounts, graduation_ml=amounts, **made_of),
        st.builds(Product, st.just("drops"), mg_per_drop=amounts, stated_by=stated_by, **made_of),
    )
    patterns = st.integers(1, 7).flatmap(lambda every: st.tuples(st.just(every), st.integers(1, every)))
    times = st.sampled_from([*TIMES_OF_DAY, "21:30", "00:00"])
    intakes = st.builds(lambda mg, at, pattern: Intake(mg, at, *pattern), amounts, times, patterns)
    steps = st.lists(intakes, min_size=1, max_size=4, unique_by=lambda intake: intake.at).map(tuple).map(Step)
    bottles = st.builds(Bottle, amounts, st.sampled_from(["capsule", "liquid", "drops"]), lots, st.none() | days)
    overrides = st.builds(Override, st.sampled_from(OVERRIDABLE), lines, lines, days)
    sign_offs = st.builds(SignOff, st.sampled_from(SIGN_OFF_REASONS), lines, lines, days)
    return st.builds(
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
        bottles=st.lists(bottles, max_size=3).map(tuple),
        origin=st.sampled_from(origins),
        overrides=st.lists(overrides, max_size=2).map(tuple),
        sign_offs=st.lists(sign_offs, max_size=2).map(tuple),
        sensitive=st.none() | st.booleans(),
    )


days = st.dates(date(1980, 1, 1), date(2199, 12, 31))
lengths = st.none() | st.integers(1, 400)
words = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=12)
names = st.lists(words, min_size=1, max_size=3).map(" ".join).filter(lambda name: name.casefold() != "none")
pieces_of_yaml = st.sampled_from([":", "#", "- a", "{b}", '"c"', "'d'", "é", "no", "1,5", "&", "*e"])
lines = st.lists(words | pieces_of_yaml, min_size=1).map(" ".join)
amounts = st.integers(1, 9_999_999).map(lambda count: Decimal(count).scaleb(-6))
plans = plans_of(amounts, names, lines, lots=names | st.just(""), origins=("copied",))
"""What a form can say."""

stored_amounts = st.integers(1, 10**9).map(lambda count: Decimal(count).scaleb(-6))
stored_names = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=20)
stored_plans = plans_of(
    stored_amounts, stored_names, stored_names, lots=stored_names, origins=("copied", "signed", "key-signed")
)
"""Whatever can be stored."""
