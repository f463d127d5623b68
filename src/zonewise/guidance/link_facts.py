"""Facts of links: what ties what goes on now to LDN."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import takewhile

from zonewise.course.dose_level import Level
from zonewise.course.flares import green_days_since, zone_on
from zonewise.model.entry import Entry
from zonewise.model.timeline import ONE_DAY
from zonewise.zones.assess import named

from .answers import Answer
from .explanation import Explanation, explain
from .fact import Fact, answered
from .snapshot import DiarySnapshot

OTHER_CAUSES = ("infection", "exertion", "period", "stress")


def link_facts(snapshot: DiarySnapshot) -> dict[str, Fact]:
    """Return the three links, each with where it comes from."""
    return {
        "flare_after_increase": _flare_after_increase(snapshot),
        "new_symptoms_after_step": _new_symptoms(snapshot),
        "ldn_suspected": _link(snapshot, "ldn_suspected"),
    }


def _flare_after_increase(snapshot: DiarySnapshot) -> Fact:
    if snapshot.course.started is None:
        return Fact(False, explain("nothing-taken"))
    if snapshot.flare is None:
        return (
            Fact(False, explain("no-flare")) if snapshot.zones[-1].zone == "green" else _possible_unseen_onset(snapshot)
        )
    began, rise = snapshot.flare.began, snapshot.linked_rise
    if rise is None:
        return Fact(False, explain("flare-without-increase", began=began))
    cause, said = other_cause(snapshot, began), snapshot.answers.yes_no("began_with_step", since=began)
    because = explain("flare-after-increase", began=began, rise=rise, days=(began - rise).days)
    if cause is not None and said is False:
        return Fact(False, explain("flare-from-other-cause", flare=because, cause=cause))
    back = dose_already_reduced(snapshot)
    if back is not None and snapshot.zones[-1].zone == "red":
        return Fact(False, explain("flare-with-lower-dose", flare=because, since=back.since))
    ask = explain("ask-which-cause", cause=cause) if cause is not None and said is None else None
    return Fact(True, because, ask)


def dose_already_reduced(snapshot: DiarySnapshot) -> Level | None:
    """Return the lower dose on which no increase before the flare stands any more; None once it got worse since.

    A step that no longer stands cannot be what keeps a flare going, and a coincidence is no reason to go back twice. A
    flare that was not Red when the dose fell and is so after `second_reduction_days` is looked at anew. None while the
    dose named for today is still the increased one: whoever left out a part of it would be told to take it in full.
    """
    flare, now, settings = snapshot.flare, snapshot.course.now, snapshot.settings.facts
    if flare is None or snapshot.linked_rise is None or now is None or now.rise or now.mg == 0:
        return None
    was_red = zone_on(snapshot.zones, now.since) == "red"
    if not was_red and (snapshot.as_of - now.since).days >= settings.second_reduction_days:
        return None
    earliest = flare.began - timedelta(days=snapshot.link_window_days)
    first = min(rise for rise in snapshot.course.rises if rise >= earliest)
    before, recommended = snapshot.course.on(first - ONE_DAY), snapshot.recommended.now
    if before is None or now.mg > before.mg:
        return None
    return None if recommended is not None and recommended.mg > before.mg else now


def _possible_unseen_onset(snapshot: DiarySnapshot) -> Fact:
    """Return unknown when a flare that nobody saw could have begun soon after an increase."""
    rise = snapshot.course.last_rise
    unknown = sum(1 for _ in takewhile(lambda zone: zone is None, reversed(named(snapshot.zones))))
    unseen_since = snapshot.as_of - timedelta(days=unknown - 1)
    if rise is None or (unseen_since - rise.since).days > snapshot.link_window_days:
        return Fact(False, explain("no-flare-known"))
    return Fact(None, explain("zone-unknown-since-rise", rise=rise.since))


def other_cause(snapshot: DiarySnapshot, began: date) -> Explanation | None:
    """Return another cause recorded near the beginning of a flare, or None; what came later did not begin it."""
    settings = snapshot.settings.facts
    earliest = began - timedelta(days=settings.other_cause_days)
    latest = min(snapshot.as_of, began + timedelta(days=settings.other_cause_late_days))
    events = ((snapshot.day_of(entry), entry.name) for entry in snapshot.of_kind("event") if entry.name in OTHER_CAUSES)
    day, name = min(((day, name) for day, name in events if earliest <= day <= latest), default=(None, ""))
    return None if day is None else explain("cause-on-day", cause=name, day=day)


def _new_symptoms(snapshot: DiarySnapshot) -> Fact:
    """Return what the person says of new symptoms; a side effect that came with the step says it for them.

    Only a "no" that was said after the newest of them outweighs it, and it does so for as long as the step stands.
    """
    came = _came_with_step(snapshot)
    answer = snapshot.answers.latest("new_symptoms_after_step")
    if came is None or (answer is not None and answer.value == "no" and answer.day > snapshot.day_of(came)):
        return _link(snapshot, "new_symptoms_after_step")
    because = explain("symptom-after-step", name=came.name, day=snapshot.day_of(came))
    return Fact(True, because)


def _came_with_step(snapshot: DiarySnapshot) -> Entry | None:
    """Return the newest side effect that disturbs, began after the last increase, still speaks for today, and was new.

    While the increase stands: after it was taken back the person is asked instead.
    """
    settings, rise, now = snapshot.settings.facts, snapshot.course.last_rise, snapshot.course.now
    if rise is None or now != rise:
        return None
    window = timedelta(days=settings.check_ins_after_step_days)
    first: dict[str, Entry] = {}
    last: dict[str, date] = {}
    known: set[str] = set()
    for entry, grade in snapshot.side_effects(snapshot.of_kind("sign")):
        day = snapshot.day_of(entry)
        if not rise.since - window <= day <= snapshot.as_of:
            continue
        if day <= rise.since:
            known.add(entry.name)
        elif grade >= settings.new_symptom_grade:
            if day - last.get(entry.name, date.min) > window:  # back after a calm time it is another one
                first[entry.name] = entry
            last[entry.name] = day
    lately = {name for name, day in last.items() if (snapshot.as_of - day).days < settings.side_effect_days}
    until = rise.since + window
    new = (entry for name, entry in first.items() if name in lately - known and snapshot.day_of(entry) <= until)
    return max(new, key=snapshot.day_of, default=None)


def _link(snapshot: DiarySnapshot, name: str) -> Fact:
    """Return a link that only the person or the prescriber can see; asked again with each rise and each flare."""
    if snapshot.course.started is None:
        return Fact(False, explain("nothing-taken"))
    answer = snapshot.answers.valid(name)
    if answer is None:
        return answered(None)
    if answer.value in ("yes", "true"):
        return _still_suspected(snapshot, name, answer)
    since = _asked_again_since(snapshot, name)
    if since is not None and answer.day < since:
        return Fact(None, explain("answered-before", day=answer.day, since=since))
    return Fact(False, explain("answered-no", day=answer.day))


def is_asked_this_evening(snapshot: DiarySnapshot, name: str) -> bool:
    """Return whether a fact is asked anew today as on each of the first evenings after an increase that stands."""
    evenings = snapshot.settings.rule_set.facts[name].evenings_after_increase
    rises = [course.last_rise for course in (snapshot.recommended, snapshot.course) if course.last_rise == course.now]
    return any(rise is not None and 0 < (snapshot.as_of - rise.since).days <= evenings for rise in rises)


def _asked_again_since(snapshot: DiarySnapshot, name: str) -> date | None:
    """Return the day from which a "no" counts: that of the flare, and the day after an increase.

    What was said on the day of an increase was said before it could show; it counts for that day alone. On the evenings
    on which a fact is asked anew only today's counts.
    """
    if is_asked_this_evening(snapshot, name):
        return snapshot.as_of
    rise, flare = snapshot.course.last_rise, snapshot.flare
    days = [flare.began] if flare is not None else []
    days += [min(rise.since + ONE_DAY, snapshot.as_of)] if rise is not None else []
    return max(days, default=None)


def _still_suspected(snapshot: DiarySnapshot, name: str, answer: Answer) -> Fact:
    """Return a yes; after calm days, or a week after it lowered the dose, it is asked again whether it is so.

    A flare that begins after the calm days is another one than the yes was said of.
    """
    calm = green_days_since(snapshot.zones, answer.day, until=snapshot.flare.began if snapshot.flare else None)
    if calm >= snapshot.settings.facts.suspicion_clears_after_green_days:
        again = "ask-still-suspected" if name == "ldn_suspected" else "ask-symptoms-still"
        because = explain("suspicion-calm", day=answer.day, days=calm)
        return Fact(None, because, explain(again, day=answer.day, days=calm))
    lower = _dose_that_answered(snapshot, answer)
    return Fact(True, explain("answered-yes", day=answer.day)) if lower is None else _on_lower_dose(name, answer, lower)


def _on_lower_dose(name: str, answer: Answer, lower: Level) -> Fact:
    """Return that a yes has led to a lower dose, and is asked again on it."""
    asked_so = "ask-suspected-on-lower-dose" if name == "ldn_suspected" else "ask-symptoms-on-lower-dose"
    because = explain("yes-lowered-dose", day=answer.day, since=lower.since)
    return Fact(None, because, explain(asked_so, day=answer.day, since=lower.since))


def _dose_that_answered(snapshot: DiarySnapshot, answer: Answer) -> Level | None:
    """Return the lower dose that a yes has led to and that had its time, or None; one answer moves the dose once.

    In a flare that turned Red since then the yes still stands: it got worse.
    """
    lower, zones = snapshot.recommended.now, snapshot.zones
    if snapshot.flare is None or lower is None or lower.rise or lower.mg == 0:
        return None
    had_time = lower.since + timedelta(days=snapshot.settings.facts.second_reduction_days)
    if not answer.day < had_time <= snapshot.as_of:
        return None
    is_worse = zones[-1].zone == "red" and zone_on(zones, lower.since) != "red"
    return None if is_worse else lower


def ends_of_yes(snapshot: DiarySnapshot, facts: Mapping[str, Fact]) -> Iterator[Explanation]:
    """Yield until when a yes to new symptoms or to a suspicion counts, and what ends it before."""
    settings = snapshot.settings.facts
    for name in ("new_symptoms_after_step", "ldn_suspected"):
        fact = facts.get(name)
        if fact is None or fact.value is not True:
            continue
        answer = snapshot.answers.latest(name)
        if fact.because.code == "symptom-after-step":
            yield explain("yes-ends-with-symptom", symptom=fact.because, days=settings.side_effect_days)
        elif answer is not None:
            need = settings.suspicion_clears_after_green_days
            calm = min(green_days_since(snapshot.zones, answer.day), need)
            code = "yes-ends-suspicion" if name == "ldn_suspected" else "yes-ends-symptoms"
            yield explain(code, day=answer.day, calm=calm, need=need)
