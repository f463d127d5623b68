"""Registering a trial: the order is drawn and sealed, and the diary keeps its commitment."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from zonewise.problem import InputRefused, Problem
from zonewise.services.base.diary import Diary, add_entries, all_entries
from zonewise.services.base.new_entry import COMMAND_LINE, InputSource, make_entry, moment
from zonewise.services.base.profile import Profile, profile_of
from zonewise.services.recording.doses import plan_of
from zonewise.trial.design import TrialDesign, design_problems
from zonewise.trial.key import canonical
from zonewise.trial.record import TrialRecord, registration_text, trial_record

MOST_SECONDS = 60  # That drawing and sealing may take on a busy machine.


@dataclass(frozen=True, slots=True)
class Registered:
    """A trial that was registered."""

    record: TrialRecord
    sheet: str  # The sealed sheet for the pharmacy.


def analysis_digest(profile: Profile) -> str:
    """Return the SHA-256 of the numbers that a trial is judged by: they are fixed with the commitment."""
    protocol = profile.protocol
    numbers = {"relief": asdict(protocol.relief), "trial": asdict(protocol.trial)}
    return hashlib.sha256(canonical(json.loads(json.dumps(numbers, default=str)))).hexdigest()


def register_trial(
    diary: Diary, design: TrialDesign, readers: Sequence[str], *, hand: InputSource = COMMAND_LINE
) -> Registered:
    """Draw the order of a design, seal it for its readers and write the trial into the diary.

    The order is drawn in a process of its own that ends at once; nothing that stays here can open it.

    Args:
        readers: Public keys as they are handed out: the pharmacy's, and a trusted person's where it is parted.

    Raises:
        InputRefused: With every reason; then nothing was drawn and nothing stored.
        DiaryRefused: The diary cannot be read or written.
    """
    entries = all_entries(diary)
    profile = profile_of(entries)
    limits, plan = profile.protocol.settings.plan, plan_of(entries)
    publics, problems = _public_keys(readers)
    if plan is None:
        todo = "Take in the plan that your prescriber signed; without one there is no dose."
        problems.append(Problem("trial", 0, "there is no plan yet.", todo, "no-plan"))
    else:
        problems += design_problems(design, profile.protocol.trial, min(limits.highest_mg, plan.ceiling_mg))
    if design.first <= profile.today():
        todo = "Take a day to come: the bottles have to be made first."
        problems.append(Problem("trial", 0, "the first day is not to come.", todo, "first-day", field="first"))
    running = trial_record(entries, profile.day_ends_at)
    if running is not None and not running.closed:
        todo = "End it first: zonewise trial leave, then zonewise trial close."
        problems.append(Problem("trial", 0, "another trial is registered and not closed.", todo, "trial-running"))
    if problems or plan is None:
        raise InputRefused(problems)
    wanted = {
        "design": design.to_dict(),
        "analysis": analysis_digest(profile),
        "readers": [public.hex() for public in publics],
        "details": {"prescriber": plan.prescriber, "form": plan.product.form},
    }
    sealed = _sealed(wanted)
    from zonewise.trial.sealing import fingerprint

    value = registration_text(
        {
            "design": wanted["design"],
            "analysis": wanted["analysis"],
            "details": wanted["details"],
            "commitment": sealed["commitment"],
            "signed_by": sealed["signed_by"],
            "readers": [fingerprint(public) for public in publics],
            "sheet": sealed["sheet"],
        }
    )
    add_entries(diary, [make_entry("trial", "registered", value, moment(profile, None, None, hand), profile)])
    record = trial_record(all_entries(diary), profile.day_ends_at)
    assert record is not None
    return Registered(record, sealed["sheet"])


def _sealed(wanted: object) -> dict[str, str]:
    from .seal_process import MODULE

    done = subprocess.run(
        [sys.executable, "-m", MODULE],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    if done.returncode:
        fault = "the order could not be drawn on this machine."
        raise InputRefused([Problem("trial", 0, fault, "Try again; nothing was written down.", "not-sealed")])
    sealed: dict[str, str] = json.loads(done.stdout)
    return sealed


def _public_keys(readers: Sequence[str]) -> tuple[list[bytes], list[Problem]]:
    from zonewise.trial.sealing import public_from_text

    publics: list[bytes] = []
    problems: list[Problem] = []
    for line in readers:
        try:
            publics.append(public_from_text(line))
        except ValueError as error:
            todo = "Copy the whole line that the pharmacy gave you; it begins with 'pharmacy-'."
            problems.append(Problem("trial", 0, f"the key cannot be used: {error}.", todo, "pharmacy-key", field="to"))
    if not readers:
        todo = "Ask the pharmacy for its line: zonewise trial pharmacy-key new makes one."
        problems.append(Problem("trial", 0, "no pharmacy is named.", todo, "pharmacy-key", field="to"))
    if len(set(publics)) < len(publics):
        todo = "Name the pharmacy and another person."
        problems.append(Problem("trial", 0, "the same key came twice.", todo, "repeated-key", field="to"))
    return publics, problems
