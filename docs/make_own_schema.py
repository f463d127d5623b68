"""What a file of each revision holds: writes `own_schema.json`, against which each file is checked when it is opened.

A new migration makes it once; a test then holds the two together. What stands there for older revisions stays as it is.
"""

import json
from contextlib import closing
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite  # type: ignore[import-untyped]  # a compiled module without types
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from zonewise.store import clinic_tables, own_schema, schema

TARGET = Path(own_schema.__file__).with_suffix(".json")


def schemas() -> dict[str, tuple[own_schema.Definition, ...]]:
    """Return what migrations, and the prescriber's file, make of an empty one, by revision."""
    return {revision: _built(revision) for revision in (*schema.REVISIONS, *clinic_tables.REVISIONS)}


def _built(revision: str) -> tuple[own_schema.Definition, ...]:
    memory = sqlite.connect(":memory:", isolation_level=None, check_same_thread=False)
    engine = create_engine("sqlite://", module=sqlite, creator=lambda: memory, poolclass=StaticPool)
    with closing(memory), engine.connect() as connection:
        if revision in clinic_tables.REVISIONS:
            clinic_tables.create_tables(connection, revision)
        else:
            schema.migrate(connection, to=revision)
        connection.commit()
        return own_schema.read_schema(memory)


def text() -> str:
    """Return the file's content, one definition a line."""
    parts = [
        f'"{revision}": [\n' + ",\n".join(json.dumps(definition) for definition in definitions) + "\n]"
        for revision, definitions in schemas().items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
