"""Check of answers: which questions a person may answer, and with which answers."""

from zonewise.problem import Problem, did_you_mean
from zonewise.rules.rule_set import RuleSet

FROM_THE_DIARY = "Check in, write doses down or enter the plan; 'zonewise today' says which is missing."


def answer_problem(name: str, value: str, where: str, rule_set: RuleSet, *, from_file: bool = False) -> Problem | None:
    """Return why an answer is refused, or None.

    Args:
        name: The question.
        value: The answer.
        where: What to name in the problem.
        rule_set: The rules with what is asked.
        from_file: Whether an export brings it back, which may hold what zonewise wrote itself.
    """
    prompt = rule_set.prompts.get(name)
    if prompt is None or not (prompt.from_people or from_file):
        if name in rule_set.facts or prompt is not None:
            return Problem(where, 0, f"'{name}' is worked out from the diary.", FROM_THE_DIARY, "not-answered")
        known = [each.name for each in rule_set.prompts.values() if each.from_people]
        expected = f"{did_you_mean(name, known)}Known: {', '.join(known)}."
        return Problem(where, 0, f"'{name}' is not a question.", expected, "unknown-question")
    if value not in prompt.answers:
        expected = f"{did_you_mean(value, prompt.answers)}Known: {', '.join(prompt.answers)}."
        return Problem(where, 0, f"'{value}' is no answer to {name}.", expected, "unknown-answer")
    return None
