"""Whether the last step is the likely cause of a flare, by odds worked out one factor at a time."""

from datetime import date, timedelta
from decimal import Decimal
from math import e

from scipy.stats import multivariate_normal

from .links import Flare, is_bad_day_alone, open_flare, other_cause
from .page import Level, Page
from .rulebook import Value
from .treatment import Course


def step_probable_cause(page: Page, course: Course) -> Value:
    """Return whether the step likely brought the flare that goes on; unknown while the person can still tell."""
    flare = open_flare(page)
    if page.started is None or flare is None:
        return False
    reach = page.book.days("cause-reach-days")
    near = [rise for rise in page.rises if 0 <= (flare.began - rise.since).days <= reach]
    standing = [rise for rise in near if rise.since < page.day and not went_back(page, rise)]
    last = page.taken[-1]
    fell = not last.rise and last.since >= flare.began
    if not standing or (fell and (page.day - last.since).days < page.book.days("second-reduction-days")):
        return False
    with_step = page.yes("began_with_step", since=flare.began)
    if with_step is True:
        return True
    is_new = (page.day - flare.began).days < page.book.days("other-cause-explains-days")
    if with_step is False and other_cause(page, flare) and is_new:
        return False
    if nights_alone(page, flare):
        return None if with_step is None else False
    known = scores(page, flare)
    odds = max(odds_of(page, course, flare, rise) for rise in standing)
    clear = page.book.points("acts-at-once-from")
    needed = page.book.points("loss-by-needless-fall") / page.book.points("loss-by-standing-reaction")
    lasted = (known[-1][0] - known[0][0]).days if known else 0
    if odds >= needed and (odds >= clear / (1 - clear) or lasted >= page.book.days("course-days-least")):
        return True
    coincides = any(0 <= (flare.began - one.since).days <= page.window for one in page.rises)
    return None if with_step is None and coincides else False


def went_back(page: Page, rise: Level) -> bool:
    """Return whether no more is taken than before an increase."""
    before = [level.mg for level in page.taken if level.since < rise.since]
    later = [level for level in page.taken if level.since > rise.since]
    return bool(later) and later[-1].mg <= (before[-1] if before else Decimal("Infinity"))


def nights_alone(page: Page, flare: Flare) -> bool:
    """Return whether a flare began with a bad night or day of anxiety and nothing else stood out since."""
    days = [zone for zone in page.zones if flare.began <= zone.day <= page.day]
    if not is_bad_day_alone(page, days[0]):
        return False
    bound = page.product.zones.yellow_at
    return not any(zone.zone == "red" or (zone.score or 0) >= bound for zone in days[1:])


def scores(page: Page, flare: Flare) -> list[tuple[date, float]]:
    """Return each known score of a flare with its day."""
    days = [zone for zone in page.zones if flare.began <= zone.day <= page.day]
    return [(zone.day, zone.score) for zone in days if zone.score is not None]


def odds_of(page: Page, course: Course, flare: Flare, rise: Level) -> float:
    """Return how many times likelier a reaction to the step is than one of the person's own flares."""
    number = page.book.points
    bad = any(one.mg == rise.mg and one.day < flare.began for one in course.bad)
    chance = number("not-tolerated-share") / (len(page.plan.steps) if page.plan is not None else 1)
    if bad:
        chance = number("not-tolerated-again")
    elif borne(page, rise):
        chance *= number("not-tolerated-when-borne")
    odds = chance / (1 - chance) * course_odds(page, rise, own_rate(page, flare))
    mild = mild_effect(page, rise.since)
    if mild is not None:
        one, other = number("mild-effect-in-reactions"), number("mild-effect-in-flares")
        odds *= one / other if mild else (1 - one) / (1 - other)
    if page.yes("began_with_step", since=flare.began) is False:
        odds *= number("denied-in-reactions") / number("denied-in-flares")
    one, other = number("other-cause-in-reactions"), number("other-cause-in-flares")
    odds *= one / other if other_cause(page, flare) else (1 - one) / (1 - other)
    return odds


def course_odds(page: Page, rise: Level, flares_a_day: float) -> float:
    """Return how well a reaction fits the scores around a step, beside how well no reaction does: normal densities."""
    first = rise.since - timedelta(days=page.book.days("days-before-step"))
    days = [(zone, zone.criteria[0].together) for zone in page.zones if first <= zone.day <= page.day]
    known = [((zone.day - rise.since).days, together.today) for zone, together in days if together is not None]
    if not known:
        return 1.0
    number = page.book.points
    at, score = [day for day, _ in known], [value for _, value in known]
    spread = [[calm_covariance(page, one, other) for other in at] for one in at]

    def density(course: list[float], kind: str) -> float:
        height, wide = number(f"{kind}-height"), number(f"{kind}-height-sd")
        middle = [height * part for part in course]
        wider = [
            [spread[row][column] + wide**2 * course[row] * course[column] for column in range(len(at))]
            for row in range(len(at))
        ]
        return float(multivariate_normal(middle, wider).pdf(score))

    calm = float(multivariate_normal([0.0] * len(at), spread).pdf(score))
    speeds = [number(f"reaction-onset-hours-{speed}") / 24 for speed in ("fast", "middle", "slow")]
    late = [number("reaction-delayed") ** delay for delay in range(int(number("reaction-delay-days")) + 1)]
    reactions = [
        part / sum(late) * density([1 - e ** (-max(0, day - delay) / speed) for day in at], "reaction")
        for speed in speeds
        for delay, part in enumerate(late)
    ]
    begins = range(at[0], at[-1] + 1)
    lengths = [page.book.days(f"flare-days-{length}") for length in ("short", "middle", "long")]
    with_flare = [
        flares_a_day / 3 * density([flare_share(page, day - begin, length) for day in at], "flare")
        for begin in begins
        for length in lengths
    ]
    no_flare = max(0.01, 1 - flares_a_day * len(begins))
    return sum(reactions) / 3 / (no_flare * calm + sum(with_flare))


def calm_covariance(page: Page, one: int, other: int) -> float:
    """Return how the scores of two days vary together where nothing happens."""
    number = page.book.points
    carried = number("score-carried-sd") ** 2 * number("score-carried-over") ** abs(one - other)
    return number("score-level-sd") ** 2 + carried + (number("score-noise-sd") ** 2 if one == other else 0.0)


def flare_share(page: Page, since: int, length: int) -> float:
    """Return what is left of a flare so many days after its first."""
    full = page.book.days("flare-full-days")
    if not 0 <= since < length:
        return 0.0
    return 1.0 if since < full else 1 - (since - full + 1) / (length - full + 1)


def own_rate(page: Page, flare: Flare) -> float:
    """Return the flares a day of the person on days that no increase explains, with some taken as counted."""
    explained = {rise.since + timedelta(days=number) for rise in page.rises for number in range(page.window + 1)}
    days = [day for day, zone in page.names if day < flare.began and zone is not None and day not in explained]
    # each by itself: a rise in between makes no second flare of one here
    begins, ended, going = [], None, False
    for day, zone in page.names:
        if zone in ("yellow", "red"):
            if not going and (ended is None or (day - ended).days > page.book.days("same-flare-days")):
                begins.append(day)
            going = True
        elif zone == "green" and going:
            going, ended = False, day
    own = [day for day in begins if day < flare.began and day not in explained]
    number = page.book.points
    return (number("prior-flares") + len(own)) / (number("prior-flare-days") + len(days))


def borne(page: Page, rise: Level) -> bool:
    """Return whether as much as the step was taken for long in one go before it."""
    long = page.book.days("check-ins-after-step-days")
    earlier = [level for level in page.taken if level.since < rise.since]
    runs, since = [], None
    for level in earlier:
        if level.mg >= rise.mg:
            since = since or level.since
        elif since is not None:
            runs.append((level.since - since).days)
            since = None
    if since is not None:
        runs.append((rise.since - since).days)
    return any(run >= long for run in runs)


def mild_effect(page: Page, since: date) -> bool | None:
    """Return whether a side effect is there since a step that was not there before it; None where nobody said."""
    before = since - timedelta(days=page.book.days("days-before-step"))
    noted = [
        (one.day, one.entry.name)
        for one in page.of("sign")
        if one.entry.value.isdigit() and int(one.entry.value) and one.entry.name not in page.book.danger_signs
    ]
    earlier = {name for day, name in noted if before <= day <= since}
    later = {name for day, name in noted if day > since}
    if not later and page.last("side_effects", since=since + timedelta(days=1)) is None:
        return None
    return bool(later - earlier)


def green_after_yellow(page: Page) -> bool:
    """Return whether the last flare had no Red day."""
    begins, ended, last_bad, going = None, None, None, False
    for day, zone in page.names:
        if zone in ("yellow", "red"):
            if not going and (ended is None or (day - ended).days > page.book.days("same-flare-days")):
                begins = day
            going, last_bad = True, day
        elif zone == "green" and going:
            going, ended = False, day
    if begins is None:
        return False
    return not any(zone == "red" for day, zone in page.names if begins <= day <= last_bad)


def interval_was_kept_before(course: Course) -> bool:
    """Return whether the dose came back down to one that it had risen from by name, with no rest since."""
    now, rose = course.levels[-1], False
    for before, after, cause in zip(course.levels, course.levels[1:], course.causes[1:], strict=False):
        if after.mg == 0:
            rose = False
        elif before.mg == now.mg and after.rise and cause == "named":
            rose = True
    return rose and not now.rise and not any(one.mg == now.mg for one in course.bad)
