"""When the service worker of the app has begun its work for a window."""

import time

from playwright.sync_api import Page

KEPT = """async (words) => {
  const { controller } = await navigator.serviceWorker.ready.then(() => navigator.serviceWorker);
  const cache = await caches.open("zonewise-last");
  const kept = await cache.keys();
  const today = await (await cache.match("/"))?.text() ?? "";
  const said = new DOMParser().parseFromString(today, "text/html").body.textContent.replace(/\\s+/g, " ");
  return controller !== null && kept.length >= 5 && said.includes(words);
}"""


def reopened(window: Page, *, today: str = "") -> None:
    """Wait until the service worker answers for this window and keeps all that it shows offline.

    It is asked again and again: waiting for a function takes the promise of an answer for a yes.

    Args:
        today: Words of the Today that is kept; a page stands on the screen a moment before it is kept.
    """
    until = time.monotonic() + 45
    while not window.evaluate(KEPT, today):
        assert time.monotonic() < until
        time.sleep(0.05)
