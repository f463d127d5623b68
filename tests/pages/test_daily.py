"""The daily use: few taps, without scripts, offline, in two windows, and a dose that ends with its day."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from zonewise.model.entry import RATINGS, in_force
from zonewise.services.base.clock import utc_now
from zonewise.services.base.diary import Diary, all_entries

from .service_worker import reopened


def standing(app) -> list[tuple[str, str, str]]:
    """Return kind, name and value of what stands in the diary and was written on a page."""
    entries = in_force(all_entries(Diary(str(app.place))))
    return sorted((entry.kind, entry.name, entry.value) for entry in entries if entry.source == "web")


def in_sight(rating: Locator) -> list[str]:
    """Return what of a rating's row can be tapped."""
    script = "all => all.filter(one => one.offsetWidth > 1).map(one => one.querySelector('span:not(.dash)').innerText)"
    words: list[str] = rating.locator("label").evaluate_all(script)
    return words


SMALL_PHONE = {"width": 360, "height": 740}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_usual_day_takes_two_taps_and_no_swipe(scripts: bool, running, visit: Callable[..., Page]) -> None:
    """From Today a usual day with its dose is two taps, on a small phone as it stands, with and without scripts."""
    window = visit(running, scripts=scripts, size=SMALL_PHONE)

    window.locator("nav.bar").get_by_role("link", name="Check-in").click()
    usual = window.get_by_role("button", name="As usual, dose: 1 mg, as last time")
    for button in window.locator(".usual-day button").all():
        expect(button).to_be_in_viewport(ratio=1)
    expect(window.get_by_text("thoughts of ending your life").first).to_be_in_viewport(ratio=1)
    usual.click()

    expect(window.get_by_text("Written down.")).to_be_visible()
    written = standing(running)
    assert ("dose", "naltrexone", "1") in written
    assert ("answer", "danger_sign", "none") in written
    assert len([item for item in written if item[0] == "rating"]) == 10


@pytest.mark.parametrize("scripts", [True, False])
def test_a_crash_day_takes_two_taps(scripts: bool, running, visit: Callable[..., Page]) -> None:
    """From Today two taps write a crash day down."""
    window = visit(running, scripts=scripts)

    window.get_by_role("link", name="Crash day").click()
    window.get_by_role("button", name="None of these").click()

    expect(window.get_by_text("Written down.")).to_be_visible()
    assert standing(running) == [("answer", "danger_sign", "none"), ("zone", "declared", "red")]


def test_every_number_is_one_tap(running, visit: Callable[..., Page]) -> None:
    """All ten numbers, dose, no danger sign, no side effect, nothing new and saving: at most fourteen taps."""
    window = visit(running, "/check-in", size=SMALL_PHONE)
    taps = 0

    def tap(target) -> None:
        nonlocal taps
        target.click()
        taps += 1

    tap(window.get_by_text("None, no side effect, nothing new"))
    tap(window.locator("#dose").get_by_text("1 mg, as last time"))
    for name in RATINGS:
        tap(window.locator(f"input[name='rating.{name}'][value='4']"))
    tap(window.get_by_role("button", name="Save", exact=True))

    expect(window.get_by_text("Written down.")).to_be_visible()
    print(f"a whole check-in: {taps} taps")
    assert taps <= 14
    written = standing(running)
    assert len([item for item in written if item[0] == "rating"]) == 10
    assert {("answer", "danger_sign", "none"), ("answer", "side_effects", "none")} <= {*written}


def test_an_empty_save_says_what_to_do(running, visit: Callable[..., Page]) -> None:
    """Who saves without a word reads what to tap, in plain words, and no command."""
    window = visit(running, "/check-in")
    window.get_by_role("button", name="Save", exact=True).click()

    expect(window.get_by_text("Tap As usual, or tap one number, then Save.")).to_be_visible()
    assert "pain=4" not in window.content()


def test_own_symptoms_are_named_rated_and_shown(running, visit: Callable[..., Page]) -> None:
    """What a person names stands in the check-in and in History; the zone stays what it was."""
    window = visit(running, "/check-in/own", size=SMALL_PHONE)
    window.get_by_label("Name").fill("Hand tremor")
    window.get_by_role("button", name="Follow it").click()
    window.goto("/check-in")
    window.get_by_label("Hand tremor").select_option("10")
    window.get_by_role("button", name="Save", exact=True).click()
    expect(window.get_by_text("Written down.")).to_be_visible()
    expect(window.get_by_role("heading", name="Green")).to_be_visible()

    window.goto("/history/day")

    expect(window.get_by_text("Your own: Hand tremor 10.")).to_be_visible()
    window.goto("/check-in")
    expect(window.get_by_label("Hand tremor")).to_have_value("10")


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_says_no_more_than_was_typed(scripts: bool, running, visit: Callable[..., Page]) -> None:
    """Enter in a field saves what was typed; it never presses a button that answers other questions."""
    window = visit(running, "/check-in", scripts=scripts)
    window.get_by_text("Another amount").click()
    window.get_by_label("Amount taken").fill("1.5 mg")

    window.keyboard.press("Enter")

    expect(window.get_by_text("Written down.")).to_be_visible()
    assert standing(running) == [("dose", "naltrexone", "1.5")]


def test_errors_stand_beside_their_field(running, visit: Callable[..., Page]) -> None:
    """What does not fit is said beside the field with what was typed kept, and nothing is written or left waiting."""
    window = visit(running, "/check-in")
    window.get_by_text("Another amount").click()
    window.get_by_label("Amount taken").fill("a bit")
    window.locator("input[name='rating.pain'][value='4']").check()

    window.get_by_role("button", name="Save", exact=True).click()

    expect(window.get_by_text("Nothing was written down yet")).to_be_visible()
    expect(window.get_by_label("Amount taken")).to_have_value("a bit")
    assert window.locator("input[name='rating.pain']:checked").input_value() == "4"
    assert standing(running) == []
    assert window.evaluate("Waiting.all()") == []


def test_an_entry_is_corrected_from_the_list(running, visit: Callable[..., Page]) -> None:
    """Anything of the day can be corrected or taken back from the list of what was written."""
    window = visit(running, "/check-in", scripts=False)
    window.locator("input[name='rating.pain'][value='4']").check()
    window.get_by_role("button", name="Save", exact=True).click()
    window.goto("/check-in")

    window.get_by_role("link", name="Correct Pain 4").click()
    window.get_by_label("It should say").fill("6")
    window.get_by_role("button", name="Correct it").click()

    expect(window.get_by_role("link", name="Correct Pain 6")).to_be_visible()
    assert standing(running) == [("rating", "pain", "6")]


def test_a_danger_sign_shows_its_card_alone(running, visit: Callable[..., Page]) -> None:
    """After a danger sign the card stands alone, with the number of the country one tap away."""
    window = visit(running, "/check-in/crash")

    window.get_by_role("button", name="Chest pain or fainting").click()

    expect(window.get_by_role("heading", name="Chest pain or fainting needs help now.")).to_be_visible()
    assert " mg" not in window.locator("main").inner_text()
    window.get_by_role("link", name="Emergency").click()
    expect(window.get_by_role("link", name="Call 999")).to_have_attribute("href", "tel:999")


def test_a_check_in_offline_arrives_once(running, visit: Callable[..., Page]) -> None:
    """With the server killed a check-in waits on the device and survives a reload; it arrives once when it is back."""
    window = visit(running, keep=True)
    reopened(window)
    running.kill()

    window.goto("/check-in")
    expect(window.get_by_text("Offline.")).to_be_visible()
    window.locator("input[name='rating.pain'][value='5']").check()
    window.locator("input[name=dose][value='0']").check()
    window.get_by_role("button", name="Save", exact=True).click()
    expect(window.get_by_text("Kept on this device")).to_be_visible()
    window.reload()
    expect(window.get_by_text("1 check-in waits on this device")).to_be_visible()

    running.start()
    second = window.context.new_page()
    second.goto("/check-in")
    window.evaluate("sendWaiting()")
    expect(window.locator("#waiting")).to_be_hidden()
    second.goto("/")
    expect(second.locator("#waiting")).to_be_hidden()
    written = standing(running)
    assert [item for item in written if item[0] in ("rating", "dose")] == [
        ("dose", "naltrexone", "0"),
        ("rating", "pain", "5"),
    ]


def taken_and_lost(route: Route) -> None:
    """Let the app write a form down, and lose its answer on the way back."""
    if route.request.method == "POST":
        route.fetch()
        route.abort()
    else:
        route.continue_()


def test_an_answer_that_was_lost_counts_once(running, visit: Callable[..., Page]) -> None:
    """When the app has written a check-in and its answer never arrives, sending it again adds nothing."""
    window = visit(running, "/check-in", keep=False)
    window.route("**/check-in", taken_and_lost)
    window.locator("input[name=dose][value='1']").check()
    window.get_by_role("button", name="Save", exact=True).click()
    expect(window.get_by_text("Kept on this device")).to_be_visible()
    assert ("dose", "naltrexone", "1") in standing(running)
    window.unroute("**/check-in")
    window.evaluate("sendWaiting()")

    expect(window.locator("#waiting")).to_be_hidden()
    assert len([item for item in standing(running) if item[0] == "dose"]) == 1


def test_offline_today_is_the_last_one_with_its_date(running, visit: Callable[..., Page]) -> None:
    """Offline, Today shows the last guidance and when it was seen; a check-in that waits takes the dose away."""
    window = visit(running, "/check-in", keep=True)
    window.get_by_role("button", name="As usual, no dose yet").click()
    expect(window.get_by_text("Same as before: 1 mg")).to_be_visible()
    reopened(window, today="Same as before: 1 mg")
    running.kill()

    window.goto("/")
    expect(window.get_by_text("Offline. This is what stood here on")).to_contain_text(str(utc_now().year))
    expect(window.get_by_text("Same as before: 1 mg")).to_be_visible()
    assert window.locator("form").count() == 0
    window.goto("/check-in/crash")
    window.get_by_role("button", name="None of these").click()
    expect(window.get_by_text("Kept on this device")).to_be_visible()
    window.goto("/")

    expect(window.get_by_text("no dose is shown until it has arrived")).to_be_visible()
    assert " mg" not in window.locator("main").inner_text()
    window.goto("/help")
    expect(window.get_by_text("999 or 112").first).to_be_visible()
    window.goto("/appearance")
    expect(window.get_by_role("heading", name="The app does not answer")).to_be_visible()


def test_a_danger_sign_offline_leads_to_its_card(running, visit: Callable[..., Page]) -> None:
    """Offline, a danger sign opens what to do and whom to call, and waits to be written down."""
    window = visit(running, keep=True)
    reopened(window)
    running.kill()

    window.goto("/check-in/crash")
    window.get_by_role("button", name="Chest pain or fainting").click()

    window.wait_for_url("**/help#chest-or-collapse")
    expect(window.get_by_role("link", name="Call 999")).to_be_visible()
    expect(window.get_by_text("Do not drive yourself.").first).to_be_visible()


def test_a_dose_ends_with_its_day(running, visit: Callable[..., Page]) -> None:
    """A page that stands open, and the one kept for offline, show no dose once the logical day is over."""
    window = visit(running, "/check-in", keep=True)
    window.get_by_role("button", name="As usual, no dose yet").click()
    expect(window.get_by_text("Same as before: 1 mg")).to_be_visible()
    reopened(window, today="Same as before: 1 mg")

    window.evaluate("""() => {
      const later = Date.now() + 24 * 3600 * 1000;
      Date.now = () => later;
      dispatchEvent(new Event("pageshow"));
    }""")
    expect(window.get_by_text("The day of this dose is over.")).to_be_visible()
    assert " mg" not in window.locator("main").inner_text()

    window.evaluate("""async () => {
      const cache = await caches.open("zonewise-last");
      const kept = await cache.match("/");
      const headers = new Headers(kept.headers);
      headers.set("X-Zonewise-Until", "2026-01-02T04:00:00Z");
      await cache.put("/", new Response(await kept.text(), { headers }));
    }""")
    running.kill()
    window.goto("/")
    expect(window.get_by_text("Its day is over, so no dose is shown.")).to_be_visible()
    assert " mg" not in window.locator("main").inner_text()


def test_two_windows_do_not_undo_each_other(running, visit: Callable[..., Page]) -> None:
    """Two windows opened at once both write; the later number stands, and nothing of the first one is lost."""
    first = visit(running, "/check-in")
    second = first.context.new_page()
    second.goto("/check-in")

    first.locator("input[name='rating.pain'][value='4']").check()
    first.locator("input[name='rating.mood'][value='2']").check()
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.get_by_text("Written down.")).to_be_visible()
    second.locator("input[name='rating.pain'][value='7']").check()
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.get_by_text("Written down.")).to_be_visible()

    assert standing(running) == [("rating", "mood", "2"), ("rating", "pain", "7")]


def test_the_example_can_be_looked_at_and_left(running, visit: Callable[..., Page], tmp_path) -> None:
    """From an empty diary the example opens; left again, the first steps stand there and nothing is kept."""
    running.stop()
    running.place = tmp_path / "new.sqlite"
    running.start()
    window = visit(running)
    window.get_by_role("button", name="Look at an example").click(timeout=90_000)  # half a year is made
    expect(window.get_by_text("A made-up person's diary.")).to_be_visible(timeout=90_000)

    window.get_by_role("button", name="Leave the example").click()

    expect(window.get_by_role("button", name="Look at an example")).to_be_visible()
    assert not running.place.exists() or standing(running) == []


def test_the_example_says_that_it_opens(running, visit: Callable[..., Page], tmp_path) -> None:
    """While it is being made its button says so, and cannot be taken for one that does nothing."""
    running.stop()
    running.place = tmp_path / "new.sqlite"
    running.start()
    window = visit(running)
    window.evaluate("addEventListener('submit', (event) => event.preventDefault())")  # an answer that takes long

    window.get_by_role("button", name="Look at an example").click()

    expect(window.get_by_role("button", name="Opening the example ...")).to_have_attribute("aria-busy", "true")


def test_a_rating_that_is_given_folds_and_opens_again(running, visit: Callable[..., Page]) -> None:
    """Given, it is one row with its number; a double tap answers nothing more; a tap on "change" opens it."""
    for scripts in (True, False):
        window = visit(running, "/check-in", size=SMALL_PHONE, scripts=scripts)
        pain = window.locator("fieldset", has=window.locator("input[name='rating.pain']"))
        open_height = pain.bounding_box()["height"]

        window.locator("input[name='rating.pain'][value='4']").click()

        assert pain.bounding_box()["height"] < 0.6 * open_height
        assert in_sight(pain) == ["4", "change"]
        window.locator("input[name='rating.pain'][value='']").click()
        assert pain.bounding_box()["height"] == open_height
    window = visit(running, "/check-in", size=SMALL_PHONE)
    window.locator("input[name='rating.anxiety'][value='10']").dblclick()
    assert window.locator(".scale input:checked:not([value=''])").evaluate_all("all => all.map(one => one.value)") == [
        "10"
    ]


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_said_of_danger_and_dose_folds_and_opens_again(
    scripts: bool, running, visit: Callable[..., Page]
) -> None:
    """Answered, each is one line; unticked, or by "change", all its answers stand there again and nothing is lost."""
    window = visit(running, "/check-in", size=SMALL_PHONE, scripts=scripts)
    danger, dose = window.locator("#danger"), window.locator("#dose")
    open_heights = [part.bounding_box()["height"] for part in (danger, dose)]

    window.get_by_text("None, no side effect, nothing new").click()
    dose.get_by_text("1 mg, as last time").click()

    folded = [part.bounding_box()["height"] for part in (danger, dose)]
    assert all(now < 0.6 * before for now, before in zip(folded, open_heights, strict=True))
    expect(danger.get_by_text("Yes, one of these")).to_be_hidden()
    expect(danger.get_by_text("None, no side effect, nothing new")).to_be_visible()
    expect(dose.get_by_text("1 mg, as last time")).to_be_visible()
    window.get_by_text("None, no side effect, nothing new").click()
    dose.locator("label.not-yet").click()
    expect(danger.get_by_text("Yes, one of these")).to_be_visible()
    expect(dose.get_by_text("Left out")).to_be_visible()
    assert [part.bounding_box()["height"] for part in (danger, dose)] == open_heights


def test_a_danger_sign_that_is_ticked_never_folds_away(running, visit: Callable[..., Page]) -> None:
    """Beside a "none" that was ticked before it, the sign stays in sight, and both are asked about when saved."""
    window = visit(running, "/check-in", size=SMALL_PHONE, scripts=False)
    danger = window.locator("#danger")
    danger.get_by_text("Yes, one of these").click()
    danger.get_by_text("Chest pain or fainting").click()

    danger.get_by_text("None of these").click()

    expect(danger.get_by_text("Chest pain or fainting")).to_be_visible()


def test_a_rating_stays_open_while_the_keyboard_is_in_it(running, visit: Callable[..., Page]) -> None:
    """By keyboard a number is chosen with the arrows, and the row folds when the focus has left it."""
    window = visit(running, "/check-in")
    pain = window.locator("fieldset", has=window.locator("input[name='rating.pain']"))
    open_height = pain.bounding_box()["height"]
    window.locator("input[name='rating.laxity'][value='']").focus()

    window.keyboard.press("Tab")
    for _ in range(4):
        window.keyboard.press("ArrowRight")

    assert pain.bounding_box()["height"] == open_height
    assert pain.locator("input:checked").input_value() == "3"
    window.keyboard.press("Tab")
    assert pain.bounding_box()["height"] < 0.6 * open_height


def test_opened_again_the_check_in_shows_what_is_in(running, visit: Callable[..., Page]) -> None:
    """Each number stands in its folded row, with what was said of danger signs, side effects, events and the dose."""
    window = visit(running, "/check-in", size=SMALL_PHONE)
    window.get_by_text("None, no side effect, nothing new").click()
    window.locator("#dose").get_by_text("1 mg, as last time").click()
    window.locator("input[name='rating.pain'][value='7']").click()
    window.get_by_role("button", name="Save", exact=True).click()
    expect(window.get_by_text("Written down.")).to_be_visible()

    window.goto("/check-in")

    pain = window.locator("fieldset", has=window.locator("input[name='rating.pain']"))
    assert in_sight(pain) == ["7", "change"]
    for words in ("said: none of these", "logged: 1 mg", "in: none", "in: nothing new"):
        expect(window.get_by_text(words)).to_be_visible()
