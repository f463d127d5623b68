"""How far the proof over days went, in words, and the days on which all answers mix."""

from dataclasses import replace

import numpy as np

from zonewise.authoring.over_days.command import (
    GroupResult,
    MixedResult,
    OverDays,
    OverDaysProof,
    PlanResult,
    PropertyResult,
)
from zonewise.authoring.over_days.mixed_days import EVERYTHING, live_mixed
from zonewise.authoring.over_days.text import proof_json, proof_text

from .conftest import SHIPPED, with_part
from .test_broken import older_pauses

COMPLETE = GroupResult("words", (4,), 10, 12, 30, 20, True, 10)
PROOF = OverDaysProof(
    "ldn", "0" * 64, (PlanResult(("0.5 mg", "every 7 days"), (COMPLETE,), MixedResult(5, 20), 28),),
    (PropertyResult(4, "A pause lasts.", (), True),), 1, 2, 100, 2,
)  # fmt: skip


def test_what_was_cut_is_said() -> None:
    """A complete walk says complete; a cut one says at how many states, and that a property holds so far only."""
    cut = replace(COMPLETE, is_complete=False, walked=7)
    shown = replace(PROOF, plans=(replace(PROOF.plans[0], groups=(cut,)),), properties=(
        replace(PROOF.properties[0], is_complete=False),
    ))  # fmt: skip

    assert "words: complete; 10 states, 12 places" in proof_text(PROOF)
    assert "4. holds: A pause lasts." in proof_text(PROOF)
    assert "words: cut at 7 states" in proof_text(shown)
    assert "4. holds as far as was walked: A pause lasts." in proof_text(shown)
    assert (proof_json(PROOF)["complete"], proof_json(shown)["complete"]) == (True, False)


def test_mixed_days_hold_in_the_shipped_protocol(shipped) -> None:
    """On days on which anything may happen no property is broken."""
    lived = live_mixed(OverDays(shipped, states=SHIPPED).walk(EVERYTHING), 120, np.random.default_rng(7))

    assert lived.broken == {}
    assert lived.evenings > 300


def test_mixed_days_find_what_is_broken(shipped) -> None:
    """A pause that is dated a week too early is found among all other answers."""
    parts = with_part("_worded", older_pauses)
    lived = live_mixed(OverDays(shipped, parts, SHIPPED).walk(EVERYTHING), 120, np.random.default_rng(7))

    assert {4, 10} & lived.broken.keys()
