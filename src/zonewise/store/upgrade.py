"""The release that wrote a diary, and the way forward from there to this one.

Finding out takes one plain query. Alembic, which is slow to import, is loaded only when something has to be done.
"""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from .refusals import NEWER_DIARY, OTHER_DATABASE

REVISIONS = ("0001",)
"""Every revision a release ever wrote, oldest first; the last is the one this release reads and writes."""

VERSION_TABLE = "zonewise_revision"

SCRIPTS = Path(__file__).parent / "migrations"


def known_revision(connection: Connection, where: str, known: Sequence[str] = REVISIONS) -> str:
    """Return the revision a diary was written with, or "" when the database is still empty.

    Args:
        connection: To the diary.
        where: Its path or address, for the message.
        known: The revisions that this release can read.

    Raises:
        DiaryRefused: It is a database of something else, or of a newer release.
    """
    tables = sorted(inspect(connection).get_table_names())
    revisions: Sequence[str] = ()
    if VERSION_TABLE in tables:
        revisions = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()
    if tables and len(revisions) != 1:  # nothing is built upon tables that no release can have left like this
        raise OTHER_DATABASE.at(where, tables=", ".join(tables[:5]))
    revision = revisions[0] if revisions else ""
    if revision and revision not in known:
        raise NEWER_DIARY.at(where, revision=revision, known=known[-1])
    return revision


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
