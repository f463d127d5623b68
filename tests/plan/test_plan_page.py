import re
from decimal import Decimal
from pathlib import Path

import pytest

from zonewise.plan.limits import OVERRIDABLE, REFUSALS
from zonewise.plan.plan_check import read_and_check
from zonewise.plan.plan_file import PLAN_KEYS

from .plans import LIMITS

PAGE = (Path(__file__).parents[2] / "docs" / "plan.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("number", "count"), [(0, 6), (1, 3), (2, 3), (3, 3), (4, 4)])
def test_each_example_on_the_page_is_a_plan_that_is_taken(number: int, count: int) -> None:
    """What the page shows can be copied: each example is read, passes the check and has its steps."""
    plan, _ = read_and_check(EXAMPLES[number], "docs/plan.md", LIMITS, sensitive=None)

    assert len(plan.steps) == count
    assert len(EXAMPLES) == 5


@pytest.mark.parametrize("key", PLAN_KEYS)
def test_each_key_is_shown_on_the_page(key: str) -> None:
    """No key exists that the page does not show in use."""
    assert any(re.search(rf"^{key}:", example, re.MULTILINE) for example in EXAMPLES)


def test_each_refusal_is_on_the_page() -> None:
    """The table lists exactly the codes the check can give, and says which can be overridden."""
    rows = dict(re.findall(r"^\| `([a-z-]+)` \|.*\| (yes|no).*\|$", PAGE, re.MULTILINE))

    assert set(rows) == set(REFUSALS)
    assert {code for code, override in rows.items() if override == "yes"} == set(OVERRIDABLE)


def test_the_bounds_on_the_page_are_the_settings() -> None:
    """The numbers in the table are those of the settings file."""
    assert f"a ceiling above {LIMITS.usual_ceiling_mg} mg" in PAGE
    assert f"anything above {LIMITS.highest_mg} mg" in PAGE
    below, small, large = LIMITS.small_steps_below_mg, LIMITS.small_step_mg, LIMITS.large_step_mg
    assert f"from below {below} mg a step over {small} mg, from there a step over {large} mg" in PAGE
    assert f"fewer than {LIMITS.interval_days_least} days between steps" in PAGE
    assert f"{LIMITS.interval_days_least_sensitive} for sensitive people" in PAGE
    assert f"outside {LIMITS.surgery_hours_least} to {LIMITS.surgery_hours_most} hours" in PAGE
    assert f"fewer than {LIMITS.opioid_free_days_least} days without opioids" in PAGE
    assert LIMITS.start_low_mg < LIMITS.start_high_mg <= Decimal(1)
