"""One person's advice, with past evenings worked out once, is what `guide_day` says of the same diary."""

from dataclasses import replace
from datetime import time

import numpy as np
import pytest

from zonewise.guidance.daily_guidance import guide_day
from zonewise.model.entry import Entry
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.advice import advice_for_one_person
from zonewise.synthetic.cohort import ClosedLoopOptions, draw_cohort
from zonewise.synthetic.patient_life import FIRST_DAY, plan_to_follow, simulate_patient


def test_advice_is_that_of_every_day_worked_out_anew():
    """Over half a year with harm, doubled and forgotten doses both say the same on every evening."""
    protocol = load_protocol()
    advise = advice_for_one_person(protocol.engine, protocol.settings)
    compared = []

    def advise_twice(entries, day):
        advice = advise(entries, day)
        anew = guide_day(entries, day, protocol.engine, protocol.settings)
        compared.append((advice.guidance, advice.dose, advice.snapshot.recommended))
        assert compared[-1] == (anew.guidance, anew.dose, anew.snapshot.recommended), day
        assert (advice.facts, advice.zone) == (anew.facts, anew.zone), day
        assert advice.snapshot.zones[-30:] == anew.snapshot.zones[-30:], day
        return advice

    options = ClosedLoopOptions(intolerant=True, inert=False, follows=0.9, takes_dose=0.8, doubles=0.05, errs=0.1)
    simulate_patient(
        draw_cohort(1, np.random.default_rng(5), options), 0, plan_to_follow(protocol.settings.plan), advise_twice
    )

    assert len(compared) > 100
    assert any(treatment.reactions for _, _, treatment in compared)


def test_what_nobody_reads_is_not_worked_out():
    """Without what would change an action everything else is the same."""
    protocol = load_protocol()
    lives = []
    for with_changes in (True, False):
        advise = advice_for_one_person(protocol.engine, protocol.settings, with_changes=with_changes)
        cohort = draw_cohort(1, np.random.default_rng(6), ClosedLoopOptions(intolerant=True, inert=False))
        lives.append(simulate_patient(cohort, 0, plan_to_follow(protocol.settings.plan), advise))

    assert lives[0] == lives[1]


def test_a_corrected_entry_is_refused():
    """Advice to a diary that only grows does not pass over a correction in silence."""
    protocol = load_protocol()
    advise = advice_for_one_person(protocol.engine, protocol.settings)
    rating = Entry("a", FIRST_DAY, time(20), "rating", "pain", "3")

    with pytest.raises(ValueError, match="only grows"):
        advise([rating, replace(rating, id="b", value="4", supersedes="a")], FIRST_DAY)
