from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from zonewise.authoring.diff.diary_days import AnsweringVersion, ChangedDays, changed_days
from zonewise.guidance.daily_guidance import guide_day
from zonewise.guidance.snapshot import ProtocolSettings
from zonewise.model.timeline import DAY_ENDS_AT
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set_reader import read_rule_set
from zonewise.services.base.protocols import load_protocol

from .builders import CALM_FACTS, Diary, d, settled
from .made_up import LAST, diaries

LOW_THRESHOLDS = replace(load_protocol().settings.zones, yellow_at=0.6, red_at=1.0)


def changed(*changes: tuple[str, str, str]) -> Engine:
    """The shipped protocol after changes of (file, text, other text); each text must be there."""
    files = dict(load_protocol().files)
    for name, text, other in changes:
        assert text in files[name], f"{name} no longer holds: {text}"
        files[name] = files[name].replace(text, other)
    return Engine(read_rule_set(files))


def green_days(days: int) -> Engine:
    """The shipped protocol with so many Green days asked for before a step, and one consideration turned around."""
    return changed(
        ("numbers.settings.yaml", "days-before-step: {value: 7", f"days-before-step: {{value: {days}"),
        (
            "considerations.yaml",
            "{extreme_sensitivity: true}\n    then: gentle",
            "{extreme_sensitivity: false}\n    then: gentle",
        ),
    )


def otherwise(diary: Diary, days: list[date], engine: Engine, numbers: ProtocolSettings | None = None) -> ChangedDays:
    """Days of a diary that the shipped protocol and another version answer differently."""
    old = AnsweringVersion(load_protocol().engine, load_protocol().settings)
    new = AnsweringVersion(engine, numbers or load_protocol().settings)
    return changed_days(diary.entries, days, old, new, ends_at=DAY_ENDS_AT)


def shown(diary: Diary, day: date, engine: Engine, numbers: ProtocolSettings) -> dict:
    """What is shown for one day, by the function that answers a person."""
    guidance = guide_day(diary.entries, day, engine, numbers)
    return {
        "action": guidance.guidance.action,
        "dose": guidance.dose.instruction,
        "considerations": tuple(consideration.id for consideration in guidance.guidance.considerations),
        "ask": tuple(item.fact for item in guidance.guidance.ask),
        "review": guidance.guidance.review,
        "zone": guidance.zone.zone,
    }


@pytest.mark.parametrize("numbers", [load_protocol().settings, replace(load_protocol().settings, zones=LOW_THRESHOLDS)])
@settings(max_examples=6, deadline=None)
@given(diary=diaries())
def test_a_day_is_told_when_what_is_shown_differs(numbers: ProtocolSettings, diary: Diary) -> None:
    """Exactly the days are told on which `today` of both versions shows something else, with the parts that differ."""
    engine = green_days(90)
    days = [d(number) for number in range(LAST - 2, LAST + 1)]
    result = {item.day: item for item in otherwise(diary, days, engine, numbers).otherwise}
    for day in days:
        old, new = (
            shown(diary, day, load_protocol().engine, load_protocol().settings),
            shown(diary, day, engine, numbers),
        )
        parts = {name for name in old if old[name] != new[name]}

        assert set(result[day].parts if day in result else ()) == parts
        if parts:
            for side, expected in ((result[day].old, old), (result[day].new, new)):
                assert {name: getattr(side, name) for name in old} == expected


def test_the_reasons_of_both_sides_are_told() -> None:
    """A step that would not have opened yet names the rule that opened it and the one that holds it."""
    diary = settled(started=39).said(60, CALM_FACTS)
    (day,) = otherwise(diary, [d(60)], green_days(90)).otherwise

    assert (day.old.action, day.new.action) == ("step-up", "keep")
    assert [rule.id for rule in day.old.reasons] == ["step-up-one"]
    assert [rule.id for rule in day.new.reasons] == ["step-green-too-short"]
    assert {"action", "dose", "considerations"} <= set(day.parts)


def test_the_same_version_answers_every_day_alike() -> None:
    """Nothing is told where nothing differs, and the days that were looked at are counted."""
    diary = settled(started=39).said(60, CALM_FACTS)
    result = otherwise(diary, [d(58), d(59), d(60)], load_protocol().engine)

    assert (result.first, result.last, result.days, result.otherwise) == (d(58), d(60), 3, ())


def test_a_fact_that_no_diary_tells_is_unknown() -> None:
    """A version with a fact of its own asks for it; one without a fact, or a value, does without."""
    diary = settled(started=39).said(60, CALM_FACTS)
    declared = 'facts:\n  frail: {type: bool, ask: "Frail?"}\n'
    rule = "rules:\n  - {id: frail, when: {frail: true}, then: pause, because: So., sources: [zone.red]}\n"
    asking = changed(("facts.yaml", "facts:\n", declared), ("flare.yaml", "rules:\n", rule))
    (day,) = otherwise(diary, [d(60)], asking).otherwise

    assert day.parts == ("ask",)
    assert "frail" in day.new.ask
    fewer = changed(
        ("facts.yaml", "values: [too-early, none, possible, likely, worse]", "values: [none, possible, likely, worse]"),
        ("facts.yaml", "too-early: too early to say, none", "none"),
        ("facts.yaml", "      too-early: it were too early to judge relief\n", ""),
        ("step.yaml", "relief: [too-early, none, possible, likely]", "relief: [none, possible, likely]"),
        ("review.yaml", "when: {relief: too-early}", "when: {relief: none}"),
    )
    assert "relief" in otherwise(diary, [d(60)], fewer).otherwise[0].new.ask


def test_no_day_is_no_answer() -> None:
    """A diary without a past day has nothing to compare."""
    result = otherwise(Diary(), [], load_protocol().engine)

    assert (result.first, result.last, result.days, result.otherwise) == (None, None, 0, ())
