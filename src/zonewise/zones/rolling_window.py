"""What is the middle of the weeks before each day, and how far from it do they usually lie?

A missing value is infinite here: it sorts behind all others, and a difference to it stays infinite.
"""

from typing import TYPE_CHECKING, TypeVar

from .settings import ZoneSettings

if TYPE_CHECKING:
    from numpy import float64, generic, intp
    from numpy.typing import NDArray

Value = TypeVar("Value", bound="generic")


def windows(columns: "NDArray[Value]", settings: ZoneSettings, missing: float) -> "NDArray[Value]":
    """Return a (columns, days, window) view: for each day the values from `window_from_days` to `window_to_days` ago.

    Args:
        columns: (columns, days) One value a day.
        settings: For the window.
        missing: What stands for the days before the first.
    """
    import numpy as np

    length = settings.window_from_days - settings.window_to_days + 1
    ahead = np.full((len(columns), settings.window_from_days), missing, dtype=columns.dtype)
    padded = np.concatenate((ahead, columns), axis=1)[:, : columns.shape[1] + length - 1]
    return np.lib.stride_tricks.sliding_window_view(padded, length, axis=1)


def counts(known: "NDArray[float64]", settings: ZoneSettings) -> "NDArray[intp]":
    """Return (columns, days) how many values stand in the window of each day.

    Args:
        known: (columns, days) 1.0 where there is a value, 0.0 where there is none.
        settings: For the window.
    """
    import numpy as np

    days = known.shape[1]
    total = np.zeros((len(known), settings.window_from_days + 1 + days), dtype=np.intp)
    np.cumsum(known, axis=1, out=total[:, settings.window_from_days + 1 :], dtype=np.intp)
    length = settings.window_from_days - settings.window_to_days + 1
    return np.asarray(total[:, length : length + days] - total[:, :days])


def middle_of(lanes: "NDArray[float64]", seen: "NDArray[intp]") -> "NDArray[float64]":
    """Return (lanes,) the median of each row of `seen` values, at least one. Sorts the rows where they are."""
    import numpy as np

    lanes.sort(axis=-1)
    begin, flat = np.arange(len(lanes)) * lanes.shape[1], lanes.reshape(-1)
    return np.asarray((flat[begin + (seen - 1) // 2] + flat[begin + seen // 2]) / 2)


def spread_of(
    lanes: "NDArray[float64]", middle: "NDArray[float64]", seen: "NDArray[intp]", settings: ZoneSettings
) -> "NDArray[float64]":
    """Return (lanes,) the spread of each row around its median. Changes the rows."""
    import numpy as np

    np.subtract(lanes, middle[:, None], out=lanes)
    np.abs(lanes, out=lanes)
    return np.maximum(settings.spread_least, settings.spread_per_mad * middle_of(lanes, seen))
