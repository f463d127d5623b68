"""What does zonewise say today, and why?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from zonewise.guidance.daily_guidance import DailyGuidance
from zonewise.report.answer_help import name_to_answer
from zonewise.report.choices import ASKED_SHORTLY, choices
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
from zonewise.report.words import MEANINGS, ZONES
from zonewise.services.base.clock import end_of
from zonewise.services.base.daily_guidance import guidance_today, shipped_notices
from zonewise.services.base.profile import Profile
from zonewise.services.base.shipped_protocol import shipped_engine
from zonewise.services.recording.answer_check import answers_of
from zonewise.services.recording.first_steps import FirstSteps, first_steps
from zonewise.web.diary_context import CurrentDiary, DiaryContext
from zonewise.web.render import back_to, page
from zonewise.web.routers import diary_pages

router = diary_pages()

ANSWERED_ELSEWHERE = {
    "zone": ("/check-in", "Check in"),
    "plan_signed": ("/plan", "Enter the plan"),
    "days_at_dose": ("/begin#doses", "Tell your doses so far"),
    "days_since_increase": ("/begin#doses", "Tell your doses so far"),
    "weeks_taking": ("/begin#doses", "Tell your doses so far"),
    "at_ceiling": ("/begin#doses", "Tell your doses so far"),
}
"""Facts that no button answers: where they are told."""

OPTIONAL_ANSWERS = {"side_effects": ("/check-in#side-effects", "There were some")}
"""Questions of which only a part is answered by a button: where the rest is told."""


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
async def show(request: Request, here: CurrentDiary) -> Response:
    """Show today, or the first steps of an empty diary."""
    steps = first_steps(here.diary)
    if steps.empty:
        return back_to("/begin", request.query_params.get("done", ""))
    found, profile = guidance_today(here.diary, here.as_of)
    card = card_of(found, shipped_engine().rule_set, shipped_notices(), profile.country)
    if card is not None:
        answer = page(request, "card.html", card=card)
    else:
        answer = page(request, "today.html", **shown(found, profile, here, steps))
    answer.headers["X-Zonewise-Until"] = _until(found.as_of, profile)
    return answer


def shown(found: DailyGuidance, profile: Profile, here: DiaryContext, steps: FirstSteps) -> Mapping[str, Any]:
    """Return what the template shows of a day."""
    rule_set = shipped_engine().rule_set
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
        "heading": heading(found).capitalize(),
        "action": found.guidance.action,
        "dose": found.dose,
        "reasons": reasons[:MOST_REASONS],
        "more_reasons": reasons[MOST_REASONS:],
        "asked": [question_forms(each.fact, each.question, each.rating_to_give) for each in found.guidance.ask],
        "considerations": [consideration_words(each, found.guidance) for each in found.guidance.considerations],
        "changes": changes(found, rule_set),
        "dates": dates(found),
        "notes": found.notes,
        "protocol": rule_set,
        "steps": steps,
        "checked_in": any(entry.kind == "rating" for day in found.snapshot.days[-1:] for entry in day.entries),
    }


def question_forms(fact: str, words: str, told_by: str = "") -> QuestionForm:
    """Return how a question is answered on a page.

    Args:
        fact: What is missing.
        words: The question.
        told_by: The rating that tells it, where no answer does.
    """
    name = name_to_answer(fact)
    if told_by or fact in ANSWERED_ELSEWHERE or not answers_of(name):
        return QuestionForm(words, "", (), ANSWERED_ELSEWHERE.get(fact, ("/check-in", "Check in")))
    known = choices(name, answers_of(name), shipped_engine().rule_set.facts.get(name))
    return QuestionForm(ASKED_SHORTLY.get(name, words), name, known, OPTIONAL_ANSWERS.get(name))


def _until(day: date, profile: Profile) -> str:
    return end_of(day, profile.zone, profile.day_ends_at).strftime("%Y-%m-%dT%H:%M:%SZ")
