"""Property 3: after an opioid nothing is taken up before its wait has passed since the last possible day of it.

What is known of opioids rests on answers alone, whatever happens to treatment, so their days are walked by themselves,
and the rules are asked for every other value of every fact.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from zonewise.authoring.states.decision_diagram import NO_STATE
from zonewise.guidance.answers import Answers
from zonewise.guidance.opioid_fact import LONG_ACTING as LONG
from zonewise.guidance.opioid_fact import TAKEN, WITHDRAWAL, last_opioid, opioid
from zonewise.model.entry import Entry
from zonewise.model.timeline import DAY_ENDS_AT
from zonewise.rules.rule_set import DANGER_SIGN

from .course_state import BEFORE_ANY_DOSE, TODAY, CourseSetting
from .guidance_states import GuidanceStates

DATED = {"date": "", "long date": LONG}
"""How a last opioid can be told with its day: alone, or as a long-acting one."""
KINDS = (("", LONG), ("", "date"), (LONG, "date"), ("", "long date"), ("", WITHDRAWAL))
"""What is walked together: short-acting and long-acting ones, each with its last day, signs of withdrawal."""
FREE = {"opioid": "none", "last_opioid": "long-ago"}
"""What the facts are where no opioid stands in the way."""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer, and how many days ago it was given."""

    ago: int
    name: str
    value: str
    unit: str = ""
    about: int = 0  # Of a day of a last opioid: how many days ago that day was.


@dataclass(frozen=True, slots=True)
class OpioidDays:
    """What was answered, oldest first, and the last day on which an opioid can have been taken."""

    told: tuple[GivenAnswer, ...] = ()
    exposed: int | None = None  # Days since then, None without any.
    exposed_long: int | None = None  # The same of one with a longer wait.
    goes_on: bool = False  # Whether nobody said yet that it is over...
    is_long: bool = False  # ...and it may be one with a longer wait.


@dataclass(frozen=True, slots=True)
class OpioidProof:
    """What walking the days of opioids gave."""

    states: int
    transitions: int
    against: tuple[str, ...]  # The shortest way to a day that breaks it, told day by day; none where it holds.


def prove_opioid_wait(setting: CourseSetting, guidance: GuidanceStates) -> OpioidProof:
    """Walk every sequence of answers about opioids and look on each day whether nothing stands in the way too early."""
    if not {*FREE} <= guidance.states.axes.keys():
        return OpioidProof(0, 0, ())
    if says := rises_beside_an_opioid(guidance):
        return OpioidProof(0, 0, (says,))
    states = transitions = 0
    for kinds in KINDS:
        result = _walked(_Walk(setting, kinds))
        states, transitions = states + result.states, transitions + result.transitions
        if result.against:
            return OpioidProof(states, transitions, result.against)
    return OpioidProof(states, transitions, ())


def _walked(walk: "_Walk") -> OpioidProof:
    ways: dict[OpioidDays, tuple[OpioidDays | None, str]] = {OpioidDays(): (None, "")}
    waiting, transitions = [OpioidDays()], 0
    while waiting:
        following: list[OpioidDays] = []
        for state in waiting:
            for words, after in walk.answers(state):
                transitions += 1
                if after not in ways:
                    ways[after] = (state, words)
                    if says := walk.too_early(after):
                        return OpioidProof(len(ways), transitions, (*_way(ways, after), says))
                    following.append(walk.next_day(after))
                    ways.setdefault(following[-1], (after, "a day goes by"))
        waiting = [state for state in dict.fromkeys(following) if state not in walk.walked]
        walk.walked.update(waiting)
    return OpioidProof(len(ways), transitions, ())


def rises_beside_an_opioid(guidance: GuidanceStates) -> str:
    """Return an action that lets something rise although an opioid stands in the way, over every state; "" for none."""
    diagram, states = guidance.diagram, guidance.states
    free = states.among({name: [value] for name, value in FREE.items()})
    for action in guidance.engine.rule_set.rising:
        if diagram.without(states.action.of([action]), free) != NO_STATE:
            return f"{action} is possible while an opioid is current, recent or not known."
    return ""


class _Walk:
    """The days of opioids under one protocol and plan."""

    def __init__(self, setting: CourseSetting, kinds: tuple[str, ...]) -> None:
        self.setting, self.kinds = setting, kinds
        self.settings = setting.protocol.settings.facts
        self.snapshot = setting.snapshot(BEFORE_ANY_DOSE)
        self.walked: set[OpioidDays] = {OpioidDays()}
        stated = setting.plan.opioid_free_days
        self.short = stated if stated is not None else self.settings.opioid_free_days

    def answers(self, state: OpioidDays) -> Iterator[tuple[str, OpioidDays]]:
        """Yield what can be answered on a day, and the state with it."""
        yield "nothing is answered", state
        for unit in (unit for unit in ("", LONG) if unit in self.kinds):
            for value in TAKEN:
                told = self._with(state, GivenAnswer(0, "opioid", value, unit))
                is_long = bool(unit) or (state.goes_on and state.is_long)
                since = 0 if is_long else state.exposed_long
                after = replace(told, exposed=0, exposed_long=since, goes_on=True, is_long=is_long)
                yield f"opioid: {value}{f', {unit}' if unit else ''}", after
        for value in ("none", "planned"):
            told = self._with(state, GivenAnswer(0, "opioid", value))
            yield f"opioid: {value}", replace(told, goes_on=False, is_long=False)
        if any(told.value in TAKEN for told in state.told):
            taken = max(told.ago for told in state.told if told.value in TAKEN)
            for unit, ago in self._last_ones(taken):
                last = [one for one in state.told if one.value in TAKEN][-1]
                ended = min(ago, last.ago) if last.value == "current" else ago  # one taken on a day was taken on it
                told = self._with(state, GivenAnswer(0, "last_opioid", "date", unit, about=ended if unit else ago))
                exposed_long = ended if unit or state.exposed_long is not None else None
                yield (
                    f"last opioid: {ago} days ago{f', {unit}' if unit else ''}",
                    replace(told, exposed=ended, exposed_long=exposed_long, goes_on=False, is_long=False),
                )
        if WITHDRAWAL in self.kinds and DANGER_SIGN in self.setting.protocol.rule_set.facts:
            told = self._with(state, GivenAnswer(0, DANGER_SIGN, WITHDRAWAL))
            yield "danger sign: withdrawal", replace(told, exposed_long=0)

    def _last_ones(self, most: int) -> Iterator[tuple[str, int]]:
        """Yield each kind of last opioid that can be told, and how many days ago it was, up to so many."""
        for unit in (unit for kind, unit in DATED.items() if kind in self.kinds):
            for ago in range(min(most, self.settings.opioid_free_days_long) + 1):
                yield unit, ago

    def too_early(self, state: OpioidDays) -> str:
        """Return what is wrong where nothing stands in the way although the wait has not passed."""
        answers = [self._entry(told) for told in state.told]
        prompts = self.setting.protocol.rule_set.prompts
        snapshot = replace(
            self.snapshot,
            kinds={**self.snapshot.kinds, "answer": answers},
            answers=Answers(answers, TODAY, DAY_ENDS_AT, prompts),
        )
        known = {"opioid": opioid(snapshot, None).value, "last_opioid": last_opioid(snapshot).value}
        waits = ((state.exposed, self.short), (state.exposed_long, self.settings.opioid_free_days_long))
        for ago, wait in waits if known == FREE else ():
            if ago is not None and (ago < wait or state.goes_on):
                return f"nothing stands in the way {ago} days after the last possible opioid, {wait} are needed."
        return ""

    def next_day(self, state: OpioidDays) -> OpioidDays:
        """Return the state as it looks the day after; what is older than anything that counts is one day."""
        most = self.settings.opioid_free_days_long + 1  # an answer of "none" that grows old is only more cautious
        told = tuple(
            replace(one, ago=min(one.ago + 1, most), about=min(one.about + 1, most) if one.value == "date" else 0)
            for one in state.told
        )
        exposed, exposed_long = state.exposed, state.exposed_long
        exposed = 0 if state.goes_on else None if exposed is None or exposed >= self.short else exposed + 1
        most = self.settings.opioid_free_days_long
        is_past = exposed_long is None or exposed_long >= most
        exposed_long = 0 if state.is_long else None if is_past else (exposed_long or 0) + 1
        return replace(state, told=told, exposed=exposed, exposed_long=exposed_long)

    def _with(self, state: OpioidDays, new: GivenAnswer) -> OpioidDays:
        """Return a state with one answer more, without those that nothing looks at any more."""
        told = [one for one in (*state.told, new) if one.name != new.name or one.ago or one is new]
        opioids = [one for one in told if one.name == "opioid"]
        taken = [one for one in opioids if one.value in TAKEN]
        kept = {id(one) for unit in ("", LONG) for one in [o for o in taken if o.unit == unit][-1:]}
        after = opioids[opioids.index(taken[-1]) + 1 :] if taken else []
        kept |= {id(one) for one in (*after[:1], *opioids[-1:])}
        kept |= {id(one) for name in ("last_opioid", DANGER_SIGN) for one in [o for o in told if o.name == name][-1:]}
        is_told = taken and any(one.name == "last_opioid" and one.ago <= taken[-1].ago for one in told)
        if is_told:  # then the day on which it was said to be over counts no more
            kept -= {id(one) for one in after[:1] if one is not opioids[-1]}
        return replace(state, told=tuple(one for one in told if id(one) in kept))

    def _entry(self, told: GivenAnswer) -> Entry:
        day = TODAY - timedelta(days=told.ago)
        value = (TODAY - timedelta(days=told.about)).isoformat() if told.value == "date" else told.value
        return Entry(f"{told.name}-{told.ago}", day, None, "answer", told.name, value, unit=told.unit)


def _way(ways: dict[OpioidDays, tuple[OpioidDays | None, str]], state: OpioidDays) -> tuple[str, ...]:
    told: list[str] = []
    place: OpioidDays | None = state
    while place is not None:
        place, words = ways[place]
        told += [words] if words else []
    days = [[]]  # type: list[list[str]]
    for words in reversed(told):
        if words == "a day goes by":
            days.append([])
        elif words != "nothing is answered":
            days[-1].append(words)
    return tuple(f"Day {number}: {'; '.join(words)}." for number, words in enumerate(days, 1) if words)
