"""Write the diary, the plan and the story of the example, which `zonewise demo` and the pages show."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click
import numpy as np

import zonewise.protocols
from zonewise.guidance.daily_guidance import guide_day
from zonewise.services.base.protocols import load_protocol
from zonewise.services.importing.demo import CSV_NAME, PLAN_NAME, STORY_NAME, Scene, Slip
from zonewise.synthetic.demo.demo_patient import SEED, DemoPatient, demo_patient
from zonewise.synthetic.demo.scenario import PLAN_DAY, PLAN_TEXT, SCENES, demo_plan
from zonewise.synthetic.patient_files import csv_text

FOLDER = Path(zonewise.protocols.__file__).parent / "ldn" / "demo"


def make_demo_patient() -> DemoPatient:
    """Return the patient of the example, the same one each time."""
    engine, settings = load_protocol().engine, load_protocol().settings
    plan = demo_plan(settings.plan)
    rng = np.random.default_rng(SEED)
    return demo_patient(rng, plan, lambda entries, day: guide_day(entries, day, engine, settings))


def render(patient: DemoPatient) -> Mapping[str, str]:
    """Return the text of each file, by its name."""
    rows = {row.id: row for row in patient.rows}
    slips = (Slip(row.day, row.name, rows[row.supersedes].value, row.value) for row in patient.corrections)
    scenes = (Scene(scene.day, scene.scene, *SCENES[scene.scene]) for scene in patient.scenes)
    story = {"plan_day": PLAN_DAY, "slips": list(map(asdict, slips)), "scenes": list(map(asdict, scenes))}
    return {
        CSV_NAME: csv_text(patient.rows),
        PLAN_NAME: PLAN_TEXT,
        STORY_NAME: json.dumps(story, indent=2, default=str) + "\n",
    }


def main() -> None:
    """Write the files of the example."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in render(make_demo_patient()).items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="")
        click.echo(f"Wrote {name}.")


if __name__ == "__main__":
    main()
