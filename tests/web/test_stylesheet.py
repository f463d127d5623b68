"""The stylesheet says each thing once, and the light look is one list of the colours that the dark one has."""

import re
from collections import Counter
from pathlib import Path

import pytest

from zonewise.web import static_files

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"(?P<selector>[^{};]+)\{(?P<body>[^{}]*)\}")
AT_RULE = re.compile(r"@[^{]+\{")


STATIC = Path(static_files.__file__).parent / "static"


@pytest.fixture(scope="module")
def sheet() -> str:
    """Return the stylesheet without its comments."""
    return COMMENT.sub("", (STATIC / "zonewise.css").read_text(encoding="utf-8"))


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


def test_the_light_look_says_every_colour_of_the_dark_one(sheet: str) -> None:
    """It has the same names with other colours, in a file that is linked where light is meant."""
    dark = dict(re.findall(r"(--[\w-]+): (#\w+);", sheet[: sheet.index("[data-theme")]))
    light = dict(re.findall(r"(--[\w-]+): (#\w+);", (STATIC / "light.css").read_text(encoding="utf-8")))

    assert light.keys() == dark.keys()
    assert len(light) > 10
    assert all(light[name] != dark[name] for name in light)


@pytest.mark.parametrize(
    ("theme", "link"),
    [("system", ' media="(prefers-color-scheme: light)">'), ("light", ">"), ("dark", ""), ("contrast", "")],
)
def test_the_light_look_is_linked_where_it_is_meant(empty, theme: str, link: str) -> None:
    """By the device where nobody chose, always where light was chosen, and never on the dark looks."""
    empty.post("/appearance", theme=theme)
    (head, _, _) = empty.get("/help").text.partition("zonewise.css")

    assert re.findall(r'<link rel="stylesheet" href="[^"]*light.css[^"]*"([^>]*>)', head) == ([link] if link else [])
