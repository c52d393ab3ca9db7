"""X018: conditions that are always true or never, and lines that an earlier line already covers.

A condition is taken apart into claims about names; a search looks for values under which all claims hold. What it cannot take apart
counts as one opaque claim, and a search that grows too long counts as found, so that it never tells of a condition that can hold.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from scripts_dsl.expressions.compiler import category
from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.presence import Verdict, tree_of
from scripts_dsl.expressions.syntax import Binary, Call, Conditional, ListLiteral, Literal, Name, Node, Unary
from scripts_dsl.expressions.value_sets import ABSENT, ANY, PRESENT, Values, compared, none_of, one_of, whole_numbers
from scripts_dsl.problem import Problem, make_problem
from scripts_dsl.script import AskStep, BranchStep, FormStep, ReadBackStep, Script, WrapupStep
from scripts_dsl.types import EnumType, RecordType, ValueType, present

MAX_TRIALS = 500
"""Claims that one search looks at before it gives up."""
MAX_WORK = 10_000
"""Claims that are looked at in one script; conditions beyond are not judged."""
MAX_LINES = 30
"""Lines of one branch that are compared with each other."""
_ORDER = frozenset({"<", "<=", ">", ">="})
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_RANGES = {"visits": (0, None), "size": (0, None), "hour": (0, 23), "weekday": (1, 7)}
_TRUE, _FALSE = one_of(True), one_of(False)
_WORD = re.compile(r"[a-z_][a-z0-9_]*")


class Claim(NamedTuple):
    """That a name, or whatever else has a value, is one of these."""

    about: str
    values: Values


class Goal(NamedTuple):
    """That all of some goals hold, or at least one."""

    parts: tuple["Goal | Claim", ...]
    is_all: bool


class Conditions:
    """The conditions of one script."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._formulas = {each.name: each.formula for each in script.variables.values() if each.formula is not None}
        self._bases: dict[str, Values] = {}
        self._judged: dict[str, str | None] = {}
        self.constant: set[str] = set()
        """Formulas that were told of; what asks for them is not judged."""
        self._goals: dict[tuple[str, Verdict], Goal | Claim] = {}
        self._work = MAX_WORK

    def judge(self, condition: Expression) -> str | None:
        """Whether a condition is "true" or "false" whatever happens, None when it can be both."""
        if condition.source not in self._judged:
            verdict: str | None = None
            if self.constant and not self.constant.isdisjoint(_WORD.findall(condition.source)):
                pass
            elif not self._can_hold([self._goal_of(condition, Verdict.TRUE)]):
                verdict = "false"
            elif not self._can_hold([self._goal_of(condition, Verdict.NOT_TRUE)]):
                verdict = "true"
            self._judged[condition.source] = verdict
        return self._judged[condition.source]

    def is_covered(self, condition: Expression, earlier: Sequence[Expression]) -> bool:
        """Whether a condition can never hold where none of the earlier ones does."""
        goals = [self._goal_of(condition, Verdict.TRUE)]
        goals += [self._goal_of(each, Verdict.NOT_TRUE) for each in earlier]
        return not self._can_hold(goals)

    def _goal_of(self, condition: Expression, verdict: Verdict) -> Goal | Claim:
        key = (condition.source, verdict)
        if key not in self._goals:
            self._goals[key] = self._goal(tree_of(condition.source), verdict)
        return self._goals[key]

    # The search

    def _can_hold(self, goals: list[Goal | Claim]) -> bool:
        if self._work <= 0:
            return True
        budget = [MAX_TRIALS]
        try:
            return self._search(list(reversed(goals)), {}, budget)
        except TypeError:  # values of two kinds under one name
            return True
        finally:
            self._work -= MAX_TRIALS - budget[0]

    def _search(self, goals: list[Goal | Claim], known: dict[str, Values], budget: list[int]) -> bool:
        """Whether all goals can hold beside what is known; goals are taken from the end."""
        while goals:
            budget[0] -= 1
            if budget[0] <= 0:
                return True
            goal = goals.pop()
            if isinstance(goal, Claim):
                values = known.get(goal.about, self._base(goal.about)).crossed(goal.values)
                if values.is_empty:
                    return False
                known[goal.about] = values
            elif goal.is_all:
                goals.extend(reversed(goal.parts))
            else:
                return any(self._search([*goals, part], dict(known), budget) for part in goal.parts)
        return not any(self._lacks_its_record(name, values, known) for name, values in known.items())

    @staticmethod
    def _lacks_its_record(name: str, values: Values, known: Mapping[str, Values]) -> bool:
        """Whether a field should have a value while the record it belongs to has none."""
        if values.missing:
            return False
        record = name
        while "." in record:
            record = record.rpartition(".")[0]
            if record in known and not known[record].is_possible:
                return True
        return False

    def _base(self, about: str) -> Values:
        """What a name may be at all."""
        return self._bases.get(about, ANY)

    # From conditions to goals

    def _goal(self, node: Node, verdict: Verdict) -> Goal | Claim:
        match node:
            case Literal(kind="yesno"):
                return _certain((node.text == "true") == (verdict in (Verdict.TRUE, Verdict.NOT_FALSE)))
            case Name():
                formula = self._formulas.get(node.dotted)
                if formula is not None:
                    return self._goal(tree_of(formula.source), verdict)
                return self._told(self._named(node), _TRUE, _FALSE, verdict)
            case Unary(operator="!"):
                return self._goal(node.operand, verdict.negated)
            case Binary(operator="&&" | "||"):
                is_all = (node.operator == "&&") == (verdict in (Verdict.TRUE, Verdict.NOT_FALSE))
                return Goal((self._goal(node.left, verdict), self._goal(node.right, verdict)), is_all)
            case Binary(operator="in", right=ListLiteral()):
                return self._membership(node, verdict)
            case Binary(operator="==" | "!=" | "<" | "<=" | ">" | ">="):
                return self._comparison(node, verdict)
            case Call(function="has", arguments=(Name() as name,)) if name.dotted not in self._formulas:
                return Claim(self._named(name), PRESENT if verdict in (Verdict.TRUE, Verdict.NOT_FALSE) else ABSENT)
        return self._told(_written(node), _TRUE, _FALSE, verdict)

    @staticmethod
    def _told(about: str, true: Values, false: Values, verdict: Verdict) -> Claim:
        """The claim that something is so, is not so, or either of these or unknown."""
        match verdict:
            case Verdict.TRUE:
                return Claim(about, true)
            case Verdict.FALSE:
                return Claim(about, false)
            case Verdict.NOT_TRUE:
                return Claim(about, false.or_missing())
        return Claim(about, true.or_missing())

    def _membership(self, node: Binary, verdict: Verdict) -> Goal | Claim:
        assert isinstance(node.right, ListLiteral)  # noqa: S101
        values = [_constant(item) for item in node.right.items]
        if any(value is None for value in values) or _constant(node.left) is not None:
            return self._told(_written(node), _TRUE, _FALSE, verdict)
        return self._told(self._about(node.left), one_of(*values), none_of(*values), verdict)

    def _comparison(self, node: Binary, verdict: Verdict) -> Goal | Claim:
        left, right, operator = node.left, node.right, node.operator
        if _constant(left) is not None:
            left, right, operator = right, left, _TURNED[operator]
        limit = _constant(right)
        if limit is None:
            return self._between_names(left, right, operator, verdict)
        given = _constant(left)
        if given is not None:
            holds = one_of(given).crossed(_those(operator, limit)).is_possible
            return _certain(holds == (verdict in (Verdict.TRUE, Verdict.NOT_FALSE)))
        opposite = {"==": "!=", "!=": "=="}.get(operator) or _OPPOSITE[operator]
        return self._told(self._about(left), _those(operator, limit), _those(opposite, limit), verdict)

    def _between_names(self, left: Node, right: Node, operator: str, verdict: Verdict) -> Claim:
        """Two things compared with each other: one claim for `a < b` and `b > a`, whose opposites are `a >= b` and `b <= a`."""
        one, two = _written(left), _written(right)
        if operator in ("==", "!="):
            about, holds = " == ".join(sorted((one, two))), operator == "=="
        else:
            one, two = (one, two) if operator in ("<", ">=") else (two, one)
            about, holds = f"{one} < {two}", operator in ("<", ">")
        true, false = (_TRUE, _FALSE) if holds else (_FALSE, _TRUE)
        return self._told(about, true, false, verdict)

    def _about(self, node: Node) -> str:
        """What a comparison is about."""
        if isinstance(node, Name):
            return self._named(node)
        about = _written(node)
        if isinstance(node, Call) and node.function in _RANGES and about not in self._bases:
            values = whole_numbers(*_RANGES[node.function])
            self._bases[about] = values if node.function == "visits" or not node.arguments else values.or_missing()
        return about

    def _named(self, node: Name) -> str:
        """The name, whose possible values are noted when it is seen first."""
        if node.dotted not in self._bases:
            type_ = _type_of(self._script, node.parts)
            kind = present(type_) if type_ is not None else None
            if isinstance(kind, EnumType):
                self._bases[node.dotted] = one_of(*kind.values).or_missing()
            elif type_ is not None and category(type_) == "yesno":
                self._bases[node.dotted] = one_of(True, False).or_missing()
            else:
                self._bases[node.dotted] = ANY
        return node.dotted


def check_conditions(script: Script) -> Iterator[Problem]:
    """X018 everywhere in a script."""
    conditions = Conditions(script)
    yield from _judge_formulas(conditions, script)
    for step in script.steps.values():
        lone = [each.when for each in step.say]
        if isinstance(step, AskStep):
            lone += [each.when for each in step.answers]
        elif isinstance(step, FormStep | WrapupStep):
            lone += [each.when for each in step.fields]
        elif isinstance(step, ReadBackStep):
            lone += [each.when for each in step.lines]
        yield from _judge_alone(conditions, lone)
        if isinstance(step, BranchStep):
            yield from _judge_in_turn(conditions, [case.when for case in step.cases])
        elif isinstance(step, WrapupStep):
            yield from _judge_in_turn(conditions, [each.when for each in step.suggestions])
    for objection in script.objections.values():
        yield from _judge_alone(conditions, [each.when for each in objection.say])


def _judge_formulas(conditions: Conditions, script: Script) -> Iterator[Problem]:
    """Named formulas that never change: told where they stand, and not again wherever they are asked."""
    for variable in script.variables.values():
        formula = variable.formula
        if formula is not None and category(formula.type) == "yesno" and (verdict := conditions.judge(formula)) is not None:
            yield make_problem(f"X018/{verdict}", formula.at)
            conditions.constant.add(variable.name)


def _judge_alone(conditions: Conditions, each: Sequence[Expression | None]) -> Iterator[Problem]:
    for condition in each:
        verdict = conditions.judge(condition) if condition is not None else None
        if verdict is not None and condition is not None:
            yield make_problem(f"X018/{verdict}", condition.at)


def _judge_in_turn(conditions: Conditions, lines: Sequence[Expression]) -> Iterator[Problem]:
    """Lines of which the first that holds wins."""
    for number, condition in enumerate(lines):
        verdict = conditions.judge(condition)
        if verdict is not None:
            yield make_problem(f"X018/{verdict}", condition.at)
            if verdict == "true":
                return
        elif 0 < number < MAX_LINES and conditions.is_covered(condition, lines[:number]):
            by = next((each for each in lines[:number] if conditions.is_covered(condition, [each])), None)
            if by is None:
                yield make_problem("X018/together", condition.at)
            else:
                yield make_problem("X018", condition.at, line=by.at.line)


def _certain(holds: bool) -> Goal:
    """A goal that holds whatever happens, or never."""
    return Goal((), is_all=holds)


def _those(operator: str, limit: object) -> Values:
    """The present values that compare so with a limit."""
    if operator in _ORDER:
        return compared(operator, limit)
    return one_of(limit) if operator == "==" else none_of(limit)


def _constant(node: Node) -> object:
    """The value of a literal, None of anything else."""
    if isinstance(node, Unary) and node.operator == "-":
        value = _constant(node.operand)
        return -value if isinstance(value, Decimal) else None
    if not isinstance(node, Literal) or node.kind == "null":
        return None
    if node.kind == "number":
        return Decimal(node.text)
    return node.text == "true" if node.kind == "yesno" else node.text


def _written(node: Node) -> str:
    """An expression in one way of writing, whatever the author's."""
    match node:
        case Literal():
            return f"{node.kind}:{node.text!r}"
        case Name():
            return node.dotted
        case Call():
            return f"{node.function}({', '.join(map(_written, node.arguments))})"
        case ListLiteral():
            return f"[{', '.join(map(_written, node.items))}]"
        case Unary():
            return f"{node.operator}({_written(node.operand)})"
        case Binary():
            return f"({_written(node.left)} {node.operator} {_written(node.right)})"
        case Conditional():
            return f"({_written(node.condition)} ? {_written(node.positive)} : {_written(node.negative)})"


def _type_of(script: Script, parts: tuple[str, ...]) -> ValueType | None:
    """The type of a dotted name, None where it cannot be told."""
    type_: ValueType | None = script.scope.get(parts[0])
    for name in parts[1:]:
        record = present(type_) if type_ is not None else None
        field = record.fields.get(name) if isinstance(record, RecordType) else None
        type_ = field.type if field is not None else None
    return type_
