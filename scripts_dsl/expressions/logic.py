"""The closures of three-valued logic: None is unknown, and only a known value decides."""

import operator as operators
from collections.abc import Callable, Mapping
from typing import Any

from scripts_dsl.expressions.arithmetic import ordering_pair
from scripts_dsl.expressions.environment import Environment

Run = Callable[[Environment], object]

_ORDER: dict[str, Callable[[Any, Any], bool]] = {"<": operators.lt, "<=": operators.le, ">": operators.gt, ">=": operators.ge}
MAX_TEXT = 10_000
"""Characters that joining texts may reach; longer is cut, so that no expression grows memory."""


def reader(path: tuple[str, ...]) -> Run:
    """Reads a variable, or a field of one; missing anywhere on the way is missing."""
    root, *fields = path
    if not fields:
        return lambda environment: environment.variables.get(root)
    if len(fields) == 1:
        (only,) = fields

        def read_field(environment: Environment) -> object:
            record = environment.variables.get(root)
            return record.get(only) if isinstance(record, Mapping) else None

        return read_field

    def read_path(environment: Environment) -> object:
        value = environment.variables.get(root)
        for name in fields:
            if not isinstance(value, Mapping):
                return None
            value = value.get(name)
        return value

    return read_path


def negation(run: Run) -> Run:
    """Not; unknown stays unknown."""

    def negated(environment: Environment) -> object:
        value = run(environment)
        return None if value is None else not value

    return negated


def both(left: Run, right: Run) -> Run:
    """And: one false side decides."""

    def conjunction(environment: Environment) -> object:
        one = left(environment)
        if one is False:
            return False
        two = right(environment)
        if two is False:
            return False
        return None if one is None or two is None else True

    return conjunction


def either(left: Run, right: Run) -> Run:
    """Or: one true side decides."""

    def disjunction(environment: Environment) -> object:
        one = left(environment)
        if one is True:
            return True
        two = right(environment)
        if two is True:
            return True
        return None if one is None or two is None else False

    return disjunction


def choice(condition: Run, positive: Run, negative: Run) -> Run:
    """One of two values; unknown when the condition is."""

    def chosen(environment: Environment) -> object:
        value = condition(environment)
        if value is None:
            return None
        return positive(environment) if value else negative(environment)

    return chosen


def equal(one: object, two: object) -> bool | None:
    """Whether two values are the same; None when one is missing or they cannot be compared."""
    if one is None or two is None:
        return None
    pair = ordering_pair(one, two)
    return None if pair is None else pair[0] == pair[1]


def equality(left: Run, right: Run, wanted: bool) -> Run:
    """`==` when wanted, else `!=`."""

    def equals(environment: Environment) -> object:
        same = equal(left(environment), right(environment))
        return None if same is None else same is wanted

    return equals


def ordering(left: Run, right: Run, sign: str) -> Run:
    """`<`, `<=`, `>` or `>=`."""
    compare = _ORDER[sign]

    def ordered(environment: Environment) -> object:
        one, two = left(environment), right(environment)
        if one is None or two is None:
            return None
        pair = ordering_pair(one, two)
        if pair is None:
            return None
        try:
            return compare(*pair)
        except TypeError:  # a time with a zone and one without, from a connector
            return None

    return ordered


def membership(item: Run, items: Run) -> Run:
    """`in`: true when found, unknown when not found among missing ones."""

    def member(environment: Environment) -> object:
        value, values = item(environment), items(environment)
        if value is None or not isinstance(values, tuple | list):
            return None
        found = [equal(value, each) for each in values]
        if True in found:
            return True
        return None if None in found else False

    return member


def joined(left: Run, right: Run) -> Run:
    """Two texts, one after the other."""

    def concatenation(environment: Environment) -> object:
        one, two = left(environment), right(environment)
        return (one + two)[:MAX_TEXT] if isinstance(one, str) and isinstance(two, str) else None

    return concatenation
