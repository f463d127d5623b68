"""Today, with zone, action, dose, why and what is asked; and a flare, with what changed."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import BackgroundTasks
from starlette.requests import Request
from starlette.responses import Response

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.guidance.guide import OpenQuestion
from zonewise.guidance.protocol import Protocol
from zonewise.guidance.treatment_facts import is_open
from zonewise.report.day_words import (
    STANDING,
    ReasonWords,
    card_of,
    changes,
    consideration_words,
    dates,
    deciding_criteria,
    heading,
    reason,
)
from zonewise.report.entry_words import choices
from zonewise.report.explanations import question_words
from zonewise.report.trial_status import bottle_due, card_lines, is_running, status_sentences
from zonewise.report.words import ZONES
from zonewise.report.zone_words import zone_bar, zone_sentence
from zonewise.rules.learn import LearnPage, page_for_rule
from zonewise.rules.rule_set import RuleSet
from zonewise.services.base.clock import end_of
from zonewise.services.base.profile import Profile
from zonewise.services.reading.day_page import dose_choices
from zonewise.services.reading.emergency_help import calls_for
from zonewise.services.reading.flare import DAYS_BEFORE, flare_overview
from zonewise.services.recording.first_steps import first_steps
from zonewise.services.sharing.kept_shares import ending_words
from zonewise.services.trials.running import trial_state
from zonewise.web.diary_context import CurrentDiary, diary_pages, shown_today
from zonewise.web.render import back_to, page

router = diary_pages()
CLINICIAN = "clinician_said"  # The question that a doctor or nurse has answered.
CHECK_IN = ("/check-in", "Check in")  # Where a fact is told for which the protocol names no other place.


@dataclass(frozen=True, slots=True)
class LinkedReason:
    """One reason with the page that says more."""

    words: ReasonWords
    learn: LearnPage | None  # None where the protocol has no page for it.


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """One question as it is put."""

    words: str  # The question.
    name: str  # The name that the answer goes under, or "" when it is told elsewhere.
    choices: Sequence[tuple[str, str]]  # Each answer with its words.
    elsewhere: tuple[str, str] | None  # Where it is told, and the words of the link; or None.


@router.get("/")
async def show(request: Request, context: CurrentDiary, after: BackgroundTasks) -> Response:
    """Show today, or the first steps of an empty diary."""
    steps = first_steps(context.diary)
    if steps.empty:
        return back_to("/begin", request.query_params.get("done", ""))
    today = await shown_today(context, after)
    protocol = today.profile.protocol
    card = card_of(today.guidance, protocol.rule_set, protocol.notices, today.profile.country)
    trial = trial_state(context.diary, context.as_of)
    until = _until(today.guidance.as_of, today.profile)
    if card is not None:
        calls = calls_for(card.sign, today.profile.country, protocol)
        answer = page(request, "card.html", card=card, calls=calls, beside=card_lines(trial))
    else:
        until_shown = "" if context.example else until
        answer = page(
            request,
            "today.html",
            steps=steps,
            until=until_shown,
            ending=() if context.example else ending_words(context.diary),
            trial=status_sentences(trial) if trial is not None and is_running(trial) else [],
            bottle=bottle_due(trial) if trial is not None else None,
            **_shown(today.guidance, protocol, today.profile.country),
        )
    answer.headers["X-Zonewise-Until"] = until
    answer.headers["X-Zonewise-Checked-In"] = "yes" if has_checked_in(today.guidance) else "no"
    return answer


def _shown(today: DailyGuidance, protocol: Protocol, country: str) -> Mapping[str, Any]:
    """Return what the template shows of a day."""
    guidance, rule_set = today.guidance, protocol.rule_set
    asked = [question_form(ask, question_words(ask, rule_set, today.as_of), rule_set) for ask in guidance.ask]
    return _answer(today, protocol) | {
        "zone": today.zone.zone,
        "meaning": zone_sentence(today.zone),
        "bar": zone_bar(today.zone),
        "standing": STANDING.get(today.zone.standing, ""),
        "zone_says": [criterion.sentence for criterion in deciding_criteria(today.zone)],
        "criteria": today.zone.criteria,
        "action": guidance.action,
        "asked": asked,
        "changes": changes(today, rule_set),
        "dates": dates(today),
        "notes": today.notes,
        "protocol": rule_set,
        "dose_choices": dose_choices(today),
        "phase": today.facts["phase"].value if "phase" in today.facts else None,
        "opioid": _has_opioid(today),
        "calls": calls_for("", country, protocol),
        "doctor": _doctor(today, rule_set),
        "key": str(uuid.uuid4()),
        "checked_in": has_checked_in(today),
    }


def _has_opioid(today: DailyGuidance) -> bool:
    """Return whether an opioid was named while LDN is taken, so that it says whom to call."""
    opioid, phase = today.facts.get("opioid"), today.facts.get("phase")
    taking = phase is not None and phase.value in ("titrating", "stable", "paused")
    return taking and opioid is not None and opioid.value in ("current", "recent")


def _doctor(today: DailyGuidance, rule_set: RuleSet) -> QuestionForm | None:
    """Return how to tell what the doctor or nurse said; None where nothing waits for their word."""
    prompt = rule_set.prompts.get(CLINICIAN)
    if prompt is None or not is_open(today.snapshot, CLINICIAN):
        return None
    said = tuple((answer, words) for answer, words in choices(prompt) if answer != "not-yet")
    return QuestionForm(prompt.short or prompt.ask, prompt.name, said, None)


def _answer(today: DailyGuidance, protocol: Protocol) -> dict[str, Any]:
    """Return what both pages show of a day."""
    guidance = today.guidance
    pages = protocol.learn
    return {
        "day": today.as_of,
        "zone_word": ZONES[today.zone.zone].capitalize(),
        "heading": heading(today),
        "dose": today.dose,
        "reasons": [LinkedReason(reason(rule), page_for_rule(rule, pages)) for rule in guidance.reasons],
        "considerations": [
            consideration_words(consideration, guidance, protocol.rule_set, today.as_of)
            for consideration in guidance.considerations
        ],
    }


@router.get("/flare")
def show_flare(request: Request, context: CurrentDiary) -> Response:
    """Show what was written down before, on one timeline, the questions that matter, and the answer."""
    overview = flare_overview(context.diary, context.as_of)
    asked = [question_form(OpenQuestion(fact), words, context.protocol.rule_set) for fact, words in overview.ask]
    values = _answer(overview.today, context.protocol)
    values["waits_for_answers"] = overview.today.guidance.action == "ask"
    return page(request, "flare.html", days_before=DAYS_BEFORE, overview=overview, asked=asked, **values)


def question_form(asked: OpenQuestion, words: str, rule_set: RuleSet) -> QuestionForm:
    """Return how a question is answered on a page.

    Args:
        words: The question itself.
        rule_set: The rules with what is asked.
    """
    fact = rule_set.facts[asked.fact]
    prompt = None if asked.rating_to_give else rule_set.prompts.get(fact.prompt)
    place = rule_set.places.get(asked.place or (prompt.place if prompt is not None else fact.place))
    link = (place.page, place.link) if place is not None else None
    if prompt is None:
        return QuestionForm(words, "", (), link or CHECK_IN)
    # words of its own name the day and the sign that the question is about
    return QuestionForm(words if fact.keeps_asking else prompt.short or words, prompt.name, choices(prompt), link)


def has_checked_in(today: DailyGuidance) -> bool:
    """Say whether something was rated on the day."""
    return any(entry.kind == "rating" for day in today.snapshot.days[-1:] for entry in day.entries)


def _until(day: date, profile: Profile) -> str:
    return end_of(day, profile.zone, profile.day_ends_at).strftime("%Y-%m-%dT%H:%M:%SZ")
