"""Reader of a question's file, with its rules."""

from collections.abc import Mapping

from zonewise.located_yaml import List, Map, Node, Reading, Text, read_yaml
from zonewise.problem import Problem, did_you_mean, unknown_word

from .rule_set import AnswerDefinition, Condition, FactDefinition, Question, Rule, Source, Test
from .settings import NamedNumbers

QUESTION_KEYS = ("question", "title", "asked_when", "hit", "answers", "rules")
RULE_KEYS = ("id", "when", "then", "because", "sources")
COMPARISONS = ("at_least", "at_most", "below")
UNKNOWN = "unknown"


def read_question(
    name: str, text: str, rules: "RuleReader", actions: tuple[str, ...], problems: list[Problem]
) -> Question:
    """Read one question's file; add what is wrong to `problems`."""
    reading = Reading(f"{name}.yaml")
    root = read_yaml(text, reading)
    top = reading.mapping(root, "the file", QUESTION_KEYS) if root else {}
    named = reading.text(top.get("question"), "question")
    if named and named != name:
        reading.fault(top["question"], f"the question is called '{named}'.", f"The file says '{name}'.", "wrong-name")
    hit = top.get("hit")
    if isinstance(hit, Text) and hit.value != "all":
        reading.fault(hit, f"'hit' is '{hit.value}'.", "Write 'all' or leave it out.", "unknown-hit")
    asked = top.get("asked_when")
    answers = tuple(
        _answer(answer, node, rules, actions, reading)
        for answer, node in reading.mapping(top.get("answers"), "answers").items()
    )
    names = tuple(answer.name for answer in answers)
    read_rules = tuple(
        rules.rule(reading.mapping(node, "a rule", RULE_KEYS), node.line, name, names, reading)
        for node in reading.items(top.get("rules"), "rules")
    )
    unused = set(names) - {rule.then for rule in read_rules}
    for answer_name in sorted(unused):
        reading.fault(
            top.get("answers", 0),
            f"no rule answers '{answer_name}'.",
            "Remove the answer or add a rule.",
            "unused-answer",
        )
    problems.extend(reading.problems)
    return Question(
        name=name,
        title=reading.text(top.get("title"), "title"),
        asked_when=rules.condition(asked, "asked_when", reading) if asked else (),
        every=isinstance(hit, Text),
        answers=answers,
        rules=read_rules,
    )


def _answer(name: str, node: Node, rules: "RuleReader", actions: tuple[str, ...], reading: Reading) -> AnswerDefinition:
    parts = reading.mapping(node, f"the answer '{name}'", ("action", "with"))
    pairs: list[tuple[Condition, str]] = []
    action = parts.get("action")
    if isinstance(action, List):
        for item in action.items:
            case = reading.mapping(item, "an action", ("when", "is"))
            condition = rules.condition(case.get("when"), "when", reading, line=item.line)
            pairs.append((condition, reading.text(case.get("is"), "is", item.line)))
    elif action is not None:
        pairs.append(((), reading.text(action, "action", node.line)))
    for _, word in pairs:
        if word and word not in actions:
            fault = f"the answer '{name}' gives the action '{word}', which is not known."
            expected = unknown_word(word, actions)
            reading.fault(node, fault, expected, "unknown-action")
    beside = reading.texts(parts["with"], f"'with' of '{name}'") if "with" in parts else ()
    return AnswerDefinition(name, tuple(pairs), beside)


class RuleReader:
    """Reads rules against the facts and sources that a protocol declares."""

    def __init__(
        self, facts: Mapping[str, FactDefinition], sources: Mapping[str, Source], numbers: NamedNumbers
    ) -> None:
        self.facts = facts
        self.sources = sources
        self.numbers = numbers

    def rule(
        self,
        parts: Mapping[str, Node],
        line: int,
        question: str,
        answers: tuple[str, ...],
        reading: Reading,
        *,
        empty_allowed: bool = False,
    ) -> Rule:
        """Read one rule; note in `reading` all that is wrong with it."""
        name = reading.text(parts.get("id"), "the id of a rule", line)
        then = reading.text(parts.get("then"), f"'then' of '{name}'", line)
        if then and then not in answers:
            fault = f"rule '{name}' answers '{then}', which is not declared."
            expected = f"{did_you_mean(then, answers)}Declared: {', '.join(answers)}."
            reading.fault(parts["then"], fault, expected, "unknown-answer")
        because = reading.text(parts.get("because"), f"'because' of '{name}'", line)
        sources = reading.texts(parts.get("sources"), f"'sources' of '{name}'", line)
        if "sources" in parts and not sources:
            reading.fault(line, f"rule '{name}' has no source.", "Name at least one.", "no-source")
        for source in sources:
            if source not in self.sources:
                fault = f"rule '{name}' uses the source '{source}', which is not declared."
                expected = did_you_mean(source, self.sources).strip() or "Declare it in product.yaml or evidence.yaml."
                reading.fault(parts["sources"], fault, expected, "unknown-source")
        return Rule(
            id=name,
            question=question,
            any_of=self._alternatives(name, parts.get("when"), line, reading, empty_allowed),
            then=then,
            because=self.numbers.in_words(because, parts.get("because", line), reading),
            sources=sources,
            where=f"{reading.where}:{line}",
        )

    def _alternatives(
        self, name: str, node: Node | None, line: int, reading: Reading, empty_allowed: bool
    ) -> tuple[Condition, ...]:
        if isinstance(node, List):
            conditions = tuple(self.condition(item, f"'when' of '{name}'", reading) for item in node.items)
        else:
            conditions = (self.condition(node, f"'when' of '{name}'", reading, line=line),)
        if not empty_allowed and (not conditions or any(not condition for condition in conditions)):
            reading.fault(node or line, f"'when' of '{name}' is empty.", "Name at least one fact.", "empty-condition")
        return conditions

    def condition(self, node: Node | None, what: str, reading: Reading, *, line: int = 0) -> Condition:
        """Read a mapping of facts to accepted values."""
        if not isinstance(node, Map):
            reading.fault(node or line, f"{what} is missing or is not a mapping.", "Write fact: value.", "map-needed")
            return ()
        tests = [self._test(name, value, node.key_lines[name], reading) for name, value in node.items.items()]
        return tuple(test for test in tests if test is not None)

    def _test(self, name: str, node: Node, line: int, reading: Reading) -> Test | None:
        fact = self.facts.get(name)
        if fact is None:
            known = did_you_mean(name, self.facts) or "Declare it in facts.yaml. "
            reading.fault(line, f"'{name}' is not a fact.", known.strip(), "unknown-fact")
            return None
        if isinstance(node, Text) and node.value == UNKNOWN:
            return Test(name, unknown=True)
        if fact.type == "integer":
            return self._integer(fact, node, line, reading)
        words = [item for item in node.items if isinstance(item, Text)] if isinstance(node, List) else [node]
        known_words = ("false", "true") if fact.type == "bool" else fact.values
        accepts: set[bool | str] = set()
        for word in words:
            text = word.value if isinstance(word, Text) else "(not a word)"
            if text not in known_words:
                fault, expected = f"'{name}' can never be '{text}'.", unknown_word(text, known_words)
                reading.fault(line, fault, expected, "unknown-value")
                continue
            accepts.add(text == "true" if fact.type == "bool" else text)
        if len(accepts) == len(known_words):
            reading.fault(line, f"the test of '{name}' accepts every value.", "Leave it out.", "empty-test")
        return Test(name, accepts=frozenset(accepts))

    def _integer(self, fact: FactDefinition, node: Node, line: int, reading: Reading) -> Test | None:
        parts = reading.mapping(node, f"the test of '{fact.name}'", COMPARISONS, line)
        bounds = {
            key: self.numbers.whole(value, f"{key} of '{fact.name}'", reading)
            for key, value in parts.items()
            if key in COMPARISONS
        }
        low, high = bounds.get("at_least"), bounds.get("at_most")
        for bound in bounds.values():
            if bound > fact.maximum:
                reading.fault(
                    line, f"{bound} is above the max of '{fact.name}', {fact.maximum}.", "Lower it.", "out-of-range"
                )
        if "below" in bounds:
            high = min(bounds["below"] - 1, fact.maximum if high is None else high)
        if high is not None and (low or 0) > high:
            reading.fault(
                line, f"'{fact.name}' can never be from {low or 0} to {high}.", "Mend the bounds.", "empty-test"
            )
        return Test(fact.name, low=low, high=high) if parts else None
