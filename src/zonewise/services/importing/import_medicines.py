"""The medicines that a file speaks of, those among its trackers included that nobody called a medicine."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time

from zonewise.importing import Note, ReaderOptions, TrackerMapping
from zonewise.importing.conversion import is_so, medicine_start
from zonewise.importing.known_names import medicines_named, parts_of_list, speaks_of_medicines
from zonewise.importing.row_identity import Occurrences
from zonewise.importing.word_lists import after_denial
from zonewise.model.day_words import day_words
from zonewise.model.entry import Entry
from zonewise.model.substances import NALTREXONE, words_of
from zonewise.model.timeline import logical_day
from zonewise.problem import Problem
from zonewise.screening.finding import MOST_CAUTIOUS_FIRST, Finding
from zonewise.screening.mention import mention_of

MOST_NAMES = 5_000
"""So many names of trackers are looked up; a file that has more is refused by its reader."""

LONGEST_NAME = 200
LONGEST_CELL = 500
"""Longer texts are a diary's prose and not looked through word by word."""

MOST_CELLS = 20_000
"""Different cells whose findings are remembered, so that each is looked at once."""

WORDS_OF_A_NAME = 4
NAMED = ("tracker", "sign", "note")
"""Kinds whose name a file gives: any of them may be called by a medicine's name."""

Look = Callable[[str, str | None], Finding]


@dataclass(slots=True)
class MedicineImport:
    """What a file says of medicines, filled while it streams past."""

    file_format: str  # Of the file.
    where: str  # The file's name.
    options: ReaderOptions  # What it was read with.
    ends_at: time  # When a logical day ends.
    look: Look  # Screens a name and a code; first called when a name comes.
    blocks: Callable[[Finding], bool]  # Says whether a finding bears on the opioid gate or on a specialist's word.
    names_opioid: Callable[[str], bool]  # Says whether a sentence names an opioid, and no ordinary word spelt like one.
    ignored: tuple[str, ...] = ()  # Trackers that are left out of the diary on the person's word.
    _named: dict[tuple[str, str | None], Finding] = field(default_factory=dict)
    _started: dict[str, date] = field(default_factory=dict)
    _called_medicines: set[str] = field(default_factory=set)
    _logged: dict[str, tuple[date, date]] = field(default_factory=dict)
    _in_cells: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _left_out: dict[str, str] = field(default_factory=dict)
    _not_taken: dict[str, None] = field(default_factory=dict)  # What says that something was not taken, in its order.

    def with_medicines(self, items: Iterator[Entry | Problem | Note]) -> Iterator[Entry | Problem | Note]:
        """Pass everything on, and add at the end that opioids and the like which were mere trackers are being taken."""
        for item in items:
            if isinstance(item, Entry):
                self._collect(item)
            yield item
        yield from self._starts_of_trackers()

    def findings(self) -> tuple[Finding, ...]:
        """Return what each medicine named is, the gravest first."""
        rank = MOST_CAUTIOUS_FIRST.index
        return tuple(sorted(self._named.values(), key=lambda finding: (rank(finding.finding), finding.name or "")))

    def _collect(self, entry: Entry) -> None:
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
                medicines = medicines_named(entry.name, entry.value) or _not_known(entry.value)
                self._called_medicines.update(medicines if len(self._called_medicines) < MOST_NAMES else ())
                for name in medicines or parts_of_list(entry.value) or (entry.value,):
                    self._log(name, entry)

    def look_at_text(self, tracker: str, text: str, day: date, is_left_out: bool) -> None:
        """Look for opioids and the like in a cell of any column, whatever its column becomes.

        Args:
            tracker: The name of its tracker or column.
            text: What stands in it.
            day: The day of its row.
            is_left_out: Whether the person leaves the column out; then it is only said what stands there.
        """
        if len(text) > LONGEST_CELL:
            return
        key = (tracker, text)
        names = self._in_cells.get(key)
        if names is None:
            parts = parts_of_list(text)
            names = tuple(name for part in parts if (name := self._blocking_name(part)))
            if not names and parts != (text,):
                names = tuple(filter(None, (self._blocking_name(text),)))
            if len(self._in_cells) < MOST_CELLS:
                self._in_cells[key] = names
        for name in names:
            if is_left_out:
                self._left_out.setdefault(tracker, name)
            else:
                self._log_on(name, day)

    def _blocking_name(self, part: str) -> str:
        """Return what a part of a cell names that bears on the gate, or ""; the medicine alone in a longer sentence."""
        finding = self._look(part)
        if not self.blocks(finding):
            return ""
        if self._says_not_taken(part):
            if not any(known in part for known in self._not_taken):
                self._not_taken.setdefault(part)
            return ""
        words = words_of(part)
        if len(words) <= WORDS_OF_A_NAME or finding.matched is None:
            return part
        # In a sentence a word that is only spelt alike is more often another word than a slip of the pen.
        if finding.finding == "opioid" and not self.names_opioid(part):
            return ""
        return finding.matched if set(words_of(finding.matched)) <= set(words) else ""

    def _says_not_taken(self, text: str) -> bool:
        """Say whether a text such as "no tramadol today" names a medicine right behind a no, and no other one."""
        name, _, rest = after_denial(text).partition(" ")
        return bool(name) and self.blocks(self._look(name)) and not (rest and self.blocks(self._look(rest)))

    def _look(self, name: str, code: str | None = None) -> Finding:
        known = self._named.get((name, code))
        return known if known is not None else self.look(name, code)

    def _log(self, name: str, entry: Entry) -> None:
        self._log_on(name, logical_day(entry.day, entry.at, self.ends_at))

    def _log_on(self, name: str, day: date) -> None:
        """Remember from when to when a name was logged."""
        if name not in self._logged and len(self._logged) >= MOST_NAMES:
            return
        first, last = self._logged.get(name, (day, day))
        self._logged[name] = (min(first, day), max(last, day))

    def _starts_of_trackers(self) -> Iterator[Entry | Note]:
        """Yield a start on the first day a name was logged, and one on the last: a stop in between is then not the end.

        The name of a tracker counts when it bears on the gate. One that the file calls a medicine counts also when it
        is not recognised.
        """
        occurrences = Occurrences()
        for name in self.ignored:
            if self.blocks(self._look(name)):
                text = f"'{name}' is left out, as you said. If it is a medicine that you take, write it down as one."
                yield Note(self.where, 0, text, "medicine-left-out")
        for tracker, name in self._left_out.items():
            self._named.setdefault((name, None), self._look(name))
            text = f"'{tracker}' is left out, as you said, and names '{name}'. If you take that, write it down."
            yield Note(self.where, 0, text, "medicine-left-out")
        for name in self._called_medicines:
            if self._says_not_taken(name):
                continue
            self._named.setdefault((name, None), self._look(name))
        for name, (first, last) in sorted(self._logged.items()):
            finding = self._look(name)
            if self.blocks(finding) and self._says_not_taken(name):
                self._not_taken.setdefault(name)
                continue
            is_called_medicine = name in self._started or name in self._called_medicines
            if not self.blocks(finding) and not (is_called_medicine and finding.finding == "not-recognised"):
                continue
            if name not in self._started:
                self._named.setdefault((name, None), finding)
                yield medicine_start(name, first, self.file_format, self.options, occurrences)
                text = (
                    f"'{name}' counts as being taken since {day_words(first)}; it was last logged on {day_words(last)}."
                )
                yield Note(self.where, 0, f"{text} Say so if it was stopped.", "medicine")
            if last > first:
                yield medicine_start(name, last, self.file_format, self.options, occurrences, is_last=True)
        for name in self._not_taken:
            text = f"'{name}' is read as a medicine that was not taken. If you took it, write it down."
            yield Note(self.where, 0, text, "medicine-not-taken")


def _not_known(value: str) -> tuple[str, ...]:
    """Return a value of question marks: somebody took something and knows no name for it."""
    return (value,) if value and not value.strip("? ") else ()


def without_other_doses(mapping: TrackerMapping, look: Look) -> TrackerMapping:
    """Return the mapping with nothing but naltrexone alone read as a dose of LDN; what holds more is a medicine.

    Args:
        mapping: As proposed, or as the person wrote it.
    """
    rules = tuple(
        replace(rule, target="medicine", because="it is not naltrexone alone, so it is no dose of LDN")
        if rule.target == "dose" and _is_another_medicine(look(rule.tracker, None))
        else rule
        for rule in mapping.rules
    )
    return replace(mapping, rules=rules)


def _is_another_medicine(finding: Finding) -> bool:
    """Say whether a tracker's name is known and is not the person's own LDN: then its numbers are no doses of LDN."""
    alone = finding.ingredients == (NALTREXONE,) and finding.ldn is not False
    return finding.finding != "not-recognised" and not alone
