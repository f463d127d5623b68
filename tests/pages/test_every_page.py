"""What is true of every page: it reads on a phone and on a desk, without scripts, with a keyboard, for everyone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page, WebError
from tests.running import Running
from tests.web.conftest import every_route

from zonewise.services.base.diary import Diary
from zonewise.services.recording.first_steps import SCREENS
from zonewise.web.app import create_app
from zonewise.web.settings import WebSettings

from .accessibility import violations
from .conftest import Pictures

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
NARROW = ((390, 740, ""), (360, 740, ""), (320, 640, "200%"))
"""Width and height of small screens, pixels, and the size of the text; the last is 200 % zoom."""
TARGET = 46
"""Pixels; every button, link outside a sentence, and field is at least so large."""

FAULTS, SMALL = (
    Path(__file__).with_name(name).read_text(encoding="utf-8").strip() for name in ("faults.js", "small.js")
)


def is_whole(window: Page, *only: str) -> None:
    """Check what is true of every page."""
    assert window.evaluate(FAULTS) == []
    assert window.evaluate(SMALL, TARGET) == []
    assert violations(window, *only) == []


@pytest.fixture(scope="module")
def looking(chromium: Browser, shared: Running) -> Iterator[Page]:
    """Yield one window on the shared app, for all pages that are looked at one after the other."""
    with chromium.new_context(base_url=shared.address, service_workers="block") as context:
        context.request.get(shared.entry, max_redirects=0)
        window = context.new_page()
        window.set_default_timeout(15_000)
        yield window


@pytest.fixture
def faultless(looking: Page) -> Iterator[Page]:
    """Yield that window; what a page says of an error while it is looked at fails the test."""
    faults: list[str] = []

    def add(error: WebError) -> None:
        faults.append(str(error.error))

    looking.context.on("weberror", add)
    yield looking
    looking.context.remove_listener("weberror", add)
    assert faults == []


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_a_page_is_whole(path: str, faultless: Page, pictures: Pictures) -> None:
    """On a phone and a desk labels, ids, tokens, landmarks and targets are right, it fits, and axe-core finds nothing;
    on small phones, and at 200 % zoom on a small screen, it need not be scrolled sideways.
    """  # fmt: skip
    window, name = faultless, path.strip("/").replace("/", "-").replace("?", "-") or "today"
    window.set_viewport_size(SIZES["phone"])
    window.goto(path)
    for width, height, size in NARROW:
        window.set_viewport_size({"width": width, "height": height})
        window.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
        assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), (width, size)
    window.evaluate("document.documentElement.removeAttribute('style')")
    for sort, viewport in SIZES.items():
        window.set_viewport_size(viewport)
        pictures(window, f"{name}-{sort}.png")
    window.set_viewport_size(SIZES["phone"])
    for item in window.locator("main details:not([open]) > summary").all():
        if item.is_visible():
            item.click()

    # What is sticky covers another part at each place of the page; here it stands in its own.
    window.evaluate("document.querySelectorAll('header, .save').forEach(part => part.style.position = 'static')")
    for viewport in SIZES.values():
        window.set_viewport_size(viewport)
        is_whole(window, "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_other_looks_can_be_read_too(theme: str, shared, visit: Callable[..., Page], pictures: Pictures) -> None:
    """In the light and the high-contrast look axe-core finds nothing either."""
    window = visit(shared, "/appearance")
    window.locator(f"input[value={theme}]").check()
    window.get_by_role("button", name="Save").click()
    for path in ("/", "/check-in", "/help"):
        window.goto(path)
        pictures(window, f"{path.strip('/') or 'today'}-{theme}.png")
        assert violations(window) == []


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
    scheme: str, is_light: bool, shared, visit: Callable[..., Page], pictures: Pictures
) -> None:
    """Where nobody chose, the page is light or dark as the device is, and axe-core finds nothing in either."""
    window = visit(shared, "/", color_scheme=scheme)
    for path in ("/", "/check-in", "/history", "/history/symptoms", "/learn", "/learn/zones"):
        window.goto(path)
        pictures(window, f"{path.strip('/').replace('/', '-') or 'today'}-device-{scheme}.png")
        red = int(window.evaluate("getComputedStyle(document.body).backgroundColor").split("(")[1].split(",")[0])
        assert (red > 128) is is_light
        assert violations(window) == []


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
