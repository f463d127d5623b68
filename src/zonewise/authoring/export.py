"""The protocol in a language that engines of others run."""

from pathlib import Path

from zonewise.problem import InputRefused, Problem
from zonewise.services.base.protocols import protocol_from

EXPORTS = ("sql", "dmn")


def export_protocol(folder: Path | None, form: str) -> str:
    """Return the protocol as "sql", for DuckDB, PostgreSQL, SQLite and Spark, or as "dmn", decision tables in DMN 1.3.

    Raises:
        InputRefused: The protocol cannot be read, or the form is not known.
    """
    if form not in EXPORTS:
        raise InputRefused(
            [Problem("export", 0, f"'{form}' is not a form.", f"Known: {', '.join(EXPORTS)}.", "unknown-form")]
        )
    engine = protocol_from(folder).engine
    if form == "dmn":
        from .dmn import dmn_of

        return dmn_of(engine)
    from .sql import sql_of

    return sql_of(engine)
