"""Decimal and money arithmetic that never raises: what has no answer (a division by zero, two currencies) is missing."""

from collections.abc import Callable
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

from scripts_dsl.money import Money

CONTEXT = Context(prec=34, Emin=-99, Emax=99, traps=[])
"""34 digits, no exceptions; results past 1e99 become infinite, which counts as missing."""


def finite(value: Decimal) -> Decimal | None:
    """The number, None when it is infinite or not a number."""
    return value if value.is_finite() else None


_OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": CONTEXT.add,
    "-": CONTEXT.subtract,
    "*": CONTEXT.multiply,
    "/": CONTEXT.divide,
    "%": CONTEXT.remainder,
}


def calculate(operator: str, left: object, right: object) -> object:
    """The result of `+ - * / %` on numbers and amounts; None when one is missing or there is no answer."""
    operation = _OPERATIONS[operator]
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return finite(operation(left, right))
    if isinstance(left, Money):
        if isinstance(right, Money):
            if left.currency != right.currency:
                return None
            result = finite(operation(left.amount, right.amount))
            return result if operator == "/" or result is None else Money(result, left.currency)
        if isinstance(right, Decimal):
            return _amount(operation(left.amount, right), left.currency)
    if isinstance(right, Money) and isinstance(left, Decimal):
        return _amount(operation(left, right.amount), right.currency)
    return None


def _amount(value: Decimal, currency: str) -> Money | None:
    return Money(value, currency) if value.is_finite() else None


def negate(value: object) -> object:
    """The value with its sign turned; None when it is missing."""
    if isinstance(value, Decimal):
        return finite(CONTEXT.minus(value))
    return _amount(CONTEXT.minus(value.amount), value.currency) if isinstance(value, Money) else None


def rounded(value: object, places: int) -> object:
    """The number or amount with that many decimals, halves away from zero."""
    return _quantized(value, places, ROUND_HALF_UP)


def floored(value: object) -> object:
    """The largest whole number or amount not above the value."""
    return _quantized(value, 0, ROUND_FLOOR)


def _quantized(value: object, places: int, rounding: str) -> object:
    if isinstance(value, Money):
        amount = _quantized(value.amount, places, rounding)
        return Money(amount, value.currency) if isinstance(amount, Decimal) else None
    if isinstance(value, Decimal):
        return finite(value.quantize(Decimal(1).scaleb(-places), rounding=rounding, context=CONTEXT))
    return None


def ordering_pair(left: object, right: object) -> tuple[object, object] | None:
    """Two values made comparable with each other: amounts of one currency by their amounts; None when they are not."""
    if isinstance(left, Money):
        if isinstance(right, Money):
            return (left.amount, right.amount) if left.currency == right.currency else None
        return left.amount, right
    return (left, right.amount) if isinstance(right, Money) else (left, right)
