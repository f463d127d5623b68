"""What is true of every page: it reads on a phone and on a desk, without scripts, with a keyboard, for everyone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.routing import APIRoute
from playwright.sync_api import Page
from tests.web.conftest import every_route

from zonewise.services.base.diary import Diary
from zonewise.services.recording.first_steps import SCREENS
from zonewise.web.app import create_app
from zonewise.web.settings import WebSettings

NO_PAGES = ("/certificate", "/certificate.crt", "/data/backup", "/data/export", "/data/import", "/data/restore",
            "/favicon.ico", "/plan/reminders.ics", "/rules/clinician", "/service_worker.js", "/unlock")  # fmt: skip
"""Addresses that give a file, lead elsewhere, or are for another app than this one: they have tests of their own."""
VARIANTS = (
    *(f"/begin/{name}" for name in SCREENS if name not in ("doses", "before")),
    "/check-in?blank",
    "/plan/write?way=text",
    "/plan/write?way=words",
    "/no-such-page",
)


def registered_pages() -> list[str]:
    """Return the address of every page of the app, whoever adds one."""

    routes = [item for item in every_route(create_app(WebSettings(Diary("none"))).routes) if isinstance(item, APIRoute)]
    pages = {route.path for route in routes if "GET" in route.methods and "{" not in route.path}
    return sorted(path for path in pages if path not in NO_PAGES and not path.startswith("/api/"))


EVERY_PAGE = (*registered_pages(), *VARIANTS)
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}
TARGET = 46
"""Pixels; every button, link outside a sentence, and field is at least so large."""

FAULTS, SMALL = (
    Path(__file__).with_name(name).read_text(encoding="utf-8").strip() for name in ("faults.js", "small.js")
)


def is_whole(window: Page, **options: list[str]) -> None:
    """Check what is true of every page."""
    assert window.evaluate(FAULTS) == []
    assert window.evaluate(SMALL, TARGET) == []
    result = Axe().run(window, options=options or None)
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", EVERY_PAGE)
def test_a_page_is_whole(path: str, size: str, shared, visit: Callable[..., Page], pictures: Path) -> None:
    """Labels, ids, tokens, landmarks and targets are right, it fits the screen, and axe-core finds nothing."""
    window = visit(shared, path, size=SIZES[size])
    name = path.strip("/").replace("/", "-").replace("?", "-") or "today"
    window.screenshot(path=pictures / f"{name}-{size}.png", full_page=True)
    for item in window.locator("main details:not([open]) > summary").all():
        if item.is_visible():
            item.click()

    # What is sticky covers another part at each place of the page; here it stands in its own.
    window.evaluate("document.querySelectorAll('header, .save').forEach(part => part.style.position = 'static')")
    is_whole(window, runOnly=["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_other_looks_can_be_read_too(theme: str, shared, visit: Callable[..., Page], pictures: Path) -> None:
    """In the light and the high-contrast look axe-core finds nothing either."""
    window = visit(shared, "/appearance")
    window.locator(f"input[value={theme}]").check()
    window.get_by_role("button", name="Save").click()
    for path in ("/", "/check-in", "/help"):
        window.goto(path)
        window.screenshot(path=pictures / f"{path.strip('/') or 'today'}-{theme}.png", full_page=True)
        result = Axe().run(window)
        assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("path", ["/", "/begin", "/check-in", "/check-in/crash", "/help", "/appearance"])
def test_a_page_reads_without_scripts(path: str, shared, visit: Callable[..., Page]) -> None:
    """Without scripts a page says the same, and every form in it still has its button."""
    plain, scripted = visit(shared, path, scripts=False), visit(shared, path)

    assert plain.locator("h1").inner_text() == scripted.locator("h1").inner_text()
    assert plain.locator("main").inner_text() == scripted.locator("main").inner_text()
    for form in plain.locator("form").all():
        assert form.locator("button").count() >= 1


@pytest.mark.parametrize(("scheme", "is_light"), [("light", True), ("dark", False)])
def test_the_look_follows_the_device(
    scheme: str, is_light: bool, shared, visit: Callable[..., Page], pictures: Path
) -> None:
    """Where nobody chose, the page is light or dark as the device is, and axe-core finds nothing in either."""
    window = visit(shared, "/", color_scheme=scheme)
    for path in ("/", "/check-in", "/history", "/history/symptoms", "/learn", "/learn/zones"):
        window.goto(path)
        window.screenshot(path=pictures / f"{path.strip('/').replace('/', '-') or 'today'}-device-{scheme}.png")
        red = int(window.evaluate("getComputedStyle(document.body).backgroundColor").split("(")[1].split(",")[0])
        assert (red > 128) is is_light
        result = Axe().run(window)
        assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("width", [360, 390])
def test_nothing_is_cut_off_on_a_small_phone(width: int, shared, visit: Callable[..., Page]) -> None:
    """At the widths of small phones no page has to be scrolled sideways."""
    window = visit(shared, "/", size={"width": width, "height": 740})
    for path in EVERY_PAGE:
        window.goto(path)
        assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_at_twice_the_size_nothing_is_cut_off(shared, visit: Callable[..., Page]) -> None:
    """At 200 % zoom on a small screen no page has to be scrolled sideways."""
    window = visit(shared, "/", size={"width": 320, "height": 640})
    for path in EVERY_PAGE:
        window.goto(path)
        window.evaluate("document.documentElement.style.fontSize = '200%'")
        assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_first_load_is_light(shared, visit: Callable[..., Page]) -> None:
    """All that comes with the first page is under 150 KB, and all of it from the app itself."""
    window = visit(shared, "/help")
    sizes: dict[str, int] = {}
    window.on("response", lambda answer: sizes.setdefault(answer.url, len(answer.body())))

    window.goto("/", wait_until="networkidle")

    print(f"first load: {sum(sizes.values())} bytes in {len(sizes)} requests")
    assert all(url.startswith(shared.address) for url in sizes)
    assert 1000 < sum(sizes.values()) < 150_000


def test_the_keyboard_alone_is_enough(shared, visit: Callable[..., Page]) -> None:
    """The first Tab reaches the skip link, it leads to the page, and every focused thing shows where the focus is."""
    window = visit(shared, "/check-in", size=SIZES["desktop"])
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.className") == "skip"
    window.keyboard.press("Enter")
    assert window.evaluate("document.activeElement.id") == "main"
    for _ in range(12):
        window.keyboard.press("Tab")
        shown = """() => {
          const each = document.activeElement;
          const near = [each, each.nextElementSibling, each.closest("label")].filter(Boolean);
          return near.some((one) => getComputedStyle(one).outlineStyle !== "none");
        }"""
        assert window.evaluate(shown), window.evaluate("document.activeElement.outerHTML")
