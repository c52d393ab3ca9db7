"""Words take as long as people take to say them."""

import pytest

from scripts_dsl.expressions.condition import Scope
from scripts_dsl.expressions.phrase import compile_phrase
from scripts_dsl.speech import SECONDS_A_VALUE, seconds_aloud
from scripts_dsl.types import TEXT


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("", 0),
        ("Hello, how can I help?", 5 / 2.5),
        ("It's a twenty-four month agreement - yes.", 6 / 2.5),
        ("您好，请问有什么可以帮您？", 11 / 4),
        ("升级到1000M只要99元", 5 / 4 + 2 / 2.5 + 1 / 4),
    ],
)
def test_words_and_signs_are_counted(words: str, seconds: float) -> None:
    assert seconds_aloud(words) == pytest.approx(seconds)


def test_a_value_takes_as_long_as_most_values() -> None:
    phrase, _ = compile_phrase("Hello ${name}", Scope({"name": TEXT}))
    assert phrase is not None
    assert seconds_aloud(phrase) == pytest.approx(1 / 2.5 + SECONDS_A_VALUE)
