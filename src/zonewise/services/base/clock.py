"""The clock: the only place that reads the time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from zonewise.model.timeline import logical_day


def utc_stamp() -> str:
    """Return now as a UTC instant, ISO 8601 with "Z", to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def utc_now() -> datetime:
    """Return now, UTC."""
    return datetime.now(UTC)


def local_now(zone: str) -> datetime:
    """Return now on the wall clock of a time zone; of this machine where the zone is "" or not known."""
    try:
        return datetime.now(ZoneInfo(zone)) if zone else datetime.now().astimezone()
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.now().astimezone()


def on_wall_clock(instant: datetime, zone: str) -> datetime:
    """Return an instant on the wall clock of a time zone; of this machine where the zone is "" or not known."""
    try:
        return instant.astimezone(ZoneInfo(zone)) if zone else instant.astimezone()
    except (ZoneInfoNotFoundError, ValueError):
        return instant.astimezone()


def logical_today(zone: str, ends_at: time) -> date:
    """Return the logical day that goes on now."""
    now = local_now(zone)
    return logical_day(now.date(), now.time(), ends_at)


def end_of(day: date, zone: str, ends_at: time) -> datetime:
    """Return the instant, UTC, at which a logical day is over on the wall clock of a time zone."""
    return datetime.combine(day + timedelta(days=1), ends_at, local_now(zone).tzinfo).astimezone(UTC)
