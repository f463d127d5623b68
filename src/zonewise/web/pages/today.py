"""The page of today: zone, action, dose, why, and what is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import BackgroundTasks
from starlette.requests import Request
from starlette.responses import Response

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.report.day_words import (
    MOST_REASONS,
    STANDING,
    card_of,
    changes,
    consideration_words,
    dates,
    heading,
    reason,
    zone_voices,
)
from zonewise.report.entry_words import choices
from zonewise.report.explanations import question_words, sentence
from zonewise.report.words import MEANINGS, ZONES
from zonewise.rules.rule_set import RuleSet
from zonewise.services.base.clock import end_of
from zonewise.services.base.profile import Profile
from zonewise.services.reading.today import guidance_today
from zonewise.services.recording.first_steps import FirstSteps, first_steps
from zonewise.web.diary_context import CurrentDiary, DiaryContext, keep_shown
from zonewise.web.render import back_to, page
from zonewise.web.routers import diary_pages

router = diary_pages()
CHECK_IN = ("/check-in", "Check in")
"""Where a fact is told for which the protocol names no other place."""


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """One question as it is put.

    Attributes:
        words: The question.
        name: The name that the answer goes under, or "" when it is told elsewhere.
        choices: Each answer with its words.
        elsewhere: Where it is told, and the words of the link; or None.
    """

    words: str
    name: str
    choices: Sequence[tuple[str, str]]
    elsewhere: tuple[str, str] | None


@router.get("/")
def show(request: Request, here: CurrentDiary, after: BackgroundTasks) -> Response:
    """Show today, or the first steps of an empty diary; in a thread, as an estimate of relief may be due."""
    steps = first_steps(here.diary)
    if steps.empty:
        return back_to("/begin", request.query_params.get("done", ""))
    today = guidance_today(here.diary, here.as_of)
    after.add_task(keep_shown, here.diary, today)
    found, profile = today.guidance, today.profile
    card = card_of(found, profile.protocol.rule_set, profile.protocol.notices, profile.country)
    if card is not None:
        answer = page(request, "card.html", card=card)
    else:
        answer = page(request, "today.html", **shown(found, profile, here, steps))
    answer.headers["X-Zonewise-Until"] = _until(found.as_of, profile)
    return answer


def shown(found: DailyGuidance, profile: Profile, here: DiaryContext, steps: FirstSteps) -> Mapping[str, Any]:
    """Return what the template shows of a day."""
    rule_set = profile.protocol.rule_set
    reasons = [reason(rule) for rule in found.guidance.reasons]
    return {
        "day": found.as_of,
        "until": "" if here.example else _until(found.as_of, profile),
        "zone": found.zone.zone,
        "zone_word": ZONES[found.zone.zone].capitalize(),
        "meaning": MEANINGS[found.zone.zone],
        "standing": STANDING.get(found.zone.standing, ""),
        "zone_says": [voice.sentence for voice in zone_voices(found.zone)],
        "voices": found.zone.criteria,
        "heading": heading(found),
        "action": found.guidance.action,
        "dose": found.dose,
        "reasons": reasons[:MOST_REASONS],
        "more_reasons": reasons[MOST_REASONS:],
        "asked": [
            question_form(
                question.fact, question_words(question, rule_set, found.as_of), rule_set, question.rating_to_give
            )
            for question in found.guidance.ask
        ],
        "considerations": [
            consideration_words(consideration, found.guidance, rule_set)
            for consideration in found.guidance.considerations
        ],
        "changes": changes(found, rule_set),
        "dates": dates(found),
        "notes": tuple(sentence(note, found.as_of) for note in found.notes),
        "protocol": rule_set,
        "steps": steps,
        "checked_in": any(entry.kind == "rating" for day in found.snapshot.days[-1:] for entry in day.entries),
    }


def question_form(fact: str, words: str, rule_set: RuleSet, rating_to_give: str = "") -> QuestionForm:
    """Return how a question is answered on a page.

    Args:
        fact: What is missing.
        words: The question.
        rule_set: The rules with what is asked.
        rating_to_give: The rating that tells it, where no answer does.
    """
    prompt = None if rating_to_give else rule_set.prompts.get(rule_set.facts[fact].prompt)
    place = rule_set.places.get(prompt.place if prompt is not None else rule_set.facts[fact].place)
    link = (place.page, place.link) if place is not None else None
    if prompt is None:
        return QuestionForm(words, "", (), link or CHECK_IN)
    return QuestionForm(prompt.short or words, prompt.name, choices(prompt), link)


def _until(day: date, profile: Profile) -> str:
    return end_of(day, profile.zone, profile.day_ends_at).strftime("%Y-%m-%dT%H:%M:%SZ")
