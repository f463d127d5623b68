"""One text means one amount, and one name one substance, on each way into the diary; else it is refused there."""

import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import time
from decimal import Decimal
from typing import NamedTuple

import pytest
import yaml
from click.testing import CliRunner
from tests.conftest import ROOT

from zonewise.cli.main import cli
from zonewise.importing import ReaderOptions, confirmed, propose_mapping, read_entries, rules_from_arguments, sniff
from zonewise.importing.file_format import FileLayout
from zonewise.importing.tracker_mapping import with_rules
from zonewise.importing.tracker_summary import TrackerSummary
from zonewise.model.entry import Entry
from zonewise.model.substances import is_naltrexone_alone
from zonewise.model.timeline import DAY_ENDS_AT, timeline
from zonewise.plan.form import plan_text
from zonewise.plan.plan_file import read_plan
from zonewise.problem import InputRefused
from zonewise.screening.opioid_exposure import opioid_from_medicines
from zonewise.services.base.clock import logical_today
from zonewise.services.base.diary import Diary, entries_so_far, new_id
from zonewise.services.base.protocols import load_protocol
from zonewise.services.importing.import_medicines import without_other_doses

from .conftest import Browser

TODAY = logical_today("", DAY_ENDS_AT)
OPTIONS = ReaderOptions(latest=TODAY)
HIGHEST_LDN_MG = Decimal(6)

TABLE = yaml.safe_load((ROOT / "tests" / "data" / "amounts_and_names.yaml").read_text(encoding="utf-8"))
AMOUNTS: dict[tuple[str, str], str | None] = {
    (number, unit): None if mg == "refused" else mg for mg, cases in TABLE["amounts"].items() for number, unit in cases
}
"""Number and unit as written, and the milligrams; None is refused."""


class Surroundings(NamedTuple):
    """What a path may need."""

    browser: Browser
    diary: Diary


def dose_ids(surroundings: Surroundings) -> dict[str, Decimal]:
    """Return the doses of the diary by id, milligrams."""
    entries = entries_so_far(surroundings.diary)
    return {entry.id: Decimal(entry.value) for entry in entries if entry.kind == "dose"}


def new_dose(surroundings: Surroundings, before: Mapping[str, Decimal]) -> Decimal | None:
    """Return the milligrams of the dose that came since; None when none came."""
    return next((mg for key, mg in dose_ids(surroundings).items() if key not in before), None)


def by_command(number: str, unit: str, surroundings: Surroundings) -> Decimal | None:
    """Log it with `zonewise dose`."""
    before = dose_ids(surroundings)
    arguments = ["--diary", surroundings.diary.place, "dose", "--", f"{number} {unit}"]
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code in (0, 2), done.output
    return new_dose(surroundings, before) if done.exit_code == 0 else None


def by_page(number: str, unit: str, surroundings: Surroundings) -> Decimal | None:
    """Type it into the check-in page; an empty field there is a dose that is not said."""
    before = dose_ids(surroundings)
    assert surroundings.browser.check_in(dose_other=f"{number} {unit}").status_code in (303, 422)
    return new_dose(surroundings, before)


def by_program(number: str, unit: str, surroundings: Surroundings) -> Decimal | None:
    """Send it to the JSON interface."""
    before = dose_ids(surroundings)
    sent = {"id": new_id(), "day": TODAY.isoformat(), "kind": "dose", "value": number, "unit": unit}
    answer = surroundings.browser.send(json.dumps({"entries": [sent]}).encode())
    assert answer.status_code in (200, 422), answer.text
    return new_dose(surroundings, before)


def by_plan_file(number: str, unit: str, _: Surroundings) -> Decimal | None:
    """Write it as the step of a plan file."""
    text = (
        "prescriber: Dr A. Example\nwritten-on: 2026-03-02\nstart: 2026-03-09\nat: bedtime\ninterval: 14 days\n"
        "ceiling: 4.5 mg\nproduct: {form: liquid, strength: 1 mg/mL, syringe-lines: 0.1 mL}\n"
        f'steps: ["{number} {unit}"]\n'
    )
    return plan_step(text)


def by_plan_form(number: str, unit: str, _: Surroundings) -> Decimal | None:
    """Type it as the step of the plan's form."""
    fields = {
        "prescriber": "Dr A. Example", "written-on": "2026-03-02", "start": "2026-03-09", "at": "bedtime",
        "interval": "14", "ceiling": "4.5 mg", "product.form": "liquid", "product.strength": "1 mg/mL",
        "product.syringe-lines": "0.1 mL", "steps": f"{number} {unit}",
    }  # fmt: skip
    written = plan_text(fields)
    return None if written.problems else plan_step(written.text)


def plan_step(text: str) -> Decimal | None:
    """Return the only step of a plan; None when the plan is refused."""
    try:
        plan = read_plan(text, "plan")
    except InputRefused:
        return None
    return plan.steps[0].daily_mg


def imported(text: str, rules: Sequence[str] = ()) -> Decimal | None:
    """Return the milligrams of the only dose of a file; None when its row is refused."""
    layout = sniff(text.encode(), "in.csv")
    mapping = None
    if layout.format != "native":
        mapping = confirmed(
            with_rules(propose_mapping(layout, ()), rules_from_arguments(["Date=date", *rules], "in.csv"))
            if layout.format == "other"
            else with_rules(propose_mapping(layout, ()), rules_from_arguments(rules, "in.csv"))
        )
    content = io.BytesIO(text.encode())
    result = [
        item for item in read_entries(content, layout, mapping, "in.csv", options=OPTIONS) if isinstance(item, Entry)
    ]
    assert all(entry.kind in ("dose", "tracker") for entry in result)
    return Decimal(result[0].value) if result and result[0].kind == "dose" else None


def by_own_file(number: str, unit: str, _: Surroundings) -> Decimal | None:
    """Write it into zonewise's own CSV."""
    return imported(f'date,time,kind,name,value,unit,note\n2026-01-01,,dose,,"{number}","{unit}",\n')


def by_heading(number: str, unit: str, _: Surroundings) -> Decimal | None:
    """Write the number below a heading with the unit."""
    return imported(f'Date,"LDN ({unit})"\n2026-01-01,"{number}"\n', [f"LDN ({unit})=dose"])


def by_cell(number: str, unit: str, _: Surroundings) -> Decimal | None:
    """Write number and unit into one cell."""
    return imported(f'Date,LDN\n2026-01-01,"{number} {unit}"\n', ["LDN=dose"])


def by_rule(number: str, unit: str, _: Surroundings) -> Decimal | None:
    """Write the number into the file and the unit into the rule."""
    return imported(f'Date,LDN\n2026-01-01,"{number}"\n', [f"LDN=dose:{unit}"])


def by_bearable(number: str, unit: str, _: Surroundings) -> Decimal | None:
    """Write it as Bearable does."""
    header = "date,time of day,category,rating/amount,detail,notes"
    return imported(f'{header}\n1st Jan 2026,22:00,Meds/Supplements,"{number}","LDN ({unit})",\n', ["LDN=dose"])


def is_volume(unit: str) -> bool:
    """Say whether a unit begins as that of a liquid."""
    return unit.casefold().startswith("ml")


PATHS: tuple[Callable[[str, str, Surroundings], Decimal | None], ...] = (
    by_command, by_page, by_program, by_plan_file, by_plan_form, by_own_file, by_heading, by_cell, by_rule, by_bearable,
)  # fmt: skip

MORE_CAUTIOUS = {
    by_heading: "mL of 1 mg/mL and the like are no heading's unit",
    by_bearable: "brackets within brackets are part of the name",
    by_plan_file: "a strength must be that of the plan's product",
    by_plan_form: "a strength must be that of the plan's product",
}
"""Paths that may refuse what others take, and why; another amount is never allowed."""


@pytest.fixture
def surroundings(lived: Browser) -> Surroundings:
    """Return the app and the diary behind it."""
    return Surroundings(lived, Diary(str(lived.diary)))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_an_amount_means_the_same_on_every_path(path, surroundings: Surroundings) -> None:
    """The same text gives the same milligrams or a refusal, whichever way it comes in."""
    wrong = {}
    for (number, unit), mg in AMOUNTS.items():
        read = path(number, unit, surroundings)
        refused_out_of_caution = path in MORE_CAUTIOUS and read is None and is_volume(unit)
        if read != (None if mg is None else Decimal(mg)) and not refused_out_of_caution:
            wrong[number, unit] = read
    assert wrong == {}


def test_a_name_states_the_same_amount() -> None:
    """A medicine's name with an amount is LDN just where the amount is read as one that can be."""
    for (number, unit), mg in AMOUNTS.items():
        finding = load_protocol().screen(f"naltrexone {number} {unit}", None)
        if mg is not None and not is_volume(unit):
            assert finding.ldn is (Decimal(mg) <= HIGHEST_LDN_MG), (number, unit)


OWN = {"own": True, "may be": None, "other": False}
NAMES: dict[str, bool | None] = {name: OWN[kind] for kind, names in TABLE["names"].items() for name in names}
"""A name, and whether it is the person's own LDN; None where it may be and has to be asked."""

WITH_AN_OPIOID = TABLE["with-an-opioid"]


def exposure(kind, name: str, value: str, unit: str = ""):
    """Return what the medicines of a diary with this one entry say."""
    entry = Entry(new_id(), TODAY, time(9), kind, name, value, unit)
    return opioid_from_medicines([entry], TODAY, load_protocol().medicine_lists)


@pytest.mark.parametrize(("name", "is_own"), NAMES.items())
def test_a_name_means_the_same_substance_on_every_path(name: str, is_own: bool | None) -> None:
    """What is not the person's own LDN is that nowhere: not in the screen, a medicine, a logged dose or an import."""
    finding = load_protocol().screen(name, None)
    begun = exposure("medicine", name, "start")
    summary = TrackerSummary(name, "Meds", count=1, samples=("1",), unit="mg")
    layout = FileLayout("bearable", ",", "utf-8", (), (), 1)
    (rule,) = without_other_doses(propose_mapping(layout, [summary]), load_protocol().screen).rules
    logged = Entry(new_id(), TODAY, None, "dose", name, "1", "mg")
    counted = timeline([logged], until=TODAY)[-1].dose_mg

    assert (finding.ldn is True) is (is_own is True)
    if is_own:
        assert (rule.target, counted, begun.other_antagonist, begun.opioid) == ("dose", 1, False, "none-seen")
    if is_own is False:
        assert rule.target == "medicine"
        assert finding.ldn is False or finding.finding == "not-recognised"
        assert is_naltrexone_alone(name) is not True or finding.ldn is False
        assert counted is None or finding.ingredients == ("naltrexone",)
    assert (name in WITH_AN_OPIOID) is (finding.finding == "opioid")
    assert (name in WITH_AN_OPIOID) is (begun.opioid == "current")
    if name in WITH_AN_OPIOID:
        assert exposure("dose", name, "1", "mg").opioid in ("current", "recent")
