"""A device reminds of the check-in where its owner asked for it: once a day, discreetly, and not after a check-in."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from .service_worker import reopened

SHOWN = (
    "navigator.serviceWorker.ready.then(worker => worker.getNotifications())"
    ".then(all => all.map(one => [one.title, one.body, one.tag]))"
)
REMIND = "navigator.serviceWorker.ready.then(worker => worker.active.postMessage('remind'))"


def asked_for(window: Page) -> None:
    """Ask for a reminder from midnight on, which has passed already."""
    reopened(window)
    window.locator("#remind-at").fill("00:00")
    window.get_by_role("button", name="Remind me here").click()
    expect(window.get_by_text("You are reminded here from 00:00 on.")).to_be_visible()


def test_a_device_reminds_once_and_names_nothing(running, visit: Callable[..., Page]) -> None:
    """One notice, which names no medicine and counts nothing; asked again the same day there is no second one."""
    window = visit(running, "/plan/reminders", keep=True, permissions=["notifications"])
    asked_for(window)

    for _ in range(50):
        if window.evaluate(SHOWN):
            break
        window.wait_for_timeout(100)

    assert window.evaluate(SHOWN) == [["zonewise", "How was today? Half a minute.", "check-in"]]
    window.evaluate("navigator.serviceWorker.ready.then(w => w.getNotifications()).then(all => all[0].close())")
    window.evaluate(REMIND)
    window.wait_for_timeout(500)
    assert window.evaluate(SHOWN) == []
    window.get_by_role("button", name="No more").click()
    expect(window.get_by_role("button", name="No more")).to_be_hidden()


def test_who_has_checked_in_is_not_reminded(running, visit: Callable[..., Page]) -> None:
    """After a check-in of the day nothing is shown; without scripts the part is not there."""
    window = visit(running, "/check-in", keep=True, permissions=["notifications"])
    window.locator("input[name='rating.pain'][value='4']").click()
    window.get_by_role("button", name="Save", exact=True).click()
    expect(window.get_by_text("Written down.")).to_be_visible()
    window.goto("/plan/reminders")
    asked_for(window)

    window.evaluate(REMIND)
    window.wait_for_timeout(500)

    assert window.evaluate(SHOWN) == []
    plain = visit(running, "/plan/reminders", scripts=False)
    expect(plain.get_by_role("button", name="Remind me here")).to_be_hidden()


def test_without_leave_a_device_says_how_it_can_be_given(running, visit: Callable[..., Page]) -> None:
    """Where the browser refuses, the page says so, and nothing is kept."""
    window = visit(running, "/plan/reminders", keep=True)
    window.evaluate("Notification.requestPermission = async () => 'denied'")
    window.get_by_role("button", name="Remind me here").click()

    expect(window.get_by_text("does not let zonewise show notices")).to_be_visible()
    assert window.evaluate("Reminder.kept().then(kept => kept ?? null)") is None
