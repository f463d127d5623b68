import json
import os
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.conftest import PLAN
from tests.services.trial_diaries import DESIGN, FIRST, PHARMACY, a_trial, an_entry, begin_trial, later
from tests.services.trial_secrets import dump_memory, search_for_key

from zonewise.problem import InputRefused
from zonewise.report.trial_pages import compounding_paper, paper_bytes, protocol_paper, report_paper
from zonewise.report.trial_status import bottle_due
from zonewise.services.base.diary import Diary, add_entries, all_entries
from zonewise.services.base.profile import Profile, profile_in
from zonewise.services.base.protocols import load_protocol
from zonewise.services.recording.plans import SigningOptions, sign_plan_text
from zonewise.services.trials.pharmacy import make_pharmacy_key, opened_sheet, part_for
from zonewise.services.trials.registering import register_trial
from zonewise.services.trials.result import trial_result
from zonewise.services.trials.running import (
    close_trial,
    end_block,
    guess_block,
    leave_trial,
    take_bottle,
    take_key,
    trial_state,
)
from zonewise.trial.design import TrialDesign
from zonewise.trial.key import TrialKey, order_text
from zonewise.trial.sealing import public_of, public_text


def codes(refused: pytest.ExceptionInfo[InputRefused]) -> list[str]:
    """Return the codes of what was refused."""
    return [problem.code for problem in refused.value.problems]


def closed(path: Path, **options: object) -> Diary:
    """Return a diary whose trial is closed and opened."""
    diary, key = a_trial(path, **options)
    close_trial(diary)
    take_key(diary, key.text())
    return diary


def planned(path: Path) -> tuple[Diary, TrialDesign]:
    """Return a diary with a plan and a design that begins in two weeks."""
    diary = Diary(str(path))
    today = profile_in(diary).today()
    text = PLAN.format(written=today - timedelta(days=20), start=today - timedelta(days=10))
    sign_plan_text(diary, text, "plan.yaml", SigningOptions())
    return diary, TrialDesign(today + timedelta(days=14), 10, 14, Decimal("1.5"))


def test_a_large_effect_is_seen_at_the_end(tmp_path: Path) -> None:
    """A trial that went as planned says that LDN is likely helping, with the chance of that and the bottles."""
    diary = closed(tmp_path / "diary.sqlite")

    shown = trial_result(diary)

    assert shown.same_rule
    assert shown.result.verdict is not None
    assert shown.result.verdict.word == "likely-helping"
    assert shown.result.findings == ()
    assert shown.result.rated_days == 70
    assert shown.result.order.count("L") == 5


def test_the_same_files_give_the_same_result_and_the_same_bytes(tmp_path: Path) -> None:
    """Worked out twice, result and papers are the same to the byte."""
    diary = closed(tmp_path / "diary.sqlite")
    settings = load_protocol().trial
    papers = []
    for _ in range(2):
        shown = trial_result(diary)
        report = report_paper(shown.record, shown.result, settings, same_rule=True)
        papers.append((shown.result, paper_bytes(report), paper_bytes(protocol_paper(shown.record, settings))))

    assert papers[0] == papers[1]
    assert papers[0][1].startswith(b"%PDF")


def test_the_key_is_refused_before_the_trial_is_closed(tmp_path: Path) -> None:
    """Nobody learns the order while anything can still be written down by what it says."""
    diary, key = a_trial(tmp_path / "diary.sqlite")

    with pytest.raises(InputRefused) as refused:
        take_key(diary, key.text())
    assert codes(refused) == ["not-closed"]
    with pytest.raises(InputRefused) as refused:
        trial_result(diary)
    assert codes(refused) == ["no-result"]


def test_a_key_that_does_not_match_its_commitment_is_refused(tmp_path: Path) -> None:
    """Another key is named, and nothing is lost: the right one is taken afterwards."""
    diary, key = a_trial(tmp_path / "diary.sqlite")
    close_trial(diary)

    with pytest.raises(InputRefused) as refused:
        take_key(diary, TrialKey(key.nonce, key.seed).text())
    assert codes(refused) == ["other-key"]
    with pytest.raises(InputRefused) as refused:
        take_key(diary, "trial-key-hello")
    assert codes(refused) == ["trial-key"]

    take_key(diary, key.text())
    assert trial_result(diary).result.verdict is not None


def test_what_is_written_after_the_end_does_not_count_and_is_named(tmp_path: Path) -> None:
    """A day rated anew once the trial was closed changes no number."""
    diary = closed(tmp_path / "diary.sqlite")
    before = trial_result(diary).result

    add_entries(diary, [later(an_entry("rating", "pain", "10", FIRST + timedelta(days=number))) for number in range(3)])
    after = trial_result(diary).result

    assert after.verdict == before.verdict
    assert [(finding.code, finding.days) for finding in after.findings] == [("changed-after-end", 3)]


def test_entries_smuggled_in_with_an_old_date_take_the_word_away(tmp_path: Path) -> None:
    """A diary of these days that is not what was closed gives its numbers and no word."""
    diary = closed(tmp_path / "diary.sqlite")

    add_entries(diary, [an_entry("rating", "pain", "10", FIRST)])
    result = trial_result(diary).result

    assert result.verdict is not None
    assert result.verdict.word == "cannot-tell"
    assert [finding.code for finding in result.findings] == ["not-as-closed"]


def test_a_bottle_out_of_order_counts_as_what_it_held_and_is_named(tmp_path: Path) -> None:
    """Two days from another bottle are named, and the answer stands."""
    days = [FIRST + timedelta(days=number) for number in (1, 2)]
    wrong = tuple(an_entry("trial", "bottle", "4", day, at=None) for day in days)

    result = trial_result(closed(tmp_path / "diary.sqlite", more=wrong)).result

    assert [(finding.code, finding.block, finding.days) for finding in result.findings] == [
        ("bottle-out-of-order", 1, 2)
    ]
    assert result.verdict is not None
    assert result.verdict.word == "likely-helping"


def test_a_block_that_overlaps_a_plan_change_is_cut_there(tmp_path: Path) -> None:
    """Days after another dose in the same block are left out and named."""
    another = an_entry("dose", "naltrexone", "1", FIRST + timedelta(days=9), unit="mg", at=None)

    result = trial_result(closed(tmp_path / "diary.sqlite", more=(another,))).result

    assert [(finding.code, finding.block, finding.days) for finding in result.findings] == [("plan-changed", 2, 5)]
    assert result.rated_days == 65


def test_a_danger_sign_ends_its_block(tmp_path: Path) -> None:
    """What follows a danger sign in its block is left out, though bottles were written down."""
    sign = an_entry("answer", "danger_sign", "anaphylaxis", FIRST + timedelta(days=16))

    result = trial_result(closed(tmp_path / "diary.sqlite", more=(sign,))).result

    assert ("danger-ended-block", 3, 5) in [(finding.code, finding.block, finding.days) for finding in result.findings]


def test_leaving_early_is_judged_as_far_as_it_went(tmp_path: Path) -> None:
    """What was rated before leaving is judged, and that it ended early is named."""
    left = an_entry("trial", "left", "", FIRST + timedelta(days=40))

    result = trial_result(closed(tmp_path / "diary.sqlite", days=41, more=(left,))).result

    assert [(finding.code, finding.days) for finding in result.findings] == [("left-early", 29)]
    assert result.verdict is not None
    assert result.rated_days == 41


def test_hardly_any_ratings_say_nothing(tmp_path: Path) -> None:
    """With under four weeks of ratings there is no word and no number, and the reason is named."""
    left = an_entry("trial", "left", "", FIRST + timedelta(days=19))

    result = trial_result(closed(tmp_path / "diary.sqlite", days=20, more=(left,))).result

    assert result.verdict is None
    assert "few-ratings" in [finding.code for finding in result.findings]


def test_capsules_left_out_are_counted(tmp_path: Path) -> None:
    """A dose of 0 on a day without a bottle is a capsule left out."""
    diary, key = a_trial(tmp_path / "diary.sqlite", days=69)
    add_entries(diary, [an_entry("dose", "naltrexone", "0", DESIGN.last, unit="mg")])
    close_trial(diary)
    take_key(diary, key.text())

    assert trial_result(diary).result.missed_doses == 1


def test_guesses_give_the_blinding_indices(tmp_path: Path) -> None:
    """Blocks that are over can be guessed once; right guesses of all make both indices of Bang 1."""
    diary, key = a_trial(tmp_path / "diary.sqlite")
    for block, on in enumerate(key.order(DESIGN), 1):
        guess_block(diary, block, "ldn" if on else "none")
    state = trial_state(diary)
    assert state is not None
    assert state.guesses_due == ()
    close_trial(diary)
    take_key(diary, key.text())

    blinding = trial_result(diary).result.blinding

    assert blinding is not None
    assert (blinding.right, blinding.wrong, blinding.unsure) == (10, 0, 0)
    assert blinding.bang_ldn.mean == blinding.bang_none.mean == 1
    assert blinding.james == 0
    with pytest.raises(InputRefused) as refused:
        guess_block(diary, 1, "unsure")
    assert codes(refused) == ["key-known"]


@pytest.mark.parametrize(
    ("write", "code"),
    [
        (lambda diary: take_bottle(diary, 11, day=FIRST), "no-bottle"),
        (lambda diary: take_bottle(diary, 1, day=FIRST - timedelta(days=1)), "not-running"),
        (lambda diary: take_bottle(diary, 1, day=DESIGN.last + timedelta(days=1)), "not-running"),
        (lambda diary: guess_block(diary, 11, "ldn"), "block-not-over"),
        (lambda diary: guess_block(diary, 1, "maybe"), "unknown-guess"),
        (lambda diary: end_block(diary, 2, "", day=FIRST), "other-block"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_lost(tmp_path: Path, write: object, code: str) -> None:
    """Each slip is named with what to do, and the diary is as before."""
    diary, _ = a_trial(tmp_path / "diary.sqlite", days=2)
    before = all_entries(diary)

    with pytest.raises(InputRefused) as refused:
        write(diary)

    assert codes(refused) == [code]
    assert all_entries(diary) == before


def test_nothing_is_taken_after_a_block_was_ended(tmp_path: Path) -> None:
    """From the day on which a block was ended its bottle is refused; the next block has its own."""
    diary, _ = a_trial(tmp_path / "diary.sqlite", days=2)
    end_block(diary, 1, "hives", day=FIRST + timedelta(days=3))

    with pytest.raises(InputRefused) as refused:
        take_bottle(diary, 1, day=FIRST + timedelta(days=4))
    assert codes(refused) == ["block-ended"]


def test_no_bottle_on_a_day_with_a_danger_sign(tmp_path: Path) -> None:
    """With a danger sign no bottle is due; one that was taken all the same is kept, and what speaks against it said."""
    sign = an_entry("answer", "danger_sign", "chest-or-collapse", FIRST + timedelta(days=2))
    diary, _ = a_trial(tmp_path / "diary.sqlite", days=2, more=(sign,))

    state = trial_state(diary, FIRST + timedelta(days=2))
    assert state is not None
    assert state.take_nothing
    assert take_bottle(diary, 1, day=FIRST + timedelta(days=2)) == ("take-nothing",)
    assert len([entry for entry in all_entries(diary) if entry.kind == "dose"]) == 3


RUNNING = (
    ((), "bottle-due"),
    ((("answer", "opioid", "current"),), "take-nothing"),
    ((("answer", "new_symptoms_after_step", "yes"), ("reported-zone", "zone", "yellow")), "bottle-due"),
    ((("answer", "opioid", "unknown"),), "answer-first"),
)


@pytest.mark.parametrize(("told", "expected"), RUNNING)
def test_a_bottle_is_due_when_the_guidance_permits_its_dose(
    lived_copy: Path, told: tuple[tuple[str, str, str], ...], expected: str
) -> None:
    """In a plan at 1 mg a bottle of 1 mg is due, unless an answer is missing or nothing, or less, is to be taken."""
    diary = Diary(str(lived_copy))
    begin_trial(diary, "1", *told)

    state = trial_state(diary)

    assert state is not None
    due = {bottle_due(state) == 1: "bottle-due", state.take_nothing: "take-nothing", state.answer_first: "answer-first"}
    assert due[True] == expected


def test_a_bottle_of_more_than_the_named_dose_is_never_due(lived_copy: Path) -> None:
    """Who is to take 1 mg takes nothing from a bottle of 4.5 mg."""
    diary = Diary(str(lived_copy))
    begin_trial(diary, "4.5")

    state = trial_state(diary)

    assert state is not None
    assert state.take_nothing
    assert bottle_due(state) is None


def test_a_bottle_counts_as_a_dose_of_ldn(tmp_path: Path) -> None:
    """Whatever is in it, the diary holds a dose, so that the opioid gate and all rules work as if on LDN."""
    diary, _ = a_trial(tmp_path / "diary.sqlite", days=2)
    assert take_bottle(diary, 1, day=FIRST + timedelta(days=2)) == ("answer-first",)
    assert take_bottle(diary, 2, day=FIRST + timedelta(days=3)) == ("bottle-out-of-order", "answer-first")

    doses = [entry for entry in all_entries(diary) if entry.kind == "dose"]
    assert len(doses) == 4
    assert {entry.value for entry in doses} == {"1.5"}


def test_a_trial_that_runs_cannot_be_closed_but_left(tmp_path: Path) -> None:
    """Closing needs the last day to be past, or that the person left."""
    diary, design = planned(tmp_path / "diary.sqlite")
    register_trial(diary, design, [public_text(public_of(PHARMACY))])

    with pytest.raises(InputRefused) as refused:
        close_trial(diary)
    assert codes(refused) == ["still-running"]
    with pytest.raises(InputRefused) as refused:
        register_trial(diary, design, [public_text(public_of(PHARMACY))])
    assert codes(refused) == ["trial-running"]

    leave_trial(diary, "moving house")
    assert close_trial(diary)


def test_registering_needs_plan_pharmacy_and_a_day_to_come(tmp_path: Path) -> None:
    """Every reason is named at once, and nothing is written down."""
    diary = Diary(str(tmp_path / "diary.sqlite"))
    add_entries(diary, [an_entry("profile", "timezone", "UTC", FIRST)])

    with pytest.raises(InputRefused) as refused:
        register_trial(diary, DESIGN, ["pharmacy-x"])

    assert codes(refused) == ["pharmacy-key", "no-plan", "first-day"]
    assert len(all_entries(diary)) == 1


def test_nothing_on_this_machine_can_open_the_order(tmp_path: Path) -> None:
    """No file of the diary's folder and no byte of this process's memory holds the order, the seed or the nonce."""
    diary, design = planned(tmp_path / "diary.sqlite")
    sheet = register_trial(diary, design, [public_text(public_of(PHARMACY))]).sheet
    dump = tmp_path / "memory"
    dump_memory(os.getpid(), dump)
    (tmp_path / "sheet.json").write_text(sheet, encoding="utf-8")

    # only now is the key opened, in another process, so that this one does not know what it looks for
    finds = search_for_key(tmp_path)

    assert finds["looked at"] >= 3
    assert finds["bytes"] > 10_000_000
    assert finds["hits"] == []


def test_the_search_finds_a_key_that_lies_about(tmp_path: Path) -> None:
    """The test above would see a leak: with the key's line in a file it names that file."""
    diary, design = planned(tmp_path / "diary.sqlite")
    sheet = register_trial(diary, design, [public_text(public_of(PHARMACY))]).sheet
    (tmp_path / "sheet.json").write_text(sheet, encoding="utf-8")
    key = tmp_path / "pharmacy.key"
    key.write_text(f"pharmacy-secret-{PHARMACY.hex()}\n", encoding="ascii")
    opened = opened_sheet(tmp_path / "sheet.json", key)
    (tmp_path / "log").write_text(f"drew {order_text(opened.key.order(design))}\n", encoding="utf-8")

    finds = search_for_key(tmp_path)

    assert finds["hits"] == [["log", "order"]]


def test_the_pharmacy_opens_the_sheet_with_its_key(tmp_path: Path) -> None:
    """A key that was made here opens what was sealed for it; a parted sheet needs the trusted person's line."""
    diary, design = planned(tmp_path / "diary.sqlite")
    keys = [make_pharmacy_key(tmp_path / name) for name in ("pharmacy.key", "friend.key")]
    sheet = tmp_path / "sheet.json"
    sheet.write_text(register_trial(diary, design, [key.public for key in keys]).sheet, encoding="utf-8")

    with pytest.raises(InputRefused) as refused:
        opened_sheet(sheet, tmp_path / "pharmacy.key")
    assert codes(refused) == ["sheet-not-opened"]
    part = part_for(sheet, tmp_path / "friend.key")
    opened = opened_sheet(sheet, tmp_path / "pharmacy.key", [part])

    paper = compounding_paper(opened, load_protocol().trial)
    rows = paper.parts[0].rows
    assert [row[0] for row in rows] == [str(number) for number in range(1, 11)]
    assert sum("LDN 1.5 mg" in row[1] for row in rows) == 5
    assert {row[2] for row in rows} == {"18"}
    assert opened.key.text() in paper.parts[2].lines
    assert paper_bytes(paper).startswith(b"%PDF")
    with pytest.raises(InputRefused) as refused:
        make_pharmacy_key(tmp_path / "pharmacy.key")
    assert codes(refused) == ["file-exists"]


def test_a_trial_survives_an_export(tmp_path: Path) -> None:
    """The kind of its entries is one that the diary's own table knows."""
    from zonewise.importing.native import write_native

    diary, _ = a_trial(tmp_path / "diary.sqlite", days=1)
    assert any(",trial,registered," in line for line in write_native(all_entries(diary)))
    assert (
        date.fromisoformat(
            json.loads(next(entry.value for entry in all_entries(diary) if entry.name == "registered"))["design"][
                "first"
            ]
        )
        == FIRST
    )
    assert Profile().protocol.trial.pairs_least == 5
