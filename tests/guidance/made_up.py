"""The small diaries that Hypothesis makes up."""

from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from zonewise.plan.prescribed_plan import Plan, SignOff, Step

from .builders import CALM_FACTS, Diary, alternate, d, once, plan_of, twice

LAST = 62
"""The day that the made-up diaries are looked at from."""

ADVERSE = {
    "danger_sign": ("anaphylaxis", "suicidal", "liver"),
    "opioid": ("planned", "recent", "current"),
    "other_antagonist": ("yes",),
    "hypersensitivity": ("yes",),
    "liver": ("raised", "acute"),
    "pregnancy": ("breastfeeding", "pregnant-or-trying"),
    "minor": ("yes",),
    "needs_specialist": ("yes",),
    "extreme_sensitivity": ("yes",),
    "tolerated_past_flares": ("yes", "no"),
    "usual_weeks": ("worse", "better"),
    "other_change": ("yes",),
    "insomnia_or_anxiety_spike": ("yes",),
    "new_symptoms_after_step": ("yes",),
    "ldn_suspected": ("yes",),
    "wants_to_stop": ("yes",),
    "relief": ("worse", "none", "possible"),
    "phase": ("paused", "stopped", "titrating", "stable", "not-started"),
    "began_with_step": ("yes", "no"),
}
LADDERS: tuple[tuple[Step, ...], ...] = (
    tuple(once(mg) for mg in ("0.5", "1", "1.5", "3", "4.5")),
    (twice("0.25"), twice("0.5"), twice("0.75"), twice("1")),
    (alternate("0.5"), once("0.5"), alternate("1.5"), once("1")),
    (once("0.25"), twice("0.25"), twice("0.5"), once("1.5")),
    (once("1.5"),),
)


_sometimes = st.sampled_from((False, False, True))
_rarely = st.sampled_from((False, False, False, False, False, True))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Return plans with daily, twice daily and alternate steps, and with or without amounts of their own."""
    steps = draw(st.sampled_from(LADDERS))
    lowest = steps[0].daily_mg
    amounts = [step.daily_mg for step in steps if step.daily_mg < steps[-1].daily_mg] + [Decimal("0.25")]
    reason = draw(st.sampled_from(("pregnancy", "liver", "minor", "specialist")))
    return plan_of(
        *steps,
        interval_days=draw(st.sampled_from((7, 7, 14, 21))),
        start=d(draw(st.sampled_from((0, 0, 0, LAST, LAST + 5)))),
        ceiling_mg=draw(st.sampled_from((Decimal("4.5"), steps[-1].highest_day_mg))),
        reduce_mg=tuple(draw(st.sets(st.sampled_from(amounts), max_size=2))),
        resume_mg=draw(st.sampled_from((None, lowest, Decimal("0.25")))),
        taper_mg=draw(st.sampled_from(((), (lowest,)))),
        missed_days_allowed=draw(st.sampled_from((None, 3))),
        sensitive=draw(st.sampled_from((None, True, False))),
        sign_offs=draw(st.sampled_from(((), (SignOff(reason, "Known.", "Dr A.", d(0)),)))),
    )


@st.composite
def diaries(draw: st.DrawFn) -> Diary:
    """Return diaries of two months with a plan, doses, a flare, gaps and answers, most of them calm."""
    diary = Diary()
    plan = draw(st.one_of(st.none(), plans(), plans(), plans()))
    if plan is not None:
        diary.planned(plan, draw(st.sampled_from((0, 0, LAST))))
    _rate(draw, diary)
    _dose(draw, diary, plan)
    _tell(draw, diary)
    if draw(_sometimes):
        name = draw(st.sampled_from(("surgery", "infection", "new-medicine", "period")))
        diary.add("event", name, "", LAST + draw(st.integers(-12, 4)))
    if draw(_rarely):
        diary.add("medicine", "tramadol", "start", LAST - draw(st.integers(0, 5)))
    return diary


def _rate(draw: st.DrawFn, diary: Diary) -> None:
    flare = draw(st.one_of(st.just(LAST + 1), st.integers(LAST - 6, LAST), st.integers(LAST - 30, LAST)))
    length = draw(st.integers(1, 25))
    lift = draw(st.sampled_from((2, 3, 6)))
    gap, gone = draw(st.integers(25, LAST + 60)), draw(st.integers(1, 12))
    for day in range(LAST + 1):
        if not gap <= day < gap + gone:
            diary.rated([day], lift=lift if flare <= day < flare + length else 0)
    if draw(_rarely):
        diary.as_usual([LAST - 1, LAST])
    if draw(_rarely):
        diary.add("zone", "declared", draw(st.sampled_from(("green", "yellow", "red"))), LAST - draw(st.integers(0, 3)))


def _dose(draw: st.DrawFn, diary: Diary, plan: Plan | None) -> None:
    """Log doses from some day on, up a step every few weeks, with nights left out, half taken or unlogged."""
    diary.said(0, phase=draw(st.sampled_from(("not-started", "not-started", "not-started", "titrating", "paused"))))
    if draw(_rarely):
        diary.history(draw(st.sampled_from(("0.5", "1.5", "4.5"))), draw(st.integers(-400, 10)))
    started = draw(st.sampled_from((None, 25, 35, 45, 55, LAST - 1)))
    if started is None:
        return
    steps = plan.steps if plan is not None else LADDERS[0]
    weeks = draw(st.sampled_from((7, 14, 21, 28)))
    until = draw(st.sampled_from((LAST, LAST, LAST, LAST, LAST - 1, LAST - 9, LAST - 12)))
    random = Random(draw(st.integers(0, 99)))
    careless = draw(st.sampled_from((0.0, 0.1, 0.4)))
    for day in range(started, until):
        step = steps[min((day - started) // weeks, len(steps) - 1)]
        due = [intake.mg for intake in step.intakes if (day - started) % intake.every_days == intake.on_day - 1]
        if random.random() < careless:
            due = random.choice(([], [Decimal(0)], due[:1], due))
        diary.dosed([day], *due)
    if until < LAST - 1 and draw(st.booleans()):
        diary.dosed(range(until, LAST), 0)


def _tell(draw: st.DrawFn, diary: Diary) -> None:
    """Answer everything calmly on the last day, now and then leave something out or say something grave."""
    answers = dict(CALM_FACTS)
    if draw(_rarely):
        del answers[draw(st.sampled_from(sorted(CALM_FACTS)))]
    if draw(_sometimes):
        name = draw(st.sampled_from(sorted(ADVERSE)))
        answers[name] = draw(st.sampled_from(ADVERSE[name]))
    if draw(_rarely):
        name = draw(st.sampled_from(sorted(ADVERSE)))
        early = {name: draw(st.sampled_from(ADVERSE[name]))}
        diary.said(draw(st.integers(20, LAST - 1)), early, at=draw(st.sampled_from((None, "09:00", "23:30"))))
    diary.said(
        LAST - draw(st.sampled_from((0, 0, 0, 0, 0, 0, 1, 9))), answers, at=draw(st.sampled_from((None, "09:00")))
    )
    if draw(_rarely):
        diary.add("sign", "headache", draw(st.sampled_from(("1", "2", "3"))), LAST)
