"""X018: conditions that never hold or always do, and lines that an earlier one covers, compared with trying every value."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts_dsl.expressions.condition import Expression, Scope, compile_expression
from scripts_dsl.expressions.environment import Environment
from scripts_dsl.expressions.presence import Presence, Verdict
from scripts_dsl.loader import Loaded
from scripts_dsl.rules.conditions import Conditions
from scripts_dsl.script import Script
from scripts_dsl.types import NUMBER, YESNO, Choice, EnumType, Field, RecordType, ValueType, optional

TIER = EnumType((Choice("gold"), Choice("silver"), Choice("iron")))
PLAN = RecordType.of("plan", Field("speed", optional(NUMBER)), Field("fast", YESNO))
NAMES: dict[str, ValueType] = {"tier": TIER, "plan": optional(PLAN), "n": optional(NUMBER)}
SCOPE = Scope(NAMES, steps=["here"])
NUMBERS = [None, *(Decimal(number) / 2 for number in range(7))]
PLANS = [None, *({"speed": speed, "fast": fast} for speed in NUMBERS for fast in (True, False, None))]
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def script_of() -> Script:
    return Script(
        name="x", spec=1, title={}, languages=("en",), channel="any", start="", variables={}, parameters={}, gives=(), steps={}, exits={},
        objections={}, scope=NAMES, subscripts={}, source="", at=compiled("n == 1").at,
    )  # fmt: skip


def compiled(source: str) -> Expression:
    expression, problems = compile_expression(source, SCOPE, condition=True)
    assert expression is not None, problems
    return expression


def environments() -> Iterator[Environment]:
    """Every mixture of values that the random conditions can tell apart."""
    for tier, plan, number in product([*TIER.values, None], PLANS, NUMBERS):
        yield Environment({"tier": tier, "plan": plan, "n": number}, NOW, UTC)


EVERY = list(environments())
CLAIMS = st.sampled_from(
    [
        'tier == "gold"', 'tier != "iron"', 'tier in ["gold", "silver"]', "has(n)", "has(plan)", "has(plan.speed)", "plan.fast", "n > 1",
        "n >= 2", "n < 2", "n <= 1", "n == 1", "n != 1", "plan.speed > 1", "plan.speed <= 2", "2 > n", "true", "1 > 2", "n in [1, 2]",
    ]
)  # fmt: skip
CONDITIONS = st.recursive(
    CLAIMS,
    lambda inner: st.one_of(
        inner.map(lambda one: f"!({one})"),
        st.tuples(inner, st.sampled_from(["&&", "||"]), inner).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
    ),
    max_leaves=4,
)


@settings(deadline=None, max_examples=150)
@given(CONDITIONS)
def test_a_condition_never_holds_or_always_does_exactly_when_no_value_tells_otherwise(source: str) -> None:
    condition = compiled(source)
    verdicts = {condition.test(environment) for environment in EVERY}
    expected = "false" if True not in verdicts else "true" if verdicts == {True} else None
    assert Conditions(script_of()).judge(condition) == expected


@settings(deadline=None, max_examples=100)
@given(CONDITIONS, st.lists(CONDITIONS, min_size=1, max_size=2))
def test_a_line_is_covered_exactly_when_no_value_comes_to_it(source: str, earlier: list[str]) -> None:
    condition, before = compiled(source), [compiled(each) for each in earlier]
    comes = any(condition.test(environment) is True and not any(each.test(environment) is True for each in before) for environment in EVERY)
    assert Conditions(script_of()).is_covered(condition, before) is not comes


@settings(deadline=None, max_examples=150)
@given(CONDITIONS)
def test_what_a_verdict_says_is_there_is_there(source: str) -> None:
    condition, presence = compiled(source), Presence({})
    holding: dict[Verdict, Callable[[object], bool]] = {
        Verdict.TRUE: lambda found: found is True,
        Verdict.FALSE: lambda found: found is False,
        Verdict.NOT_TRUE: lambda found: found is not True,
        Verdict.NOT_FALSE: lambda found: found is not False,
    }
    for verdict, holds in holding.items():
        for name in presence.told(condition, verdict):
            has = compiled(f"has({name})")
            assert all(has.test(environment) for environment in EVERY if holds(condition.test(environment))), (verdict, name)


Load = Callable[..., Loaded]
BRANCH = "      - {when: has(plan.speed) && plan.speed > 100, next: wrap}\n"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["plan.speed > 100", "plan.speed > 200"], [(35, "never reached: line 34 already covers it")]),
        (["plan.speed > 200", "plan.speed > 100"], []),
        (["has(plan)", "plan.speed > 100"], [(35, "never reached: line 34 already covers it")]),
        (["plan.speed > 100", "plan.speed <= 100", "has(plan.speed)"], [(36, "never reached: the lines before cover it together")]),
        (["has(plan)", "not has(plan)", "plan.speed > 1"], [(35 + 1, "never reached: line 34 already covers it")]),
        (["1 == 1", "plan.speed > 1"], [(34, "this is always true")]),
        (["plan.speed > 1 && plan.speed < 1"], [(34, "this can never be true")]),
        (['customer.tier == "gold" && customer.tier == "standard"'], [(34, "this can never be true")]),
        (["visits(fast) < 0"], [(34, "this can never be true")]),
        (["visits(fast) >= 0"], [(34, "this is always true")]),
        (["weekday() > 5", "weekday() == 6"], [(35, "never reached: line 34 already covers it")]),
        (["plan.price > plan.price * 2", "plan.price * 2 < plan.price"], [(35, "never reached: line 34 already covers it")]),
    ],
)
def test_lines_of_a_branch(load: Load, small: str, lines: list[str], found: list[tuple[int, str]]) -> None:
    branch = "".join(f"      - {{when: '{line}', next: wrap}}\n" for line in lines)
    problems = [problem for problem in load(small.replace(BRANCH, branch)).problems if problem.code == "X018"]
    assert [(problem.line, problem.message()) for problem in problems] == found


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("{when: gold, zh", "{when: 1 > 2, zh", 20),
        ("{when: has(order.id), code: sold}", "{when: true, code: sold}", 60),
        ("good: offer,", "good: {when: 2 > 1, next: offer},", 25),
    ],
)
def test_conditions_elsewhere(load: Load, small: str, old: str, new: str, line: int) -> None:
    assert [(each.code, each.line) for each in load(small.replace(old, new)).problems] == [("X018", line)]


def test_a_long_chain_of_lines_is_given_up_and_not_told(load: Load, small: str) -> None:
    names = [f"visits({step}) > {number}" for number in range(9) for step in ("greet", "mood", "load", "offer", "when")]
    lines = [f"{one} && {two} || {three}" for one, two, three in zip(names, names[1:], names[2:], strict=False)]
    branch = "".join(f"      - {{when: '{line}', next: wrap}}\n" for line in lines)
    assert load(small.replace(BRANCH, branch)).script is not None
