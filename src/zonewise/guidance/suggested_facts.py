"""Facts that are asked about when a day gives reason: kinds of flares, vivid dreams, POTS and trauma."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, timedelta
from itertools import pairwise

from zonewise.model.entry import Entry
from zonewise.plan.plan_json import plan_from_json
from zonewise.rules.rule_set import FactDefinition

from .answers import YES_WORDS
from .explanation import Explanation, explain
from .fact import Fact
from .medicine_facts import is_about
from .snapshot import DiarySnapshot
from .zone_facts import is_far_above_usual

PRODUCT_CHANGE = "filler-change"
TOLD_FLARES = ("histamine_flare", "neurological_flare")
"""Facts of flares that no zone shows."""
FLARE_BEGINS = "flare-begins"
"""Word of `suggested_by` beside names of ratings and side effects."""


def suggested_fact(snapshot: DiarySnapshot, definition: FactDefinition) -> Fact:
    """Return yes while an answer or a noted sign says so, unknown and asked while a day gives reason, else no.

    A sign counts like a yes of its day; a no that was given after it outweighs it. A yes that bears on the dose is
    asked about again for some days after it has grown old.

    Args:
        snapshot: The diary from the day.
        definition: The fact as facts.yaml declares it, with what suggests it.
    """
    answer, prompt = snapshot.answers.latest(definition.name), snapshot.settings.rule_set.prompts[definition.name]
    says = YES_WORDS.get(answer.value) if answer is not None else None
    if answer is not None and prompt.holds is None:
        return Fact(says, explain("answered-on", day=answer.day))
    signs = [
        snapshot.day_of(entry)
        for entry in _signs(snapshot, definition.signs, snapshot.settings.facts.reported_flare_days)
        if answer is None or not is_about(answer, entry, snapshot)
    ]
    yes = max([*signs, *([answer.day] if answer is not None and says else [])], default=None)
    if yes is not None:
        if (snapshot.as_of - yes).days <= (prompt.holds or 0):
            return Fact(True, explain("noted-on" if yes in signs else "answered-on", day=yes))
        lasts = snapshot.settings.facts.reported_flare_days
        if not definition.considerations_only and (snapshot.as_of - yes).days < lasts:
            return Fact(None, explain("yes-grew-old", day=yes), explain("ask-still", day=yes, question=definition.ask))
    reason = next(_reasons(snapshot, definition, answer.day if answer is not None else None), None)
    if reason is not None:
        return Fact(None, reason, explain("ask-for-reason", reason=reason, question=definition.ask))
    if says is False and answer is not None:
        return Fact(False, explain("answered-no", day=answer.day))
    return Fact(False, explain("nothing-suggests-it"))


def told_flare_lately(snapshot: DiarySnapshot, facts: Mapping[str, Fact]) -> Fact:
    """Return whether a flare that the person told of, by an answer or a side effect, is over for a few days only.

    Args:
        facts: Those of the flares that are told; while one goes on, or may, it is not over.
    """
    if any(facts[name].value is not False for name in TOLD_FLARES if name in facts):
        return Fact(False, explain("told-flare-not-over"))
    days = snapshot.settings.facts.same_flare_days
    told = max((day for name in TOLD_FLARES for day in _told_on(snapshot, name)), default=None)
    if told is None or (snapshot.as_of - told).days > days:
        return Fact(False, explain("no-told-flare-lately", days=days))
    return Fact(True, explain("told-flare-lately", day=told, days=days), until=told + timedelta(days=days + 1))


def _told_on(snapshot: DiarySnapshot, name: str) -> Iterator[date]:
    """Yield the days on which a flare was told; a later answer of the same day takes the place of an earlier one."""
    definition, answers = snapshot.settings.rule_set.facts.get(name), snapshot.answers.all_of(name)
    last = {answer.day: answer for answer in reversed(answers)}
    yield from (day for day, answer in last.items() if YES_WORDS.get(answer.value))
    for entry in _signs(snapshot, definition.signs, snapshot.settings.facts.same_flare_days + 1) if definition else ():
        if not answers or not is_about(answers[0], entry, snapshot):
            yield snapshot.day_of(entry)


def product_changed_lately(snapshot: DiarySnapshot, histamine_flare: Fact) -> Fact:
    """Return whether the product changed in the days before a histamine flare, or before a day that may be one.

    A change is an event of the diary, or a plan that names another product than the plan before it.
    """
    earliest = snapshot.as_of - timedelta(days=snapshot.settings.facts.other_change_days)
    if histamine_flare.value is False:
        return Fact(False, explain("no-histamine-flare"))
    changes = [
        (snapshot.day_of(entry), explain("bottle-or-filler-changed", day=snapshot.day_of(entry)))
        for entry in snapshot.of_kind("event")
        if entry.name == PRODUCT_CHANGE
    ]
    changes += [
        (snapshot.day_of(after), explain("product-of-plan-changed", day=snapshot.day_of(after)))
        for before, after in pairwise(snapshot.of_kind("plan"))
        if snapshot.day_of(after) >= earliest and _is_other_product(before, after)
    ]
    lately = [change for change in changes if earliest <= change[0] <= snapshot.as_of]
    if not lately:
        return Fact(False, explain("product-not-changed", days=snapshot.settings.facts.other_change_days))
    return Fact(True, max(lately, key=lambda change: change[0])[1])


def _is_other_product(before: Entry, after: Entry) -> bool:
    """Say whether two plans name different products; what only one of them names is no difference."""
    one, other = (asdict(plan_from_json(entry.value).product) for entry in (before, after))
    return any(None not in (one[name], other[name]) and one[name] != other[name] for name in one)


def _reasons(snapshot: DiarySnapshot, definition: FactDefinition, answered_on: date | None) -> Iterator[Explanation]:
    """Yield what of today and the days before it gives reason to ask; nothing that the last answer has seen.

    Args:
        answered_on: Day of the last answer, or None; one that was given in the flare stands for it.
    """
    settings, suggested_by, flare = snapshot.settings.facts, definition.suggested_by, snapshot.flare
    first = snapshot.as_of - timedelta(days=settings.spike_days - 1)
    if answered_on is not None:
        first = max(first, answered_on + timedelta(days=1))
    in_flare = flare is not None and answered_on is not None and answered_on >= flare.began
    for day, zone in zip(snapshot.days[-settings.spike_days :], snapshot.zones[-settings.spike_days :], strict=True):
        for name in suggested_by if day.day >= first and not in_flare else ():
            rating, usual = day.ratings.get(name), zone.usual.get(name)
            if rating is None or usual is None:
                continue
            if is_far_above_usual(rating, usual, zone.spread.get(name, 0.0), settings):
                yield explain("rated-high", name=name, rating=f"{rating:g}", usual=f"{usual:g}", day=day.day)
    known: set[str] = set()
    for entry in _signs(snapshot, suggested_by, settings.check_ins_after_step_days):
        if entry.name not in known and snapshot.day_of(entry) >= first:
            yield explain("sign-noted", name=entry.name, day=snapshot.day_of(entry))
        known.add(entry.name)
    if FLARE_BEGINS in suggested_by and flare is not None and flare.began >= first:
        yield explain("flare-began", day=flare.began)


def _signs(snapshot: DiarySnapshot, names: tuple[str, ...], days: int) -> Iterator[Entry]:
    """Yield the side effects of these names that were noted on the last days, the first one first."""
    earliest = snapshot.as_of - timedelta(days=days)
    for entry, grade in snapshot.side_effects(snapshot.of_kind("sign")):
        if grade and entry.name in names and earliest < snapshot.day_of(entry) <= snapshot.as_of:
            yield entry
