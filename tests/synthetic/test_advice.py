"""One person's advice, with past evenings worked out once, is what `guide_day` says of the same diary."""

import numpy as np

from zonewise.guidance.daily_guidance import guide_day
from zonewise.services.base.protocols import load_protocol
from zonewise.synthetic.advice import advice_for_one_person
from zonewise.synthetic.cohort import ClosedLoopOptions, draw_cohort
from zonewise.synthetic.patient_life import plan_to_follow, simulate_patient


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
        return advice

    options = ClosedLoopOptions(intolerant=True, inert=False, follows=0.9, takes_dose=0.8, doubles=0.05, errs=0.1)
    simulate_patient(
        draw_cohort(1, np.random.default_rng(5), options), 0, plan_to_follow(protocol.settings.plan), advise_twice
    )

    assert len(compared) > 100
    assert any(treatment.reactions for _, _, treatment in compared)
