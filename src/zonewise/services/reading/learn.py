"""What a person can read up, page by page, and search over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from zonewise.guidance.protocol import Protocol
from zonewise.report.history.note_search import fold
from zonewise.report.picture import Picture
from zonewise.report.picture.learn_pictures import learn_picture
from zonewise.rules.knowledge import Knowledge
from zonewise.rules.learn import LearnPage
from zonewise.rules.rule_set import RuleSet


@dataclass(frozen=True, slots=True)
class LearnView:
    """One page as it is shown."""

    page: LearnPage
    picture: Picture | None
    rows: tuple[tuple[str, str], ...]  # The table behind a picture of ranges: label and range in words.
    beside: tuple[Knowledge, ...]  # What trials found, for each claim.
    sources: tuple[str, ...]  # Where it comes from, in words.
    before: LearnPage | None  # The page before it.
    after: LearnPage | None  # The page after it.


def learn_view(protocol: Protocol, page_id: str) -> LearnView | None:
    """Return one page, or None where none has this id."""
    return _views(protocol, protocol.learn).get(page_id)


def search_pages(protocol: Protocol, asked: str) -> tuple[LearnPage, ...]:
    """Return the pages that hold every word that was asked for; those that have one in their title come first."""
    words = fold(asked).split()
    if not words:
        return ()
    views = _views(protocol, protocol.learn).values()
    matches = [view.page for view in views if all(word in _text(view) for word in words)]
    return tuple(sorted(matches, key=lambda page: not any(word in fold(page.title) for word in words)))


def _text(view: LearnView) -> str:
    beside = (part for entry in view.beside for part in (entry.title, entry.guide_says, entry.trial_results))
    return fold(" ".join((view.page.title, view.page.short, *(part.text for part in view.page.parts), *beside)))


@lru_cache(maxsize=4)
def _views(protocol: Protocol, pages: Sequence[LearnPage]) -> dict[str, LearnView]:
    knowledge = {entry.id: entry for entry in protocol.knowledge}
    ranges = {entry.id: entry.percent for entry in protocol.knowledge if entry.percent is not None}
    views: dict[str, LearnView] = {}
    for number, page in enumerate(pages):
        shown = page.picture
        rows = [
            (row.label, *(ranges[row.of] if row.of else (row.low, row.high))) for row in (shown.rows if shown else ())
        ]
        unit = shown.unit if shown else ""
        views[page.id] = LearnView(
            page=page,
            picture=learn_picture(shown, ranges) if shown else None,
            rows=tuple((label, _range_words(low, high, unit)) for label, low, high in rows),
            beside=tuple(knowledge[name] for name in page.beside),
            sources=tuple(dict.fromkeys(_source_words(source, protocol.rule_set) for source in page.sources)),
            before=pages[number - 1] if number else None,
            after=pages[number + 1] if number + 1 < len(pages) else None,
        )
    return views


def _range_words(low: float, high: float, unit: str) -> str:
    return f"{low:g} {unit}" if low == high else f"{low:g} to {high:g} {unit}"


def _source_words(source: str, rule_set: RuleSet) -> str:
    title = rule_set.sources[source].title
    return f"Our own choice: {title}" if source.startswith("product:") else title
