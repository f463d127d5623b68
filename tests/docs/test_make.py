"""Our pages name only make targets that exist."""

import re

NAMED = re.compile(r"(?:`|^\$ )make ([a-z-]+)", re.MULTILINE)


def test_every_named_target_exists(pages, project_root):
    """Each `make TARGET` on a page is a target of the Makefile."""
    makefile = (project_root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {(page, target) for page, text in pages.items() for target in NAMED.findall(text)}

    assert {"demo", "test"} <= {target for _, target in named}
    assert sorted((page, target) for page, target in named if target not in targets) == []


def test_readme_names_the_two_commands(pages):
    """The README tells a newcomer the two commands that need nothing else: the demo and the tests."""
    typed = re.findall(r"^\$ (.+)$", pages["README.md"], re.MULTILINE)

    assert typed[:2] == ["make demo", "make test"]
