"""An emergency speaks of itself alone: no next step, no review of the dose, nothing that would change it."""

import json

import pytest
from tests.guidance.builders import Diary
from tests.guidance.test_today import DAYS

from zonewise.guidance.guide import guide
from zonewise.report.json_shapes import guidance_json, today_json
from zonewise.services.base.protocols import load_protocol

PROTOCOL = load_protocol()
SIGNS = PROTOCOL.rule_set.danger_signs
OF_THE_DOSE = ("next step", "would change", "would open", "would stay", "still needs", "step up")


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("situation", DAYS)
def test_no_day_with_a_danger_sign_speaks_of_the_next_step(sign: str, situation: str) -> None:
    """Whatever the dose would have done that day, its JSON holds no next step and no change of the answer."""
    diary: Diary = DAYS[situation][0]().said(60, danger_sign=sign, at="21:00")
    shown = today_json(diary.today(60), PROTOCOL.rule_set)

    assert shown["action"] in PROTOCOL.rule_set.ask_before
    assert (shown["would_change"], shown["next_step"], shown["considerations"]) == ([], None, [])
    reasons = json.dumps(shown["reasons"]).lower()
    assert [words for words in OF_THE_DOSE if words in reasons] == []


@pytest.mark.parametrize("sign", SIGNS)
def test_facts_with_a_danger_sign_offer_no_change(sign: str) -> None:
    """So does guidance from facts alone, with everything else unknown or at its best."""
    for facts in ({}, {"phase": "titrating", "zone": "green", "plan_signed": True, "opioid": "none"}):
        shown = guidance_json(guide(PROTOCOL.engine, {**facts, "danger_sign": sign}), PROTOCOL.rule_set)

        assert (shown["would_change"], shown["considerations"]) == ([], [])
