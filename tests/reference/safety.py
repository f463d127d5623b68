"""Facts of safety, each worked out by itself: danger signs, opioids, and reasons to ask a prescriber first."""

from datetime import date, datetime, time, timedelta

from zonewise.screening.free_text import opioids_in_text

from .page import ONE_DAY, YES, Page, Written, came_before, is_about
from .rulebook import Value

SPECIALIST = ("kidney-disease", "ketamine", "transplant", "immune-suppression", "bipolar", "psychosis")


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


WITH_WORDS = ("note", "rating", "dose", "sign", "event", "tracker", "medicine")


def named_in_words(page: Page, last: Written) -> bool:
    """Say whether somebody's own words name what may be an opioid, since the last answer about opioids."""
    for one in page.all:
        entry, is_new = one.entry, (one.entry.kind, one.entry.name) == ("event", "new-medicine")
        words = f"{entry.value if entry.kind == 'note' else ''} {entry.note}".strip()
        if entry.kind not in WITH_WORDS or is_new or not words or one.day > page.day:
            continue
        if one.day < page.day - timedelta(days=page.book.days("opioid-days")):
            continue
        written = (entry.entered_at, one.day, entry.at or time.max)
        is_later = one.day > last.day or written >= (last.entry.entered_at, last.day, last.entry.at or time.min)
        if is_later and opioids_in_text(words, page.product.medicines()):
            return True
    return False


def unrecognised(page: Page, last: Written) -> bool:
    """Say whether a medicine that nobody knows was written down since the last answer about opioids."""
    if named_in_words(page, last):
        return True
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


USED = ("recent", "current")


def last_opioid(page: Page) -> Value:
    """Return whether the last possible opioid was long enough ago, once an answer says that it is over."""
    answers, waits = page.answers("opioid"), []
    over = [
        place
        for place in range(1, len(answers))
        if answers[place - 1].entry.value in USED and answers[place].entry.value not in USED
    ]
    for place in over:
        first = place - 1
        while first and answers[first - 1].entry.value in USED:
            first -= 1
        taken, again = answers[place - 1], [one.day for one in answers[place:] if one.entry.value in USED]
        told = [one for one in page.answers("last_opioid") if taken.day <= one.day < min(again, default=date.max)]
        last = answers[place].day
        if taken.entry.value == "recent" and taken.entry.entered_at[:10] > taken.day.isoformat():
            last = taken.day  # written down for an earlier day, it told its day
        if told and told[-1].entry.value != "unknown":
            last = date.fromisoformat(told[-1].entry.value)
            last = max(last, taken.day) if taken.entry.value == "current" else last
        waits.append(last + timedelta(days=max(free_days(page, one) for one in answers[first:place])))
    for one in page.answers("last_opioid"):
        if one.entry.unit == "long-acting":
            until = [before for before in answers if before.day <= one.day]
            used = [place for place, before in enumerate(until) if before.entry.value in USED]
            over = until[used[-1] + 1 :] if used else until
            unknown = one.entry.value == "unknown"
            last = (over[0].day if over else one.day) if unknown else date.fromisoformat(one.entry.value)
            current = bool(used) and until[used[-1]].entry.value == "current"
            last = max(last, until[used[-1]].day) if current else last
            waits.append(last + timedelta(days=page.book.days("opioid-free-days-long")))
    return "within-wait" if any(page.day < wait for wait in waits) else "long-ago"


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
    needed = (
        True
        if any(profile(page, name) == "yes" for name in SPECIALIST)
        else YES.get(page.good("needs_specialist") or "")
    )
    return False if needed and any(off.reason == "specialist" for off in page.sign_offs) else needed
