"""Links: do signs tie what goes on now to LDN?"""

from datetime import date, timedelta
from itertools import takewhile

from zonewise.diary.entry import Entry
from zonewise.diary.timeline import ONE_DAY
from zonewise.zones.composite import CompositeVoice
from zonewise.zones.day_zones import named
from zonewise.zones.declared import DeclaredVoice
from zonewise.zones.single import SingleVoice
from zonewise.zones.zone import Voice

from .answers import Said
from .facts_safety import DANGER_SIGNS
from .flares import Flare, green_days_since, number_of
from .found import Found
from .level import Level
from .reduction import lower_dose_fails
from .seen import Seen

OTHER_CAUSES = ("infection", "exertion", "period", "stress")


def link_facts(seen: Seen) -> dict[str, Found]:
    """Return the three links, each with where it comes from."""
    return {
        "flare_after_increase": _flare_after_increase(seen),
        "new_symptoms_after_step": _new_symptoms(seen),
        "ldn_suspected": _link(seen, "ldn_suspected"),
    }


def _flare_after_increase(seen: Seen) -> Found:
    if seen.course.started is None:
        return Found(False, "Nothing taken so far.")
    if seen.flare is None:
        return Found(False, "No flare now.") if seen.zones[-1].zone == "green" else _maybe_beginning(seen)
    began, rise = seen.flare.began, seen.linked_rise
    if rise is None:
        return Found(False, f"The flare began on {began.isoformat()}, and no increase lies in the days before.")
    cause = _other_cause(seen, began)
    told = seen.answers.yes_no("began_with_step", since=began)
    after = f"{(began - rise).days} days after the increase of {rise.isoformat()}"
    because = f"The flare began on {began.isoformat()}, {after}."
    if cause is not None and told is False:
        return Found(False, f"{because} You recorded {cause} and said that it did not begin with the step.")
    back = taken_back(seen)
    if back is not None and seen.zones[-1].zone == "red":  # in Yellow the reduction goes on to name the same dose
        return Found(False, f"{because} The dose went back on {back.since.isoformat()}, which gets time to help.")
    if told is True or _is_clear(seen, seen.flare):
        return Found(True, because)
    faint = f"{because} It is only just over the line, so the next days decide whether it is a flare."
    if told is False:
        return Found(False, f"{faint} You said that it did not begin with the step.")
    return Found(None, faint, f"Yellow is only just reached. Did this begin with the step of {rise.isoformat()}?")


def _is_clear(seen: Seen, flare: Flare) -> bool:
    """Return whether a flare is no chance alarm: clear on some day, or still over the line some days after it began."""
    asking, bounds = seen.settings.asking, seen.settings.zones
    lasts_from = flare.began + timedelta(days=asking.link_confirm_days)
    for zone in seen.zones[number_of(seen.zones, flare.began) :]:
        lasts = zone.day >= lasts_from
        together = bounds.yellow_at if lasts else asking.link_clear_at
        alone = bounds.single_at if lasts else asking.link_clear_single_at
        if zone.zone == "red" or any(_loud(voice, together, alone) for voice in zone.voices):
            return True
    return False


def _loud(voice: Voice, together: float, alone: float) -> bool:
    """Return whether a voice is at these scores, spreads; a Yellow that the person declares always is."""
    if isinstance(voice, CompositeVoice):
        return voice.together is not None and voice.together.score >= together
    if isinstance(voice, SingleVoice):
        return voice.loudest is not None and voice.loudest.calls and voice.loudest.score >= alone
    return isinstance(voice, DeclaredVoice) and voice.zone == "yellow"


def taken_back(seen: Seen) -> Level | None:
    """Return the dose to which the increase before the flare was taken back, while that has time to help; else None.

    A step that no longer stands cannot be what keeps a flare going. What goes on getting worse after that, or does not
    ease in `second_reduction_days`, may come from the lower dose as well.
    """
    flare, rise, now = seen.flare, seen.linked_rise, seen.course.now
    if flare is None or rise is None or now is None or now.rise:
        return None
    before = seen.course.on(rise - ONE_DAY)
    if now.mg > (before.mg if before is not None else 0):
        return None
    return None if lower_dose_fails(now.since, seen.zones, seen.as_of, seen.settings.asking) else now


def _maybe_beginning(seen: Seen) -> Found:
    """Return unknown when a flare that nobody saw could have begun soon after an increase."""
    rise = seen.course.last_rise
    unknown = sum(1 for _ in takewhile(lambda zone: zone is None, reversed(named(seen.zones))))
    unseen_since = seen.as_of - timedelta(days=unknown - 1)
    if rise is None or (unseen_since - rise.since).days > seen.link_window_days:
        return Found(False, "No flare known, and no increase in the days before the zone was lost.")
    return Found(None, f"The dose went up on {rise.since.isoformat()}, and the zone since then is not known.")


def cause_to_weigh(seen: Seen) -> str | None:
    """Return another cause of a flare that is linked in time, while the person has not said which of them it was."""
    if seen.flare is None or seen.linked_rise is None:
        return None
    if seen.answers.yes_no("began_with_step", since=seen.flare.began) is not None:
        return None
    return _other_cause(seen, seen.flare.began)


def _other_cause(seen: Seen, began: date) -> str | None:
    earliest = began - timedelta(days=seen.settings.asking.other_cause_days)
    events = ((seen.day_of(entry), entry.name) for entry in seen.of_kind("event") if entry.name in OTHER_CAUSES)
    day, name = min(((day, name) for day, name in events if earliest <= day <= seen.as_of), default=(None, ""))
    return None if day is None else f"{name} on {day.isoformat()}"


def _new_symptoms(seen: Seen) -> Found:
    """Return what the person says of new symptoms; a side effect that came with the step says it for them."""
    came = _came_with_step(seen)
    said = seen.answers.latest("new_symptoms_after_step", within_days=seen.settings.asking.answer_days)
    if came is None or (said is not None and said.value == "no" and said.day > came.day):
        return _link(seen, "new_symptoms_after_step")
    return Found(
        True, f"You wrote {came.name} of grade {came.value} down on {came.day.isoformat()}, after the last step."
    )


def _came_with_step(seen: Seen) -> Entry | None:
    """Return a side effect that disturbs, began after the last increase, still speaks for today, and was new then.

    While the increase stands: after it was taken back the person is asked instead.
    """
    asking, rise, now = seen.settings.asking, seen.course.last_rise, seen.course.now
    if rise is None or now != rise:
        return None
    window = timedelta(days=asking.check_ins_after_step_days)
    first: dict[str, Entry] = {}
    known: set[str] = set()
    lately: set[str] = set()
    for entry in seen.of_kind("sign"):
        day = seen.day_of(entry)
        if entry.name in DANGER_SIGNS or not entry.value.isdigit() or not rise.since - window <= day <= seen.as_of:
            continue
        if day <= rise.since:
            known.add(entry.name)
        elif int(entry.value) >= asking.new_symptom_grade:
            first.setdefault(entry.name, entry)
            if (seen.as_of - day).days < asking.side_effect_days:
                lately.add(entry.name)
    new = (entry for name, entry in first.items() if name in lately - known and entry.day <= rise.since + window)
    return min(new, key=lambda entry: entry.day, default=None)


def _link(seen: Seen, name: str) -> Found:
    """Return a link that only the person or the prescriber can see; asked again with each rise and each flare."""
    if seen.course.started is None:
        return Found(False, "Nothing taken so far.")
    said = seen.answers.latest(name, within_days=seen.settings.asking.answer_days)
    if said is None:
        return Found(None, "Not answered yet, or too long ago.")
    if said.value in ("yes", "true"):
        return _still_suspected(seen, said)
    since = _asked_again_since(seen)
    if since is not None and said.day < since:
        return Found(None, f"Answered on {said.day.isoformat()}, before {since.isoformat()}: a step or a flare came.")
    return Found(False, f"You answered no on {said.day.isoformat()}.")


def _asked_again_since(seen: Seen) -> date | None:
    """Return the day from which a "no" counts: that of the flare, and the day after an increase.

    What was said on the day of an increase was said before it could show; it counts for that day alone.
    """
    rise, days = seen.course.last_rise, []
    if seen.flare is not None:
        days.append(seen.flare.began)
    if rise is not None:
        days.append(min(rise.since + timedelta(days=1), seen.as_of))
    return max(days, default=None)


def _still_suspected(seen: Seen, said: Said) -> Found:
    calm = green_days_since(seen.zones, said.day)
    if seen.flare is None and calm >= seen.settings.asking.suspicion_clears_after_green_days:
        return Found(
            None, f"You answered yes on {said.day.isoformat()}; {calm} Green days since, so it is asked again."
        )
    return Found(True, f"You answered yes on {said.day.isoformat()}.")
