"""What do facts alone ask of us?"""

from zonewise.diary.problem import InputRefused, Problem, did_you_mean
from zonewise.guidance.guide import Guidance, guide
from zonewise.protocol.decide import Decision, decide
from zonewise.protocol.read_case import facts_from_json
from zonewise.protocol.values import Protocol

from .protocols import shipped_engine


def guide_facts(text: str, where: str) -> tuple[Guidance, Protocol]:
    """Return guidance for the facts in a JSON text.

    Raises:
        InputRefused: With every problem of the text.
    """
    engine = shipped_engine()
    return guide(engine, facts_from_json(text, engine.protocol, where)), engine.protocol


def decide_facts(question: str, text: str, where: str) -> tuple[Decision, Protocol]:
    """Return one question's answer for the facts in a JSON text.

    Raises:
        InputRefused: With every problem of the text, or an unknown question.
    """
    engine = shipped_engine()
    known = engine.protocol.questions
    if question not in known:
        found = f"'{question}' is not a question."
        raise InputRefused(
            [
                Problem(
                    "decide", 0, found, f"{did_you_mean(question, known)}Known: {', '.join(known)}.", "unknown-question"
                )
            ]
        )
    return decide(engine, question, facts_from_json(text, engine.protocol, where)), engine.protocol
