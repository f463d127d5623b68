"""What ties what goes on now to LDN: flares, the increases before them, and what the person says of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from zonewise.model.entry import BESIDE_DOMAINS, DOMAINS
from zonewise.zones.zone import DayZone

from .page import ONE_DAY, YES, Level, Page, stands_out
from .rulebook import Value

CAUSES = ("infection", "exertion", "period", "stress")
WORSE = ("yellow", "red")


@dataclass(frozen=True)
class Flare:
    """Days in Yellow or Red, with short Green ones in between."""

    began: date
    last_bad: date
    ended: date | None  # The first Green day after it, None while it goes on.


def flares(page: Page) -> list[Flare]:
    """Return all flares, oldest first; one that comes back soon goes on, unless the dose rose in between."""
    if "flares" in page.kept:
        return page.kept["flares"]
    known: list[Flare] = []
    rises = [level.since for level in page.rises]
    for day, zone in page.names:
        now = known[-1] if known else None
        if zone in WORSE:
            if now is not None and now.ended is not None:
                soon = (day - now.ended).days <= page.book.days("same-flare-days")
                rose = any(now.last_bad <= rise < day for rise in rises)
                now = now if soon and not rose else None
            if now is None:
                known.append(Flare(day, day, None))
            else:
                known[-1] = Flare(now.began, day, None)
        elif zone == "green" and now is not None and now.ended is None:
            known[-1] = Flare(now.began, now.last_bad, day)
    page.kept["flares"] = known
    return known


def open_flare(page: Page) -> Flare | None:
    """Return the flare that goes on."""
    last = flares(page)[-1:]
    return last[0] if last and last[0].ended is None else None


def increase_before(page: Page, flare: Flare) -> Level | None:
    """Return the last increase that a flare followed within the window."""
    near = [rise for rise in page.rises if 0 <= (flare.began - rise.since).days <= page.window]
    return near[-1] if near else None


def link_facts(page: Page, levels: list[Level]) -> dict[str, Value]:
    """Return the three links; levels are those recommended."""
    return {
        "flare_after_increase": flare_after_increase(page, levels),
        "new_symptoms_after_step": new_symptoms(page, levels),
        "ldn_suspected": word_of_link(page, "ldn_suspected", levels),
    }


def flare_after_increase(page: Page, levels: list[Level]) -> Value:
    """Return whether a flare that goes on began soon after an increase that still stands, as taken or as named."""
    if page.started is None:
        return False
    flare = open_flare(page)
    if flare is None:
        return False if page.zones[-1].zone == "green" else unseen_onset(page)
    rise = increase_before(page, flare)
    if rise is None:
        return False
    if page.yes("began_with_step", since=flare.began) is False and other_cause(page, flare):
        return False
    return not (page.zones[-1].zone == "red" and taken_back(page, flare, levels))


def unseen_onset(page: Page) -> Value:
    """Return unknown where a flare may have begun soon after an increase while nobody looked."""
    unknown_since = page.day + ONE_DAY
    for day, zone in reversed(page.names):
        if zone is not None:
            break
        unknown_since = day
    rise = page.rises[-1:]
    return None if rise and (unknown_since - rise[0].since).days <= page.window else False


def other_cause(page: Page, flare: Flare) -> bool:
    """Return whether another cause of the flare was written down."""
    since = flare.began - timedelta(days=page.book.days("other-cause-days"))
    until = flare.began + timedelta(days=page.book.days("other-cause-late-days"))
    return any(since <= one.day <= until and one.entry.name in CAUSES for one in page.of("event"))


def taken_back(page: Page, flare: Flare, levels: list[Level]) -> bool:
    """Return whether each increase before the flare was taken back, lately where it was not Red then."""
    now = page.taken[-1]
    if now.rise or now.mg == 0:
        return False
    at_fall = page.zone(now.since)
    was_red = at_fall is not None and at_fall.zone == "red"
    if not was_red and (page.day - now.since).days >= page.book.days("second-reduction-days"):
        return False
    earliest = flare.began - timedelta(days=page.window)
    first = next(rise for rise in page.rises if rise.since >= earliest)
    before = [level for level in page.taken if level.since < first.since]
    lower = [now, *levels[-1:]]
    return bool(before) and all(level.mg <= before[-1].mg for level in lower)


def single_scores(zone: DayZone) -> list[tuple[float, bool]]:
    """Return the highest score of one rating alone, and whether it calls Yellow."""
    single = next(criterion for criterion in zone.criteria if criterion.name == "single")
    return [] if single.highest_score is None else [(single.highest_score.score, single.highest_score.calls)]


def is_bad_day_alone(page: Page, zone: DayZone) -> bool:
    """Return whether a night or a day of anxiety was severe and nothing else stood out."""
    given = page.ratings(zone.day)
    names = [name for name in (*DOMAINS, *BESIDE_DOMAINS) if name in given and name in zone.usual]
    if any(stands_out(page, zone.day, name) for name in names if name not in ("sleep", "anxiety")):
        return False
    if any(criterion.name != "single" and criterion.zone in WORSE for criterion in zone.criteria):
        return False
    nights = [name for name in ("sleep", "anxiety") if given.get(name, 0) >= page.book.points("spike-at")]
    return any(stands_out(page, zone.day, name) for name in nights)


def new_symptoms(page: Page, levels: list[Level]) -> Value:
    """Return whether symptoms came with the step: what the person says, or a side effect that came with it."""
    came, answer = came_with_step(page), page.last("new_symptoms_after_step")
    denied = answer is not None and answer.entry.value == "no"
    if came is None or (denied and answer.day > came):
        return word_of_link(page, "new_symptoms_after_step", levels)
    return True


def came_with_step(page: Page) -> date | None:
    """Return the day of the newest side effect that disturbs, is new since the last step, and still speaks."""
    if not page.rises or page.taken[-1] != page.rises[-1]:
        return None
    step, window = page.rises[-1].since, page.book.days("check-ins-after-step-days")
    noted: dict[str, list[date]] = {}
    known: set[str] = set()
    for one in page.of("sign"):
        if not one.entry.value.isdigit() or one.entry.name in page.book.danger_signs:
            continue
        since_step = (one.day - step).days
        if -window <= since_step <= 0:
            known.add(one.entry.name)
        elif since_step > 0 and int(one.entry.value) >= page.book.days("new-symptom-grade"):
            noted.setdefault(one.entry.name, []).append(one.day)
    came = []
    for name, days in noted.items():
        begins = [day for before, day in pairwise([date.min, *days]) if (day - before).days > window]
        speaks = (page.day - days[-1]).days < page.book.days("side-effect-days")
        if name not in known and speaks and (begins[-1] - step).days <= window:
            came.append(begins[-1])
    return max(came, default=None)


def has_lowered(page: Page, said: date, levels: list[Level]) -> bool:
    """Return whether a yes has led to a lower dose that had its week, and the flare is no worse than then."""
    if not levels or levels[-1].rise or levels[-1].mg == 0:
        return False
    fell, week = levels[-1].since, timedelta(days=page.book.days("second-reduction-days"))
    if said >= fell + week or page.day < fell + week:
        return False
    zones = dict(page.names)
    return zones[page.day] != "red" or zones.get(fell) == "red"


def word_of_link(page: Page, name: str, levels: list[Level]) -> Value:
    """Return a link as the person told it: a yes until calm days are asked about, a no until the next step or flare."""
    if page.started is None:
        return False
    value = page.good(name)
    said, answer = YES.get(value or ""), page.last(name)
    if value is None or answer is None:
        return None
    flare = open_flare(page)
    if said:
        began = flare.began if flare is not None else page.day + ONE_DAY
        calm = sum(zone == "green" for day, zone in page.names if answer.day < day < began)
        if calm >= page.book.days("suspicion-clears-after-green-days"):
            return None
        return None if flare is not None and has_lowered(page, answer.day, levels) else True
    evenings = page.book.facts[name].get("evenings_after_increase")
    steps = [course[-1].since for course in (levels, page.taken) if evenings and course and course[-1].rise]
    if any(0 < (page.day - since).days <= page.book.days(evenings) for since in steps):
        return False if answer.day == page.day else None
    since = [flare.began] if flare is not None else []
    since += [min(page.rises[-1].since + ONE_DAY, page.day)] if page.rises else []
    return None if since and answer.day < max(since) else False
