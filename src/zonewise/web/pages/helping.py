"""The page "Is it helping": the estimate of relief with its pictures."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from zonewise.report.entry_words import RATINGS
from zonewise.report.picture import Claim, interval_picture, rated_picture
from zonewise.report.relief_words import (
    DAILY_USE,
    OPEN_LABEL,
    WORDS,
    context_lines,
    relief_sentence,
    spread_words,
    what_more,
)
from zonewise.rules.knowledge import OVERALL
from zonewise.services.base.cache import memoize
from zonewise.services.base.diary import all_entries
from zonewise.services.reading.relief import ReliefOverview, relief_today
from zonewise.web.diary_context import CurrentDiary
from zonewise.web.render import page
from zonewise.web.routers import diary_pages

router = diary_pages()


@router.get("/helping")
def show(request: Request, here: CurrentDiary) -> Response:
    """Show the honest sentence, the six together, then each by itself with its days; in a thread, as it takes long."""
    entries = all_entries(here.diary)  # before the estimate: what is drawn is never kept with entries newer than it
    overview = relief_today(here.diary, here.as_of)
    drawn = memoize(entries, ("relief page", overview.as_of), lambda: _drawn(overview))
    return page(request, "helping.html", **drawn)


def _drawn(found: ReliefOverview) -> Mapping[str, Any]:
    relief = found.relief
    whole = relief.composite
    return {
        "day": found.as_of,
        "sentence": relief_sentence(whole),
        "whole": _one(found, OVERALL, "All six together"),
        "parts": [
            _one(found, name, RATINGS[name][0] if name in RATINGS else name)
            for name, each in relief.domains.items()
            if each.reason != "no-ratings"
        ],
        "without_drug": spread_words(relief.without_drug),
        "more": what_more(whole, as_of=found.as_of),
        "open_label": OPEN_LABEL,
        "daily_use": DAILY_USE,
        "told": context_lines(found.doses, found.timing, found.effects, found.adherence),
        "taking_days": relief.taking_days,
        "unlogged_days": relief.unlogged_days,
    }


def _one(found: ReliefOverview, name: str, title: str) -> Mapping[str, Any]:
    each = found.relief.composite if name == OVERALL else found.relief.domains[name]
    known = found.beside.get(name)
    claim = Claim(known.percent if known else None, [(net.trial, net.percent) for net in known.net] if known else [])
    return {
        "name": name,
        "title": title,
        "verdict": WORDS[each.verdict],
        "change": spread_words(each.change),
        "relief": spread_words(each.relief),
        "probability": [(percent, round(100 * chance)) for percent, chance in each.probability.items()],
        "onset": spread_words(each.onset_days, "days"),
        "worst": None
        if each.if_missing_worst is None
        else (WORDS[each.if_missing_worst.verdict], spread_words(each.if_missing_worst.relief)),
        "known": known,
        "interval": interval_picture(each.relief.mean, each.relief.low, each.relief.high, claim).svg,
        "days": "" if name == OVERALL else _days(found, name, title, each.baseline),
        "baseline": each.baseline,
    }


def _days(found: ReliefOverview, name: str, title: str, baseline: float | None) -> str:
    seen = found.snapshot
    ratings: Sequence[float | None] = [day.ratings.get(name) for day in seen.days]
    levels = [(level.since, float(level.mg)) for level in seen.course.levels]
    zones = [each.zone for each in seen.zones]
    return rated_picture(title.lower(), found.first, ratings, zones, levels, usual=baseline).svg
