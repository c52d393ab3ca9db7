"""What an expression tells about missing values: which names it needs, and which must be there once its verdict is known.

A condition has three values, so there are four things to know of one: that it is true, that it is false, that it is not true
(false or unknown) and that it is not false. A dotted name that is there means that every record it is a field of is there too.
"""

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache

from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.lexer import SyntaxFault
from scripts_dsl.expressions.syntax import Binary, Call, Conditional, ListLiteral, Literal, Name, Node, Unary, parse

Names = frozenset[str]
NOTHING: Names = frozenset()


class Verdict(Enum):
    """What is known of a condition."""

    TRUE = "true"
    FALSE = "false"
    NOT_TRUE = "not true"
    NOT_FALSE = "not false"

    @property
    def negated(self) -> "Verdict":
        """What is then known of the condition without its `not`."""
        return _NEGATED[self]


_NEGATED = {
    Verdict.TRUE: Verdict.FALSE,
    Verdict.FALSE: Verdict.TRUE,
    Verdict.NOT_TRUE: Verdict.NOT_FALSE,
    Verdict.NOT_FALSE: Verdict.NOT_TRUE,
}
_KNOWN = (Verdict.TRUE, Verdict.FALSE)
_NEVER_MISSING = frozenset({"has", "visits", "today", "now"})


@lru_cache(maxsize=4096)
def tree_of(source: str) -> Node:
    """The syntax tree of an expression that was compiled before; what is no expression is an empty text."""
    try:
        return parse(source)
    except SyntaxFault:  # a plain value of the author's, like a department
        return Literal("text", "", 0, 0)


class Presence:
    """Judges the expressions of one script, whose named formulas stand for what they are made of."""

    def __init__(self, formulas: Mapping[str, Expression]) -> None:
        self._formulas = formulas

    def told(self, condition: Expression | None, verdict: Verdict) -> Names:
        """The names that must have a value when a condition has that verdict."""
        return NOTHING if condition is None else self._told(tree_of(condition.source), verdict)

    def demanded(self, value: Expression) -> Names:
        """The names without which a value would be missing, those that it asks has() about before left out."""
        return self._demanded(tree_of(value.source)) if value.reads else NOTHING

    def _told(self, node: Node, verdict: Verdict) -> Names:
        match node:
            case Name():
                formula = self._formulas.get(node.dotted)
                if formula is not None:
                    return self._told(tree_of(formula.source), verdict)
                return with_records(node.parts) if verdict in _KNOWN else NOTHING
            case Unary(operator="!"):
                return self._told(node.operand, verdict.negated)
            case Binary(operator="&&" | "||"):
                left, right = self._told(node.left, verdict), self._told(node.right, verdict)
                both = (node.operator == "&&") == (verdict in (Verdict.TRUE, Verdict.NOT_FALSE))
                return left | right if both else left & right
            case Call(function="has"):
                return self._there(node.arguments[0]) if verdict in (Verdict.TRUE, Verdict.NOT_FALSE) else NOTHING
            case Conditional() if verdict in _KNOWN:
                positive = self._told(node.condition, Verdict.TRUE) | self._told(node.positive, verdict)
                negative = self._told(node.condition, Verdict.FALSE) | self._told(node.negative, verdict)
                return positive & negative
        return self._there(node) if verdict in _KNOWN else NOTHING

    def _there(self, node: Node) -> Names:
        """The names that must have a value for an expression to have one."""
        match node:
            case Name():
                formula = self._formulas.get(node.dotted)
                return with_records(node.parts) if formula is None else self._there(tree_of(formula.source))
            case Unary():
                return self._there(node.operand)
            case Binary(operator="&&" | "||"):
                return self._told(node, Verdict.TRUE) & self._told(node, Verdict.FALSE)
            case Binary(operator="in"):
                return self._there(node.left) | (NOTHING if isinstance(node.right, ListLiteral) else self._there(node.right))
            case Binary():
                return self._there(node.left) | self._there(node.right)
            case Conditional():
                positive = self._told(node.condition, Verdict.TRUE) | self._there(node.positive)
                return positive & (self._told(node.condition, Verdict.FALSE) | self._there(node.negative))
            case Call() if node.function not in _NEVER_MISSING:
                return NOTHING.union(*(self._there(each) for each in node.arguments))
        return NOTHING

    def _demanded(self, node: Node) -> Names:
        match node:
            case Name():
                formula = self._formulas.get(node.dotted)
                return frozenset((node.dotted,)) if formula is None else self._demanded(tree_of(formula.source))
            case Unary():
                return self._demanded(node.operand)
            case Binary():
                # `has(x) && x > 3`: the right side counts only where the left one did not decide
                passed = {"&&": Verdict.TRUE, "||": Verdict.NOT_TRUE}.get(node.operator)
                guarded = NOTHING if passed is None else self._told(node.left, passed)
                return self._demanded(node.left) | (self._demanded(node.right) - guarded)
            case Conditional():
                positive = self._demanded(node.positive) - self._told(node.condition, Verdict.TRUE)
                negative = self._demanded(node.negative) - self._told(node.condition, Verdict.FALSE)
                return self._demanded(node.condition) | positive | negative
            case ListLiteral():
                return NOTHING.union(*(self._demanded(each) for each in node.items))
            case Call() if node.function not in _NEVER_MISSING:
                return NOTHING.union(*(self._demanded(each) for each in node.arguments))
        return NOTHING


def with_records(parts: tuple[str, ...]) -> Names:
    """A dotted name and every record it is a field of."""
    return frozenset(".".join(parts[:length]) for length in range(1, len(parts) + 1))
