"""Every sentence that the pages can show, with the age at which it is read with ease.

Run: python docs/make_sentences.py [--over AGE]
Prints each sentence with its reading age and where it stands, those that are hardest last, and then the median.

Reading age is five years and the grade of Flesch and Kincaid (1975), counted by textstat: 0.39 words a sentence + 11.8
syllables a word - 15.59. No word counts otherwise than textstat counts it, names of drugs and illnesses neither. It
counts syllables by where a word may be hyphenated; later releases than the pinned one fetch a dictionary for it. What
is filled in counts as one short word, and what stands between semicolons as a sentence of its own. A dot within a
sentence ends none here: textstat would halve one at "4.5 mg".
"""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

import yaml

from zonewise.services.base.protocols import load_protocol

# textstat imports this for lists of words, which nothing here reads; setuptools has it no more.
sys.modules.setdefault("pkg_resources", ModuleType("pkg_resources"))
from textstat import textstat  # type: ignore[import-untyped]  # noqa: E402

textstat.set_rounding(False)
NO_PAGES = ("cli/", "authoring/", "synthetic/", "relay/")
"""Modules whose words stand on no page: the command line, the workbench, the simulator, the relay."""
ADDRESS = re.compile(r"https?://[\w./{}-]*\w")
PATTERN = re.compile(r"\(\?|\\[bdsw]")
"""What tells a pattern of other texts from a sentence."""
ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|Dr|vs)\.")
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z\"'{])|(?<=;)\s+")
WORD = re.compile(r"[A-Za-z][A-Za-z'/-]*|\d[\d.,]*")
BLOCK = re.compile(
    r"</?(?:p|li|h\d|td|th|dt|dd|label|legend|summary|option|button|a|div|caption|section|input)\b[^>]*>"
)
TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}|<[^>]+>", re.DOTALL)
FILLED_IN = re.compile(r"\{\{.*?\}\}|\{[^}]*\}", re.DOTALL)
INNER_DOT = re.compile(r"[.?!:](?!$)|(?<=[0-9]),(?=[0-9])")
LEAST_WORDS = 5  # A heading or a button is no sentence.


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with where it stands."""

    words: str
    where: str
    age: float  # Years.


def reading_age(sentence: str) -> float:
    """Return the age at which a sentence is read with ease, years; 5 at least."""
    words = INNER_DOT.sub("", FILLED_IN.sub("it", sentence))
    return max(5.0, 5.0 + float(textstat.flesch_kincaid_grade(words)))


def sentences() -> tuple[Sentence, ...]:
    """Return every sentence that a page can show, each once, the easiest first."""
    by_words: dict[str, Sentence] = {}
    for where, text in texts():
        for words in SENTENCE.split(ABBREVIATION.sub(lambda match: match[0].replace(".", ""), " ".join(text.split()))):
            if len(WORD.findall(words)) >= LEAST_WORDS and words not in by_words:
                by_words[words] = Sentence(words, where, reading_age(words))
    return tuple(sorted(by_words.values(), key=lambda sentence: sentence.age))


def texts() -> Iterator[tuple[str, str]]:
    """Yield (where it stands, a text) of all that is put on pages."""
    protocol = load_protocol()
    rules = protocol.rule_set
    yield from ((f"rule {rule.id}", rule.because) for rule in rules.rules.values())
    yield from ((f"question {fact.name}", fact.ask) for fact in rules.facts.values() if fact.ask)
    yield from (
        (f"prompt {prompt.name}", text) for prompt in rules.prompts.values() for text in (prompt.ask, prompt.short)
    )
    yield from ((f"notice {notice.id}", notice.text) for notice in protocol.notices.notices.values())
    for card in protocol.notices.cards.values():
        yield from ((f"danger card {card.sign}", text) for text in (card.heading, *card.steps))
    for entry in protocol.knowledge:
        texts_of_entry = (entry.guide_says, entry.trial_results, entry.verdict)
        yield from ((f"knowledge {entry.id}", text) for text in texts_of_entry)
    for page in protocol.learn:
        yield from ((f"learn {page.id}", text) for text in (page.short, *(part.text for part in page.parts)))
    report = files("zonewise.report")
    for name in ("explanations.yaml", "words.yaml"):
        tree = yaml.safe_load((report / name).read_text("utf-8"))
        yield from ((name, text) for text in _leaves(tree))
    for template in sorted(Path(str(files("zonewise.web") / "templates")).rglob("*.html")):
        for text in _of_template(template.read_text("utf-8")):
            yield template.name, text
    package = Path(str(files("zonewise")))
    for module in sorted(package.rglob("*.py")):
        name = module.relative_to(package).as_posix()
        if not name.startswith(NO_PAGES):
            yield from ((name, text) for text in _of_module(module.read_text("utf-8")))


def _of_module(text: str) -> Iterator[str]:
    """Yield the sentences that a module can say: its texts that end as one, without its docstrings."""
    tree = ast.parse(text)
    told_apart = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            told_apart |= {id(part) for part in node.values}
            parts = (part.value if isinstance(part, ast.Constant) else "{it}" for part in node.values)
            words = "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told_apart:
            words = node.value
        else:
            continue
        if words.rstrip().endswith((".", "?", "!")) and not PATTERN.search(words):
            yield ADDRESS.sub("it", words)


def _leaves(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for branch in tree.values() if isinstance(tree, dict) else tree:
            yield from _leaves(branch)


def _of_template(text: str) -> Iterator[str]:
    """Yield the texts between the tags of a template."""
    for part in BLOCK.split(text):
        words = " ".join(FILLED_IN.sub("it", TAG.sub(" ", part)).split())
        if words and "aria-" not in words:
            yield words


def main(arguments: Sequence[str]) -> int:
    """Print the sentences; return 0."""
    over = float(arguments[1]) if arguments[:1] == ["--over"] else 0.0
    every = sentences()
    for sentence in every:
        if sentence.age > over:
            print(f"{sentence.age:4.1f}  {sentence.where}: {sentence.words}")
    ages = [sentence.age for sentence in every]
    hard = sum(age > 14 for age in ages)
    print(f"{len(ages)} sentences, median reading age {median(ages):.1f}, {hard} over 14, hardest {max(ages):.1f}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
