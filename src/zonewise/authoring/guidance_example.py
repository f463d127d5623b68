"""Does a worked example of the whole guidance hold?"""

from zonewise.guidance.guide import guide
from zonewise.rules.decision import Engine

from .examples import Example, Outcome, mismatch


def run_guidance(example: Example, engine: Engine) -> str | None:
    """Return in words how the guidance differs from what an example expects, or None."""
    return mismatch(example, guided(engine, example))


def guided(engine: Engine, example: Example) -> Outcome:
    """Return the guidance for an example's facts, in the parts that examples name."""
    found = guide(engine, example.given)
    return {
        "action": (found.action,),
        "reasons": tuple(rule.id for rule in found.reasons),
        "considerations": tuple(each.id for each in found.considerations),
        "ask": tuple(each.fact for each in found.ask),
        "review": () if found.review is None else (found.review,),
    }
