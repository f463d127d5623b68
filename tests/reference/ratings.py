"""Facts of ratings and zones, each worked out by itself."""

from datetime import date, timedelta

from zonewise.model.entry import DOMAINS, LAST_WEEK

from .links import flares
from .page import Page, stands_out
from .rulebook import Value

NEVER = 36500


def of_ratings(page: Page) -> dict[str, Value]:
    """Return what ratings and zones tell."""
    today, days = page.zones[-1], page.days_back(page.book.days("real-ratings-days"))
    severe = any(criterion.name == "severe" and criterion.zone == "red" for criterion in today.criteria)
    return {
        "zone": today.zone,
        "days_green": green_run(page),
        "rated_days": sum(is_rated(page, day) for day in days),
        "silent_domains": is_silent(page, days),
        "severe_with_lost_function": None if today.severe_but_function_unknown else severe,
        "very_bad_day_lately": very_bad_day_lately(page),
        "last_step_monitored": is_monitored(page),
        "usual_learnt_in_worse_weeks": learnt_in_worse_weeks(page),
        "calm_week_told": calm_week(page),
        "learning_days": learning_days(page),
        "insomnia_or_anxiety_spike": spike(page),
        "tolerated_past_flares": tolerated(page),
    }


def green_run(page: Page) -> int:
    """Return the Green days up to today; a short time that nobody knows of, once two Green days followed, is no end."""
    gap, after = page.book.days("green-gap-days"), page.book.days("green-after-gap-days")
    count = unknown = 0
    for _, zone in reversed(page.names):
        if zone == "green":
            count, unknown = count + 1, 0
        elif zone is None and count >= after and unknown < gap:
            unknown += 1
        else:
            break
    return count


def is_silent(page: Page, lately: list[date]) -> bool:
    """Return whether a domain that was once rated for long enough is left out of late."""
    span = int(page.product.zones.window_from_days) - int(page.product.zones.window_to_days) + 1
    least = page.product.zones.window_ratings_least
    entered = set().union(*(page.entered(day) for day in lately))
    if len(entered & set(DOMAINS)) < page.book.days("domains-before-rise"):
        return True
    for name in set(DOMAINS) - entered:
        rated = sorted({one.day for one in page.of("rating", name) if name in page.ratings(one.day)})
        if any((rated[place + least - 1] - rated[place]).days < span for place in range(len(rated) - least + 1)):
            return True
    return False


def is_monitored(page: Page) -> bool:
    """Return whether the days after the last increase were watched, or later ones in their place."""
    window, least = (
        timedelta(days=page.book.days("check-ins-after-step-days")),
        page.book.days("check-ins-after-step-least"),
    )
    if not page.rises or page.taken[-1].mg == 0:
        return True
    step = page.rises[-1].since
    if page.day - step < window or step < page.begins:
        return True

    def rated(first: date, last: date) -> int:
        return sum(is_rated(page, day) for day, _ in page.names if first <= day <= last)

    later = rated(page.day - window, page.day) if page.day - window >= step + window else 0
    return max(rated(step, step + window), later) >= least


def learnt_in_worse_weeks(page: Page) -> Value:
    """Return whether the usual comes from weeks that were worse than the year before."""
    if page.started is not None:
        return False
    answer, told = page.good("usual_weeks"), page.of("usual", LAST_WEEK)
    if answer is not None:
        return answer == "worse"
    ordinary = [one.entry for one in page.of("usual") if one.entry.name in DOMAINS]
    severe = any(float(entry.value) >= page.product.zones.severe_at for entry in ordinary)
    return False if told and told[-1].entry.value == "as-usual" and not severe else None


def calm_week(page: Page) -> bool:
    """Return whether the week before the diary was told as usual, no day since was worse, and today is rated."""
    told = page.of("usual", LAST_WEEK)[-1:]
    if not told or told[0].entry.value != "as-usual" or not is_rated(page, page.day):
        return False
    since = [zone for day, zone in page.names if day >= told[0].day]
    return (page.day - told[0].day).days < page.book.days("told-week-days") and not {"yellow", "red"} & {*since}


def learning_days(page: Page) -> int:
    """Return on how many days before today something was rated, while the measured usual does not stand alone."""
    today = page.zones[-1]
    if not today.provisional and today.history_days >= page.product.zones.history_days:
        return NEVER
    return sum(is_rated(page, day) for day, _ in page.names[:-1])


def is_rated(page: Page, day: date) -> bool:
    """Say whether a domain was really rated on a day."""
    return any(name in DOMAINS for name in page.ratings(day))


def severe_nights(page: Page, after: date | None, *, apart: bool = False) -> list[date]:
    """Return the last run of days on which sleep or anxiety was severe, among those on which either was rated."""
    run: list[date] = []
    days = page.days_back(page.book.days("spike-days") + page.book.days("spike-rated-days"))
    for day in reversed(days):
        given = {name: value for name, value in page.ratings(day).items() if name in ("sleep", "anxiety")}
        if not given or (after is not None and day <= after):
            continue
        rest = rest_of_day(page, day) if apart else 0.0
        high = [n for n, v in given.items() if v >= page.book.points("spike-at") and stands_out(page, day, n, rest)]
        if high:
            run.append(day)
        elif run:
            break
    return list(reversed(run))


def rest_of_day(page: Page, day: date) -> float:
    """Return how far the other domains are above usual in a flare; anxiety would hide its own spike."""
    zone = page.zone(day)
    if zone.zone not in ("yellow", "red"):
        return 0.0
    given = page.ratings(day)
    above = [given[name] - usual for name, usual in zone.usual.items() if name in DOMAINS and name != "anxiety"]
    return max(0.0, sum(above) / len(above)) if above else 0.0


def very_bad_day_lately(page: Page) -> bool:
    """Return whether a severe night or day of anxiety still speaks for today, and was not called none of a spike."""
    answer, days = page.last("insomnia_or_anxiety_spike"), page.book.holds("insomnia_or_anxiety_spike")
    is_good = answer is not None and (page.day - answer.day).days <= days
    high = severe_nights(page, answer.day if is_good else None)
    return bool(high) and (page.day - high[-1]).days < page.book.days("spike-days")


def spike(page: Page) -> Value:
    """Return whether there is a severe spike: the person's word, or unknown where ratings give reason to ask."""
    name = "insomnia_or_anxiety_spike"
    answer, holds = page.last(name), page.book.holds(name)
    word = answer if answer is not None and (page.day - answer.day).days <= holds else None
    if word is not None and (word.entry.value == "yes" or word.day == page.day):
        return word.entry.value == "yes"
    after = word.day if word is not None else None
    speaks = [day for day in page.days_back(page.book.days("spike-days")) if after is None or day > after]
    high = severe_nights(page, after)
    if not high or high[-1] not in speaks:
        return no_spike(page, speaks, asked_before=word is not None)
    enough = page.book.days("spike-rated-days")
    if len(high) < enough:
        rise = page.rises[-1:]
        since_step = bool(rise) and (high[-1] - rise[0].since).days <= page.window
        disturbs = page.book.days("new-symptom-grade")
        disturbed = any(grade >= disturbs for day in speaks for _, grade in page.side_effects(day))
        return None if since_step or disturbed else False
    flare = [flare for flare in flares(page) if flare.ended is None]
    if not flare or len(severe_nights(page, after, apart=True)) >= enough:
        return None
    denied = page.last(name, since=flare[0].began)
    return False if denied is not None and denied.entry.value == "no" else None


def no_spike(page: Page, speaks: list[date], *, asked_before: bool) -> Value:
    """Return that there is none, or that too little was rated to tell."""
    rated = {"sleep", "anxiety"} if asked_before else set()
    for day in speaks:
        given = {name: value for name, value in page.ratings(day).items() if name in ("sleep", "anxiety")}
        rated |= given.keys()
        if any(v >= page.book.points("spike-at") and n not in page.zone(day).usual for n, v in given.items()):
            return None
    return False if len(rated) == 2 else None


def tolerated(page: Page) -> Value:
    """Return how earlier flares on LDN went."""
    answer = page.good("tolerated_past_flares")
    if answer is not None or page.started is None or page.started < page.begins:
        return answer
    earlier = [flare for flare in flares(page) if flare.began > page.started and flare.ended is not None]
    return None if earlier else "no-history"
