"""How is a diary kept in a clinic's PostgreSQL database opened?"""

from sqlalchemy import URL, Connection, Engine, create_engine, text

from .refusals import DiaryRefused

_MIGRATION_LOCK = 0x7A6F6E65
"""An arbitrary number ("zone") that every zonewise uses, so that two of them cannot migrate at once."""


def postgresql_engine(url: URL, *, busy_seconds: float) -> Engine:
    """Return an engine for a PostgreSQL database; nothing is connected yet.

    Args:
        url: The address, with or without a driver; psycopg is used.
        busy_seconds: How long a writer waits for another one's lock, seconds.

    Raises:
        DiaryRefused: The driver is not installed.
    """
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
        )
    except ImportError as error:
        raise DiaryRefused(
            url.render_as_string(),
            "the PostgreSQL driver is not installed.",
            "Install it with: pip install 'psycopg[binary]'.",
            "no-driver",
        ) from error
    return engine.execution_options(zonewise_busy_milliseconds=max(1, round(busy_seconds * 1000)))


def set_lock_timeout(connection: Connection) -> None:
    """Let a transaction that has begun wait for others only as long as was asked."""
    milliseconds = connection.get_execution_options()["zonewise_busy_milliseconds"]
    connection.execute(text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": f"{milliseconds}ms"})


def take_migration_lock(connection: Connection) -> None:
    """Wait until no other zonewise migrates this database; the lock ends with the transaction."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
