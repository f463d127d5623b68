"""Programs of others that read what zonewise writes; they run in Node, apart from the product."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.running import RunningRelay, started

from zonewise.fhir.content import Answer, Medicine, Part, Person, RatedDay, SharedDiary, TakenDose
from zonewise.plan.prescribed_plan import Intake, Plan, Product, Step


@pytest.fixture(scope="session")
def node_packages() -> Path:
    """Return the folder with the packages of `requirements/node`, which `make tests` installs."""
    folder = Path(sys.prefix) / "node"
    if shutil.which("node") is None or not (folder / "node_modules").is_dir():
        pytest.fail("Node or its packages are not here: run `make tests`, which installs both.")
    return folder


@pytest.fixture(scope="session")
def run_node(node_packages: Path, project_root: Path) -> Callable[[str, Any], Any]:
    """Return what runs a script of this folder with a JSON value on standard input and gives its JSON answer."""

    def run(script: str, value: Any) -> Any:
        command = ["node", str(project_root / "tests" / "wire" / script), str(node_packages)]
        done = subprocess.run(
            command, input=json.dumps(value), capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="session")
def whole_diary() -> SharedDiary:
    """Return a diary of which everything leaves."""
    day = date(2026, 3, 2)
    plan = Plan(
        steps=(
            Step((Intake(Decimal("0.5"), "bedtime", every_days=2, on_day=1),)),
            Step((Intake(Decimal("1.5"), "morning"), Intake(Decimal("1.5"), "21:30"))),
        ),
        start=day,
        interval_days=14,
        ceiling_mg=Decimal("4.5"),
        product=Product("capsule", (Decimal("0.5"), Decimal("1.5"))),
        prescriber="Dr Lee",
        written_on=day,
    )
    return SharedDiary(
        id="3a0f7c0e-9a64-4a3e-8f55-0b1f6c6f7a52",
        made_at=datetime(2026, 4, 1, 18, 30, tzinfo=UTC),
        as_of=date(2026, 4, 1),
        person=Person("A. <Example> & Co", 1984),
        title="Low-dose naltrexone",
        parts=(Part("Dose & opioids", ("1.5 mg < 3 mg",), ("Dose", "Days"), (("0.5 mg", "14"),)),),
        pdf=b"%PDF-1.7 not a real one",
        plan=plan,
        taken=TakenDose(Decimal("0.5"), day, date(2026, 3, 31)),
        medicines=(
            Medicine("ibuprofen 200 mg", "RxNorm 5640", day),
            Medicine("codeine", "ATC R05DA04", day, date(2026, 3, 5), note="It is an opioid."),
            Medicine("magnesium", since=date(2026, 5, 1)),
        ),
        health=(
            Answer("hypersensitivity", "Ever an allergic reaction to naltrexone itself?", "yes", "yes", day),
            Answer("liver", "Is your liver unwell?", "raised", "raised values", day),
            Answer("pregnancy", "Pregnant or breastfeeding?", "breastfeeding", "breastfeeding", day),
        ),
        answers=(Answer("opioid", "Any opioid now?", "none", "none", day),),
        days=tuple(
            RatedDay(
                day + timedelta(days=number),
                {"pain": Decimal(number), "sleep": Decimal("4.5")},
                "green",
                Decimal("0.5"),
            )
            for number in range(5)
        ),
    )


@pytest.fixture(scope="session")
def relay_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Yield the port of a relay that runs as a process of its own."""
    with started(RunningRelay(tmp_path_factory.mktemp("relay") / "relay.sqlite")) as relay:
        yield relay.port
