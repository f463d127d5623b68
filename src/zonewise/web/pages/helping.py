"""The page "Is it helping": the estimate of relief with its pictures."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from zonewise.report.entry_words import RATINGS, choices
from zonewise.report.picture import Claim, RatedDays, interval_picture, rated_picture, relief_picture
from zonewise.report.relief_words import (
    BEGUN_BEFORE,
    DAILY_USE,
    OPEN_LABEL,
    PAUSED,
    WORDS,
    context_lines,
    how_often_right,
    jump_words,
    larger_than_whole,
    spread_words,
    step_lines,
    verdict_sentence,
    what_more,
    without_before_tables,
)
from zonewise.rules.knowledge import OVERALL
from zonewise.services.base.cache import memoize
from zonewise.services.base.diary import all_entries
from zonewise.services.reading.relief import ReliefOverview, relief_today
from zonewise.services.recording.first_steps import first_steps
from zonewise.web.diary_context import CurrentDiary, diary_pages
from zonewise.web.forms import Form
from zonewise.web.render import page

from .set_up import ordinary_day_fields
from .today import QuestionForm

router = diary_pages()


@router.get("/helping")
def show(request: Request, context: CurrentDiary) -> Response:
    """Show one sentence and one picture, and the rest folded; in a thread, as it takes long."""
    entries = all_entries(context.diary)  # before the estimate: what is drawn is never kept with entries newer than it
    overview = relief_today(context.diary, context.as_of)
    drawn = memoize(entries, ("relief page", overview.as_of), lambda: _drawn(overview))
    steps = first_steps(context.diary)
    offered = overview.began_before_diary and "before" in steps.screens and "before" not in steps.done
    return page(request, "helping.html", **drawn, before_offered=offered, typed=Form(), **ordinary_day_fields())


def _drawn(overview: ReliefOverview) -> Mapping[str, Any]:
    relief = overview.relief
    whole = relief.composite
    return {
        "day": overview.as_of,
        "sentence": verdict_sentence(whole),
        "picture": _picture(overview),
        "right": how_often_right(whole),
        "paused": PAUSED if relief.is_paused else "",
        "jumped": jump_words(overview.jumped_on, overview.as_of) if overview.jumped_on else "",
        "titles": {name: words[0] for name, words in RATINGS.items()},
        "asks": [_question(overview, name) for name in overview.asks],
        "steps": step_lines(relief, overview.first, overview.as_of),
        "whole": _one(overview, OVERALL, "All six together"),
        "parts": [
            _one(overview, name, RATINGS[name][0] if name in RATINGS else name)
            for name, domain in relief.domains.items()
            if domain.reason != "no-ratings"
        ],
        "without_drug": spread_words(relief.without_drug),
        "more": BEGUN_BEFORE if overview.began_before_diary else what_more(whole, as_of=overview.as_of),
        "without_before": without_before_tables(overview.trends, overview.before),
        "began_before": overview.began_before_diary,
        "open_label": OPEN_LABEL,
        "daily_use": DAILY_USE,
        "context": context_lines(
            overview.doses,
            overview.timing,
            overview.effects,
            overview.adherence,
            began_before=overview.began_before_diary,
        ),
        "taking_days": relief.taking_days,
        "unlogged_days": relief.unlogged_days,
    }


def _one(overview: ReliefOverview, name: str, title: str) -> Mapping[str, Any]:
    estimate = overview.relief.composite if name == OVERALL else overview.relief.domains[name]
    worst = estimate.if_missing_worst
    known, claim = overview.beside.get(name), _claim(overview, name)
    return {
        "name": name,
        "title": title,
        "verdict": WORDS[estimate.verdict],
        "change": spread_words(estimate.change),
        "relief": spread_words(estimate.relief),
        "beyond": larger_than_whole(estimate),
        "probability": [(percent, round(100 * chance)) for percent, chance in estimate.probability.items()],
        "onset": spread_words(estimate.onset_days, "days"),
        "worst": worst and (WORDS[worst.verdict], spread_words(worst.relief)),
        "known": known,
        "interval": interval_picture(estimate.relief.mean, estimate.relief.low, estimate.relief.high, claim).svg,
        "days": "" if name == OVERALL else _days(overview, name, title, estimate.baseline),
        "baseline": estimate.baseline,
    }


def _claim(overview: ReliefOverview, name: str) -> Claim:
    known = overview.beside.get(name)
    return Claim(known.percent if known else None, [(net.trial, net.percent) for net in known.net] if known else [])


def _picture(overview: ReliefOverview) -> str:
    """Return all six together over dose and zones, with what follows from them; nothing where none was ever rated."""
    whole = overview.relief.composite
    if not overview.composite_days:
        return ""
    estimated = None if whole.baseline is None else (whole.relief.mean, whole.relief.low, whole.relief.high)
    days = _rated_days(overview, "all six together", overview.composite_days, whole.baseline)
    return relief_picture(days, estimated, _claim(overview, OVERALL)).svg


def _question(overview: ReliefOverview, name: str) -> QuestionForm:
    prompt = overview.snapshot.settings.rule_set.prompts[name]
    return QuestionForm(prompt.ask, prompt.name, choices(prompt), None)


def _days(overview: ReliefOverview, name: str, title: str, baseline: float | None) -> str:
    ratings = [day.ratings.get(name) for day in overview.snapshot.days]
    return rated_picture(_rated_days(overview, title.lower(), ratings, baseline)).svg


def _rated_days(
    overview: ReliefOverview, title: str, ratings: Sequence[float | None], baseline: float | None
) -> RatedDays:
    snapshot = overview.snapshot
    levels = [(level.since, float(level.mg)) for level in snapshot.course.levels]
    zones = [assessment.zone for assessment in snapshot.zones]
    return RatedDays(title, overview.first, ratings, zones, levels, usual=baseline)
