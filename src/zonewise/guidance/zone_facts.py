"""Zone, Green days and spikes: what do the ratings and the person's word say today?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from zonewise.course.flares import flares, green_run, number_of
from zonewise.course.settings import AskingSettings
from zonewise.model.entry import DOMAINS
from zonewise.zones.zone import DayZone

from .explanation import Explanation, explain
from .fact import Fact
from .snapshot import DiarySnapshot

SPIKES = ("sleep", "anxiety")


def zone_facts(seen: DiarySnapshot) -> dict[str, Fact]:
    """Return zone, Green days, what was seen of them, spikes and earlier flares, each with where it comes from."""
    today = seen.zones[-1]
    zone = Fact(today.zone, explain("zone-worked-out", day=seen.as_of, standing=today.standing))
    if today.zone is None:
        zone = Fact(None, _why_unknown(seen), explain("ask-check-in"))
    return {
        "zone": zone,
        "days_green": _days_green(seen),
        "rated_days": _rated_days(seen),
        "severe_with_lost_function": _severe_with_lost_function(seen),
        "very_bad_day_lately": _very_bad_day_lately(seen),
        "last_step_monitored": _last_step_monitored(seen),
        "usual_learnt_in_worse_weeks": _usual_learnt_in_worse_weeks(seen),
        "insomnia_or_anxiety_spike": _spike(seen),
        "tolerated_past_flares": _tolerated(seen),
    }


def _why_unknown(seen: DiarySnapshot) -> Explanation:
    today = seen.zones[-1]
    if today.standing == "learning":
        return explain("zone-learning", days=today.history_days, need=seen.settings.zones.history_days)
    return explain("zone-not-checked-in")


def _days_green(seen: DiarySnapshot) -> Fact:
    asking = seen.settings.asking
    run = green_run(seen.zones, gap_days=asking.green_gap_days, after_gap=asking.green_after_gap_days)
    return Fact(run, explain("green-days", days=run, until=seen.as_of))


def _rated_days(seen: DiarySnapshot) -> Fact:
    days = seen.settings.asking.real_ratings_days
    rated = sum(day.real_ratings for day in seen.zones[-days:])
    return Fact(rated, explain("rated-days", rated=rated, days=days))


def _severe_with_lost_function(seen: DiarySnapshot) -> Fact:
    today = seen.zones[-1]
    if today.severe_but_function_unknown:
        return Fact(None, explain("function-unknown"), explain("ask-function"), rating_to_give="function")
    severe = any(criterion.name == "severe" and criterion.zone == "red" for criterion in today.criteria)
    return Fact(severe, explain("severe-day") if severe else explain("no-severe-day"))


def _very_bad_day_lately(seen: DiarySnapshot) -> Fact:
    """Return whether a day that still speaks for today was severe, and the person has not said that it was no spike."""
    answer, days = seen.answers.valid("insomnia_or_anxiety_spike"), seen.settings.asking.spike_days
    high = _high_days(seen, answer.day if answer is not None else None)
    if high and (seen.as_of - high[-1][0]).days < days:
        return Fact(True, explain("very-bad-day", rated=high[-1][1]))
    return Fact(False, explain("no-very-bad-day", days=days))


def _last_step_monitored(seen: DiarySnapshot) -> Fact:
    """Return whether the days after the last rise were watched, or later ones in their place; else it held for ever."""
    asking, rise, now = seen.settings.asking, seen.course.last_rise, seen.course.now
    window = timedelta(days=asking.check_ins_after_step_days)
    if rise is None or now is None or now.mg == 0:
        return Fact(True, explain("no-step-to-watch"))
    if seen.as_of - rise.since < window or rise.since < seen.zones[0].day:
        return Fact(True, explain("step-not-watched-yet", step=rise.since))
    after_step = _rated_between(seen, rise.since, rise.since + window)
    caught_up = seen.as_of - window >= rise.since + window
    lately = _rated_between(seen, seen.as_of - window, seen.as_of) if caught_up else 0
    monitored = max(after_step, lately) >= asking.check_ins_after_step_least
    because = explain("check-ins-after-step", count=after_step, days=window.days, step=rise.since)
    return Fact(monitored, because)


def _rated_between(seen: DiarySnapshot, first: date, last: date) -> int:
    """Return on how many days, both ends included, something was really rated."""
    begin, end = number_of(seen.zones, first), number_of(seen.zones, last) + 1
    return sum(day.real_ratings for day in seen.zones[max(0, begin) : max(0, end)])


def _usual_learnt_in_worse_weeks(seen: DiarySnapshot) -> Fact:
    answer = seen.answers.valid("usual_weeks")
    if seen.course.started is not None:
        return Fact(False, explain("ldn-begun"))
    if answer is None:
        return Fact(None, explain("usual-weeks-not-answered"))
    return Fact(answer.value == "worse", explain("usual-weeks-answered", day=answer.day, weeks=answer.value))


def _spike(seen: DiarySnapshot) -> Fact:
    said = seen.answers.valid("insomnia_or_anxiety_spike")
    if said is not None and (said.value == "yes" or said.day == seen.as_of):
        return Fact(said.value == "yes", explain("answered-on", day=said.day))
    return _spike_by_ratings(seen, after=said.day if said is not None else None)


def _spike_by_ratings(seen: DiarySnapshot, after: date | None) -> Fact:
    """Return what the ratings say of a spike; a "no" of the person stands for the days up to `after`.

    Rated days in a row make a spike when the last of them still speaks for today, and in a flare when they stand out
    from it; else the person is asked, once in a flare. A single one is asked about while the last increase can still
    have brought it; else it lets nothing rise and lowers nothing.
    """
    asking = seen.settings.asking
    speaks = [day.day for day in seen.days[-asking.spike_days :] if after is None or day.day > after]
    high = _high_days(seen, after)
    if high and high[-1][0] in speaks:
        rated = tuple(rated_high for _, rated_high in high)
        if len(high) >= asking.spike_rated_days:
            return _spike_or_flare(seen, after, rated)
        rise = seen.course.last_rise
        alone = explain("one-bad-day", rated=rated)
        if rise is not None and (high[-1][0] - rise.since).days <= seen.link_window_days:
            return Fact(None, alone, explain("ask-spike", rated=rated))
        return Fact(False, alone)
    return _no_spike(seen, speaks, asked_before=after is not None)


def _spike_or_flare(seen: DiarySnapshot, after: date | None, rated: tuple[Explanation, ...]) -> Fact:
    """Return whether severe days stand out from the flare they lie in; without one they do."""
    apart = _high_days(seen, after, apart=True)
    if len(apart) >= seen.settings.asking.spike_rated_days:
        return Fact(True, explain("spike-rated", rated=rated))
    answer = None
    if seen.flare is not None:
        answer = seen.answers.latest("insomnia_or_anxiety_spike", since=seen.flare.began)
    if answer is not None and answer.value == "no":
        return Fact(False, explain("spike-denied", rated=rated, day=answer.day))
    return Fact(None, explain("as-rest-of-flare", rated=rated), explain("ask-spike-apart", rated=rated))


def _no_spike(seen: DiarySnapshot, speaks: Collection[date], *, asked_before: bool) -> Fact:
    """Return that no day shows a spike, or that we cannot tell."""
    unclear, rated = False, set(SPIKES if asked_before else ())
    for day in speaks:
        given, zone = seen.days.on(day).ratings, seen.zones[number_of(seen.zones, day)]
        rated |= given.keys() & set(SPIKES)
        unclear |= any(
            given.get(name, 0.0) >= seen.settings.asking.spike_at and zone.usual.get(name) is None for name in SPIKES
        )
    if unclear or len(rated) < len(SPIKES):
        return Fact(None, explain("spike-not-rated"))
    return Fact(False, explain("no-spike"))


def _high_days(seen: DiarySnapshot, after: date | None, *, apart: bool = False) -> Sequence[tuple[date, Explanation]]:
    """Return the last run of severe days among those on which sleep or anxiety was rated, and what each shows.

    Args:
        seen: The diary from the day.
        after: Days up to this one do not count.
        apart: A day in a flare is severe only by what stands out from the flare.
    """
    asking = seen.settings.asking
    lately = asking.spike_days + asking.spike_rated_days
    runs: list[list[tuple[date, Explanation]]] = [[]]
    for day, zone in zip(seen.days[-lately:], seen.zones[-lately:], strict=True):
        given = {name: day.ratings[name] for name in SPIKES if day.ratings.get(name) is not None}
        if not given or (after is not None and day.day <= after):
            continue
        rated_high = _rated_high(given, zone, _rest_of_day(day.ratings, zone) if apart else 0.0, asking)
        if rated_high is not None:
            runs[-1].append((day.day, rated_high))
        elif runs[-1]:
            runs.append([])
    return runs[-1] or (runs[-2] if len(runs) > 1 else [])


def _rated_high(given: Mapping[str, float], zone: DayZone, rest: float, asking: AskingSettings) -> Explanation | None:
    """Return which rating is severe and far above usual, own swings and the rest of the day; None when none is."""
    for name, rating in given.items():
        usual, swing = zone.usual.get(name), zone.spread.get(name, 0.0)
        if usual is None or rating < asking.spike_at:
            continue
        if rating - usual - rest >= max(asking.spike_above_usual, asking.spike_spreads * swing):
            return explain("rated-high", name=name, rating=f"{rating:g}", usual=f"{usual:g}", day=zone.day)
    return None


def _rest_of_day(ratings: Mapping[str, float], zone: DayZone) -> float:
    """Return how far the other domains stand above usual in a flare, points: it lifts sleep and anxiety as well.

    Anxiety is left out, or it would hide its own spike on a day on which little else was rated.
    """
    if zone.zone not in ("yellow", "red"):
        return 0.0
    above = [ratings[name] - usual for name, usual in zone.usual.items() if name in DOMAINS and name not in SPIKES]
    return max(0.0, sum(above) / len(above)) if above else 0.0


def _tolerated(seen: DiarySnapshot) -> Fact:
    said = seen.answers.valid("tolerated_past_flares")
    if said is not None:
        return Fact(said.value, explain("as-answered"))
    started = seen.course.started
    known = flares(seen.zones, same_within_days=seen.settings.asking.same_flare_days, rises=seen.course.rises)
    earlier = [flare for flare in known if started and flare.began > started and flare != seen.flare]
    if started is not None and started >= seen.zones[0].day and not earlier:
        return Fact("no-history", explain("no-earlier-flare"))
    return Fact(None, explain("not-answered"))
