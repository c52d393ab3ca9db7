"""The expression language beside an independent CEL: in the subset both have, thousands of random expressions give the same value.

CEL's error stands for our missing value. Left out is what differs by design: we divide numbers as decimals, CEL whole ones as
whole; CEL does not mix whole numbers with fractions; and this CEL counts bytes in size(), we count characters.
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from random import Random  # noqa: TID251 - dice of a test, seeded

import cel

from scripts_dsl.expressions.condition import Scope, compile_expression
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.types import NUMBER, TEXT, YESNO, Field, ListType, RecordType, optional

EXPRESSIONS = 20_000
RECORD = RecordType.of("r", Field("x", NUMBER), Field("name", TEXT), Field("gone", optional(NUMBER)), Field("ok", YESNO))
SCOPE = Scope(
    {
        **dict.fromkeys(("n", "m", "lost", "d", "e", "lost_d"), NUMBER),
        **dict.fromkeys(("s", "t", "lost_s"), TEXT),
        **dict.fromkeys(("b", "c", "lost_b"), YESNO),
        "tags": ListType(TEXT),
        "nums": ListType(NUMBER),
        "r": RECORD,
    }
)
VALUES = {
    **{"n": 7, "m": -3, "d": 2.5, "e": -0.75, "s": "宽带 fibre", "t": "fibre", "b": True, "c": False},
    **{"tags": ["tv", "fibre", "宽带"], "nums": [1, 2, 7], "r": {"x": 12, "name": "王小明", "ok": True}},
}


def ours(value: object) -> object:
    """A value as our expressions know it: numbers as decimals."""
    if isinstance(value, dict):
        return {name: ours(item) for name, item in value.items()}
    if isinstance(value, list):
        return tuple(ours(item) for item in value)
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


MOMENT = Environment({name: ours(value) for name, value in VALUES.items()}, datetime(2026, 11, 22, tzinfo=UTC), UTC)

Pair = tuple[str, str, int]
"""An expression in our words, the same in CEL's, and how tightly its outermost operator binds."""
CHOICE, OR, AND, COMPARED, SUM, PRODUCT, ATOM = range(7)


class Writer:
    """Writes random expressions of a wanted type, with brackets only where they are needed: so precedence is tried as well."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)

    def any(self) -> Pair:
        return self.dice.choice((self.truth, self.truth, self.truth, self.whole, self.fraction, self.text))(3)

    def atom(self, *names: str) -> Pair:
        name = self.dice.choice(names)
        return name, name, ATOM

    def joined(self, operator: str, left: Pair, right: Pair, level: int, word: str | None = None) -> Pair:
        one, two = _bracketed(left, level), _bracketed(right, level + 1)
        said = word if word is not None and self.dice.random() < 0.5 else operator
        return f"{one[0]} {said} {two[0]}", f"{one[1]} {operator} {two[1]}", level

    def chosen(self, made: Callable[[int], Pair], depth: int) -> Pair:
        condition = _bracketed(self.truth(depth - 1), OR)
        one, two = _bracketed(made(depth - 1), OR), made(depth - 1)
        return f"{condition[0]} ? {one[0]} : {two[0]}", f"{condition[1]} ? {one[1]} : {two[1]}", CHOICE

    def truth(self, depth: int) -> Pair:
        dice = self.dice.randrange(10) if depth > 0 else 9
        if dice == 0:
            return self.chosen(self.truth, depth)
        if dice in (1, 2):
            return self.joined("||", self.truth(depth - 1), self.truth(depth - 1), OR, "or")
        if dice in (3, 4):
            return self.joined("&&", self.truth(depth - 1), self.truth(depth - 1), AND, "and")
        if dice == 5:
            inner = _bracketed(self.truth(depth - 1), ATOM)
            return f"!{inner[0]}", f"!{inner[1]}", ATOM
        if dice in (6, 7):
            made = self.dice.choice((self.whole, self.fraction, self.text))
            operator = self.dice.choice(("==", "!=", "<", "<=", ">", ">="))
            return self.joined(operator, _bracketed(made(depth - 1), SUM), _bracketed(made(depth - 1), SUM), COMPARED)
        if dice == 8:
            return self.asked(depth)
        return self.atom("true", "false", "b", "c", "lost_b", "r.ok", "has(r.gone)", "has(r.x)")

    def asked(self, depth: int) -> Pair:
        """A question about lists and texts."""
        if self.dice.random() < 0.5:
            whole = self.dice.random() < 0.5
            item = _bracketed((self.whole if whole else self.text)(depth - 1), SUM)
            items = self.atom("nums", "[7, 2]", "[]") if whole else self.atom("tags", '["fibre", "王"]')
            return self.joined("in", item, items, COMPARED)
        one, two = self.text(depth - 1), self.text(depth - 1)
        name, method = self.dice.choice((("contains", "contains"), ("starts_with", "startsWith")))
        return f"{name}({one[0]}, {two[0]})", f"{_bracketed(one, ATOM)[1]}.{method}({two[1]})", ATOM

    def whole(self, depth: int) -> Pair:
        dice = self.dice.randrange(7) if depth > 0 else 6
        if dice == 0:
            return self.chosen(self.whole, depth)
        if dice in (1, 2):
            return self.joined(self.dice.choice("+-"), self.whole(depth - 1), self.whole(depth - 1), SUM)
        if dice in (3, 4):
            return self.joined(self.dice.choice("*%"), self.whole(depth - 1), self.whole(depth - 1), PRODUCT)
        if dice == 5:
            return self.atom("size(tags)", "size(nums)", 'size("abc")', "size(t)", "-n", "-r.x")
        return self.atom("n", "m", "r.x", "lost", "r.gone", *map(str, self.dice.sample(range(40), 4)))

    def fraction(self, depth: int) -> Pair:
        dice = self.dice.randrange(5) if depth > 0 else 4
        if dice == 0:
            return self.chosen(self.fraction, depth)
        if dice in (1, 2):
            return self.joined(self.dice.choice("+-"), self.fraction(depth - 1), self.fraction(depth - 1), SUM)
        if dice == 3:
            halves = self.atom("0.5", "2.0", "4.0", "0.25")  # exact in binary too
            return self.joined(self.dice.choice("*/"), self.fraction(depth - 1), halves, PRODUCT)
        return self.atom("d", "e", "-d", "lost_d", "1.5", "0.25", "10.0", "3.75")

    def text(self, depth: int) -> Pair:
        dice = self.dice.randrange(4) if depth > 0 else 3
        if dice == 0:
            return self.chosen(self.text, depth)
        if dice == 1:
            return self.joined("+", self.text(depth - 1), self.text(depth - 1), SUM)
        return self.atom("s", "t", "lost_s", "r.name", '"fibre"', '"宽带"', '""', '"a b"')


def _bracketed(pair: Pair, level: int) -> Pair:
    """The expression in brackets when it binds less tightly than its place demands."""
    return pair if pair[2] >= level else (f"({pair[0]})", f"({pair[1]})", ATOM)


def of_cel(source: str) -> object:
    """CEL's value, None for its error."""
    try:
        return cel.evaluate(source, VALUES)
    except (RuntimeError, TypeError, ValueError, KeyError, ZeroDivisionError):
        return None


def same(one: object, two: object) -> bool:
    """Whether our value is CEL's: truth values and texts alike, numbers equal."""
    if isinstance(one, Decimal):
        return isinstance(two, int | float) and not isinstance(two, bool) and one == Decimal(two)
    return type(one) is type(two) and one == two


def test_agrees_with_cel_on_random_expressions() -> None:
    writer, seen, differ = Writer(seed=20261122), Counter[str](), []
    written = set[str]()
    while len(written) < EXPRESSIONS:
        mine, theirs, _ = writer.any()
        expression, problems = compile_expression(mine, SCOPE)
        if mine in written:
            continue
        written.add(mine)
        assert expression is not None, (mine, problems)
        value, wanted = expression.evaluate(MOMENT), of_cel(theirs)
        seen[type(value).__name__] += 1
        if not same(value, wanted):
            differ.append(f"{mine}: {value!r}, CEL {wanted!r}")
    assert not differ, "\n".join(differ[:20])
    # a comparison of nothing but missing values would agree too easily
    assert min(seen["bool"], seen["Decimal"], seen["str"], seen["NoneType"]) >= EXPRESSIONS // 20, seen
