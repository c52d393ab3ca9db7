"""The closed list of functions an expression may call, each with its types and its closure."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import reduce

from scripts_dsl.expressions.arithmetic import floored, ordering_pair, rounded
from scripts_dsl.expressions.compiler import BROKEN, Compiled, Compiler, Run, category
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.expressions.logic import equal
from scripts_dsl.expressions.syntax import Call, Literal, Name
from scripts_dsl.nearest import as_name, nearest
from scripts_dsl.types import DATE, DATETIME, NUMBER, TEXT, YESNO, ListType, ValueType, present

Build = Callable[[Compiler, Call], Compiled]


@dataclass(frozen=True, slots=True)
class Function:
    """One function: how many arguments it takes, and how a call of it is compiled."""

    least: int
    most: int
    build: Build


def compile_call(compiler: Compiler, call: Call) -> Compiled:
    """The typed closure of a call; tells of an unknown function and of a wrong count."""
    function = FUNCTIONS.get(call.function)
    if function is None:
        meant = nearest(call.function, FUNCTIONS)
        end = call.start + len(call.function)
        compiler.report("X011", call.start, end, meant=meant, name=call.function)
        return BROKEN
    if not function.least <= len(call.arguments) <= function.most:
        wanted = str(function.least) if function.least == function.most else f"{function.least}-{function.most}"
        compiler.report("X015", call.start, call.end, name=call.function, wanted=wanted, found=len(call.arguments))
        return BROKEN
    return function.build(compiler, call)


def _simple(wanted: tuple[tuple[str, ...], ...], result: ValueType | None, apply: Callable[..., object]) -> Build:
    """A function of present values: one missing argument makes the result missing; no result type means that of the first."""

    def build(compiler: Compiler, call: Call) -> Compiled:
        parts = [compiler.compile(argument) for argument in call.arguments]
        fine = [compiler.wants(part, kinds, node) for part, kinds, node in zip(parts, wanted, call.arguments, strict=False)]
        if not all(fine) or any(part.type is None for part in parts):
            return BROKEN
        runs = tuple(part.run for part in parts)

        def run(environment: Environment) -> object:
            values = [each(environment) for each in runs]
            return None if None in values else apply(*values)

        first = parts[0].type if parts else None
        type_ = result or (present(first) if first else None)
        return Compiled(type_, run)

    return build


def _has(compiler: Compiler, call: Call) -> Compiled:
    """Whether a name has a value."""
    (node,) = call.arguments
    if not isinstance(node, Name):
        compiler.report("X015/has", node.start, node.end)
        return BROKEN
    part = compiler.name(node)
    if part.type is None:
        return BROKEN
    run = part.run
    return Compiled(YESNO, lambda environment: run(environment) is not None)


def _contains(compiler: Compiler, call: Call) -> Compiled:
    """Whether a text holds a text, or a list an item."""
    whole, item = (compiler.compile(argument) for argument in call.arguments)
    if whole.type is None or item.type is None or not compiler.wants(whole, ("text", "list"), call.arguments[0]):
        return BROKEN
    outer, inner = whole.run, item.run
    list_type = present(whole.type)
    if isinstance(list_type, ListType):
        item = compiler.fitted(item, Compiled(list_type.item, outer))
        if item.type is None:
            return BROKEN
        if category(item.type) != category(list_type.item) and {category(item.type), category(list_type.item)} != {"text", "enum"}:
            compiler.report("X013", call.arguments[1].start, call.arguments[1].end, left=list_type.item, right=present(item.type))
            return BROKEN
    elif not compiler.wants(item, ("text", "enum"), call.arguments[1]):
        return BROKEN

    def run(environment: Environment) -> object:
        values, value = outer(environment), inner(environment)
        if values is None or value is None:
            return None
        if isinstance(values, str):
            return isinstance(value, str) and value in values
        return isinstance(values, tuple | list) and any(equal(value, each) is True for each in values)

    return Compiled(YESNO, run)


def _extreme(sign: int) -> Build:
    """`min` or `max`, of several values or of one list."""

    def build(compiler: Compiler, call: Call) -> Compiled:
        parts = [compiler.compile(argument) for argument in call.arguments]
        if any(part.type is None for part in parts):
            return BROKEN
        types = [present(part.type) for part in parts if part.type is not None]
        runs = tuple(part.run for part in parts)
        if len(parts) == 1 and isinstance(types[0], ListType):
            item: ValueType = types[0].item
            gather: Run = runs[0]
        else:
            item = types[0]
            gather = lambda environment: tuple(run(environment) for run in runs)  # noqa: E731
        for type_, node in zip([item, *types[1:]], call.arguments, strict=True):
            if not compiler.wants(Compiled(type_, gather), ("number", "money", "date", "time", "datetime"), node):
                return BROKEN
            if category(type_) != category(item):
                compiler.report("X013", node.start, node.end, left=present(item), right=present(type_))
                return BROKEN
        return Compiled(present(item), lambda environment: _extreme_of(gather(environment), sign))

    return build


def _extreme_of(values: object, sign: int) -> object:
    """The least (-1) or greatest (1) of some values; missing when one is, or when there is none."""
    if not isinstance(values, tuple | list) or not values or None in values:
        return None

    def better(one: object, two: object) -> object:
        pair = None if one is None else ordering_pair(one, two)
        if pair is None:
            return None
        first, second = pair
        try:
            return two if (second > first if sign > 0 else second < first) else one  # type: ignore[operator]
        except TypeError:
            return None

    return reduce(better, values[1:], values[0])


def _round(compiler: Compiler, call: Call) -> Compiled:
    """A number or amount with some decimals, none when not said."""
    part = compiler.compile(call.arguments[0])
    places = 0
    if len(call.arguments) == 2:
        node = call.arguments[1]
        if not isinstance(node, Literal) or node.kind != "number" or not node.text.isdigit() or int(node.text) > 10:
            compiler.report("X015/places", node.start, node.end)
            return BROKEN
        places = int(node.text)
    if part.type is None or not compiler.wants(part, ("number", "money"), call.arguments[0]):
        return BROKEN
    run = part.run
    return Compiled(present(part.type), lambda environment: rounded(run(environment), places))


def _visits(compiler: Compiler, call: Call) -> Compiled:
    """How often a step was entered; the step stands bare or in quotes."""
    (node,) = call.arguments
    if isinstance(node, Name) and len(node.parts) == 1:
        step = node.dotted
    elif isinstance(node, Literal) and node.kind == "text":
        step = node.text
    else:
        compiler.report("X015/visits", node.start, node.end)
        return BROKEN
    if step not in compiler.names.steps:
        names = {as_name(each) or each for each in compiler.names.steps}
        if step not in names:  # one whose name is none is told where it stands
            compiler.report("S020", node.start, node.end, meant=nearest(step, names), target=step)
        return BROKEN
    return Compiled(NUMBER, lambda environment: Decimal(environment.visits.get(step, 0)))


def _moment(kinds: tuple[str, ...], apply: Callable[[date], object]) -> Build:
    """A function of a moment, of the customer's now when none is given."""

    def build(compiler: Compiler, call: Call) -> Compiled:
        if not call.arguments:
            return Compiled(NUMBER, lambda environment: apply(environment.local_now))
        part = compiler.compile(call.arguments[0])
        if not compiler.wants(part, kinds, call.arguments[0]):
            return BROKEN
        run = part.run

        def of_value(environment: Environment) -> object:
            value = run(environment)
            if isinstance(value, datetime) and value.tzinfo is not None:
                value = value.astimezone(environment.zone)
            return apply(value) if isinstance(value, date) else None

        return Compiled(NUMBER, of_value)

    return build


def _hour(value: date) -> object:
    return Decimal(value.hour) if isinstance(value, datetime) else None


def _days_until(compiler: Compiler, call: Call) -> Compiled:
    """Days from the customer's today to a date; negative when it has passed."""
    part = compiler.fitted(compiler.compile(call.arguments[0]), Compiled(DATE, lambda environment: environment.today))
    if not compiler.wants(part, ("date", "datetime"), call.arguments[0]):
        return BROKEN
    run = part.run

    def days(environment: Environment) -> object:
        value = run(environment)
        if isinstance(value, datetime):
            value = value.astimezone(environment.zone).date()
        return Decimal((value - environment.today).days) if isinstance(value, date) else None

    return Compiled(NUMBER, days)


def _add_days(value: date, days: Decimal) -> object:
    try:
        return value + timedelta(days=int(days))
    except OverflowError:
        return None


def _add_months(value: date, months: Decimal) -> object:
    """The same day some months on, or the last day of a shorter month."""
    if abs(months) > 12_000:
        return None
    year, month = divmod(value.year * 12 + value.month - 1 + int(months), 12)
    if not 1 <= year <= 9999:
        return None
    return value.replace(year=year, month=month + 1, day=min(value.day, monthrange(year, month + 1)[1]))


_DATES = ("date", "datetime")

FUNCTIONS: Mapping[str, Function] = {
    "has": Function(1, 1, _has),
    "size": Function(1, 1, _simple((("text", "list", "files"),), NUMBER, lambda value: Decimal(len(value)))),
    "lower": Function(1, 1, _simple((("text",),), TEXT, lambda value: value.lower())),
    "contains": Function(2, 2, _contains),
    "starts_with": Function(2, 2, _simple((("text",), ("text",)), YESNO, lambda value, start: value.startswith(start))),
    "min": Function(1, 20, _extreme(-1)),
    "max": Function(1, 20, _extreme(1)),
    "floor": Function(1, 1, _simple((("number", "money"),), None, floored)),
    "round": Function(1, 2, _round),
    "days_until": Function(1, 1, _days_until),
    "today": Function(0, 0, lambda _compiler, _call: Compiled(DATE, lambda environment: environment.today)),
    "now": Function(0, 0, lambda _compiler, _call: Compiled(DATETIME, lambda environment: environment.now)),
    "hour": Function(0, 1, _moment(("datetime",), _hour)),
    "weekday": Function(0, 1, _moment(_DATES, lambda value: Decimal(value.isoweekday()))),
    "add_days": Function(2, 2, _simple((_DATES, ("number",)), None, _add_days)),
    "add_months": Function(2, 2, _simple((_DATES, ("number",)), None, _add_months)),
    "visits": Function(1, 1, _visits),
}
"""Every function by name; weekday counts from Monday, 1."""
