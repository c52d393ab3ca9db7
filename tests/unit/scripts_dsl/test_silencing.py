"""Exceptions: a warning is silenced on a step with a reason that is kept, an error never, and a needless exception is told."""

from collections.abc import Callable

import pytest

from scripts_dsl.loader import Loaded

Load = Callable[..., Loaded]
UNREACHED = ("later: when,", "later: wrap,")
"""Makes the step `when` one that nobody comes to."""


def with_lint(small: str, lint: str) -> str:
    return small.replace(*UNREACHED).replace("  when:\n", f"  when:\n    lint: {lint}\n")


def codes(loaded: Loaded) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in loaded.problems]


def test_a_silenced_warning_is_kept_aside_with_its_reason(load: Load, small: str) -> None:
    loaded = load(with_lint(small, "{ignore: [S021], why: comes next month}"))
    assert loaded.problems == ()
    (silenced,) = loaded.silenced
    assert (silenced.step, silenced.why) == ("when", "comes next month")
    assert (silenced.problem.code, silenced.problem.line, silenced.problem.script) == ("S021", 52, "small")


def test_it_silences_no_other_step(load: Load, small: str) -> None:
    elsewhere = small.replace(*UNREACHED).replace("  fast:\n", "  fast:\n    lint: {ignore: [S021], why: comes next month}\n")
    assert codes(load(elsewhere)) == [("L001", 33), ("S021", 53)]


@pytest.mark.parametrize(
    ("lint", "found"),
    [
        ("{ignore: [S021]}", [("S003", 53)]),
        ('{ignore: [S021], why: ""}', [("S003", 53)]),
        ('{ignore: [S021], why: "  "}', [("S003", 53)]),
        ("{why: nothing}", [("S003", 53)]),
        ("{ignore: [S021, S0211], why: x}", [("L001", 53)]),
        ("{ignore: [S021, T003], why: x}", [("L001", 53)]),
        ("{ignore: [S021, C001], why: x}", [("L001", 53)]),
    ],
    ids=["no reason", "an empty reason", "a blank reason", "no rule", "a rule nobody knows", "nothing to silence", "a rule that stops"],
)
def test_an_exception_must_be_one(load: Load, small: str, lint: str, found: list[tuple[str, int]]) -> None:
    assert codes(load(with_lint(small, lint))) == found


def test_an_error_is_never_silenced(load: Load, small: str) -> None:
    wrong = small.replace("given: order, refused: wrap", "given: order, refused: order")
    assert codes(load(wrong)) == [("C001", 44)]
    silent = wrong.replace("  order:\n    do", "  order:\n    lint: {ignore: [C001], why: the customer signed}\n    do")
    assert codes(load(silent)) == [("C001", 44), ("L001", 45)]
    messages = [problem.message() for problem in load(silent).problems]
    assert messages[1] == "C001 stops publishing and cannot be ignored"


def test_nothing_is_called_needless_while_rules_could_not_be_judged(load: Load, small: str) -> None:
    broken = with_lint(small, "{ignore: [S021], why: x}").replace("    next: mood\n", "    next: moood\n")
    assert ("L001", 53) not in codes(load(broken))
