"""Which release wrote this diary, and how does it come forward to this one?

Finding out takes one plain query. Alembic, which is slow to import, is loaded only when something has to be done.
"""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from .refusals import DiaryRefused

REVISIONS = ("0001",)
"""Every revision a release ever wrote, oldest first; the last is the one this release reads and writes."""

VERSION_TABLE = "zonewise_revision"

SCRIPTS = Path(__file__).parent / "migrations"


class NotADiary(Exception):
    """The database holds tables, but it was not zonewise that made them. Attributes: `tables`, their names."""

    def __init__(self, tables: tuple[str, ...]) -> None:
        self.tables = tables
        super().__init__(", ".join(tables))


def revision_of(connection: Connection) -> str:
    """Return the revision a diary was written with, or "" when the database is still empty.

    Raises:
        NotADiary: There are tables, but no record of a revision beside them.
    """
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE in tables:
        found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()
        if len(found) == 1:
            return str(found[0])
    if tables:
        raise NotADiary(tuple(sorted(tables)))
    return ""


def known_revision(connection: Connection, where: str, known: Sequence[str] = REVISIONS) -> str:
    """Return the revision a diary was written with, or "" when the database is still empty.

    Args:
        connection: To the diary.
        where: Its path or address, for the message.
        known: The revisions that this release can read.

    Raises:
        DiaryRefused: It is a database of something else, or of a newer release.
    """
    try:
        found = revision_of(connection)
    except NotADiary as other:
        raise DiaryRefused(
            where,
            f"this is a database of something else, with the tables {', '.join(other.tables[:5])}.",
            "Name another file, or an empty database. This one was left as it is.",
            "not-a-diary",
        ) from None
    if found and found not in known:
        raise DiaryRefused(
            where,
            f"a newer zonewise wrote this diary (its revision is {found}, this release knows up to {known[-1]}).",
            "Update zonewise, then open it again. The diary was left as it is.",
            "newer-diary",
        )
    return found


def migrate(connection: Connection, *, to: str = "head", scripts: Path | None = None) -> None:
    """Bring a diary forward, inside the caller's transaction.

    Args:
        connection: In a transaction that nobody else can write beside.
        to: The revision to stop at; tests build the diaries of older releases with it.
        scripts: Folder of the migrations, this release's own by default.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    # configparser takes a single % for the start of a variable
    config.set_main_option("script_location", str(scripts or SCRIPTS).replace("%", "%%"))
    config.attributes.update(connection=connection, version_table=VERSION_TABLE)
    command.upgrade(config, to)
