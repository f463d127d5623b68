"""Which tables does this release read and write?

The migrations are what makes them; these definitions are what the queries are written against, and a test holds the
two together. Days, times and instants are kept as ISO 8601 text, as they were written, and "" where none was given.
"""

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, Text

metadata = MetaData()

entries = Table(
    "entries",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    *(
        Column(name, Text, nullable=False)
        for name in (
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
    ),
)
"""What a person wrote down. `position` counts arrivals at this store; it differs between two devices."""

guidance_records = Table(
    "guidance_records",
    metadata,
    Column("id", Text, primary_key=True),
    *(
        Column(name, Text, nullable=False)
        for name in (
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
    ),
)
"""Each guidance that was shown, with all it takes to derive it again."""

imports = Table(
    "imports",
    metadata,
    Column("id", Text, primary_key=True),
    *(
        Column(name, Text, nullable=False)
        for name in ("at", "file_name", "file_sha256", "format", "mapping", "counts_json")
    ),
)
"""Each file that was taken in."""
