"""What axe-core, which others wrote, finds wrong on a page for people who see, hear or move in other ways."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RUN = """async (options) => {
  const { violations } = await axe.run(document, options);
  const nodes = (one) => one.nodes.map((node) => `${node.html} ${node.failureSummary}`);
  return violations.map((one) => [`${one.id}: ${one.help}`, ...nodes(one)].join("\\n"));
}"""


def violations(window: Page, *only: str) -> list[str]:
    """Return each violation with the parts of the page that have it; of the rules of some tags where tags are given.

    axe-core is read once for each page that is loaded, and lists what passes for nobody: both take longer than looking.
    """
    if not window.evaluate("'axe' in window"):
        window.evaluate(AXE_SCRIPT)
    options: dict[str, list[str]] = {"resultTypes": ["violations"]} | ({"runOnly": [*only]} if only else {})
    found_wrong: list[str] = window.evaluate(RUN, options)
    return found_wrong
