"""What commands say to the person at the terminal."""

import pytest

from workspace.terminal.output import counted


@pytest.mark.parametrize(("number", "said"), [(0, "0 answers"), (1, "1 answer"), (2, "2 answers")])
def test_a_number_of_things_is_said_as_people_say_it(number: int, said: str) -> None:
    assert counted(number, "answer") == said
