"""Prescriptions in words: what is kept, what is asked for, what is refused, and that no word is passed over."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from zonewise.model.amounts import in_mg
from zonewise.plan.form import plan_text
from zonewise.plan.plan_file import read_plan
from zonewise.plan.prescription import QUESTIONS, read_prescription

TODAY = date(2026, 11, 29)
CASES = yaml.safe_load(Path(__file__).with_name("prescriptions.yaml").read_text(encoding="utf-8"))
THEN = {"en": "then", "de": "dann", "fr": "puis", "es": "luego", "nl": "daarna"}
NIGHT = {"en": "at night", "de": "zur Nacht", "fr": "au coucher", "es": "por la noche", "nl": "voor het slapen"}
WEEKS = {"en": "for {} weeks", "de": "für {} Wochen", "fr": "pendant {} semaines", "es": "durante {} semanas",
         "nl": "gedurende {} weken"}  # fmt: skip


@pytest.mark.parametrize(("words", "fields"), CASES["kept"])
def test_what_is_said_is_kept(words: str, fields: dict[str, str]) -> None:
    """Each field is what the words say, and the plan's own reader takes it."""
    prescription = read_prescription(words, TODAY)

    assert prescription.problems == ()
    assert prescription.missing == ()
    assert {name: prescription.fields.get(name) for name in fields} == fields
    assert read_plan(plan_text(prescription.fields).text, "plan").steps


@pytest.mark.parametrize(("words", "missing"), CASES["asked"])
def test_what_is_missing_is_asked(words: str, missing: list[str]) -> None:
    """Nothing is made up: what no word says is asked for, and once answered there is a plan."""
    answers = {
        "at": "bedtime", "second-at": "morning", "interval": "2 weeks", "product.strengths": "1.5 mg; 4.5 mg",
        "product.strength": "1 mg/mL", "product.syringe-lines": "0.1 mL", "product.per-drop": "40 micrograms",
        "product.stated-by": "pharmacy",
    }  # fmt: skip
    prescription = read_prescription(words, TODAY)

    assert prescription.problems == ()
    assert list(prescription.missing) == missing
    answered = read_prescription(words, TODAY, {name: answers[name] for name in missing})
    assert answered.missing == ()
    assert read_plan(plan_text(answered.fields).text, "plan").steps
    assert set(answers) == set(QUESTIONS)


@pytest.mark.parametrize(("words", "code"), CASES["refused"])
def test_what_is_not_certain_is_refused(words: str, code: str) -> None:
    """A word that is not understood, or that can mean two things, ends it."""
    assert code in {problem.code for problem in read_prescription(words, TODAY).problems}


def test_drops_are_counted_by_what_the_pharmacy_said() -> None:
    """Two drops of 40 micrograms are 0.08 mg."""
    answers = {"product.per-drop": "40 micrograms", "product.stated-by": "pharmacy"}

    plan = read_plan(plan_text(read_prescription("2 drops at night", TODAY, answers).fields).text, "plan")

    assert [step.daily_mg for step in plan.steps] == [Decimal("0.08")]


DROPS_PER_ML = {
    "en": (
        "2 drops of 1 mg/mL at night, 20 drops per mL",
        "2 drops at night, 1 mg/mL; 1 mL is 20 drops",
        "1 mg/mL, 20 drops/mL: 2 drops at night",
    ),
    "de": (
        "2 Tropfen zur Nacht, 1 mg/ml, 20 Tropfen pro ml",
        "Lösung 1 mg/ml, 1 ml entspricht 20 Tropfen; 2 Tropfen zur Nacht",
    ),
    "fr": (
        "2 gouttes au coucher, 1 mg/ml, 20 gouttes par ml",
        "solution 1 mg/ml, 1 ml contient 20 gouttes, 2 gouttes au coucher",
    ),
    "es": (
        "2 gotas por la noche, 1 mg/ml, 20 gotas por ml",
        "solución 1 mg/ml, 1 ml son 20 gotas, 2 gotas por la noche",
    ),
    "nl": (
        "2 druppels voor het slapen, 1 mg/ml, 20 druppels per ml",
        "1 mg/ml, 1 ml bevat 20 druppels, 2 druppels voor het slapen",
    ),
}


@pytest.mark.parametrize("words", [words for both in DROPS_PER_ML.values() for words in both])
def test_drops_are_counted_by_the_strength_and_how_many_are_in_a_millilitre(words: str) -> None:
    """A twentieth of 1 mg is in a drop, so two drops are 0.1 mg, whatever the language and the order."""
    prescription = read_prescription(words, TODAY, {"product.stated-by": "pharmacy"})

    assert (prescription.problems, prescription.missing) == ((), ())
    plan = read_plan(plan_text(prescription.fields).text, "plan")
    assert ([step.daily_mg for step in plan.steps], plan.product.mg_per_drop) == ([Decimal("0.1")], Decimal("0.05"))


@given(
    tenths=st.lists(st.integers(1, 45), min_size=2, max_size=6, unique=True).map(sorted),
    weeks=st.integers(1, 8),
    language=st.sampled_from(sorted(THEN)),
)
def test_the_same_in_every_language(tenths: list[int], weeks: int, language: str) -> None:
    """Doses, time and interval of any ascending plan come back as they were said."""
    doses = [Decimal(tenth) / 10 for tenth in tenths]
    first, *others = map(in_mg, doses)
    length = WEEKS[language].format(weeks if weeks > 1 else 2)
    words = f"{first} {NIGHT[language]} {length}" + "".join(f", {THEN[language]} {dose}" for dose in others)

    prescription = read_prescription(words, TODAY)
    plan = read_plan(plan_text(prescription.fields).text, "plan")

    assert [step.daily_mg for step in plan.steps] == doses
    assert {intake.at for step in plan.steps for intake in step.intakes} == {"bedtime"}
    assert plan.interval_days == 7 * max(weeks, 2)
    assert plan.ceiling_mg == doses[-1]


@given(word=st.text(st.characters(categories=["Ll"]), min_size=4, max_size=9), place=st.integers(0, 3))
def test_no_word_is_passed_over(word: str, place: int) -> None:
    """A word put anywhere changes nothing only when it is known to mean nothing; else it is refused or meant."""
    parts = ["1.5 mg at night", "for 2 weeks", "then 3 mg", ""]
    plain = read_prescription(" ".join(parts), TODAY)
    parts.insert(place, f"qz{word}")

    assert plain.problems == ()
    assert "not-understood" in {problem.code for problem in read_prescription(" ".join(parts), TODAY).problems}


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever is pasted, there is an answer."""
    prescription = read_prescription(text, TODAY)

    assert prescription.problems or prescription.missing or prescription.fields.get("ceiling")
