"""Keep which rows of an import do not count yet, and a sum over the rows of each table in a file.

Rows of an import that was given up may be deleted, and nothing else.
"""

import sqlalchemy as sa
from alembic import op

from zonewise.store.row_sums import sum_up

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

_DELETE = """
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
WHEN NOT EXISTS (SELECT 1 FROM unfinished_imports WHERE OLD.position BETWEEN first AND last)
BEGIN SELECT RAISE(ABORT, 'entries is append-only: write a new row instead'); END
"""


def upgrade() -> None:
    """Make both tables, let rows that never counted be deleted, and sum up the rows that are there."""
    op.create_table(
        "unfinished_imports",
        sa.Column("first", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("last", NUMBER, nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "row_sums",
        sa.Column("table_name", TEXT, primary_key=True, nullable=False),
        sa.Column("first", NUMBER, primary_key=True, nullable=False),
        sa.Column("last", NUMBER, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sqlite_strict=True,
    )
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        op.execute("DROP TRIGGER entries_no_delete")
        op.execute(" ".join(_DELETE.split()))
        for table in ("entries", "guidance_records", "imports"):
            sum_up(connection, table)
