"""The facts of a day, each worked out by itself from the page of the day and the course of treatment."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from zonewise.model.entry import DOMAINS
from zonewise.plan.prescribed_plan import Plan

from .links import flares, link_facts
from .page import ONE_DAY, TAKING, YES, Page, Written, came_before, is_about
from .rulebook import Value
from .treatment import Course

NEVER = 36500
CHANGES = ("infection", "vaccine", "filler-change", "new-medicine", "surgery")
SPECIALIST = ("kidney-disease", "ketamine", "transplant", "immune-suppression", "bipolar", "psychosis")
RELIEF = {
    "cannot-tell": "none", "possibly-helping": "possible", "likely-helping": "likely", "possibly-worse": "worse",
    "likely-worse": "worse",
}  # fmt: skip


def facts_of(page: Page, course: Course) -> dict[str, Value]:
    """Return every fact that bears on an action."""
    return {**safety(page), **of_course(page, course), **of_ratings(page), **link_facts(page), **of_doses(page, course),
            **of_answers(page)}  # fmt: skip


def safety(page: Page) -> dict[str, Value]:
    """Return what can bring an emergency or a call."""
    opioid = opioid_of(page)
    today = [one.entry.value for one in page.answers("danger_sign") if one.day == page.day]
    today += [one.entry.name for one in page.on(page.day) if one.entry.kind == "sign"]
    sign = next((sign for sign in page.book.danger_signs if sign in today), "none" if "none" in today else None)
    allergic = YES.get(page.good("hypersensitivity", after_sign(page, "anaphylaxis")) or "")
    if page.yes("hypersensitivity"):
        allergic = True
    cleared = {off.reason for off in page.sign_offs}
    liver = page.good("liver", after_sign(page, "liver"))
    pregnancy = page.good("pregnancy")
    return {
        "danger_sign": sign,
        "opioid": opioid,
        "opioid_asked_today": True if any(one.day == page.day for one in page.answers("opioid")) else None,
        "last_opioid": last_opioid(page),
        "other_antagonist": antagonist(page),
        "hypersensitivity": allergic,
        "liver": "none" if liver == "raised" and "liver" in cleared else liver,
        "pregnancy": "no" if pregnancy and "pregnancy" in cleared else pregnancy,
        "minor": False if minor(page) and "minor" in cleared else minor(page),
        "needs_specialist": specialist(page),
    }


def danger_entries(page: Page, sign: str = "") -> list[Written]:
    """Return what was written of danger signs, or of one of them."""
    of = (sign,) if sign else page.book.danger_signs
    answered = [one for one in page.answers("danger_sign") if one.entry.value in of]
    return [*answered, *(one for one in page.of("sign") if one.entry.name in of)]


def after_sign(page: Page, sign: str) -> date | None:
    """Return the day after the last such sign: what was answered before knows nothing of it."""
    days = [one.day for one in danger_entries(page, sign)]
    return max(days) + ONE_DAY if days else None


def window_begins(page: Page, one: Written) -> date:
    """Return the day from which an operation, or an opioid that was planned, is close."""
    plan = page.plan
    hours = plan.surgery_hours if plan is not None and plan.surgery_hours else page.book.days("surgery-hours")
    return (datetime.combine(one.entry.day, one.entry.at or time.min) - timedelta(hours=hours)).date()


def free_days(page: Page, answer: Written) -> int:
    """Return the days without opioids that an answer asks for."""
    return page.book.days("opioid-free-days-long") if answer.entry.unit == "long-acting" else page.short_days


def opioid_of(page: Page) -> Value:
    """Return what is known of opioids, the graver first."""
    answers, meds = page.answers("opioid"), page.medicines
    last = answers[-1] if answers else None
    long = timedelta(days=page.book.days("opioid-free-days-long"))
    if (meds is not None and meds.opioid == "current") or (last is not None and last.entry.value == "current"):
        return "current"
    used = [one for one in answers if one.entry.value in ("recent", "current")]
    if any(page.day < one.day + timedelta(days=free_days(page, one)) for one in used):
        return "recent"
    if any(page.day < one.day + long for one in danger_entries(page, "withdrawal")):
        return "recent"
    if meds is not None and meds.opioid == "recent":
        return "recent"
    for course in meds.courses if meds is not None else ():
        if course.finding.finding == "not-recognised" and course.stopped and page.day < course.stopped + long:
            begun = course.started or course.day
            if any(begun <= one.day < course.stopped + long for one in used):
                return "recent"
    operations = [one for one in page.all if one.entry.kind == "event" and one.entry.name == "surgery"]
    behind = max((one.entry.day for one in operations if one.entry.day < page.day), default=None)
    if any(window_begins(page, one) <= page.day <= one.entry.day for one in operations):
        return "planned"
    for course in meds.coming if meds is not None else ():
        if course.finding.finding == "opioid" and window_begins(page, page.by_id[course.written[0].id]) <= page.day:
            return "planned"
    is_old = last is None or last.day < page.day - timedelta(days=page.book.days("opioid-days"))
    is_behind = behind is not None and last is not None and last.day <= behind
    if last is not None and last.entry.value == "planned" and not is_old and not is_behind:
        return "planned"
    if last is None or unrecognised(page, last) or last.entry.value == "recent" or is_old or is_behind:
        return None
    if any(came_before(last, one) for one in page.of("event", "new-medicine")):
        return None
    for course in meds.courses if meds is not None else ():
        if course.finding.finding == "opioid" and not all(is_about(last, page.by_id[e.id]) for e in course.written):
            return None
    return last.entry.value


def unrecognised(page: Page, last: Written) -> bool:
    """Say whether a medicine that nobody knows was written down since the last answer about opioids."""
    meds = page.medicines
    for course in meds.courses if meds is not None else ():
        if course.finding.finding == "not-recognised" and not is_about(last, page.by_id[course.written[0].id]):
            return True
    for course in meds.coming if meds is not None else ():
        first = page.by_id[course.written[0].id]
        later = last.entry.entered_at > first.entry.entered_at
        if course.finding.finding == "not-recognised" and window_begins(page, first) <= page.day and not later:
            return True
    return False


def last_opioid(page: Page) -> Value:
    """Return whether the last possible opioid was long enough ago, once an answer says that it is over."""
    answers = page.answers("opioid")
    used = [place for place, one in enumerate(answers) if one.entry.value in ("recent", "current")]
    if not used or used[-1] == len(answers) - 1:
        return "long-ago"
    taken, over = answers[used[-1]], answers[used[-1] + 1]
    told = page.last("last_opioid", since=taken.day)
    last = over.day
    if taken.entry.value == "recent" and taken.entry.entered_at[:10] > taken.day.isoformat():
        last = taken.day  # written down for an earlier day, it told its day
    if told is not None:
        last = told.day
        if told.entry.value != "unknown":
            last = date.fromisoformat(told.entry.value)
            last = max(last, taken.day) if taken.entry.value == "current" else last
    return "within-wait" if page.day < last + timedelta(days=free_days(page, taken)) else "long-ago"


def antagonist(page: Page) -> Value:
    """Return whether another opioid blocker is taken."""
    answered, meds = YES.get(page.good("other_antagonist") or ""), page.medicines
    if meds is None:
        return answered
    if meds.antagonists:
        return True
    last = page.last("other_antagonist")
    asked = [question.entry for question in meds.questions if question.fact == "other_antagonist"]
    later = [entry for entry in asked if last is None or not is_about(last, page.by_id[entry.id])]
    return None if later and answered is not True else answered


def profile(page: Page, name: str) -> str | None:
    """Return what the profile says last."""
    stated = page.of("profile", name)
    return stated[-1].entry.value if stated else None


def minor(page: Page) -> Value:
    """Return whether the person is under age, by the year of birth where it tells."""
    born = profile(page, "birth-year")
    if born is not None and born.isdigit():
        age = page.day.year - int(born)
        if age != page.book.days("adult-age"):
            return age < page.book.days("adult-age")
    return YES.get(page.good("minor") or "")


def specialist(page: Page) -> Value:
    """Return whether a specialist has to be heard first."""
    meds = page.medicines
    signed = [off.on for off in page.sign_offs if off.reason == "specialist" and off.on <= page.day]
    if meds is not None and meds.specialist:
        later = [one for one in meds.specialist if not signed or (one.started or one.day) > max(signed)]
        return bool(later)
    needed = True if any(profile(page, name) == "yes" for name in SPECIALIST) else YES.get(page.good("needs_specialist") or "")
    return False if needed and any(off.reason == "specialist" for off in page.sign_offs) else needed


def of_course(page: Page, course: Course) -> dict[str, Value]:
    """Return what treatment so far says of today."""
    open_calls = [call for call in course.open_calls if call.day < page.day or call.cause == "clinician"]
    signs = [call for call in open_calls if call.cause in page.book.danger_signs]
    unresolved = signs[-1].cause if signs else "stop-and-call" if open_calls else "none"
    rests = course.rests_since(page)
    stopped = course.is_stopped(page)
    wish = "not-stopped"
    if stopped:
        wish = "yes" if page.yes("wants_to_start", since=rests) else "no"
    return {
        "unresolved_danger": unresolved,
        "days_since_pause": NEVER if rests is None else (page.day - rests).days,
        "days_since_call": NEVER if not course.calls else (page.day - course.calls[-1].day).days,
        "low_dose_went_badly": low_dose_went_badly(page, course),
        "next_step_went_badly": next_step_went_badly(page, course),
        "wants_to_start": wish,
    }


def bad_days_by_plan(page: Page, course: Course) -> list:
    """Return what went badly since the prescription that is followed."""
    came = page.prescriptions[-1:]
    return [bad for bad in course.bad if not came or bad.day >= came[0]]


def low_dose_went_badly(page: Page, course: Course) -> bool:
    """Return whether the dose to begin again with went badly, and nobody has said since that it may be tried."""
    plan = page.plan
    if plan is None or course.rests_since(page) is None:
        return False
    low = plan.steps[0].daily_mg
    if plan.resume_mg is not None and not course.is_stopped(page):
        low = plan.resume_mg
    for bad in bad_days_by_plan(page, course):
        tried_again = any(level.rise and level.since > bad.day and level.mg >= bad.mg for level in course.levels)
        if bad.mg <= low and not tried_again and bad.day > course.settled_on:
            return True
    return False


def next_step_went_badly(page: Page, course: Course) -> bool:
    """Return whether the next step went badly so often that the prescriber decides."""
    plan, now = page.plan, course.mg
    above = step_above(plan, now) if plan is not None and now else None
    if above is None:
        return False
    times = [bad for bad in bad_days_by_plan(page, course) if now < bad.mg <= above]
    return len(times) >= page.book.days("bad-times-that-close") and times[-1].day > course.settled_on


def step_above(plan: Plan, mg: Decimal) -> Decimal | None:
    """Return the next step within the ceiling, milligrams."""
    higher = [step.daily_mg for step in plan.steps if step.daily_mg > mg and step.daily_mg <= plan.ceiling_mg]
    return min(higher, default=None)


def at_ceiling(plan: Plan, mg: Decimal) -> bool:
    """Return whether nothing higher is left on the plan."""
    return mg >= plan.ceiling_mg or step_above(plan, mg) is None


def of_doses(page: Page, course: Course) -> dict[str, Value]:
    """Return what the doses and the plan tell."""
    plan, now = page.plan, course.mg
    rise, taken_since = page.rises[-1:], course.taken_since(page)
    interval = plan.interval_days if plan is not None else None
    days = None if not now else (page.day - taken_since).days
    over = True
    if course.levels and plan is not None and interval is not None and not at_ceiling(plan, now):
        over = (page.day - taken_since).days >= interval
    ceiling: Value = None
    if plan is not None and course.levels:
        ceiling = at_ceiling(plan, now) if now else False
    return {
        "plan_signed": plan is not None,
        "phase": phase_of(page, course),
        "days_at_dose": days,
        "plan_interval_over": over,
        "plan_begun": plan is None or plan.start <= page.day,
        "days_since_increase": (page.day - rise[0].since).days if rise else None,
        "at_ceiling": ceiling,
    }


def phase_of(page: Page, course: Course) -> Value:
    """Return where the person is with LDN."""
    word = page.last("phase", since=course.last_taken)
    said = word.entry.value if word is not None else None
    if course.levels and course.mg == 0:
        if said in TAKING and word.day >= course.levels[-1].since:
            return None
        return "stopped" if course.is_stopped(page) else "paused"
    if not course.levels and said not in TAKING:
        return page.good("phase", since=course.last_taken) if said == "not-started" else said
    word = word if said in TAKING else None
    last = max([day for day in (course.last_taken, word.day if word else None) if day], default=page.day)
    if (page.day - last).days - 1 > page.missed_days or course.gap_before is not None:
        return None
    left_out = []
    for day in reversed(page.dose_days):
        if sum(page.doses(day)) > 0:
            break
        left_out.append(day)
    enough = max(1, page.book.days("left-out-days-asked"))
    if len(left_out) >= enough and (word is None or word.day < left_out[-1]):
        return None
    if not course.levels:
        return said
    plan, since = page.plan, (page.day - course.levels[-1].since).days
    if since >= page.book.days("stable-days") and (plan is None or at_ceiling(plan, course.mg)):
        return "stable"
    return "titrating"


def of_answers(page: Page) -> dict[str, Value]:
    """Return what answers give, with side effects, other changes and flares that were told."""
    sensitive = page.plan.sensitive if page.plan is not None else None
    answered = YES.get(page.good("extreme_sensitivity") or "")
    if sensitive is not True and (sensitive is None or answered is not None):
        sensitive = answered
    begun = [level.since for before, level in zip([None, *page.taken], page.taken) if level.mg and not (before and before.mg)]
    return {
        "side_effect_grade": side_effect(page),
        "days_since_other_change": other_change(page),
        "extreme_sensitivity": sensitive,
        "wants_to_stop": page.yes("wants_to_stop", since=begun[-1] if begun else None) is True,
        "relief": relief(page),
        "histamine_flare": reported_flare(page, "histamine_flare"),
        "neurological_flare": reported_flare(page, "neurological_flare"),
    }


def side_effect(page: Page) -> Value:
    """Return the worst side effect of the last day of a few on which any, or none, was told."""
    for day in reversed(page.days_back(page.book.days("side-effect-days"))):
        grades = [grade for _, grade in page.side_effects(day)]
        if grades:
            return max(grades)
        if any(one.entry.name == "side_effects" and one.entry.value == "none" for one in page.on(day)):
            return 0
    return None


def other_change(page: Page) -> Value:
    """Return the days since something else changed."""
    changed = [one for one in page.of("event") if one.entry.name in CHANGES] + page.of("medicine")
    changed += [one for one in page.answers("other_change") if one.entry.value != "none"]
    days, week = [one.day for one in changed], page.book.days("other-change-days")
    if days and (page.day - max(days)).days < week:
        return (page.day - max(days)).days
    if page.good("other_change") != "none":
        return None
    since = (page.day - (max(days) if days else page.begins)).days
    counted = max(since, (page.day - page.last("other_change").day).days)
    return counted if days else max(counted, week)


def relief(page: Page) -> Value:
    """Return what is known of relief: a word of getting worse at once, else after some weeks the more cautious."""
    if page.started is None:
        return "too-early"
    answer = page.good("relief", since=page.started)
    if answer == "worse":
        return "worse"
    if (page.day - page.started).days < page.book.days("relief-days"):
        return "too-early"
    estimate = RELIEF.get(page.good("relief_estimate", since=page.started) or "")
    return next((one for one in ("worse", "none", "possible", "likely") if one in (answer, estimate)), None)


def reported_flare(page: Page, name: str) -> Value:
    """Return whether a flare was told, by an answer or a sign; unknown while a day gives reason to ask."""
    declared, book = page.book.facts[name], page.book
    answer, lasts, counted = page.last(name), book.days("reported-flare-days"), book.days("spike-days")
    signs = [one for one in signs_of(page, declared["signs"], lasts) if answer is None or not is_about(answer, one)]
    yes = [one.day for one in signs]
    if answer is not None and answer.entry.value == "yes":
        yes.append(answer.day)
    if yes and (page.day - max(yes)).days <= (book.holds(name) or 0):
        return True
    if yes and (page.day - max(yes)).days < lasts:
        return None
    flare = flares(page)[-1:]
    is_open = bool(flare) and flare[0].ended is None
    answered_in_flare = is_open and answer is not None and answer.day >= flare[0].began
    first = page.day - timedelta(days=counted - 1)
    first = max(first, answer.day + ONE_DAY) if answer is not None else first
    for day in page.days_back(counted):
        if day < first or answered_in_flare:
            continue
        if any(word in page.ratings(day) and stands_out(page, day, word) for word in declared["suggested_by"]):
            return None
    known: set[str] = set()
    for one in signs_of(page, declared["suggested_by"], book.days("check-ins-after-step-days")):
        if one.entry.name not in known and one.day >= first:
            return None
        known.add(one.entry.name)
    return None if is_open and flare[0].began >= first else False


def signs_of(page: Page, names: Iterable[str], days: int) -> list[Written]:
    """Return the side effects of some names that were noted on so many last days."""
    since = page.day - timedelta(days=days)
    signs = (one for one in page.of("sign") if one.entry.name in names and since < one.day)
    return [one for one in signs if one.entry.value.isdigit() and int(one.entry.value)]


def stands_out(page: Page, day: date, name: str, above: float = 0.0) -> bool:
    """Say whether a rating stands far above the person's usual, less what the rest of the day is above its own."""
    zone, book = page.zone(day), page.book
    usual = zone.usual.get(name)
    if usual is None:
        return False
    bound = max(book.points("spike-above-usual"), book.points("spike-spreads") * zone.spread.get(name, 0.0))
    return page.ratings(day)[name] - above - usual >= bound


def of_ratings(page: Page) -> dict[str, Value]:
    """Return what ratings and zones tell."""
    today, days = page.zones[-1], page.days_back(page.book.days("real-ratings-days"))
    severe = any(criterion.name == "severe" and criterion.zone == "red" for criterion in today.criteria)
    return {
        "zone": today.zone,
        "days_green": green_run(page),
        "rated_days": sum(any(name in DOMAINS for name in page.ratings(day)) for day in days),
        "silent_domains": is_silent(page, days),
        "severe_with_lost_function": None if today.severe_but_function_unknown else severe,
        "very_bad_day_lately": very_bad_day_lately(page),
        "last_step_monitored": is_monitored(page),
        "usual_learnt_in_worse_weeks": learnt_in_worse_weeks(page),
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
    for name in set(DOMAINS) - entered:
        rated = sorted({one.day for one in page.of("rating", name) if name in page.ratings(one.day)})
        if any((rated[place + least - 1] - rated[place]).days < span for place in range(len(rated) - least + 1)):
            return True
    return False


def is_monitored(page: Page) -> bool:
    """Return whether the days after the last increase were watched, or later ones in their place."""
    window, least = timedelta(days=page.book.days("check-ins-after-step-days")), page.book.days("check-ins-after-step-least")
    if not page.rises or page.taken[-1].mg == 0:
        return True
    step = page.rises[-1].since
    if page.day - step < window or step < page.begins:
        return True

    def rated(first: date, last: date) -> int:
        return sum(any(name in DOMAINS for name in page.ratings(day)) for day, _ in page.names if first <= day <= last)

    later = rated(page.day - window, page.day) if page.day - window >= step + window else 0
    return max(rated(step, step + window), later) >= least


def learnt_in_worse_weeks(page: Page) -> Value:
    """Return whether the usual comes from weeks that were worse than the year before."""
    if page.started is not None:
        return False
    answer = page.good("usual_weeks")
    return None if answer is None else answer == "worse"


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
