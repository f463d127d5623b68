"""What the tests of the protocol share: the shipped protocol, rich cases for it, and a tiny protocol to break."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from itertools import product
from pathlib import Path

import pytest
from hypothesis import strategies as st

from zonewise.rules.case_facts import with_unstated_facts
from zonewise.rules.compiled_table import cuts_of
from zonewise.rules.decision import Engine
from zonewise.rules.rule_set import Facts, FactValue
from zonewise.rules.rule_set_reader import read_rule_set
from zonewise.rules.worked_examples import Example, read_examples
from zonewise.services.base.protocols import load_protocol

CALM = with_unstated_facts(
    {
        "danger_sign": "none", "opioid": "none", "other_antagonist": False, "hypersensitivity": False,
        "liver": "none", "pregnancy": "no", "minor": False, "needs_specialist": False, "plan_signed": True,
        "phase": "titrating", "zone": "green", "days_green": 10, "days_at_dose": 14, "days_since_increase": 14,
        "days_since_other_change": 30, "weeks_taking": 8, "flare_after_increase": False,
        "new_symptoms_after_step": False, "ldn_suspected": False, "extreme_sensitivity": False,
        "tolerated_past_flares": "no-history", "histamine_flare": False, "insomnia_or_anxiety_spike": False,
        "neurological_flare": False, "side_effect_grade": 0, "at_ceiling": False, "wants_to_stop": False,
        "relief": "none", "vivid_dreams": False, "pots_or_trauma": False,
    },
    load_protocol().rule_set,
)  # fmt: skip
"""Everything known and nothing against a step; with another phase, nothing against a start or a resumption."""


@dataclass(frozen=True)
class Cases:
    """Cases for one engine: values on both sides of each bound, near calm and far from it."""

    engine: Engine

    @cached_property
    def domains(self) -> Mapping[str, tuple[FactValue, ...]]:
        """For each fact one value or two of each class that some rule tells apart."""
        cuts = cuts_of(self.engine.rule_set)
        result: dict[str, tuple[FactValue, ...]] = {}
        for name, fact in self.engine.rule_set.facts.items():
            if fact.type == "bool":
                result[name] = (False, True)
            elif fact.type == "choice":
                result[name] = fact.values
            else:
                sides = {side for cut in cuts.get(name, ()) for side in (cut - 1, cut)}
                result[name] = tuple(sorted({0, fact.maximum} | sides))
        return result

    def anywhere(self, *, unknown: bool = True) -> st.SearchStrategy[dict[str, FactValue]]:
        """Draw each fact for itself; or stay near calm, where a dose may rise, and change a few facts."""
        values = {
            name: st.sampled_from((*domain, None) if unknown else domain) for name, domain in self.domains.items()
        }
        changed = st.lists(st.sampled_from(sorted(values)), max_size=5, unique=True).flatmap(
            lambda names: st.fixed_dictionaries({name: values[name] for name in names})
        )
        phase = st.sampled_from(self.domains["phase"])
        near = st.builds(lambda now, few: {**CALM, "phase": now, **few}, phase, changed)
        return st.one_of(near, st.fixed_dictionaries(values))

    def seeded(self, rng: random.Random, *, calm: float = 0.75) -> dict[str, FactValue]:
        """Return one case, every fact known, each calm with the given probability."""
        result = {
            name: CALM[name] if rng.random() < calm else rng.choice(domain) for name, domain in self.domains.items()
        }
        return {**result, "phase": rng.choice(self.domains["phase"])}

    def completions(self, facts: Facts) -> Iterator[dict[str, FactValue]]:
        """Walk every way in which the missing facts could turn out."""
        missing = [name for name in self.domains if facts.get(name) is None]
        for values in product(*(self.domains[name] for name in missing)):
            yield {**facts, **dict(zip(missing, values, strict=True))}


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Return the shipped protocol, compiled."""
    return load_protocol().engine


@pytest.fixture(scope="session")
def cases(engine: Engine) -> Cases:
    """Return cases for the shipped protocol."""
    return Cases(engine)


@pytest.fixture(scope="session")
def calm() -> dict[str, FactValue]:
    """Return facts with everything known and nothing against a step."""
    return dict(CALM)


@pytest.fixture(scope="session")
def shipped_texts() -> dict[str, str]:
    """Return the text of each file of the shipped protocol."""
    return dict(load_protocol().files)


def changed_texts(*changes: tuple[str, str, str]) -> dict[str, str]:
    """Return the shipped files after changes of (file, text, other text); each text must be there."""
    texts = dict(load_protocol().files)
    for name, text, other in changes:
        assert text in texts[name], f"{name} no longer holds: {text}"
        texts[name] = texts[name].replace(text, other)
    return texts


def without_rule(name: str, rule: str) -> tuple[str, str, str]:
    """Return the change that takes a rule out of a file."""
    text = load_protocol().files[name]
    begins = text.index(f"  - id: {rule}\n")
    ends = text.find("\n  - id: ", begins + 1)
    return name, text[begins : ends + 1 if ends > 0 else len(text)], ""


@pytest.fixture(scope="session")
def example_texts() -> dict[str, str]:
    """Return the text of each shipped file of worked examples."""
    folder = files("zonewise.protocols") / "ldn"
    return {
        item.name: item.read_text(encoding="utf-8") for item in folder.iterdir() if item.name.endswith(".examples.yaml")
    }


@pytest.fixture(scope="session")
def examples(engine: Engine, example_texts: Mapping[str, str]) -> tuple[Example, ...]:
    """Return every shipped worked example."""
    return tuple(
        example
        for name, text in sorted(example_texts.items())
        for example in read_examples(text, name, engine.rule_set)
    )


FOLDER = Path(__file__).parent
TINY = {path.name: path.read_text(encoding="utf-8") for path in sorted((FOLDER / "tiny").iterdir())}
TINY_EXAMPLES, TINY_GUIDANCE = (
    (FOLDER / "tiny_examples" / f"{name}.examples.yaml").read_text(encoding="utf-8") for name in ("rise", "guidance")
)


@pytest.fixture
def tiny() -> dict[str, str]:
    """Return the files of a tiny protocol without a fault."""
    return dict(TINY)


@pytest.fixture
def tiny_engine(tiny):
    """Return the tiny protocol, compiled, with a review question so that guidance can be given."""
    tiny["review.yaml"] = (FOLDER / "tiny_review.yaml").read_text(encoding="utf-8")
    tiny["protocol.yaml"] = tiny["protocol.yaml"].replace("questions: [rise]", "questions: [rise, review]")
    return Engine(read_rule_set(tiny))
