"""Guidance and single answers from a file of facts, without a diary."""

import sys
from typing import TextIO

import click

from .common import MORE_NEEDED, json_option, print_json, print_sentence, refusing

facts_argument = click.argument("facts", type=click.File(encoding="utf-8-sig", errors="replace"))


@click.command(epilog="""Example: echo '{"phase": "titrating", "danger_sign": "none"}' | zonewise guide -""")
@facts_argument
@json_option
@click.option("--why", "rule_id", metavar="RULE", help="Why this rule fires or does not, test by test.")
@refusing
def guide(facts: TextIO, as_json: bool, rule_id: str | None) -> None:
    """Give guidance from the JSON object in FACTS ('-' reads standard input). null is unknown.

    Exit status: 0 answered, 3 an answer is needed first, 2 the input is wrong.
    """
    from zonewise.report.json_shapes import guidance_json
    from zonewise.report.protocol_words import nearly_json, why_lines
    from zonewise.report.terminal import guidance_screen
    from zonewise.services.base.protocols import load_protocol
    from zonewise.services.reading.rules import explain_facts, guide_facts, nearly_facts

    text = facts.read()
    if rule_id is not None:
        asked, rule_set = explain_facts(load_protocol(), text, _name(facts), rule_id)
        print_sentence("\n".join(why_lines(asked, rule_set.facts)))
        return
    guidance, rule_set = guide_facts(load_protocol(), text, _name(facts))
    if as_json:
        near = nearly_json(nearly_facts(load_protocol(), text, _name(facts)), rule_set.facts)
        print_json({**guidance_json(guidance, rule_set), "nearly": near})
    else:
        print_sentence(guidance_screen(guidance, rule_set).removesuffix("\n"))
    sys.exit(MORE_NEEDED if guidance.action == "ask" else 0)


@click.command(epilog="""Example: echo '{"phase": "titrating", "zone": "red"}' | zonewise decide step -""")
@click.argument("question")
@facts_argument
@json_option
@refusing
def decide(question: str, facts: TextIO, as_json: bool) -> None:
    """Answer one QUESTION of the protocol from the JSON object in FACTS ('-' reads standard input).

    Questions: triage, clearance, stop, flare, start, resume, step, considerations, review.

    Exit status: 0 answered, 3 more facts are needed, 2 the input is wrong.
    """
    from zonewise.report.json_shapes import decision_json
    from zonewise.report.terminal import decision_screen
    from zonewise.services.base.protocols import load_protocol
    from zonewise.services.reading.rules import decide_facts

    decision, rule_set = decide_facts(load_protocol(), question, facts.read(), _name(facts))
    if as_json:
        print_json(decision_json(decision, rule_set))
    else:
        print_sentence(decision_screen(decision, rule_set).removesuffix("\n"))
    open_still = decision.applicable is not False and decision.answer is None and bool(decision.ask)
    sys.exit(MORE_NEEDED if open_still else 0)


def _name(facts: TextIO) -> str:
    name = getattr(facts, "name", "-")
    return "standard input" if name in ("-", "<stdin>") else str(name)
