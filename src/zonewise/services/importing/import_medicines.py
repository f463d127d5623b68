"""Which medicines does a file speak of, those among its trackers included that nobody called a medicine?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time

from zonewise.importing import Note, ReaderOptions, TrackerMapping
from zonewise.importing.conversion import is_so, medicine_start
from zonewise.importing.known_names import medicines_named, speaks_of_medicines
from zonewise.importing.row_identity import Occurrences, RowContent, id_and_source
from zonewise.model.entry import Entry
from zonewise.model.substances import NALTREXONE
from zonewise.model.timeline import logical_day
from zonewise.problem import Problem
from zonewise.screening.finding import MOST_CAUTIOUS_FIRST, Finding
from zonewise.screening.mention import mention_of

MOST_NAMES = 5_000
"""So many names of trackers are looked up; a file that has more is refused by its reader."""

LONGEST_NAME = 200
NAMED = ("tracker", "sign", "note")
"""Kinds whose name a file gives: any of them may be called by a medicine's name."""

Look = Callable[[str, str | None], Finding]


@dataclass(slots=True)
class MedicineImport:
    """What a file says of medicines, filled while it streams past.

    Attributes:
        file_format: Of the file.
        where: The file's name.
        options: What it was read with.
        ends_at: When a logical day ends.
        look: Screens a name and a code; first called when a name comes.
        blocks: Says whether a finding bears on the opioid gate or on a specialist's word.
        ignored: Trackers that are left out of the diary on the person's word.
    """

    file_format: str
    where: str
    options: ReaderOptions
    ends_at: time
    look: Look
    blocks: Callable[[Finding], bool]
    ignored: tuple[str, ...] = ()
    _named: dict[tuple[str, str | None], Finding] = field(default_factory=dict)
    _started: dict[str, date] = field(default_factory=dict)
    _called: set[str] = field(default_factory=set)
    _logged: dict[str, tuple[date, date]] = field(default_factory=dict)

    def listening(self, found: Iterator[Entry | Problem | Note]) -> Iterator[Entry | Problem | Note]:
        """Pass everything on, and add at the end that opioids and the like which were mere trackers are being taken."""
        for each in found:
            if isinstance(each, Entry):
                self._hear(each)
            yield each
        yield from self._unsaid()

    def findings(self) -> tuple[Finding, ...]:
        """Return what each medicine named is, the gravest first."""
        rank = MOST_CAUTIOUS_FIRST.index
        return tuple(sorted(self._named.values(), key=lambda each: (rank(each.finding), each.name or "")))

    def _hear(self, entry: Entry) -> None:
        if entry.kind == "rating":
            return
        mention = mention_of(entry, self.ends_at)
        if mention is not None:
            if len(self._named) < MOST_NAMES:
                finding = self._look(mention.name, mention.code)
                if mention.change != "new" or self.blocks(finding):
                    self._named.setdefault((mention.name, mention.code), finding)
            if mention.change == "start":
                self._started.setdefault(entry.name, entry.day)
        if entry.kind in NAMED and not entry.entered_at and is_so(entry.value or "yes"):
            self._log(entry.name, entry)
            if entry.kind != "sign" and speaks_of_medicines(entry.name) and len(entry.value) <= LONGEST_NAME:
                called = medicines_named(entry.name, entry.value) or _not_known(entry.value)
                self._called.update(called if len(self._called) < MOST_NAMES else ())
                for name in called or (entry.value,):
                    self._log(name, entry)

    def _look(self, name: str, code: str | None) -> Finding:
        known = self._named.get((name, code))
        return known if known is not None else self.look(name, code)

    def _log(self, name: str, entry: Entry) -> None:
        """Remember from when to when a name was logged."""
        if name not in self._logged and len(self._logged) >= MOST_NAMES:
            return
        day = logical_day(entry.day, entry.at, self.ends_at)
        first, last = self._logged.get(name, (day, day))
        self._logged[name] = (min(first, day), max(last, day))

    def _unsaid(self) -> Iterator[Entry | Note]:
        """Yield a start on the first day a name was logged, and one on the last: a stop in between is then not the end.

        The name of a tracker counts when it bears on the gate. One that the file calls a medicine counts also when it
        is not recognised.
        """
        seen = Occurrences()
        for name in self.ignored:
            if self.blocks(self._look(name, None)):
                text = f"'{name}' is left out, as you said. If it is a medicine that you take, write it down as one."
                yield Note(self.where, 0, text, "medicine-left-out")
        for name, (first, last) in sorted(self._logged.items()):
            finding = self._look(name, None)
            called = name in self._started or name in self._called
            if not self.blocks(finding) and not (called and finding.finding == "not-recognised"):
                continue
            if name not in self._started:
                self._named.setdefault((name, None), finding)
                yield medicine_start(name, first, self.file_format, self.options, seen)
                text = f"'{name}' counts as being taken since {first}; it was last logged {last}."
                yield Note(self.where, 0, f"{text} Say so if it was stopped.", "medicine")
            if last > first:
                yield self._last_logged(name, last, seen)

    def _last_logged(self, name: str, last: date, seen: Occurrences) -> Entry:
        said = RowContent(last, None, "medicine", name, "start", "", f"last logged in {self.file_format}")
        made, source = id_and_source(self.file_format, ("medicine, last", name), said, seen)
        return Entry(made, *said, self.options.zone, source, self.options.entered_at)


def _not_known(value: str) -> tuple[str, ...]:
    """Return a value of question marks: somebody took something and knows no name for it."""
    return (value,) if value and not value.strip("? ") else ()


def without_other_doses(mapping: TrackerMapping, look: Look) -> TrackerMapping:
    """Return the mapping with nothing but naltrexone alone read as a dose of LDN; what holds more is a medicine.

    Args:
        mapping: As proposed, or as the person wrote it.
        look: Screens a name.
    """
    rules = tuple(
        replace(rule, target="medicine", because="it is not naltrexone alone, so it is no dose of LDN")
        if rule.target == "dose" and _is_another(look(rule.tracker, None))
        else rule
        for rule in mapping.rules
    )
    return replace(mapping, rules=rules)


def _is_another(finding: Finding) -> bool:
    """Say whether a tracker's name is known and is not the person's own LDN: then its numbers are no doses of LDN."""
    alone = finding.ingredients == (NALTREXONE,) and finding.ldn is not False
    return finding.finding != "not-recognised" and not alone
