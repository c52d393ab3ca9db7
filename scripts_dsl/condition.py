"""The expression language of scripts: typed before a script runs, three-valued, decimal, compiled once to closures.

A strict subset of CEL plus dates, money and a few functions. Nothing loops, calls out or grows memory. A missing value is None
and makes a comparison unknown (None); `unknown && false` is false and `unknown || true` is true.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from scripts_dsl.environment import Environment
from scripts_dsl.location import NOWHERE, Location
from scripts_dsl.problem import Problem
from scripts_dsl.types import ValueType

MAX_LENGTH = 1_000
MAX_DEPTH = 16
MAX_PARTS = 200


@dataclass(frozen=True, slots=True)
class Scope:
    """The names an expression may use: typed variables, formulas to be compiled in, and steps for visits()."""

    names: Mapping[str, ValueType]
    formulas: Mapping[str, "Expression"] = field(default_factory=dict)
    steps: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression: `reads` are the dotted names it looks at."""

    source: str
    type: ValueType
    reads: frozenset[str]
    evaluate: Callable[[Environment], object] = field(compare=False, repr=False)
    """The typed value in an environment, None where it is missing or unknown. Never raises."""
    at: Location = NOWHERE

    def test(self, environment: Environment) -> bool | None:
        """Whether the condition holds; None when unknown, which counts as not taken."""
        value = self.evaluate(environment)
        return value if isinstance(value, bool) else None


def compile_expression(
    source: str, scope: Scope, at: Location = NOWHERE, *, condition: bool = False
) -> tuple[Expression | None, list[Problem]]:
    """The compiled expression, or the problems that prevent it; a condition must be of type yesno."""
    raise NotImplementedError
