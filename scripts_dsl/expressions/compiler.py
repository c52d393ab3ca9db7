"""From syntax tree to typed closures: every name known, every comparison typed, before a script runs."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from scripts_dsl.expressions import logic
from scripts_dsl.expressions.arithmetic import calculate, negate
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.expressions.syntax import Binary, Call, Conditional, ListLiteral, Literal, Name, Node, Unary
from scripts_dsl.money import Money
from scripts_dsl.nearest import nearest
from scripts_dsl.types import (
    MONEY,
    NUMBER,
    TEXT,
    TEXTUAL,
    YESNO,
    EnumType,
    ListType,
    OptionalType,
    RecordType,
    Scalar,
    ValueType,
    optional,
    present,
)
from scripts_dsl.values import read_value

Run = Callable[[Environment], object]


class Report(Protocol):
    """Takes one fault of an expression: the rule, the characters where, the words to fill in."""

    def __call__(self, rule: str, start: int, end: int, *, meant: str | None = None, **details: object) -> None: ...


class Formula(Protocol):
    """What a named formula gives to an expression that uses it."""

    @property
    def type(self) -> ValueType: ...
    @property
    def reads(self) -> frozenset[str]: ...
    @property
    def evaluate(self) -> Run: ...
    @property
    def parts(self) -> int: ...
    @property
    def formulas(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Compiled:
    """A part of an expression: its type (None after a fault, so that one fault is told once) and its closure."""

    type: ValueType | None
    run: Run
    literal: Literal | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What the compiler may find: variables, formulas and steps."""

    variables: Mapping[str, ValueType]
    formulas: Mapping[str, Formula]
    steps: Collection[str]
    broken: frozenset[str] = frozenset()


def nothing(_environment: Environment) -> object:
    """The closure of what could not be compiled."""
    return None


BROKEN = Compiled(None, nothing)


def category(type_: ValueType) -> str:
    """What a type is compared as: text for all textual ones, else its own kind."""
    type_ = present(type_)
    if isinstance(type_, Scalar):
        return "text" if type_.name in TEXTUAL else type_.name
    return {EnumType: "enum", RecordType: "record", ListType: "list"}[type(type_)]


MAX_PARTS_WITH_FORMULAS = 2_000
"""Parts of an expression when the formulas it uses are written out."""
MAX_FORMULA_DEPTH = 8
"""How deep formulas may use formulas."""

_ORDERED = frozenset({"number", "money", "date", "time", "datetime", "text"})
_FROM_TEXT = frozenset({"money", "date", "time", "datetime"})


class Compiler:
    """Compiles the nodes of one expression.

    `reads` gathers the names it looks at; `parts` counts what one evaluation does at most, formulas included, and `formulas`
    how deep formulas use formulas: without these two limits a short chain of them would run for ever.
    """

    def __init__(self, names: Names, report: Report) -> None:
        self.names = names
        self.report = report
        self.reads: set[str] = set()
        self.parts = 0
        self.formulas = 0

    def compile(self, node: Node) -> Compiled:
        """The typed closure of a node."""
        self.parts += 1
        match node:
            case Literal():
                return self._literal(node)
            case Name():
                return self.name(node)
            case Call():
                from scripts_dsl.expressions.functions import compile_call  # functions compile their own arguments

                return compile_call(self, node)
            case ListLiteral():
                return self._list(node)
            case Unary():
                return self._unary(node)
            case Binary():
                return self._binary(node)
            case Conditional():
                return self._conditional(node)

    def _literal(self, node: Literal) -> Compiled:
        if node.kind == "null":
            self.report("X005/null", node.start, node.end)
            return BROKEN
        value: object = node.text
        type_ = TEXT
        if node.kind == "number":
            value, type_ = Decimal(node.text), NUMBER
        elif node.kind == "yesno":
            value, type_ = node.text == "true", YESNO
        return Compiled(type_, lambda _environment: value, node)

    def name(self, node: Name) -> Compiled:
        """The closure that reads a variable or a field of it."""
        root, *fields = node.parts
        if root in self.names.formulas and not fields:
            formula = self.names.formulas[root]
            self.reads.update(formula.reads)
            self.parts += formula.parts
            self.formulas = max(self.formulas, formula.formulas + 1)
            if self.parts > MAX_PARTS_WITH_FORMULAS:
                self.report("X001/formulas", node.start, node.end, limit=MAX_PARTS_WITH_FORMULAS)
                return BROKEN
            if self.formulas > MAX_FORMULA_DEPTH:
                self.report("X001/chain", node.start, node.end, limit=MAX_FORMULA_DEPTH)
                return BROKEN
            return Compiled(formula.type, formula.evaluate)
        type_ = self.names.variables.get(root)
        if type_ is None:
            if root in self.names.broken:
                return BROKEN
            if node.dotted in ("yes", "no"):
                return self._literal(Literal("yesno", "true" if root == "yes" else "false", node.start, node.end))
            self._unknown(node, root, [*self.names.variables, *self.names.formulas, "today", "now"])
            return BROKEN
        may_be_missing = isinstance(type_, OptionalType)
        for name in fields:
            record = present(type_)
            if not isinstance(record, RecordType):
                self.report("X012", node.start, node.end, name=node.dotted, field=name, type=record)
                return BROKEN
            found = record.fields.get(name)
            if found is None:
                self._unknown(node, name, record.fields)
                return BROKEN
            type_ = found.type
            may_be_missing = may_be_missing or isinstance(type_, OptionalType)
        self.reads.add(node.dotted)
        return Compiled(optional(type_) if may_be_missing else type_, logic.reader(node.parts))

    def _unknown(self, node: Name, name: str, known: Collection[str]) -> None:
        meant = nearest(name, known)
        self.report("X010", node.start, node.end, meant=meant, name=node.dotted)

    def _list(self, node: ListLiteral) -> Compiled:
        items = [self.compile(item) for item in node.items]
        types = [item.type for item in items if item.type is not None]
        if any(item.type is None for item in items):
            return BROKEN
        if len({category(type_) for type_ in types}) > 1:
            self.report("X013/list", node.start, node.end)
            return BROKEN
        runs = tuple(item.run for item in items)
        return Compiled(ListType(present(types[0]) if types else TEXT), lambda environment: tuple(run(environment) for run in runs))

    def _unary(self, node: Unary) -> Compiled:
        operand = self.compile(node.operand)
        if operand.type is None:
            return BROKEN
        run = operand.run
        if node.operator == "!":
            if not self.wants(operand, ("yesno",), node.operand):
                return BROKEN
            return Compiled(YESNO, logic.negation(run))
        if not self.wants(operand, ("number", "money"), node.operand):
            return BROKEN
        return Compiled(present(operand.type), lambda environment: negate(run(environment)))

    def wants(self, part: Compiled, categories: Collection[str], node: Node) -> bool:
        """Whether a part is of one of these categories; tells when not."""
        if part.type is None:
            return False
        if category(part.type) in categories:
            return True
        self.report("X013/wanted", node.start, node.end, wanted=" / ".join(categories), found=present(part.type))
        return False

    def _conditional(self, node: Conditional) -> Compiled:
        condition = self.compile(node.condition)
        positive, negative = self.compile(node.positive), self.compile(node.negative)
        if condition.type is None or positive.type is None or negative.type is None:
            return BROKEN
        if not self.wants(condition, ("yesno",), node.condition):
            return BROKEN
        if category(positive.type) != category(negative.type):
            if not {category(positive.type), category(negative.type)} <= {"text", "enum"}:
                self.report("X013", node.negative.start, node.negative.end, left=present(positive.type), right=present(negative.type))
                return BROKEN
            result: ValueType = TEXT
        else:
            result = positive.type if isinstance(positive.type, OptionalType) else negative.type
        return Compiled(result, logic.choice(condition.run, positive.run, negative.run))

    def _binary(self, node: Binary) -> Compiled:
        left = self.compile(node.left)
        if self._without_quotes(node.right, left):
            return BROKEN
        right = self.compile(node.right)
        if left.type is None or right.type is None:
            return BROKEN
        if node.operator in ("&&", "||"):
            fine = self.wants(left, ("yesno",), node.left) and self.wants(right, ("yesno",), node.right)
            join = logic.both if node.operator == "&&" else logic.either
            return Compiled(YESNO, join(left.run, right.run)) if fine else BROKEN
        if node.operator == "in":
            return self._membership(node, left, right)
        if node.operator in ("==", "!=", "<", "<=", ">", ">="):
            return self._comparison(node, left, right)
        return self._arithmetic(node, left, right)

    def _without_quotes(self, node: Node, other: Compiled) -> bool:
        """Whether a name that stands for nothing is a value of the other side, written without quotes; it is told."""
        wanted = present(other.type) if other.type is not None else None
        if not isinstance(wanted, EnumType) or not isinstance(node, Name) or node.dotted in {*self.names.variables, *self.names.formulas}:
            return False
        if node.dotted not in wanted.values or node.dotted in ("yes", "no", "true", "false"):
            return False
        self.report("X010", node.start, node.end, meant=f'"{node.dotted}"', name=node.dotted)
        return True

    def _comparison(self, node: Binary, left: Compiled, right: Compiled) -> Compiled:
        left, right = self.fitted(left, right, node.right), self.fitted(right, left, node.left)
        if left.type is None or right.type is None:
            return BROKEN
        one, two = category(left.type), category(right.type)
        same = one == two or {one, two} in ({"text", "enum"}, {"money", "number"})
        if not same or one in ("record", "list", "files"):
            self.report("X013", node.operator_start, node.operator_end, left=present(left.type), right=present(right.type))
            return BROKEN
        if node.operator in ("==", "!="):
            return Compiled(YESNO, logic.equality(left.run, right.run, node.operator == "=="))
        if one not in _ORDERED or two not in _ORDERED:
            self.report("X013/order", node.operator_start, node.operator_end, type=present(left.type))
            return BROKEN
        return Compiled(YESNO, logic.ordering(left.run, right.run, node.operator))

    def fitted(self, part: Compiled, other: Compiled, against: Node | None = None) -> Compiled:
        """A text literal as a value of the other side's type; tells when it can never be one."""
        if part.literal is None or part.literal.kind != "text" or other.type is None:
            return part
        wanted = present(other.type)
        if isinstance(wanted, EnumType):
            if part.literal.text not in wanted.values:
                meant = nearest(part.literal.text, wanted.values)
                name = against.dotted if isinstance(against, Name) else str(wanted)
                self.report("X014", part.literal.start, part.literal.end, meant=meant, value=part.literal.text, name=name)
                return BROKEN
            return part
        if category(wanted) not in _FROM_TEXT:
            return part
        try:
            # an amount in quotes says its currency; without quotes it is a number in whatever currency there is
            value = Money.parse(part.literal.text) if wanted == MONEY else read_value(part.literal.text, wanted)
        except ValueError:
            self.report("X014/type", part.literal.start, part.literal.end, value=part.literal.text, type=wanted)
            return BROKEN
        if isinstance(value, datetime) and not part.literal.text.endswith("Z") and "+" not in part.literal.text:
            naive = value.replace(tzinfo=None)
            return Compiled(wanted, lambda environment: naive.replace(tzinfo=environment.zone))
        return Compiled(wanted, lambda _environment: value)

    def _membership(self, node: Binary, left: Compiled, right: Compiled) -> Compiled:
        if isinstance(node.right, ListLiteral):
            items = [self.fitted(self.compile(item), left, node.left) for item in node.right.items]
            if any(item.type is None for item in items):
                return BROKEN
            runs = tuple(item.run for item in items)
            right = Compiled(
                ListType(present(items[0].type) if items and items[0].type else TEXT),
                lambda environment: tuple(run(environment) for run in runs),
            )
        list_type = present(right.type) if right.type else None
        if not isinstance(list_type, ListType):
            self.report("X013/in", node.operator_start, node.operator_end, found=list_type)
            return BROKEN
        assert left.type is not None  # noqa: S101 - the caller left when it was
        one, two = category(left.type), category(list_type.item)
        empty = isinstance(node.right, ListLiteral) and not node.right.items
        if not empty and one != two and {one, two} not in ({"text", "enum"}, {"money", "number"}):
            self.report("X013", node.operator_start, node.operator_end, left=present(left.type), right=list_type.item)
            return BROKEN
        return Compiled(YESNO, logic.membership(left.run, right.run))

    def _arithmetic(self, node: Binary, left: Compiled, right: Compiled) -> Compiled:
        assert left.type is not None  # noqa: S101
        assert right.type is not None  # noqa: S101
        operator, kinds = node.operator, (category(left.type), category(right.type))
        result = _RESULTS.get((operator, *kinds))
        if result is None:
            self.report(
                "X013/sum", node.operator_start, node.operator_end, operator=operator, left=present(left.type), right=present(right.type)
            )
            return BROKEN
        one, two = left.run, right.run
        if result is TEXT:
            return Compiled(TEXT, logic.joined(one, two))
        return Compiled(result, lambda environment: calculate(operator, one(environment), two(environment)))


_RESULTS: dict[tuple[str, str, str], Scalar] = {
    **{(operator, "number", "number"): NUMBER for operator in "+-*/%"},
    ("+", "money", "money"): MONEY,
    ("-", "money", "money"): MONEY,
    ("*", "money", "number"): MONEY,
    ("*", "number", "money"): MONEY,
    ("/", "money", "number"): MONEY,
    ("/", "money", "money"): NUMBER,
    ("+", "text", "text"): TEXT,
}
"""The type of each sum that makes sense."""
