"""How a prescriber writes a plan and signs it, in the browser."""

from datetime import date

from playwright.sync_api import Page, expect


def fill_in_plan(window: Page, today: date) -> None:
    """Fill in the form of a plan that begins today."""
    for label in ("Date of the prescription", "First day on the first dose"):
        window.get_by_label(label).fill(today.isoformat())
    window.get_by_label("Doses, one a line, lowest first").fill("0.5 mg\n1 mg\n1.5 mg")
    window.get_by_label("Taken at").fill("bedtime")
    window.get_by_label("Stay on each step for at least").fill("2 weeks")
    window.get_by_label("Never more than, each day").fill("1.5 mg")
    window.get_by_label("What they take").select_option("capsule")
    window.get_by_label("Strengths of the capsules or tablets").fill("0.5 mg")


def sign_plan(window: Page, today: date) -> None:
    """Write and sign a plan for the person whose page is shown."""
    window.get_by_role("link", name="Write and sign a plan").click()
    fill_in_plan(window, today)
    window.get_by_role("button", name="Look at it").click()
    window.get_by_role("button", name="Sign it").click()
    expect(window.get_by_role("img", name="The signed text as a square code")).to_be_visible()
