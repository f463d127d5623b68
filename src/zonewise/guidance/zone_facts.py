"""Facts that ratings and zones give: zone, Green days, spikes and earlier flares."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from zonewise.course.flares import flares, green_run, number_of
from zonewise.course.settings import FactSettings
from zonewise.model.entry import DOMAINS
from zonewise.zones.assess import named
from zonewise.zones.check_ins import check_ins, domains_entered, silent_domains
from zonewise.zones.zone import LABELS, DayZone

from .explanation import Explanation, explain
from .fact import Fact, answered
from .snapshot import DiarySnapshot, answer_about_last_week, remembered_entries
from .treatment_facts import NEVER

SPIKES = ("sleep", "anxiety")


def zone_facts(snapshot: DiarySnapshot) -> dict[str, Fact]:
    """Return zone, Green days, what was seen of them, spikes and earlier flares, each with where it comes from."""
    return {
        "zone": _zone(snapshot),
        "days_green": _days_green(snapshot),
        "green_after_yellow": _green_after_yellow(snapshot),
        "rated_days": _rated_days(snapshot),
        "silent_domains": _silent_domains(snapshot),
        "severe_with_lost_function": _severe_with_lost_function(snapshot),
        "very_bad_day_lately": _very_bad_day_lately(snapshot),
        "last_step_monitored": _last_step_monitored(snapshot),
        "usual_learnt_in_worse_weeks": _usual_learnt_in_worse_weeks(snapshot),
        "calm_week_told": _calm_week_told(snapshot),
        "learning_days": _learning_days(snapshot),
        "insomnia_or_anxiety_spike": _spike(snapshot),
        "tolerated_past_flares": _tolerated(snapshot),
    }


def _zone(snapshot: DiarySnapshot) -> Fact:
    today = snapshot.zones[-1]
    if today.zone is not None:
        return Fact(today.zone, explain("zone-worked-out", day=snapshot.as_of, standing=today.standing))
    because = explain("zone-not-checked-in")
    if today.standing == "learning":
        because = explain("zone-learning", days=today.history_days, need=snapshot.settings.zones.history_days)
        if today.real_ratings and not remembered_entries(snapshot):
            return Fact(None, because, explain("ask-ordinary-day"), place="usual")
    return Fact(None, because, explain("ask-check-in"))


def _days_green(snapshot: DiarySnapshot) -> Fact:
    settings = snapshot.settings.facts
    run = green_run(snapshot.zones, gap_days=settings.green_gap_days, after_gap=settings.green_after_gap_days)
    return Fact(run, explain("green-days", days=run, until=snapshot.as_of))


def _green_after_yellow(snapshot: DiarySnapshot) -> Fact:
    """Return whether what came before today's Green days was a flare without a Red day."""
    last = flares(snapshot.zones, same_within_days=snapshot.settings.facts.same_flare_days)[-1:]
    if not last:
        return Fact(False, explain("green-throughout"))
    began, ended = (number_of(snapshot.zones, day) for day in (last[0].began, last[0].last_seen))
    has_red = "red" in named(snapshot.zones)[began : ended + 1]
    return Fact(not has_red, explain("green-after-red" if has_red else "green-after-yellow"))


def _rated_days(snapshot: DiarySnapshot) -> Fact:
    days = snapshot.settings.facts.real_ratings_days
    rated = sum(day.real_ratings for day in snapshot.zones[-days:])
    return Fact(rated, explain("rated-days", rated=rated, days=days))


def _silent_domains(snapshot: DiarySnapshot) -> Fact:
    """Return whether a domain that was once rated is left out of late, or most of them are: missing is not Green."""
    days, least = snapshot.settings.facts.real_ratings_days, snapshot.settings.facts.domains_before_rise
    silent = silent_domains(snapshot.days.ratings, snapshot.settings.zones, days)
    if silent:
        return Fact(True, explain("domains-silent", days=days, names=tuple(LABELS[name].lower() for name in silent)))
    entered = domains_entered(snapshot.days.ratings, days)
    if not entered:
        return Fact(True, explain("no-domain-rated", days=days))
    if len(entered) < least:
        names = tuple(LABELS[name].lower() for name in entered)
        return Fact(True, explain("few-domains-rated", days=days, names=names, least=least))
    return Fact(False, explain("no-domain-silent", days=days))


def _severe_with_lost_function(snapshot: DiarySnapshot) -> Fact:
    today = snapshot.zones[-1]
    if today.severe_but_function_unknown:
        return Fact(None, explain("function-unknown"), explain("ask-function"), rating_to_give="function")
    severe = any(criterion.name == "severe" and criterion.zone == "red" for criterion in today.criteria)
    return Fact(severe, explain("severe-day") if severe else explain("no-severe-day"))


def _very_bad_day_lately(snapshot: DiarySnapshot) -> Fact:
    """Return whether a day that still speaks for today was severe, and the person has not said that it was no spike."""
    answer, days = snapshot.answers.valid("insomnia_or_anxiety_spike"), snapshot.settings.facts.spike_days
    high = _high_days(snapshot, answer.day if answer is not None else None)
    if high and (snapshot.as_of - high[-1][0]).days < days:
        over = high[-1][0] + timedelta(days=days)
        return Fact(True, explain("very-bad-day", rated=high[-1][1]), until=over)
    return Fact(False, explain("no-very-bad-day", days=days))


def _last_step_monitored(snapshot: DiarySnapshot) -> Fact:
    """Return whether the days after the last rise were watched, or later ones in their place; else it held for ever."""
    settings, rise, now = snapshot.settings.facts, snapshot.course.last_rise, snapshot.course.now
    window = timedelta(days=settings.check_ins_after_step_days)
    if rise is None or now is None or now.mg == 0:
        return Fact(True, explain("no-step-to-watch"))
    if snapshot.as_of - rise.since < window or rise.since < snapshot.zones[0].day:
        return Fact(True, explain("step-not-watched-yet", step=rise.since))
    after_step = _rated_between(snapshot, rise.since, rise.since + window)
    caught_up = snapshot.as_of - window >= rise.since + window
    lately = _rated_between(snapshot, snapshot.as_of - window, snapshot.as_of) if caught_up else 0
    monitored = max(after_step, lately) >= settings.check_ins_after_step_least
    because = explain("check-ins-after-step", count=after_step, days=window.days, step=rise.since)
    return Fact(monitored, because)


def _rated_between(snapshot: DiarySnapshot, first: date, last: date) -> int:
    """Return on how many days, both ends included, something was really rated."""
    begin, end = number_of(snapshot.zones, first), number_of(snapshot.zones, last) + 1
    return sum(day.real_ratings for day in snapshot.zones[max(0, begin) : max(0, end)])


def _usual_learnt_in_worse_weeks(snapshot: DiarySnapshot) -> Fact:
    answer = snapshot.answers.valid("usual_weeks")
    if snapshot.course.started is not None:
        return Fact(False, explain("ldn-begun"))
    if answer is not None:
        return Fact(answer.value == "worse", explain("usual-weeks-answered", day=answer.day, weeks=answer.value))
    told = answer_about_last_week(snapshot)
    if told is not None and told.value == "as-usual" and not _remembers_severe(snapshot):
        return Fact(False, explain("last-week-as-usual", day=snapshot.day_of(told)))
    return Fact(None, explain("usual-weeks-not-answered"))


def _remembers_severe(snapshot: DiarySnapshot) -> bool:
    """Say whether a domain is severe on an ordinary day: whether it was so for long has to be said."""
    severe_at = snapshot.settings.zones.severe_at
    return any(severe_at <= float(entry.value) for entry in remembered_entries(snapshot) if entry.name in DOMAINS)


def _calm_week_told(snapshot: DiarySnapshot) -> Fact:
    """Return whether the week before the diary was told as usual or better, and each day since bears that out."""
    told, days = answer_about_last_week(snapshot), snapshot.settings.facts.told_week_days
    if told is None:
        return Fact(False, explain("last-week-not-told"))
    day, today = snapshot.day_of(told), snapshot.zones[-1]
    if told.value != "as-usual":
        return Fact(False, explain("last-week-not-calm", day=day))
    since = snapshot.zones[max(0, number_of(snapshot.zones, day)) :]
    if (snapshot.as_of - day).days >= days or any(zone.zone in ("yellow", "red") for zone in since):
        return Fact(False, explain("last-week-over", day=day))
    if not today.real_ratings:
        return Fact(False, explain("last-week-not-rated", day=day))
    return Fact(True, explain("last-week-as-usual", day=day))


def _learning_days(snapshot: DiarySnapshot) -> Fact:
    """Return how many days before today were rated while the measured usual does not stand alone; else a great number.

    Today does not count: the first 14 days are over when the fifteenth is there.
    """
    today = snapshot.zones[-1]
    if not today.provisional and today.history_days >= snapshot.settings.zones.history_days:
        return Fact(NEVER, explain("usual-learnt"))
    rated = int(check_ins(snapshot.days.ratings).rated[:-1].sum())
    return Fact(rated, explain("rated-days-so-far", rated=rated))


def _spike(snapshot: DiarySnapshot) -> Fact:
    answer = snapshot.answers.valid("insomnia_or_anxiety_spike")
    if answer is not None and (answer.value == "yes" or answer.day == snapshot.as_of):
        return Fact(answer.value == "yes", explain("answered-on", day=answer.day))
    return _spike_by_ratings(snapshot, after=answer.day if answer is not None else None)


def _spike_by_ratings(snapshot: DiarySnapshot, after: date | None) -> Fact:
    """Return what the ratings say of a spike; a "no" of the person stands for the days up to `after`.

    Only the person's word makes a spike of severe days. They are asked while the last of several in a row speaks for
    today, in a flare once unless the days stand out from it; and about a single one while a disturbing side effect or a
    recent increase goes with it. Any other single one is watched: it lets nothing rise and lowers nothing.
    """
    settings, flare, rise = snapshot.settings.facts, snapshot.flare, snapshot.course.last_rise
    speaks = [day.day for day in snapshot.days[-settings.spike_days :] if after is None or day.day > after]
    high = _high_days(snapshot, after)
    if not high or high[-1][0] not in speaks:
        return _no_spike(snapshot, speaks, asked_before=after is not None)
    rated = tuple(rated_high for _, rated_high in high)
    if len(high) < settings.spike_rated_days:
        alone = explain("one-bad-day", rated=rated)
        since_step = rise is not None and (high[-1][0] - rise.since).days <= snapshot.link_window_days
        if since_step or _is_disturbed(snapshot, speaks):
            return Fact(None, alone, explain("ask-spike", rated=rated))
        return Fact(False, alone)
    if flare is None or len(_high_days(snapshot, after, apart=True)) >= settings.spike_rated_days:
        return Fact(None, explain("bad-days", rated=rated), explain("ask-spike", rated=rated))
    answer = snapshot.answers.latest("insomnia_or_anxiety_spike", since=flare.began)
    if answer is not None and answer.value == "no":
        return Fact(False, explain("spike-denied", rated=rated, day=answer.day))
    return Fact(None, explain("as-rest-of-flare", rated=rated), explain("ask-spike-apart", rated=rated))


def _is_disturbed(snapshot: DiarySnapshot, days: Collection[date]) -> bool:
    """Say whether a side effect disturbed one of some days."""
    signs = (entry for day in days for entry in snapshot.days.on(day).of_kind("sign"))
    return any(grade >= snapshot.settings.facts.new_symptom_grade for _, grade in snapshot.side_effects(signs))


def _no_spike(snapshot: DiarySnapshot, speaks: Collection[date], *, asked_before: bool) -> Fact:
    """Return that no day shows a spike, or that we cannot tell."""
    unclear, rated = False, set(SPIKES if asked_before else ())
    for day in speaks:
        given, zone = snapshot.days.on(day).ratings, snapshot.zones[number_of(snapshot.zones, day)]
        rated |= given.keys() & set(SPIKES)
        unclear |= any(
            given.get(name, 0.0) >= snapshot.settings.facts.spike_at and zone.usual.get(name) is None for name in SPIKES
        )
    if unclear or len(rated) < len(SPIKES):
        return Fact(None, explain("spike-not-rated"))
    return Fact(False, explain("no-spike"))


def _high_days(
    snapshot: DiarySnapshot, after: date | None, *, apart: bool = False
) -> Sequence[tuple[date, Explanation]]:
    """Return the last run of severe days among those on which sleep or anxiety was rated, and what each shows.

    Args:
        snapshot: The diary from the day.
        after: Days up to this one do not count.
        apart: A day in a flare is severe only by what stands out from the flare.
    """
    settings = snapshot.settings.facts
    lately = settings.spike_days + settings.spike_rated_days
    runs: list[list[tuple[date, Explanation]]] = [[]]
    for day, zone in zip(snapshot.days[-lately:], snapshot.zones[-lately:], strict=True):
        given = {name: day.ratings[name] for name in SPIKES if day.ratings.get(name) is not None}
        if not given or (after is not None and day.day <= after):
            continue
        rated_high = _rated_high(given, zone, _rest_of_day(day.ratings, zone) if apart else 0.0, settings)
        if rated_high is not None:
            runs[-1].append((day.day, rated_high))
        elif runs[-1]:
            runs.append([])
    return runs[-1] or (runs[-2] if len(runs) > 1 else [])


def bad_day_alone(snapshot: DiarySnapshot, zone: DayZone) -> Explanation | None:
    """Return a severe night or a day of great anxiety on which nothing else stood out; None where it is no such day."""
    settings, ratings = snapshot.settings.facts, snapshot.days.on(zone.day).ratings
    given = {name: ratings[name] for name in SPIKES if ratings.get(name) is not None}
    others = (name for name in zone.usual if name not in SPIKES)
    if any(
        is_far_above_usual(ratings[name], zone.usual[name], zone.spread.get(name, 0.0), settings) for name in others
    ):
        return None
    if any(criterion.name != "single" and criterion.zone in ("yellow", "red") for criterion in zone.criteria):
        return None
    return _rated_high(given, zone, 0.0, settings)


def _rated_high(given: Mapping[str, float], zone: DayZone, rest: float, settings: FactSettings) -> Explanation | None:
    """Return which rating is severe and far above usual, own spread and the rest of the day; None when none is."""
    for name, rating in given.items():
        usual, spread = zone.usual.get(name), zone.spread.get(name, 0.0)
        if usual is None or rating < settings.spike_at:
            continue
        if is_far_above_usual(rating - rest, usual, spread, settings):
            return explain("rated-high", name=name, rating=f"{rating:g}", usual=f"{usual:g}", day=zone.day)
    return None


def is_far_above_usual(rating: float, usual: float, spread: float, settings: FactSettings) -> bool:
    """Say whether a rating stands out from the usual and from how widely it varies by itself, all in points."""
    return rating - usual >= max(settings.spike_above_usual, settings.spike_spreads * spread)


def _rest_of_day(ratings: Mapping[str, float], zone: DayZone) -> float:
    """Return how far the other domains stand above usual in a flare, points: it lifts sleep and anxiety as well.

    Anxiety is left out, or it would hide its own spike on a day on which little else was rated.
    """
    if zone.zone not in ("yellow", "red"):
        return 0.0
    above = [ratings[name] - usual for name, usual in zone.usual.items() if name in DOMAINS and name not in SPIKES]
    return max(0.0, sum(above) / len(above)) if above else 0.0


def _tolerated(snapshot: DiarySnapshot) -> Fact:
    answer = snapshot.answers.valid("tolerated_past_flares")
    if answer is not None:
        return answered(answer.value)
    started = snapshot.course.started
    known = flares(
        snapshot.zones, same_within_days=snapshot.settings.facts.same_flare_days, rises=snapshot.course.rises
    )
    earlier = [flare for flare in known if started and flare.began > started and flare != snapshot.flare]
    if started is not None and started >= snapshot.zones[0].day and not earlier:
        return Fact("no-history", explain("no-earlier-flare"))
    return answered(None)
