"""Facts that the course of treatment gives: open calls, how long a pause has lasted, what went badly."""

from collections.abc import Iterator
from datetime import date, time

from zonewise.course.treatment_state import AWAITED, NEW_PLAN, STAY_OFF, ClinicianWord, Reaction, is_told_after
from zonewise.plan.schedule import step_above, step_to_resume

from .answers import YES_WORDS, Answer
from .explanation import Explanation, explain
from .fact import Fact
from .occasions import disturbing_entries
from .snapshot import DiarySnapshot, prescriptions

ASKED_OF_TREATMENT = ("clinician_said", "last_opioid", "wants_to_start")
"""Answers that are about something earlier: a call or a dose that went badly, an opioid, a stop."""
GO_ON = "continue"
"""What a doctor or nurse says of the same dose."""
NEVER = 36500
"""Days since something that never was, as far as anyone counts."""


def treatment_facts(snapshot: DiarySnapshot) -> dict[str, Fact]:
    """Return what treatment so far says of today, each fact with where it comes from."""
    return {
        "unresolved_danger": _unresolved_danger(snapshot),
        "days_since_pause": _days_since_pause(snapshot),
        "days_since_call": _days_since_call(snapshot),
        "low_dose_went_badly": _low_dose_went_badly(snapshot),
        "next_step_went_badly": _next_step_went_badly(snapshot),
        "wants_to_start": _wants_to_start(snapshot),
    }


def is_open(snapshot: DiarySnapshot, name: str) -> bool:
    """Say whether one of the answers of `ASKED_OF_TREATMENT` means anything on a day: something has come before it."""
    if name == "last_opioid":
        return any(answer.value in ("recent", "current") for answer in snapshot.answers.all_of("opioid"))
    if name == "wants_to_start":
        return is_stopped(snapshot)
    return bool(snapshot.recommended.calls or snapshot.recommended.reactions)


def resting_since(snapshot: DiarySnapshot) -> date | None:
    """Return the day from which LDN is paused or stopped; None while it is taken, or was not begun."""
    now = snapshot.recommended.now
    return now.since if now is not None and now.mg == 0 else None


def is_stopped(snapshot: DiarySnapshot) -> bool:
    """Return whether LDN is stopped rather than paused; a later "paused" brings nobody back."""
    return snapshot.recommended.is_stopped


def rest_notes(snapshot: DiarySnapshot) -> Iterator[Explanation]:
    """Yield what to know of a pause that goes on: the side effect behind it, and a sign after which LDN begins low."""
    treatment, since = snapshot.recommended, resting_since(snapshot)
    if since is None:
        return
    paused = [reaction for reaction in treatment.reactions if reaction.paused and reaction.day == since]
    names = _side_effects_on(snapshot, paused[-1].day) if paused else ()
    if names:
        yield explain("paused-by-side-effect", day=since, names=names)
        if not treatment.is_settled(paused[-1]):
            yield explain("tell-of-pause")
    signs = [call for call in treatment.calls if call.cause in snapshot.settings.rule_set.start_low_after]
    if signs and treatment.words and treatment.words[-1].said == GO_ON:
        last = signs[-1]
        if last.day <= treatment.words[-1].day and last.day >= (treatment.last_taken or date.min):
            yield explain("low-after-sign", sign=_sign_words(snapshot, last.cause))


def _side_effects_on(snapshot: DiarySnapshot, day: date) -> tuple[str, ...]:
    """Return the worst side effects that speak on a day, by name."""
    told = [
        (int(entry.value), entry.name.replace("-", " ").replace("_", " "))
        for entry, days in disturbing_entries(snapshot)
        if 0 <= (day - snapshot.day_of(entry)).days < days
    ]
    worst = max((grade for grade, _ in told), default=0)
    return tuple(dict.fromkeys(name for grade, name in told if grade == worst))


def _sign_words(snapshot: DiarySnapshot, sign: str) -> str:
    return snapshot.settings.rule_set.facts["danger_sign"].words.get(sign, sign)


def _unresolved_danger(snapshot: DiarySnapshot) -> Fact:
    """Return the last call of an earlier day that no word of a clinician has settled, a danger sign before others."""
    today = snapshot.as_of
    calls = [call for call in snapshot.recommended.open_calls if call.day < today or call.cause == AWAITED]
    if not calls:
        return Fact("none", explain("no-danger-unresolved"))
    danger_signs = snapshot.danger_signs
    last = max(calls, key=lambda call: (call.cause in danger_signs, call.day))
    is_sign = last.cause in danger_signs
    value = last.cause if is_sign else "stop-and-call"
    heard = _word_to_wait(snapshot)
    signs = [call for call in calls if call.cause in danger_signs]
    if heard is not None and all(call.day <= heard.day and not is_told_after(call, heard.day) for call in signs):
        because = explain("clinician-said-new-plan", day=heard.day)
        if heard.said == STAY_OFF:
            because = explain("clinician-said-stay-off", day=heard.day)
        return Fact(value, because, explain("ask-clinician-later", about=because))
    if is_sign:
        because = explain("danger-unresolved", sign=_sign_words(snapshot, last.cause), day=last.day)
    else:
        because = explain("call-unresolved", day=last.day)
    return Fact(value, because, explain("ask-clinician-said", about=because))


def _word_to_wait(snapshot: DiarySnapshot) -> ClinicianWord | None:
    """Return the last word to stay off or to wait for another plan, if no later word settled what was open."""
    treatment = snapshot.recommended
    words = (word for word in reversed(treatment.words) if word.said in (STAY_OFF, NEW_PLAN))
    return next((word for word in words if word.day >= treatment.settled_on), None)


def _days_since_pause(snapshot: DiarySnapshot) -> Fact:
    since = resting_since(snapshot)
    if since is None:
        return Fact(NEVER, explain("no-pause"))
    return Fact((snapshot.as_of - since).days, explain("pause-since", since=since))


def _days_since_call(snapshot: DiarySnapshot) -> Fact:
    days = [call.day for call in snapshot.recommended.calls]
    if not days:
        return Fact(NEVER, explain("no-call"))
    return Fact((snapshot.as_of - days[-1]).days, explain("call-on", day=days[-1]))


def _reactions_by_this_plan(snapshot: DiarySnapshot) -> list[Reaction]:
    """Return what went badly since the plan came; a new plan is the prescriber's answer to what was before it."""
    reactions = snapshot.recommended.reactions
    plans = prescriptions(snapshot) if reactions else ()
    if not plans:
        return list(reactions)
    came = snapshot.day_of(plans[-1])
    return [reaction for reaction in reactions if reaction.day >= came or is_told_after(reaction, came)]


def _low_dose_went_badly(snapshot: DiarySnapshot) -> Fact:
    plan, treatment = snapshot.plan, snapshot.recommended
    if plan is None or resting_since(snapshot) is None:
        return Fact(False, explain("no-pause"))
    begins = plan.steps[0] if is_stopped(snapshot) else step_to_resume(plan, treatment.last_mg)
    low = begins.daily_mg
    for reaction in reversed(_reactions_by_this_plan(snapshot)):
        again = any(level.rise and level.since > reaction.day and level.mg >= reaction.mg for level in treatment.levels)
        if reaction.mg <= low and not again and not treatment.is_settled(reaction):
            because = explain("went-badly-on", mg=reaction.mg, day=reaction.day)
            return Fact(True, because, explain("ask-clinician-said", about=because))
    return Fact(False, explain("low-dose-not-bad", mg=low))


def _next_step_went_badly(snapshot: DiarySnapshot) -> Fact:
    now, plan = snapshot.recommended.now, snapshot.plan
    above = step_above(plan, now.mg) if plan is not None and now is not None and now.mg > 0 else None
    if above is None or now is None:
        return Fact(False, explain("no-next-step"))
    times = [reaction for reaction in _reactions_by_this_plan(snapshot) if now.mg < reaction.mg <= above.daily_mg]
    enough = len(times) >= snapshot.settings.facts.bad_times_that_close
    if not enough or all(map(snapshot.recommended.is_settled, times)):
        return Fact(False, explain("next-step-open", mg=above.daily_mg))
    because = explain("went-badly-times", mg=above.daily_mg, count=len(times), day=times[-1].day)
    return Fact(True, because, explain("ask-clinician-said", about=because))


def _wants_to_start(snapshot: DiarySnapshot) -> Fact:
    if not is_stopped(snapshot):
        return Fact("not-stopped", explain("not-stopped"))
    if _is_wanted(snapshot):
        return Fact("yes", explain("wants-to-start"))
    return Fact("no", explain("no-wish-to-start"))


def _is_wanted(snapshot: DiarySnapshot) -> bool:
    """Return whether LDN was said to be wanted again, and neither the person nor a clinician ended it after that."""
    wish = snapshot.answers.latest("wants_to_start", since=resting_since(snapshot))
    if wish is None or not YES_WORDS.get(wish.value):
        return False
    answers = snapshot.answers
    stops = [answer for answer in answers.all_of("phase") if answer.value == "stopped"]
    stops += [answer for answer in answers.all_of("clinician_said") if answer.value == STAY_OFF]
    return all(_order(stop) <= _order(wish) for stop in stops)


def _order(answer: Answer) -> tuple[date, time, str]:
    return answer.day, answer.at or time.max, answer.entered_at
