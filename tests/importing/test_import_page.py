import re
from datetime import date
from pathlib import Path

import yaml

from zonewise.importing import ReaderOptions, mapping_from_text, read_entries, rules_from_arguments, sniff
from zonewise.model.entry import KINDS, Entry

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
BAD = yaml.safe_load((Path(__file__).parents[1] / "data" / "exports" / "bad.yaml").read_text(encoding="utf-8"))
BLOCKS = re.findall(r"```(?:yaml)?\n(.*?)```", PAGE, re.DOTALL)


def test_the_native_example_of_the_page_is_read() -> None:
    """The first block of the page is a file that is read without a problem."""
    content = BLOCKS[0].encode()

    items = list(
        read_entries([content], sniff(content, "page"), None, "page", options=ReaderOptions(latest=date(2026, 2, 1)))
    )

    assert [item.kind for item in items if isinstance(item, Entry)] == ["rating", "dose", "event"]
    assert len(items) == 3


def test_the_rules_of_the_page_are_understood() -> None:
    """The short rules and the mapping file on the page can be followed as they stand."""
    assert len(rules_from_arguments(BLOCKS[1].strip().splitlines(), "page")) == 8
    assert mapping_from_text(BLOCKS[2], "page").confirmed


def test_every_kind_and_every_code_is_on_the_page() -> None:
    """A person finds each kind of entry, and the code of each message that the tests provoke."""
    codes = {re.fullmatch(r".*\[([a-z-]+)\]", message, re.DOTALL)[1] for case in BAD for message in case["says"]}  # type: ignore[index]

    assert [word for word in sorted({*KINDS, *codes}) if f"`{word}`" not in PAGE] == []
