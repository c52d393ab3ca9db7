"""What a step is called on a board: the author's words in the reader's language, with nothing of the customer in them."""

import pytest

from flows.runs.step_title import GAP, LONGEST, find_step, step_title
from tests.stories.library import SCRIPTS, bundle


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", SCRIPTS)
def test_every_step_of_the_library_has_a_short_title(name: str, language: str) -> None:
    whole = bundle(name)
    for script in (whole.script, *whole.script.subscripts.values()):
        for step in script.steps.values():
            title = step_title(whole, step, language)
            assert title
            assert len(title) <= LONGEST
            assert "${" not in title


def test_values_are_left_out_and_each_language_has_its_own_words() -> None:
    whole = bundle("broadband_inbound")
    step = find_step(whole, "greet")
    assert step is not None
    english, chinese = step_title(whole, step, "en"), step_title(whole, step, "zh")
    assert english == f"Hello {GAP}, agent {GAP} speaking. How can I help?"
    assert chinese.startswith("您好")


def test_a_step_of_a_sub_script_is_found_and_an_unknown_one_is_none() -> None:
    whole = bundle("broadband_inbound")
    inner = next(iter(next(iter(whole.script.subscripts.values())).steps))
    assert find_step(whole, inner) is not None
    assert find_step(whole, "nowhere") is None
