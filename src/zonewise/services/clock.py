"""What time is it? The only place that reads the clock."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from zonewise.diary.timeline import logical_day


def utc_stamp() -> str:
    """Return now as a UTC instant, ISO 8601 with "Z", to the microsecond."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def local_now(zone: str) -> datetime:
    """Return now on the wall clock of a time zone; of this machine where the zone is "" or not known."""
    try:
        return datetime.now(ZoneInfo(zone)) if zone else datetime.now().astimezone()
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.now().astimezone()


def logical_today(zone: str, ends_at: time) -> date:
    """Return the logical day that goes on now."""
    now = local_now(zone)
    return logical_day(now.date(), now.time(), ends_at)
