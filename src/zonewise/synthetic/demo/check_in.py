"""What does the demo person write down in one check-in?"""

from datetime import date, time, timedelta

from zonewise.synthetic.symptoms import as_rated

from .chances import Chances
from .entry_writer import EntryWriter
from .progress import Progress
from .scenario import FIRST_DAY, HABITS, SLIP_DAY, SLIP_RATING, SLIP_VALUE


def check_in(pen: EntryWriter, chances: Chances, progress: Progress, number: int, at: time) -> None:
    """Write the check-in of a day: ratings, danger signs, side effects, and what happened.

    Args:
        pen: Writes it.
        chances: What chance decides.
        progress: What treatment and flares add.
        number: The day, from 0.
        at: Time of the check-in.
    """
    day = FIRST_DAY + timedelta(days=number)
    for index, habit in enumerate(HABITS):
        if not (chances.rates[number, index] or progress.is_watched(day)):
            continue
        felt = float(chances.felt[number, index]) + progress.symptom_change(habit, day)
        value = str(as_rated(felt, float(chances.noise[number, index])))
        if day == SLIP_DAY and habit.name == SLIP_RATING:
            pen.correct(pen.write(day, at, "rating", habit.name, str(SLIP_VALUE)), value)
        else:
            pen.write(day, at, "rating", habit.name, value)
    pen.write(day, at, "answer", "danger_sign", "none")
    _besides(pen, progress, day, at)


def _besides(pen: EntryWriter, progress: Progress, day: date, at: time) -> None:
    if progress.dreams(day):
        pen.write(day, at, "sign", "vivid-dreams", "1")
    elif progress.changes:
        pen.write(day, at, "answer", "side_effects", "none")
    if progress.has_cold(day):
        pen.write(day, at, "event", "infection", note="A cold, from work.")
