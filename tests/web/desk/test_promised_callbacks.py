"""Closing a call with a promise to call back."""

from datetime import timedelta

from tests.web.desk.walking import Walk
from workspace.transactions.callbacks import book_callback, callback_place
from workspace.wiring.parts import Parts, new_id


def test_a_callback_needs_its_time(walk: Walk) -> None:
    walk.talks()
    answer = walk.ask("wrap-up", disposition="callback")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_a_callback_that_the_script_has_booked_needs_no_time_again(walk: Walk, parts: Parts) -> None:
    walk.talks()
    with parts.units.begin() as unit:
        row = unit.interactions.get(walk.interaction)
        assert row is not None
        window = callback_place(unit, row).window
        assert window is not None
        at = (window.next_open(unit.now + timedelta(days=1)) or unit.now) + timedelta(hours=1)
        book_callback(unit, row, at, request_id=new_id())
    assert walk.ask("wrap-up", disposition="callback").status_code == 200
