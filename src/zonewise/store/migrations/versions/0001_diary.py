"""Keep entries, the guidance that was shown, and the files that were taken in; none of them can be changed."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ENTRY_TEXTS = (
    "id",
    "day",
    "at",
    "kind",
    "name",
    "value",
    "unit",
    "note",
    "zone",
    "source",
    "entered_at",
    "supersedes",
)
RECORD_TEXTS = (
    "recorded_at",
    "as_of",
    "protocol_id",
    "protocol_version",
    "protocol_sha256",
    "facts_json",
    "guidance_json",
    "entries_digest",
    "zonewise_version",
)
IMPORT_TEXTS = ("at", "file_name", "file_sha256", "format", "mapping", "counts_json")

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Ordered by code point on both databases, so that an export does not depend on the server's language."""


def upgrade() -> None:
    """Make the three tables, their indexes and the triggers that refuse every change."""
    op.create_table(
        "entries",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ENTRY_TEXTS),
        sa.UniqueConstraint("id", name="entries_id_once"),
        sqlite_strict=True,
    )
    op.create_index("entries_by_day", "entries", ["day", "at", "id"])
    for name in ("source", "supersedes"):  # most entries have none: a partial index leaves those out
        given = sa.text(f"{name} <> ''")
        op.create_index(f"entries_by_{name}", "entries", [name], sqlite_where=given, postgresql_where=given)
    op.create_table(
        "guidance_records",
        sa.Column("id", TEXT, primary_key=True, nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in RECORD_TEXTS),
        sqlite_strict=True,
    )
    op.create_index("guidance_records_by_day", "guidance_records", ["as_of", "recorded_at", "id"])
    op.create_table(
        "imports",
        sa.Column("id", TEXT, primary_key=True, nullable=False),
        *(sa.Column(name, TEXT, nullable=False) for name in IMPORT_TEXTS),
        sqlite_strict=True,
    )
    postgresql = op.get_context().dialect.name == "postgresql"
    if postgresql:
        op.execute(_POSTGRES_REFUSAL)
    for table in ("entries", "guidance_records", "imports"):
        for statement in (_postgres_triggers if postgresql else _sqlite_triggers)(table):
            op.execute(statement)


_POSTGRES_REFUSAL = """
CREATE FUNCTION zonewise_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: write a new row instead', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def _postgres_triggers(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION zonewise_refuse_change()"
    ]


def _sqlite_triggers(table: str) -> list[str]:
    refuse = f"SELECT RAISE(ABORT, '{table} is append-only: write a new row instead')"
    taken = "id = NEW.id OR rowid = NEW.rowid"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN {refuse}; END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN {refuse}; END",
        # REPLACE deletes without calling the trigger above, unless recursive triggers are on.
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken}) BEGIN SELECT RAISE(IGNORE); END",
    ]
