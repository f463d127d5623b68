"""The stylesheet says each thing once, and its two light looks are one."""

import re
from collections import Counter
from pathlib import Path

import pytest

from zonewise.web import static_files

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"(?P<selector>[^{};]+)\{(?P<body>[^{}]*)\}")
AT_RULE = re.compile(r"@[^{]+\{")


@pytest.fixture(scope="module")
def sheet() -> str:
    """Return the stylesheet without its comments."""
    path = Path(static_files.__file__).parent / "static" / "zonewise.css"
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def blocks(sheet: str) -> list[tuple[str, str]]:
    """Return each part of the sheet with the condition that it stands under, "" for none."""
    parts, rest = [], sheet
    while opening := AT_RULE.search(rest):
        parts.append(("", rest[: opening.start()]))
        depth, end = 1, opening.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(rest[end], 0)
            end += 1
        parts.append((opening.group()[:-1].strip(), rest[opening.end() : end - 1]))
        rest = rest[end:]
    return [*parts, ("", rest)]


def test_no_selector_stands_twice(sheet: str) -> None:
    """What an element looks like stands in one place, once for each condition of the device."""
    stands = Counter(
        (condition, " ".join(rule["selector"].split()))
        for condition, part in blocks(sheet)
        for rule in RULE.finditer(re.sub(r"&[^{}]*\{[^{}]*\}", "", part))
    )

    assert len(stands) > 150
    assert [rule for rule, times in stands.items() if times > 1] == []


def test_light_is_the_same_chosen_or_by_the_device(sheet: str) -> None:
    """Who chose light and whose device prefers it see the same colours."""
    palettes = {
        rule["selector"].strip(): rule["body"].split()
        for _, part in blocks(sheet)
        for rule in RULE.finditer(part)
        if rule["selector"].strip().startswith("[data-theme")
    }

    assert palettes['[data-theme="light"]'] == palettes['[data-theme="system"]']
    assert len(palettes['[data-theme="light"]']) > 20
