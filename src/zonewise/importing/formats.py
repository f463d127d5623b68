"""The registry of file formats."""

from collections.abc import Collection, Sequence

from .apple_health import AppleHealth
from .bearable import Bearable
from .chart import ChartTable
from .daylio import Daylio
from .emoods import EMoods
from .file_format import FileFormat, TrackerFormat
from .fitbit import Fitbit, GoogleFitbit
from .flaredown import Flaredown
from .garmin import Garmin
from .habit_bull import HabitBull
from .health_auto_export import HealthAutoMedicines, HealthAutoMoods
from .loop_habits import LoopHabits
from .mapped_table import MappedTable
from .native import Native
from .oura import OuraPeriods, OuraSleep, OuraTrends
from .track_and_graph import TrackAndGraph
from .visible import Visible
from .whoop import WhoopJournal, WhoopNights

FORMATS: tuple[FileFormat, ...] = (
    ChartTable(),
    Native(),
    Visible(),
    Bearable(),
    Daylio(),
    AppleHealth(),
    HealthAutoMedicines(),
    HealthAutoMoods(),
    TrackAndGraph(),
    HabitBull(),
    Flaredown(),
    EMoods(),
    WhoopNights(),
    WhoopJournal(),
    OuraTrends(),
    OuraPeriods(),
    OuraSleep(),
    Garmin(),
    Fitbit(),
    GoogleFitbit(),
    LoopHabits(),
    MappedTable(),
)
"""The first that identifies a file reads it, so the one that takes any table stands last."""


def format_of(columns: Collection[str], rows: Sequence[Sequence[str]] = ()) -> FileFormat:
    """Return the format of a file with these column names, folded, and these first rows."""
    return next(known for known in FORMATS if known.recognise(columns, rows))


def format_named(name: str) -> FileFormat:
    """Return the format of this name."""
    return next(known for known in FORMATS if known.name == name)


def tracker_format(name: str) -> TrackerFormat:
    """Return the format of another app of this name; our own table is looked at as any table is."""
    known = format_named(name)
    return known if isinstance(known, TrackerFormat) else MappedTable()
