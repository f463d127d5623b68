"""The days on which guidance may have called for help, paused or lowered a dose.

Working out the guidance of a day costs a millisecond or two, so a course of treatment asks for it only on these days.
What stands here leaves nothing out that a rule of `triage`, `clearance` or `flare` could act on; it decides nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import chain, pairwise

from zonewise.course.flares import Flare, flares, increase_before
from zonewise.course.treatment import Occasion
from zonewise.model.entry import Entry
from zonewise.rules.rule_set import FactValue, RuleSet
from zonewise.zones.assess import named

from .answers import YES_WORDS
from .medicine_facts import medicines_of, window_begins, window_hours
from .snapshot import DiarySnapshot

LINKS = ("ldn_suspected", "new_symptoms_after_step")
SPIKE = "insomnia_or_anxiety_spike"
CLINICIAN_SAID = "clinician_said"
"""Name of the answer that tells what a doctor or nurse said."""
CALLED_DAYS, LAST_CALLED_DAYS = 40, 3
"""Of a time in which guidance may call on every day so many days are looked at from its beginning, and from its end."""


def occasions(snapshot: DiarySnapshot) -> dict[date, Occasion]:
    """Return the days of a diary on which guidance may have named less or called, with the most pressing of these."""
    by_kind: tuple[tuple[Occasion, Iterator[date]], ...] = (
        ("lower", _spikes(snapshot)),
        ("lower", _bad_days(snapshot, "yellow")),
        ("pause", _bad_days(snapshot, "red")),
        ("pause", _side_effects(snapshot)),
        (
            "call",
            chain(_answered_calls(snapshot), map(snapshot.day_of, danger_entries(snapshot)), _medicines(snapshot)),
        ),
    )
    return {day: kind for kind, days in by_kind for day in days if snapshot.days[0].day <= day <= snapshot.as_of}


def danger_entries(snapshot: DiarySnapshot) -> Iterator[Entry]:
    """Yield each entry that tells of a danger sign, those of later days included."""
    danger_signs = snapshot.danger_signs
    answered = (entry for entry in snapshot.answers.entries_of("danger_sign") if entry.value in danger_signs)
    noted = (entry for entry in snapshot.of_kind("sign") if entry.name in danger_signs)
    return chain(answered, noted)


def _answered_calls(snapshot: DiarySnapshot) -> Iterator[date]:
    """Yield the days from an answer that can call to one that cannot, and after an opioid those of its wait."""
    wait = timedelta(days=snapshot.settings.facts.opioid_free_days_long)
    for name, values in _calling(snapshot.settings.rule_set).items():
        until = snapshot.as_of
        for answer in snapshot.answers.all_of(name):  # the last one first
            if answer.value in values or YES_WORDS.get(answer.value) in values:
                yield from _stretch(snapshot, answer.day, until + wait if name == "opioid" else until)
            else:
                until = answer.day


def _stretch(snapshot: DiarySnapshot, first: date, last: date) -> Iterator[date]:
    """Yield the first days of a time in which guidance may call, and its last ones: whoever is called on stops soon.

    Of the others those of a clinician's word and the ones before them: what was open then is what the word was about.
    """
    last = min(last, snapshot.as_of)
    yield from _days_from(first, min((last - first).days + 1, CALLED_DAYS))
    yield from _days_from(max(first, last - timedelta(days=LAST_CALLED_DAYS - 1)), LAST_CALLED_DAYS)
    heard = (answer.day - timedelta(days=ago) for answer in snapshot.answers.all_of(CLINICIAN_SAID) for ago in (0, 1))
    yield from (day for day in heard if first <= day <= last)


def _calling(rule_set: RuleSet) -> Mapping[str, set[FactValue]]:
    """Return the answers that can bring an action with no dose beside it, by question."""
    calls = {action for action, dose in rule_set.doses.items() if dose == "no-more"}
    values: dict[str, set[FactValue]] = {}
    for question in rule_set.questions.values():
        calling = {answer.name for answer in question.answers for _, action in answer.actions if action in calls}
        for rule in question.rules:
            for test in chain.from_iterable(rule.any_of) if rule.then in calling else ():
                if "answer" in rule_set.facts[test.fact].known_from and test.fact != rule_set.always_needed:
                    values.setdefault(test.fact, set()).update(test.accepts)
    return values


def _medicines(snapshot: DiarySnapshot) -> Iterator[date]:
    """Yield the days on which an opioid or another blocker begins, and those on which an operation comes close."""
    hours, as_of = window_hours(snapshot), snapshot.as_of
    for entry in snapshot.of_kind("event"):
        if entry.name == "surgery":
            yield from _stretch(snapshot, window_begins(entry, hours), entry.day)
    medicines = medicines_of(snapshot)
    if medicines is None:
        return
    wait = timedelta(days=snapshot.settings.facts.opioid_free_days_long)
    for course in (*medicines.courses, *medicines.antagonists):
        if course.finding.finding in ("opioid", "antagonist") or course in medicines.antagonists:
            days = sorted(map(snapshot.day_of, course.written))
            for first, then in pairwise((*days[:1], *(b for a, b in pairwise(days) if (b - a).days > 1), None)):
                until = course.stopped or as_of if then is None else then
                if first is not None:
                    yield from _stretch(snapshot, first, until + wait)


def _spikes(snapshot: DiarySnapshot) -> Iterator[date]:
    """Yield the days for which a yes of the person speaks of a spike; ratings alone lower nothing."""
    for answer in snapshot.answers.all_of(SPIKE):
        if YES_WORDS.get(answer.value):
            yield from _days_from(answer.day, snapshot.settings.facts.spike_days)


def disturbing_entries(snapshot: DiarySnapshot) -> Iterator[tuple[Entry, int]]:
    """Yield each side effect that disturbs, or more, with the number of days, from its own on, that it speaks for."""
    settings = snapshot.settings.facts
    for entry, grade in snapshot.side_effects(snapshot.of_kind("sign")):
        if grade >= settings.new_symptom_grade:
            yield entry, settings.side_effect_days


def _side_effects(snapshot: DiarySnapshot) -> Iterator[date]:
    """Yield the days for which a side effect that disturbs, or more, speaks."""
    for entry, days in disturbing_entries(snapshot):
        yield from _days_from(snapshot.day_of(entry), days)


def _bad_days(snapshot: DiarySnapshot, zone: str) -> Iterator[date]:
    """Yield the days in a zone on which LDN may be behind it; those that nobody knows count as Yellow."""
    settings, course, zones = snapshot.settings.facts, snapshot.course, named(snapshot.zones)
    first, linked = snapshot.zones[0].day, set(_linked_days(snapshot))
    if course.started is None:
        return
    reach = max(snapshot.link_window_days, settings.cause_reach_days)
    for flare in flares(snapshot.zones, same_within_days=settings.same_flare_days, rises=course.rises):
        is_linked = increase_before(flare, course, reach) is not None
        until = flare.ended or snapshot.as_of
        open_until = until if is_linked else _unclear_until(snapshot, flare, until)
        for number in range((flare.began - first).days, (until - first).days + 1):
            day = first + timedelta(days=number)
            if zones[number] == zone and (day <= open_until or day in linked):
                yield day
    if zone == "yellow":
        yield from (day for day in linked if first <= day <= snapshot.as_of and zones[(day - first).days] is None)


def _linked_days(snapshot: DiarySnapshot) -> Iterator[date]:
    """Yield the days on which a yes of the person, or a side effect that came lately, ties what goes on to LDN."""
    settings = snapshot.settings.facts
    for name in LINKS:
        until = snapshot.as_of
        for answer in snapshot.answers.all_of(name):  # the last one first
            if YES_WORDS.get(answer.value):
                yield from _days_from(answer.day, min((until - answer.day).days, settings.answer_days) + 1)
            until = answer.day
    yield from _side_effects(snapshot)


def _unclear_until(snapshot: DiarySnapshot, flare: Flare, until: date) -> date:
    """Return the last day of a flare on which a sensitive person's link may be unclear, or the day before it began.

    That is its last one, whatever was answered in it: what gives reason to ask again leaves an answer behind.
    """
    answers = snapshot.answers
    sensitive = snapshot.plan is not None and snapshot.plan.sensitive is True
    sensitive = sensitive or answers.yes_no("extreme_sensitivity") is True
    tolerated = answers.latest("tolerated_past_flares")
    if not sensitive and (tolerated is None or tolerated.value != "no"):
        return flare.began - timedelta(days=1)
    return until


def _days_from(day: date, count: int) -> Iterator[date]:
    return (day + timedelta(days=number) for number in range(count))
