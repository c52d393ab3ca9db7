"""How content the customer was: asked where the queue wants it, told to the analytics side, refused elsewhere."""

import pytest
from sqlalchemy import text

from tests.web.desk.walking import Walk
from tests.web.floor import SERVICE_NUMBER


def served(walk: Walk) -> Walk:
    """A call on the service line, whose queue asks, that is over."""
    walk.talks(dialled=SERVICE_NUMBER)
    walk.phone.customer_hangs_up("c1")
    return walk


def told(walk: Walk) -> dict[str, object]:
    """The outcome that was put into the outbox."""
    with walk.parts.engine.connect() as connection:
        row: dict[str, object] = connection.execute(text("SELECT payload FROM outbox WHERE topic = 'outcomes'")).scalar_one()
    return row


def test_what_the_customer_said_goes_to_the_analytics_side(walk: Walk) -> None:
    served(walk)
    assert [node.attributes["value"] for node in walk.page().css(".satisfaction input")] == ["1", "2", "3", "4", "5", ""]
    assert walk.ask("wrap-up", disposition="info_only", satisfaction="4").status_code == 200
    assert told(walk)["satisfaction"] == 4


def test_a_customer_who_said_nothing_counts_as_nobody(walk: Walk) -> None:
    served(walk)
    assert walk.ask("wrap-up", disposition="info_only", satisfaction="").status_code == 200
    assert told(walk)["satisfaction"] is None


def test_what_was_noted_during_the_call_is_shown_after_it(walk: Walk) -> None:
    walk.talks(dialled=SERVICE_NUMBER)
    assert walk.ask("wrap-up", disposition="info_only", satisfaction="2").status_code == 200
    assert walk.find(".satisfaction input[checked]").attributes["value"] == "2"


@pytest.mark.parametrize("wrong", ["0", "6", "-1", "many", "4.5"])
def test_anything_but_one_to_five_is_refused(walk: Walk, wrong: str) -> None:
    served(walk)
    assert walk.ask("wrap-up", disposition="info_only", satisfaction=wrong).status_code == 422
    assert walk.find("#panel-wrapup.is-running")


def test_a_queue_that_does_not_ask_is_told_nothing(walk: Walk) -> None:
    walk.talks()
    walk.phone.customer_hangs_up("c1")
    assert walk.page().css(".satisfaction") == []
    assert walk.ask("wrap-up", disposition="info_only", satisfaction="4").status_code == 422
