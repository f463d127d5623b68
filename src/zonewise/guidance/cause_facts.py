"""Whether a step is the likely cause of the flare that goes on: what the diary shows of both, as one fact."""

from datetime import date, timedelta

from zonewise.course.dose_level import Level
from zonewise.course.flares import Flare, flares, increase_before, number_of
from zonewise.course.link_probability import LinkEvidence, acts_from, step_probability
from zonewise.model.timeline import ONE_DAY
from zonewise.zones.assess import named
from zonewise.zones.composite import own_score

from .explanation import Explanation, explain
from .fact import Fact
from .link_facts import other_cause
from .snapshot import DiarySnapshot
from .zone_facts import bad_day_alone

BEGAN_WITH_STEP = "began_with_step"
"""Name of the answer that tells whether a flare began with the step."""


def cause_facts(snapshot: DiarySnapshot) -> dict[str, Fact]:
    """Return whether the last step is a likely cause of the flare that goes on, with where it comes from."""
    return {"step_probable_cause": _step_probable_cause(snapshot)}


def _step_probable_cause(snapshot: DiarySnapshot) -> Fact:
    """Return yes where the person says so or waiting would be the greater loss; unknown while they can still be asked.

    A step that was taken back causes nothing any more, and a word that it was not the step, beside another cause,
    stands.
    """
    flare = snapshot.flare
    if snapshot.course.started is None or flare is None:
        return Fact(False, explain("nothing-taken" if snapshot.course.started is None else "no-flare"))
    settings = snapshot.settings.facts
    rise = increase_before(flare, snapshot.course, settings.cause_reach_days)
    if rise is None:
        return Fact(False, explain("flare-without-increase", began=flare.began))
    standing = _standing_rises(snapshot, flare)
    if not standing or _is_new_lower_dose(snapshot, flare):
        return Fact(False, explain("step-taken-back", flare=_flare_after(flare, rise)))
    began_with_step = snapshot.answers.yes_no(BEGAN_WITH_STEP, since=flare.began)
    if began_with_step is True:
        return Fact(True, explain("step-named", flare=_flare_after(flare, standing[-1])))
    cause, lasts = other_cause(snapshot, flare.began), (snapshot.as_of - flare.began).days
    if began_with_step is False and cause is not None and lasts < settings.other_cause_explains_days:
        return Fact(False, explain("flare-from-other-cause", flare=_flare_after(flare, standing[-1]), cause=cause))
    night = _bad_nights_alone(snapshot, flare)
    if night is not None:
        alone = explain("bad-nights-alone", flare=_flare_after(flare, rise), rated=night)
        question = explain("ask-bad-nights-flare", rated=night, rise=rise.since)
        return Fact(None, alone, question) if began_with_step is None else Fact(False, alone)
    chances = [step_probability(evidence_of(snapshot, flare, one), settings) for one in standing]
    probability, rise = max(zip(chances, standing, strict=True), key=lambda one: one[0])
    because, chance = _flare_after(flare, rise), round(100 * probability)
    is_seen = _standing_days(snapshot, flare) >= settings.course_days_least
    if probability >= acts_from(settings) and (is_seen or probability >= settings.acts_at_once_from):
        return Fact(True, explain("step-probable", flare=because, chance=chance))
    if began_with_step is None and snapshot.linked_rise is not None:
        days = (flare.began - standing[-1].since).days
        question = explain("ask-step-cause", began=flare.began, days=days, rise=standing[-1].since)
        return Fact(None, explain("step-not-asked", flare=_flare_after(flare, standing[-1])), question)
    return Fact(False, explain("step-not-probable", flare=because, chance=chance))


def _is_new_lower_dose(snapshot: DiarySnapshot, flare: Flare) -> bool:
    """Return whether the dose fell in a flare and the lower one has not had its time to show whether it eases."""
    now = snapshot.course.now
    if now is None or now.rise or now.since < flare.began:
        return False
    return (snapshot.as_of - now.since).days < snapshot.settings.facts.second_reduction_days


def _flare_after(flare: Flare, rise: Level) -> Explanation:
    """Return in words that a flare began some days after an increase."""
    return explain("flare-after-increase", began=flare.began, rise=rise.since, days=(flare.began - rise.since).days)


def _standing_rises(snapshot: DiarySnapshot, flare: Flare) -> tuple[Level, ...]:
    """Return the increases that may have brought a flare and were not taken back, oldest first.

    Back a step, a flare that goes on may still be the doing of the step before it. What is taken this evening brought
    nothing yet.
    """
    earliest = flare.began - timedelta(days=snapshot.settings.facts.cause_reach_days)
    rises = (level for level in snapshot.course.levels if level.rise and earliest <= level.since <= flare.began)
    return tuple(rise for rise in rises if rise.since < snapshot.as_of and not _is_taken_back(snapshot, rise))


def _bad_nights_alone(snapshot: DiarySnapshot, flare: Flare) -> Explanation | None:
    """Return the night or day of anxiety that a flare began with where nothing else stood out since, or None."""
    yellow_at = snapshot.settings.zones.yellow_at
    first, *later = snapshot.zones[number_of(snapshot.zones, flare.began) :]
    night = bad_day_alone(snapshot, first)
    stands_out = (zone.zone == "red" or (zone.score is not None and zone.score >= yellow_at) for zone in later)
    return None if night is None or any(stands_out) else night


def _is_taken_back(snapshot: DiarySnapshot, rise: Level) -> bool:
    """Return whether no more is taken than before an increase."""
    now, before = snapshot.course.now, snapshot.course.on(rise.since - ONE_DAY)
    return now is not None and now.since > rise.since and (before is None or now.mg <= before.mg)


def evidence_of(snapshot: DiarySnapshot, flare: Flare, rise: Level) -> LinkEvidence:
    """Return what the diary shows of a flare that goes on and of the increase before it, up to the snapshot's day."""
    calm_days, calm_flares = _calm(snapshot, flare)
    reactions = snapshot.recommended.reactions
    went_badly = any(reaction.mg == rise.mg and reaction.day < flare.began for reaction in reactions)
    return LinkEvidence(
        plan_steps=len(snapshot.plan.steps) if snapshot.plan is not None else 1,
        calm_days=calm_days,
        calm_flares=calm_flares,
        was_borne=not went_badly and _was_borne(snapshot, rise),
        went_badly=went_badly,
        mild_side_effect=_mild_side_effect(snapshot, rise.since),
        is_denied=snapshot.answers.yes_no(BEGAN_WITH_STEP, since=flare.began) is False,
        has_other_cause=other_cause(snapshot, flare.began) is not None,
        scores=_scores(snapshot, rise),
    )


def _calm(snapshot: DiarySnapshot, flare: Flare) -> tuple[int, int]:
    """Return the days before a flare on which no increase explains one, and the flares that began on them."""
    first, until = snapshot.zones[0].day, number_of(snapshot.zones, flare.began)
    explained = {
        (rise - first).days + number
        for rise in snapshot.course.rises
        for number in range(snapshot.link_window_days + 1)
    }
    zones = named(snapshot.zones)[:until]
    days = sum(zone is not None and number not in explained for number, zone in enumerate(zones))
    same_within = snapshot.settings.facts.same_flare_days
    earlier = ((one.began - first).days for one in flares(snapshot.zones, same_within_days=same_within))
    return days, sum(began < until and began not in explained for began in earlier)


def _was_borne(snapshot: DiarySnapshot, rise: Level) -> bool:
    """Return whether as much was taken in one go before, for as long as a step can show in."""
    levels, long = snapshot.course.levels, timedelta(days=snapshot.settings.facts.check_ins_after_step_days)
    since: date | None = None
    for level in levels:
        if level.since >= rise.since:
            break
        if since is not None and level.mg < rise.mg and level.since - since >= long:
            return True
        since = (since or level.since) if level.mg >= rise.mg else None
    return since is not None and rise.since - since >= long


def _mild_side_effect(snapshot: DiarySnapshot, since: date) -> bool | None:
    """Return whether a side effect was noted after a step and not in the days before it; None when nobody said."""
    before = since - timedelta(days=snapshot.settings.facts.days_before_step)
    known, new, was_told = set(), set(), False
    for entry, grade in snapshot.side_effects(snapshot.of_kind("sign")):
        day = snapshot.day_of(entry)
        if grade and before <= day <= since:
            known.add(entry.name)
        elif grade and since < day <= snapshot.as_of:
            new.add(entry.name)
            was_told = True
    was_told = was_told or snapshot.answers.latest("side_effects", since=since + ONE_DAY) is not None
    return bool(new - known) if was_told else None


def _scores(snapshot: DiarySnapshot, rise: Level) -> tuple[tuple[int, float], ...]:
    """Return the composite score of each day alone from the weeks before an increase on, by days since it."""
    first = number_of(snapshot.zones, rise.since) - snapshot.settings.facts.days_before_step
    scores = ((zone.day, own_score(zone)) for zone in snapshot.zones[max(0, first) :])
    return tuple(((day - rise.since).days, score) for day, score in scores if score is not None)


def _standing_days(snapshot: DiarySnapshot, flare: Flare) -> int:
    """Return the days from the first day of a flare with a score to its last one."""
    days = [zone.day for zone in snapshot.zones[number_of(snapshot.zones, flare.began) :] if zone.score is not None]
    return (days[-1] - days[0]).days if days else 0
