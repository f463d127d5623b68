"""z3 is given the clauses alone and asked for a counterexample; it has never seen our sets of states."""

import pytest
import z3

from zonewise.authoring.proof.protocol_states import ProtocolStates


class Opinion:
    """The protocol's clauses as formulas over one integer code a fact, 0 for unknown."""

    def __init__(self, protocol: ProtocolStates) -> None:
        table, self.rule_set = protocol.engine.actions, protocol.engine.rule_set
        self.columns = {column.fact.name: column for column in table.columns}
        self.codes = {name: z3.Int(name) for name in self.columns}
        self.solver = z3.Solver()
        for name, column in self.columns.items():
            self.solver.add(self.codes[name] >= 0, self.codes[name] <= len(column.codes))
        self.fires = [z3.And([self._test(test) for test in clause.tests]) for clause in table.clauses]
        self.ranks = [clause.rank for clause in table.clauses]
        self.possible = [
            z3.And([z3.Or(self._test(test), self.codes[test.fact] == 0) for test in clause.tests])
            for clause in table.clauses
            if self.rule_set.actions[clause.rank] in self.rule_set.ask_before
        ]

    def _test(self, test) -> z3.BoolRef:
        column = self.columns[test.fact]
        accepted = [code for code, value in enumerate((None, *column.codes)) if test.holds(value)]
        return z3.Or([self.codes[test.fact] == code for code in accepted])

    def value(self, name: str, value: object) -> z3.BoolRef:
        """A fact has a value."""
        return self.codes[name] == self.columns[name].code(value)

    def given(self, *actions: str) -> z3.BoolRef:
        """Some clause gives one of the actions."""
        places = [self.rule_set.actions.index(action) for action in actions]
        return z3.Or([fires for fires, rank in zip(self.fires, self.ranks, strict=True) if rank in places])

    def nothing_above(self, action: str) -> z3.BoolRef:
        """No clause gives a more cautious action."""
        place = self.rule_set.actions.index(action)
        return z3.Not(z3.Or([fires for fires, rank in zip(self.fires, self.ranks, strict=True) if rank < place]))

    def asks(self) -> z3.BoolRef:
        """The action is to ask."""
        urgent = self.given(*self.rule_set.ask_before)
        return z3.And(z3.Not(urgent), z3.Or(*self.possible, self.codes["phase"] == 0))

    def action(self, action: str) -> z3.BoolRef:
        """The action is this one, given by a clause."""
        return z3.And(self.given(action), self.nothing_above(action), z3.Not(self.asks()))

    def impossible(self, *formulas: z3.BoolRef) -> bool:
        """There is no state in which all formulas hold."""
        return self.solver.check(*formulas) == z3.unsat


@pytest.fixture(scope="module")
def opinion(protocol: ProtocolStates) -> Opinion:
    """The shipped protocol as formulas."""
    return Opinion(protocol)


def test_z3_finds_no_danger_without_alarm(opinion: Opinion) -> None:
    """No state with a danger sign lacks both emergency and stop-and-call."""
    danger = z3.And(opinion.codes["danger_sign"] != 0, z3.Not(opinion.value("danger_sign", "none")))

    assert opinion.impossible(danger, z3.Not(opinion.given("emergency", "stop-and-call")))


@pytest.mark.parametrize("action", ["start", "step-up", "resume-low"])
@pytest.mark.parametrize(("name", "value"), [("opioid", "none"), ("zone", "green"), ("plan_signed", True)])
def test_z3_finds_no_rise_without_its_needs(opinion: Opinion, action: str, name: str, value: object) -> None:
    """No state lets the dose rise while opioid, zone or plan is anything else, unknown included."""
    assert opinion.impossible(opinion.action(action), z3.Not(opinion.value(name, value)))


def test_z3_finds_no_step_past_the_ceiling(opinion: Opinion) -> None:
    """No state steps up at the ceiling."""
    assert opinion.impossible(opinion.action("step-up"), opinion.value("at_ceiling", True))


@pytest.mark.parametrize("action", ["reduce", "pause"])
def test_z3_finds_no_lowering_without_a_cause(opinion: Opinion, action: str) -> None:
    """No state reduces or pauses without a link, a sensitivity with an unclear link, a spike or a side effect."""
    links = ["flare_after_increase", "step_probable_cause", "new_symptoms_after_step", "ldn_suspected"]
    linked = z3.Or([opinion.value(name, True) for name in links])
    unclear = z3.Or([opinion.codes[name] == 0 for name in links])
    sensitive = z3.Or(opinion.value("extreme_sensitivity", True), opinion.value("tolerated_past_flares", "no"))
    spike = opinion.value("insomnia_or_anxiety_spike", True)
    grade = opinion.value("side_effect_grade", 3)

    assert opinion.impossible(opinion.action(action), z3.Not(z3.Or(linked, z3.And(unclear, sensitive), spike, grade)))


def test_z3_can_say_no(opinion: Opinion) -> None:
    """The second opinion is not deaf: each action, and asking, is possible in some state."""
    for action in opinion.rule_set.actions:
        formula = opinion.asks() if action == "ask" else opinion.action(action)

        assert not opinion.impossible(formula), action
