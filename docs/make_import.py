"""Writes the list of the formats into docs/import.md, from the registry of formats."""

import sys
from collections.abc import Iterator
from pathlib import Path

from zonewise.importing.formats import FORMATS

PAGE = Path(__file__).with_name("import.md")
BEGIN, END = "<!-- formats: written by `make docs` -->\n", "<!-- end of formats -->\n"


def table() -> str:
    """Return the list as a table."""
    return "".join(_lines())


def with_table(page: str) -> str:
    """Return the page with the list as it is now."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}{table()}{END}{rest.partition(END)[2]}"


def main() -> int:
    """Write the page again."""
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


def _lines() -> Iterator[str]:
    yield "| file | what becomes of it |\n|---|---|\n"
    for known in FORMATS:
        yield f"| {known.title} | {known.becomes} |\n"


if __name__ == "__main__":
    sys.exit(main())
