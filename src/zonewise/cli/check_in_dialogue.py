"""The check-in as a short conversation: each answer is checked as it is typed, and kept before the next is asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from zonewise.problem import InputRefused, Problem
from zonewise.services.base.diary import Diary

from .common import ask_on_terminal, print_sentence, show_cards, show_meaning

NONE = ("n", "no", "none")
ANOTHER = "Another one? (Enter: no)"
MOST_TRIES = 20  # Of one question; a terminal that repeats itself must come to an end.


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A check-in that is asked for step by step."""

    diary: Diary
    day: date | None  # The day it speaks of; None is now.
    at: time | None  # The time on that day.

    def ask(self) -> int:
        """Ask danger signs, the dose, ratings, side effects and what is new; return how many entries were kept.

        Enter skips a question, and nothing is taken for granted. After a danger sign its card is shown and nothing
        more is asked.
        """
        from zonewise.report.words import word_table

        print_sentence("Each answer is kept as you give it. Enter skips one.")
        sign, kept = self._danger()
        if sign:
            show_cards(self.diary, [sign])
            return kept
        kept += ask_until_answered(self._dose_prompt(), lambda text: self._keep(dose="0" if is_none(text) else text))
        print_sentence("\nToday's average, 0 none to 10 worst imaginable.")
        for name, words in word_table("rating-prompts").items():
            kept += ask_until_answered(words, self._rating_writer(name))
        return kept + self._side_effects() + self._news()

    def _keep(self, **content: Any) -> int:
        from zonewise.services.recording.check_in import CheckIn, check_in

        return check_in(self.diary, CheckIn(**content), day=self.day, at=self.at)

    def _danger(self) -> tuple[str, int]:
        """Return the sign that was meant, or "", and how many entries were kept."""
        from zonewise.services.base.profile import profile_in

        question = profile_in(self.diary).protocol.rule_set.facts.get("danger_sign")
        if question is None:
            return "", 0
        words = {sign: text for sign, text in question.words.items() if sign != "none"}
        print_sentence("\nAny of these today?")
        for number, text in enumerate(words.values(), 1):
            print_sentence(f"  {number}  {text}")
        given: list[str] = []

        def write(text: str) -> int:
            sign = "none" if is_none(text) else sign_named(text, list(words))
            if sign not in ("none", *words):
                expected = f"Type a number from 1 to {len(words)}, or n."
                raise InputRefused([Problem("check-in", 0, f"'{text}' is none of these.", expected, "unknown-sign")])
            kept = self._keep(danger=(sign,))
            given.append(sign)
            return kept

        kept = ask_until_answered("n for none of these, or the number", write)
        return next((sign for sign in given if sign != "none"), ""), kept

    def _dose_prompt(self) -> str:
        from zonewise.services.reading.day_page import day_page

        named = " or ".join(day_page(self.diary, self.day).dose_choices.values())
        return f"\nDose taken, such as {named or '1.5 mg'}; n for left out (Enter: not yet)"

    def _rating_writer(self, name: str) -> Callable[[str], int]:
        return lambda text: self._keep(ratings={name: text})

    def _side_effects(self) -> int:
        """Ask for side effects until there is no other."""
        kept, prompt = 0, "\nA side effect today? Its name, or n for none"
        while name := ask_on_terminal(prompt):
            if is_none(name):
                return kept or self._keep(side_effects={"none": ""})
            name, _, grade = (part.strip() for part in name.partition("="))
            question = f"How bad was {name}: 1 noticeable, 2 disturbs the day, 3 unbearable"
            kept += ask_until_answered(question, self._effect_writer(name), first=grade)
            prompt = ANOTHER
        return kept

    def _effect_writer(self, name: str) -> Callable[[str], int]:
        from zonewise.services.recording.check_in import GRADES

        def write(grade: str) -> int:
            if grade not in GRADES:
                fault = f"'{grade}' is none of these."
                raise InputRefused([Problem("check-in", 0, fault, "Type 1, 2 or 3.", "wrong-grade")])
            return self._keep(side_effects={name.casefold(): grade})

        return write

    def _news(self) -> int:
        """Ask for events and medicines that were begun until there is no other."""
        from zonewise.model.entry import EVENTS

        kinds = f"Anything new? One of: {', '.join(EVENTS)}; or medicine NAME; or n for none."
        print_sentence(f"\n{kinds}")
        if is_none(first := ask_on_terminal("New")):
            return self._keep(answers={"other_change": "none"})
        kept = ask_until_answered("New", self._news_writer, first=first) if first else 0
        while kept and (added := ask_until_answered(ANOTHER, self._news_writer)):
            kept += added
        return kept

    def _news_writer(self, text: str) -> int:
        from zonewise.services.recording.medicines import last_started

        if is_none(text):
            return 0
        kind, _, medicine = text.partition(" ")
        if kind.casefold() != "medicine" or not medicine.strip():
            return self._keep(events=(text.casefold(),))
        kept = self._keep(medicines=(medicine.strip(),))
        show_meaning(self.diary, last_started(self.diary, (medicine.strip(),)))
        return kept


def ask_until_answered(prompt: str, write: Callable[[str], int], first: str = "") -> int:
    """Ask until what is typed is taken or left out; return how many entries it made.

    Args:
        write: Keeps what was typed; what it refuses is said, and asked again.
        first: What was typed already, or "".
    """
    for _ in range(MOST_TRIES):
        text = first or ask_on_terminal(prompt)
        first = ""
        if not text:
            return 0
        try:
            return write(text)
        except InputRefused as refused:
            for problem in refused.problems:
                words = f"{problem.fault[:1].upper()}{problem.fault[1:]} {problem.expected}"
                print_sentence(words)
    return 0


def sign_named(text: str, signs: Sequence[str]) -> str:
    """Return the sign with a number; any other word goes on as it is, to be taken or refused by its name."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
    return signs[number - 1] if 1 <= number <= len(signs) else text.casefold()


def is_none(text: str) -> bool:
    """Say whether a word says that there is none."""
    return text.casefold() in NONE
