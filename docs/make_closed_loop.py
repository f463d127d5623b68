"""Write docs/closed-loop.md: how well zonewise leads synthetic patients through half a year, always the same ones.

    python docs/make_closed_loop.py [--people 200] [--few 60] [--workers 2] [--no-relief-looks]

Each person takes a little less than a second: zonewise is asked on every evening with a check-in, engine, numbers and
all. With the looks at relief that the pages and the command line take every four weeks it is several times that.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import repeat
from pathlib import Path
from typing import Any

import click

from zonewise.model.entry import Entry
from zonewise.synthetic.closed_loop import (
    AFTER_FLARE_DAYS,
    GRACE_DAYS,
    HARM_POINTS,
    SCHEDULE_DAYS,
    TARGET_MG,
    CohortOutcome,
    cohort_outcome,
)
from zonewise.synthetic.cohort import (
    BEFORE_DAYS,
    LIFE_CHANGE_DAY,
    STEP_DAYS,
    STEPS_MG,
    WITH_PLAN_DAYS,
    ClosedLoopOptions,
)
from zonewise.synthetic.frontier_chart import FrontierPoint, frontier_chart
from zonewise.synthetic.patient_life import PatientHistory

PAGE = Path(__file__).with_name("closed-loop.md")
PICTURE = PAGE.with_suffix(".svg")
PEOPLE, FEW, DRAWN = 200, 60, 200
SEED, TUNED_ON = 31, (707, 909, 910, 4711)
"""Seed of the people who are judged, and those of the people whom the numbers were read off or tried on."""
ROWS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Some people who are shown in one column."""

    title: str  # Head of the column.
    options: ClosedLoopOptions  # Who they are.
    is_main: bool = False  # Whether its figures are asked of many people.


def _intolerant(**chosen: Any) -> ClosedLoopOptions:
    return ClosedLoopOptions(intolerant=True, inert=False, **chosen)


SILENT = {"sees_intolerance": 0.0, "writes_intolerance": False}
GROUPS = (
    Group("does nothing, tolerated", ClosedLoopOptions(), is_main=True),
    Group("followed on 85 % of evenings", ClosedLoopOptions(follows=0.85)),
    Group("forgets 1 dose in 5", ClosedLoopOptions(takes_dose=0.8)),
    Group("doubles 1 dose in 20", ClosedLoopOptions(doubles=0.05)),
    Group("mixes up yes and no on 1 evening in 10", ClosedLoopOptions(errs=0.1)),
    Group("newcomers, no diary before", ClosedLoopOptions(before_days=0)),
    Group("no flares, no missed days", ClosedLoopOptions(flares=False, misses=False)),
    Group("better by 0.3 points a month", ClosedLoopOptions(improves_a_month=0.3)),
    Group("worse by 1 point from day 40", ClosedLoopOptions(life_change=1.0)),
    Group("a dose not tolerated, said or written", _intolerant(), is_main=True),
    Group("not tolerated, written only", _intolerant(sees_intolerance=0.0), is_main=True),
    Group("not tolerated, in ratings, said when asked", _intolerant(**SILENT, sees_when_asked=0.3)),
    Group("not tolerated, in ratings alone", _intolerant(**SILENT), is_main=True),
)
TOLERATED, RATINGS_ALONE = GROUPS[0], GROUPS[-1]
LOSSES = (1.0, 3.0, 20.0)
"""What a reaction that is left standing may weigh beside a needless step back, besides what the protocol says."""

WITH_LOOKS = "Each takes the looks at relief that the pages and the command line take."
WITHOUT_LOOKS = (
    "Without the looks at relief of the pages and the command line, as an estimate takes longer than all else."
)

HEAD = """# The closed loop

Written by `python docs/make_closed_loop.py`. Do not edit by hand.

People who never lived live with zonewise for half a year: {before} days of diary, then {after} days with a plan of
{first:g} mg steps every {step} days up to {target:g} mg. On every evening with a check-in zonewise is asked, with the
engine and the numbers that it ships with; its questions are answered, and the dose that it names is taken. The dose
acts on the days that follow. The same people are in all columns, the first ones of seed {seed}. No number was tuned on
them: the numbers were read off and tried on people of the seeds {tuned_on}. Behind each share stands its 95 %
interval in brackets.
{looks}

| | {titles} | wanted |
|---|{lines}---|
"""

TAIL = """
## The frontier, and the point chosen on it

A flare that begins after a step may be a reaction or chance, and no rule is right about both. The protocol states what
one reaction that is left standing weighs, beside a step back for nothing, and how many people have a dose that they do
not tolerate; the dose goes back from the probability at which both losses are even
([how it is worked out](decisions/0032-a-step-and-chance-as-two-courses.md)). Each line below is another weight, all
else equal and for the same first people: a higher one finds more of the reactions that nobody mentions, and fewer
people arrive. The protocol has
{chosen:g}, and says that {prevalence:.0f} in 100 people do not tolerate one of the doses of their plan. People who
react strongly go back a step for any flare that begins in the days after one.

![Reached in time against days in harm, for each weight](closed-loop.svg)

{frontier}

## What the words mean

- **In time**: within the {schedule} days of the schedule and {grace} more, from the first dose.
- A fall of the dose is **needed** when a dose that is truly not tolerated makes the ratings {harm:g} points worse or
  more on that day, or a side effect is of grade 3. Every other fall to a lower dose, or to none, is **needless**: the
  drug had done nothing. zonewise cannot know that, and part of this is the price of caution.
- **Twice in one flare**: the dose fell a second time before a Green day came. The rules allow it seven days after the
  first fall, when the zone got worse or nothing eased, and sooner when the person says that new symptoms began with
  the step; the second line leaves out those with a worse zone.
- **Down in time**: from the first Yellow, Red or grade 3 day after the step that is not tolerated, at most 3 days until
  the dose is below it.
- **In harm**: days on which a dose that is not tolerated makes the ratings {harm:g} points worse or more.
- **A third time**: a rise to a dose from which two falls had led before, without a doctor's or nurse's word since.
- **Waiting**: days until the target on which the plan would have let the dose rise and it did not.
- **False alarm**: a run of Yellow and Red that begins more than {after_flare} days after any flare, with no harm by the
  drug.

## Which rules let the dose fall for nothing (falls a person)

{falls}

## What people waited for (days a person, by the first rule that held the dose)

{waits}

## What is assumed of these people

Their symptoms, flares, missed days and side effects are those of [trials in silico](trials.md), where each figure
stands with its source. Assumed on top, with no source: a dose that is not tolerated makes all ratings worse within
days, as a flare would, and brings a side effect of grade 3 in 3 of 10 people and of grade 2 in the others; 8 of 10
people then say, when asked, that new symptoms began with the step; who says nothing by themselves says so on 3 of 10
evenings in the column "said when asked", and never in the last one; 2 of 10 say so, wrongly, in a flare that merely
began after it; of the others half say that a flare did not begin with the step, and half leave that open;
sleep or anxiety is called a severe spike from 8 points, 3 above usual and 2.5 own standard deviations above it, without
what a flare lifts; who is asked how much of the day was not possible says so; 7 of 10 whole check-ins say how much of
the day was not possible; a new dose is never forgotten on its first evening, later 1 of 20 is where nothing else is
said. Newcomers remember their usual to the point. Who gets better by themselves did so before the start as well; who
gets worse for good on day {life_change} of the plan writes no cause down.
"""


def histories_of_worker(
    options: ClosedLoopOptions, people: int, loss: float | None, relief_looks: bool, worker: int, workers: int
) -> list[PatientHistory]:
    """Return the histories of every so-many-th person of a group, with the protocol's own loss or another one."""
    import numpy as np

    from zonewise.services.base.profile import profile_of
    from zonewise.services.base.protocols import load_protocol
    from zonewise.services.reading.relief import due_estimate
    from zonewise.synthetic.advice import advice_for_one_person
    from zonewise.synthetic.cohort import draw_cohort
    from zonewise.synthetic.patient_life import plan_to_follow, simulate_patient

    engine, settings = load_protocol().engine, load_protocol().settings
    if loss is not None:
        settings = replace(settings, facts=replace(settings.facts, loss_by_standing_reaction=loss))
    plan = plan_to_follow(settings.plan, options.before_days)

    def look_at_relief(entries: Sequence[Entry], day: date) -> Entry | None:
        if not relief_looks:
            return None
        return due_estimate(entries, day, profile_of(entries), f"{day.isoformat()}T20:00:00Z")

    cohort = draw_cohort(DRAWN, np.random.default_rng(SEED), options)  # the first ones live, so that more are the same
    return [
        simulate_patient(
            cohort, person, plan, advice_for_one_person(engine, settings, with_changes=False), look_at_relief
        )
        for person in range(worker, people, workers)
    ]


def histories_of(
    group: Group, people: int, workers: int, loss: float | None = None, *, relief_looks: bool = True
) -> list[PatientHistory]:
    """Return the histories of a group, the first person first, worked out in so many processes."""
    with ProcessPoolExecutor(workers) as pool:
        chosen = (group.options, people, loss, relief_looks)
        jobs = list(pool.map(histories_of_worker, *map(repeat, chosen), range(workers), repeat(workers)))
        return [jobs[person % workers][person // workers] for person in range(people)]


Frontier = Mapping[float, tuple[CohortOutcome, CohortOutcome]]
"""Weight of a reaction left standing -> people who tolerate all, and people whose reaction shows in ratings alone."""


def render(
    outcomes: Mapping[str, CohortOutcome],
    frontier: Frontier,
    chosen: float,
    *,
    prevalence: float = 0.2,
    relief_looks: bool,
) -> str:
    """Return the text of docs/closed-loop.md.

    Args:
        outcomes: A summary for each title of a group.
        frontier: The same for two groups at each weight.
        chosen: The weight that the protocol has.
        prevalence: Share of people who do not tolerate a dose, as it has it.
        relief_looks: Whether estimates of relief were noted.
    """
    head = HEAD.format(
        before=BEFORE_DAYS,
        after=WITH_PLAN_DAYS,
        first=STEPS_MG[0],
        step=STEP_DAYS,
        target=TARGET_MG,
        looks=WITH_LOOKS if relief_looks else WITHOUT_LOOKS,
        seed=SEED,
        tuned_on=", ".join(map(str, TUNED_ON[:-1])) + f" and {TUNED_ON[-1]}",
        titles=" | ".join(outcomes),
        lines="---|" * len(outcomes),
    )
    columns = list(outcomes.values())
    rows = [f"| {name} | {' | '.join(map(shown, columns))} | {wanted} |" for name, wanted, shown in _rows()]
    tail = TAIL.format(
        schedule=SCHEDULE_DAYS,
        grace=GRACE_DAYS,
        harm=HARM_POINTS,
        chosen=chosen,
        prevalence=100 * prevalence,
        life_change=LIFE_CHANGE_DAY,
        frontier="\n".join(_frontier_lines(frontier)),
        after_flare=AFTER_FLARE_DAYS,
        falls="\n".join(_by_reason({title: outcome.falls_by_rule for title, outcome in outcomes.items()})),
        waits="\n".join(_by_reason({title: outcome.waiting_for for title, outcome in outcomes.items()})),
    )
    return f"{head}{chr(10).join(rows)}\n{tail}"


def _frontier_lines(frontier: Frontier) -> Iterator[str]:
    silent_head = "in ratings alone: down in 3 days | in 7 | days in harm"
    yield f"| a reaction weighs | people | acts from | reached in time | needless falls | {silent_head} |"
    yield "|---|---|---|---|---|---|---|---|"
    for loss, (tolerated, silent) in sorted(frontier.items()):
        falls = tolerated.needless_reductions + tolerated.needless_pauses
        times, count = (silent.reacted_in_time, silent.reacted_in_week), silent.reactions
        down = f"{' | '.join(_share(share, count) for share in times)} | {silent.harm_days:.0f}"
        acts_from = f"{100 / (1 + loss):.0f} in 100"
        reached = _share(tolerated.reached, tolerated.people)
        yield f"| {loss:g} | {tolerated.people} | {acts_from} | {reached} | {falls:.2f} | {down} |"


def _rows() -> Iterator[tuple[str, str, Callable[[CohortOutcome], str]]]:
    yield "people", "200", lambda s: str(s.people)
    yield "took a first dose", "", lambda s: _percent(s.started)
    yield "days from the plan to the first dose, median", "", lambda s: _days(s.days_to_start)
    yield f"reached {TARGET_MG:g} mg in time", "60 % or more, aim 75", lambda s: _share(s.reached, s.people)
    yield "reached it within the half year", "", lambda s: _percent(s.reached_ever)
    yield "days from the first dose to it, median", "", lambda s: _days(s.days_to_target)
    yield "highest dose, median", "", lambda s: f"{s.highest_mg:g} mg"
    yield "needless reductions a person", "", lambda s: f"{s.needless_reductions:.2f}"
    yield "needless pauses a person", "both: 0.8 at most", lambda s: f"{s.needless_pauses:.2f}"
    yield "people with at most 1 needless fall", "all", lambda s: _share(s.at_most_one_needless, s.people)
    yield "most needless falls of one person", "1", lambda s: str(s.most_needless)
    yield "needed falls a person", "", lambda s: f"{s.needed_falls:.2f}"
    yield "dose fell twice in one flare", "nobody", lambda s: _share(s.fell_twice, s.people)
    yield "the same without a worse zone", "nobody", lambda s: _share(s.fell_twice_unworse, s.people)
    yield "spells on a dose that is not tolerated, noticed", "", lambda s: str(s.reactions)
    in_time = "said 96 %, written 90 %, ratings 65 %"
    yield "of these the dose down in time", in_time, lambda s: _share(s.reacted_in_time, s.reactions)
    yield "of these down within 7 days", "ratings 85 %", lambda s: _share(s.reacted_in_week, s.reactions)
    yield "days in harm a person", "36 at most", lambda s: f"{s.harm_days:.0f}"
    yield "doses tried a third time, all people", "0", lambda s: str(s.third_tries)
    yield "days from the first bad day to that, median", "", lambda s: _days(s.days_to_react)
    yield "days from the step to that, median", "", lambda s: _days(s.days_since_step)
    yield "false alarms in 100 days", "", lambda s: f"{s.false_alarms:.1f}"
    yield "days waiting a person", "", lambda s: f"{s.waiting_days:.0f}"
    yield "evenings that began with `ask`", "4 % at most", lambda s: _percent(s.asked_first)
    yield "evenings left at `ask` after answering", "", lambda s: _percent(s.asked_still)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _share(share: float | None, count: int) -> str:
    """Return a share of so many with its interval (Wilson 1927, as it holds for shares near 0 and 1 as well)."""
    if share is None or count == 0:
        return "-"
    from scipy.stats import binomtest

    interval = binomtest(round(share * count), count).proportion_ci(method="wilson")
    return f"{100 * share:.1f} % ({100 * interval.low:.0f} to {100 * interval.high:.0f})"


def _days(days: float | None) -> str:
    return "-" if days is None else f"{days:g}"


def _by_reason(outcomes: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    totals: dict[str, float] = {}
    for reasons in outcomes.values():
        for reason, number in reasons.items():
            totals[reason] = totals.get(reason, 0.0) + number
    yield f"| rule | {' | '.join(outcomes)} |"
    yield f"|---|{'---|' * len(outcomes)}"
    for reason in sorted(totals, key=lambda reason: -totals[reason])[:ROWS_SHOWN]:
        yield f"| {reason} | {' | '.join(f'{days.get(reason, 0.0):.2f}' for days in outcomes.values())} |"


@click.command()
@click.option("--people", default=PEOPLE, show_default=True, help="People in each column that much is asked of.")
@click.option("--few", default=FEW, show_default=True, help="People in each other column, and on the frontier.")
@click.option("--workers", default=2, show_default=True, help="Processes.")
@click.option("--relief-looks/--no-relief-looks", default=True, show_default=True, help="Take the looks at relief.")
def main(people: int, few: int, workers: int, relief_looks: bool) -> None:
    """Write docs/closed-loop.md and its picture."""

    def histories(group: Group, count: int, loss: float | None = None) -> list[PatientHistory]:
        return histories_of(group, count, workers, loss, relief_looks=relief_looks)

    columns = {group.title: histories(group, people if group.is_main else few) for group in GROUPS}
    others = {loss: (histories(TOLERATED, few, loss), histories(RATINGS_ALONE, few, loss)) for loss in LOSSES}
    write(columns, others, relief_looks=relief_looks)
    click.echo(f"Wrote {PAGE.name} and {PICTURE.name}.")


Histories = Sequence[PatientHistory]


def write(
    columns: Mapping[str, Histories], others: Mapping[float, tuple[Histories, Histories]], *, relief_looks: bool
) -> None:
    """Write the page and the picture of these lives; the chosen point is that of as many people as each other has."""
    from zonewise.services.base.protocols import load_protocol

    settings = load_protocol().settings.facts
    chosen, prevalence = settings.loss_by_standing_reaction, settings.not_tolerated_share
    outcomes = {title: cohort_outcome(histories) for title, histories in columns.items()}
    few = min(len(histories) for both in others.values() for histories in both)
    at_chosen = columns[TOLERATED.title], columns[RATINGS_ALONE.title]
    lives = {**others, chosen: at_chosen}
    frontier = {
        loss: (cohort_outcome(tolerated[:few]), cohort_outcome(silent[:few]))
        for loss, (tolerated, silent) in lives.items()
    }
    points = {loss: FrontierPoint(one.reached, other.harm_days) for loss, (one, other) in frontier.items()}
    PICTURE.write_text(frontier_chart(points, chosen), encoding="utf-8")
    page = render(outcomes, frontier, chosen, prevalence=prevalence, relief_looks=relief_looks)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
