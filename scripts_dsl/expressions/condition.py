"""The expression language of scripts: typed before a script runs, three-valued, decimal, compiled once to closures.

A strict subset of CEL plus dates, money and a few functions. Nothing loops, calls out or grows memory. A missing value is None
and makes a comparison unknown (None); `unknown && false` is false and `unknown || true` is true.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from scripts_dsl.expressions.compiler import Compiler, Names, category
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.expressions.lexer import SyntaxFault
from scripts_dsl.expressions.syntax import Node, parse
from scripts_dsl.problem import Fix, Problem, did_you_mean, fill_problem, respelling
from scripts_dsl.source.location import NOWHERE, Location
from scripts_dsl.types import ValueType, present

Locate = Callable[[int, int], Location]
"""Turns characters `start:end` of an expression into a place in the script's source."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The names an expression may use: typed variables, formulas to be compiled in, and steps for visits()."""

    names: Mapping[str, ValueType]
    formulas: Mapping[str, "Expression"] = field(default_factory=dict)
    steps: Collection[str] = ()
    broken: frozenset[str] = frozenset()
    """Names whose declaration has a problem of its own."""
    known: dict[object, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What was compiled in this scope without any problem: the same words stand in many places of a script."""

    def with_name(self, name: str, type_: ValueType) -> "Scope":
        """The same scope knowing one name more."""
        return replace(self, names={**self.names, name: type_})


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression: `reads` are the dotted names it looks at."""

    source: str
    type: ValueType
    reads: frozenset[str]
    evaluate: Callable[[Environment], object] = field(compare=False, repr=False)
    """The typed value in an environment, None where it is missing or unknown. Never raises."""
    at: Location = NOWHERE
    parts: int = field(default=1, compare=False)
    """What one evaluation does at most, formulas included."""
    formulas: int = field(default=0, compare=False)
    """How deep formulas are used inside."""

    def moved(self, at: Location) -> "Expression":
        """The same expression, standing elsewhere."""
        return Expression(self.source, self.type, self.reads, self.evaluate, at, self.parts, self.formulas)

    def test(self, environment: Environment) -> bool | None:
        """Whether the condition holds; None when unknown, which counts as not taken."""
        value = self.evaluate(environment)
        return value if isinstance(value, bool) else None


class Findings:
    """Gathers the faults of one expression as problems of the script."""

    def __init__(self, locate: Locate) -> None:
        self.problems: list[Problem] = []
        self._locate = locate

    def __call__(self, rule: str, start: int, end: int, *, meant: str | None = None, **details: object) -> None:
        """Tell one fault; `meant` is the name that was probably wanted."""
        at = self._locate(start, end)
        fix = respelling(at, details, meant)
        self.problems.append(fill_problem(rule, at, details, hint=did_you_mean(meant) if meant else None, fix=fix))

    def fault(self, fault: SyntaxFault, offset: int = 0) -> None:
        """Tell what the parser stumbled over."""
        at = self._locate(fault.start + offset, fault.end + offset)
        fix = None if fault.replacement is None else Fix(at.start, at.end, fault.replacement)
        self.problems.append(fill_problem(fault.rule, at, fault.details, fix=fix))


def compile_node(node: Node, source: str, scope: Scope, findings: Findings, at: Location) -> Expression | None:
    """The compiled expression of a syntax tree; None after telling what is wrong."""
    compiler = Compiler(Names(scope.names, scope.formulas, scope.steps, scope.broken), findings)
    compiled = compiler.compile(node)
    if compiled.type is None or findings.problems:
        return None
    return Expression(source, compiled.type, frozenset(compiler.reads), compiled.run, at, compiler.parts, compiler.formulas)


def compile_expression(
    source: str, scope: Scope, at: Location = NOWHERE, *, locate: Locate | None = None, condition: bool = False
) -> tuple[Expression | None, list[Problem]]:
    """The compiled expression, or the problems that prevent it; a condition must be of type yesno.

    `at` is where the source begins; `locate` is needed where its characters do not stand in one unbroken line.
    """
    known: Expression | None = scope.known.get((source, condition))
    if known is not None:
        return known.moved(at), []
    findings = Findings(locate or (lambda start, end: at.moved(start, end - start)))
    try:
        node = parse(source)
    except SyntaxFault as fault:
        findings.fault(fault)
        return None, findings.problems
    expression = compile_node(node, source, scope, findings, at)
    if expression is None:
        return None, findings.problems
    if condition and category(expression.type) != "yesno":
        findings("X013/condition", node.start, node.end, found=present(expression.type))
        return None, findings.problems
    scope.known[source, condition] = expression
    return expression, []
