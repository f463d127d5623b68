"""When the service worker of the app has begun its work for a window."""

import time

from playwright.sync_api import Page

KEPT = """async () => {
  const { controller } = await navigator.serviceWorker.ready.then(() => navigator.serviceWorker);
  const kept = await (await caches.open("zonewise-last")).keys();
  return controller !== null && kept.length >= 5;
}"""


def reopened(window: Page) -> None:
    """Wait until the service worker answers for this window and keeps all that it shows offline.

    It is asked again and again: waiting for a function takes the promise of an answer for a yes.
    """
    until = time.monotonic() + 45
    while not window.evaluate(KEPT):
        assert time.monotonic() < until
        time.sleep(0.05)
