"""Every link between our pages leads somewhere."""

import re
from collections import Counter
from pathlib import Path, PurePosixPath

import pytest
from tests.case_tables import by_outcome

FENCE = re.compile(r"^(?P<mark>```+|~~~+).*?^(?P=mark)[ \t]*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(
    r"\[[^\]\n]*\]\(\s*<?(?P<target>[^)\s>]+)>?[^)\n]*\)|^\[[^\]\n]+\]:\s*(?P<reference>\S+)", re.MULTILINE
)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)


def links(text: str) -> list[str]:
    """Return the targets of a page's links, those in code left out."""
    prose = CODE.sub("", FENCE.sub("", text))
    return [match["target"] or match["reference"] for match in LINK.finditer(prose)]


def anchors(text: str) -> set[str]:
    """Return the anchors that a page's headings get: lower case, punctuation gone, spaces as hyphens."""
    repeats: Counter[str] = Counter()
    anchors = set()
    for heading in HEADING.findall(FENCE.sub("", text)):
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        anchors.add(f"{anchor}-{repeats[anchor]}" if repeats[anchor] else anchor)
        repeats[anchor] += 1
    return anchors


def broken(name: str, pages: dict[str, str], root: Path) -> list[str]:
    """Return what is wrong with each link of a page that leads nowhere; addresses of the web are not followed."""
    faults = []
    for target in links(pages[name]):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        path, _, anchor = target.partition("#")
        page = (root / PurePosixPath(name).parent / path).resolve() if path else root / name
        if not page.exists():
            faults.append(f"{name}: '{target}' leads to no file.")
        elif not page.is_relative_to(root):
            faults.append(f"{name}: '{target}' leads out of the project.")
        elif anchor and anchor not in anchors(page.read_text(encoding="utf-8")):
            faults.append(f"{name}: '{target}' names a heading that is not there.")
    return faults


def test_every_link_leads_somewhere(pages, project_root):
    """Each relative link of each page leads to a file of the project, and its anchor to a heading there."""
    assert "README.md" in pages
    assert [fault for name in pages for fault in broken(name, pages, project_root)] == []


@pytest.mark.parametrize(
    ("text", "count"),
    by_outcome({
        0: ["[a](there.md)", "[a](there.md#second-part)", "# Here\n[a](#here)", "[a](https://example.org/x.md)",
            "`[a](gone.md)`", "```text\n[a](gone.md)\n```"],
        1: ["[a](gone.md)", "[a]: gone.md", "![picture](gone.png)", "[a](there.md#third-part)",
            "[a](../outside.md)"],
    }),
)  # fmt: skip
def test_broken_links_are_found(tmp_path, text, count):
    """A link to a missing file, a missing heading or out of the project is found; code and web addresses are left."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "there.md").write_text("# First\n\n## Second part!\n", encoding="utf-8")
    (tmp_path / "outside.md").write_text("# Outside\n", encoding="utf-8")
    (root / "page.md").write_text(text, encoding="utf-8")

    assert len(broken("page.md", {"page.md": text}, root)) == count


def test_readme_names_every_folder() -> None:
    """README's table "Where things are" has one row for each package of zonewise, so that it stays true."""
    root = Path(__file__).parents[2]
    packages = {path.parent.name for path in (root / "src" / "zonewise").glob("*/__init__.py")}
    named = set(re.findall(r"`src/zonewise/([a-z_]+)/`", (root / "README.md").read_text(encoding="utf-8")))
    assert named == packages
