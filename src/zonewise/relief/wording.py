"""How is a verdict said plainly?"""

from collections.abc import Mapping
from types import MappingProxyType

from .relief_estimate import Reason, Verdict

SENTENCES: Mapping[tuple[Verdict, Reason], str] = MappingProxyType(
    {
        ("too-early", "few-days"): "It is too early to say: an effect may take two months to show.",
        ("cannot-tell", "no-ratings"): "There are no ratings yet, so nothing can be said.",
        ("cannot-tell", "not-taken"): "No dose is recorded, so there is nothing to judge yet.",
        (
            "cannot-tell",
            "no-baseline",
        ): "The diary begins after the first dose, so nobody can tell what it was like before. "
        "Doses can still be compared with each other.",
        ("cannot-tell", "short-baseline"): "There are too few rated days before the first dose to know what was usual.",
        (
            "cannot-tell",
            "low-baseline",
        ): "It was hardly there before the first dose, so there is little that could ease.",
        ("cannot-tell", "few-ratings"): "There are too few ratings since the first dose to compare.",
        (
            "cannot-tell",
            "not-taking-now",
        ): "It has not been taken for some time, so there is no present effect to judge.",
        ("cannot-tell", "unclear"): "The diary does not show clearly whether it helps. Most diaries do not.",
        ("possibly-helping", "better"): "You have been better since, beyond what people usually gain without any drug. "
        "In an open diary expectation can do the same.",
        ("likely-helping", "better"): "You were better on the drug than off it while nobody knew which was which.",
        (
            "possibly-worse",
            "worse",
        ): "You may have been worse since. Other causes can do the same; tell your prescriber.",
        (
            "likely-worse",
            "worse",
        ): "You have most likely been worse since. Other causes can do the same; tell your prescriber.",
    }
)
"""Verdict and reason -> one sentence."""
