"""The JSON of guidance, decisions, a day and a replay, made in one place for every surface."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.guidance.dose_recommendation import DoseRecommendation
from zonewise.guidance.explanation import Explanation
from zonewise.guidance.fact import Fact
from zonewise.guidance.guide import Guidance
from zonewise.guidance.nearest_change import NearestChange
from zonewise.guidance.replay_result import ReplayResult
from zonewise.model.amounts import plain
from zonewise.model.entry import Entry
from zonewise.rules.decision import Decision
from zonewise.rules.rule_set import Rule, RuleSet
from zonewise.zones.zone import DayZone

from .explanations import explanation_json, question_words, rules_words, sentence

Json = dict[str, Any]


def protocol_json(rule_set: RuleSet) -> Json:
    """Return which protocol answered."""
    return {"id": rule_set.id, "version": rule_set.version, "sha256": rule_set.sha256, "review": rule_set.review}


def guidance_json(guidance: Guidance, rule_set: RuleSet, as_of: date | None = None) -> Json:
    """Return guidance as it is printed and stored; without a day where it comes from facts alone."""
    return {
        "action": guidance.action,
        "reasons": _reasons(guidance.reasons),
        "ask": [
            {"fact": asked_as(question.fact, rule_set), "question": question_words(question, rule_set, as_of)}
            | (explanation_json(question.question) if question.question is not None else {})
            | ({"told_by": question.rating_to_give} if question.rating_to_give else {})
            for question in guidance.ask
        ],
        "considerations": [
            {
                "id": consideration.id,
                "because": " ".join(
                    (rules_words(consideration.rules), *(sentence(detail, as_of) for detail in consideration.details))
                ),
                "rules": [rule.id for rule in consideration.rules],
                "sources": list(dict.fromkeys(source for rule in consideration.rules for source in rule.sources)),
            }
            for consideration in guidance.considerations
        ],
        "would_change": [_change(change) for change in guidance.would_change],
        "review": {"answer": guidance.review, "reasons": _reasons(guidance.review_reasons)},
        "protocol": protocol_json(rule_set),
    }


def asked_as(fact: str, rule_set: RuleSet) -> str:
    """Return the name under which a fact is asked for: that of its prompt when one answer tells several facts."""
    definition = rule_set.facts[fact]
    return definition.prompt if definition.keeps_asking or definition.prompt in rule_set.facts else fact


def decision_json(decision: Decision, rule_set: RuleSet) -> Json:
    """Return the answer of one question."""
    return {
        "question": decision.question,
        "put": decision.applicable,
        "answer": decision.answer,
        "answers": list(decision.answers),
        "reasons": _reasons(decision.reasons),
        "ask": [{"fact": name, "question": rule_set.facts[name].ask} for name in decision.ask],
        "protocol": protocol_json(rule_set),
    }


def zone_json(zone: DayZone) -> Json:
    """Return a day's zone with its arithmetic."""
    return {
        "day": zone.day.isoformat(),
        "zone": zone.zone,
        "standing": zone.standing,
        "score": zone.score,
        "usual": dict(zone.usual),
        "real_ratings": zone.real_ratings,
        "baseline_used": zone.baseline_used,
        "still_learning": zone.standing == "learning",
        "usual_remembered": zone.provisional,
        "voices": [
            {"name": criterion.name, "zone": criterion.zone, "heard": criterion.evaluated, "says": criterion.sentence}
            for criterion in zone.criteria
        ],
    }


def dose_json(dose: DoseRecommendation, as_of: date) -> Json:
    """Return the dose of a day; amounts are texts, so that no digit is lost."""
    return {
        "daily_mg": None if dose.daily_mg is None else plain(dose.daily_mg),
        "doses": [{"mg": plain(due.mg), "at": due.at, "words": due.words} for due in dose.doses],
        "says": sentence(dose.instruction, as_of),
        **explanation_json(dose.instruction),
        "because": None if dose.reason is None else sentence(dose.reason, as_of),
        "reason": None if dose.reason is None else explanation_json(dose.reason),
        **notes_json(dose.notes, as_of),
    }


def notes_json(notes: Iterable[Explanation], as_of: date) -> Json:
    """Return notes as sentences, and beside them their codes with parameters."""
    return {
        "notes": [sentence(note, as_of) for note in notes],
        "note_codes": [explanation_json(note) for note in notes],
    }


def facts_json(facts: Mapping[str, Fact], as_of: date) -> Json:
    """Return each fact with where it comes from."""
    return {name: _fact(fact, as_of) for name, fact in facts.items()}


def _fact(fact: Fact, as_of: date) -> Json:
    return {"value": fact.value, "because": sentence(fact.because, as_of), **explanation_json(fact.because)}


def today_json(today: DailyGuidance, rule_set: RuleSet) -> Json:
    """Return everything shown for one day."""
    return {
        "as_of": today.as_of.isoformat(),
        "zone": zone_json(today.zone),
        **guidance_json(today.guidance, rule_set, today.as_of),
        "dose": dose_json(today.dose, today.as_of),
        **notes_json(today.notes, today.as_of),
        "next_step": today.next_step.isoformat() if today.next_step else None,
        "next_review": today.next_review.isoformat() if today.next_review else None,
        "facts": facts_json(today.facts, today.as_of),
    }


def replayed_json(replayed: ReplayResult) -> Json:
    """Return one replayed guidance as JSON."""
    return {
        "id": replayed.id,
        "as_of": replayed.as_of.isoformat(),
        "recorded_at": replayed.recorded_at,
        "action": replayed.action,
        "recommended": replayed.recommended,
        "done": replayed.done,
        "same": not replayed.differences,
        "differences": list(map(asdict, replayed.differences)),
    }


def entry_json(entry: Entry) -> dict[str, str | None]:
    """Return one entry as it was written."""
    return {name: None if value is None else str(value) for name, value in asdict(entry).items()}


def _reasons(rules: Iterable[Rule]) -> list[Json]:
    return [
        {
            "question": rule.question,
            "rule": rule.id,
            "because": rule.because,
            "sources": list(rule.sources),
            "where": rule.where,
        }
        for rule in rules
    ]


def _change(change: NearestChange) -> Json:
    return {
        "changes": [{"fact": name, "from": now, "to": then} for name, (now, then) in change.facts.items()],
        "action": change.action,
    }
