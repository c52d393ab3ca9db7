"""A telephone that does not do what an agent asked of it: told on the desk, in words, with what to do."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from adapters.database.tables.interactions import switch_commands
from flows.telephony.call_event import CallEventKind
from tests.web.desk.walking import Walk, confirm
from workspace.commands.sweep_calls import CONFIRMED_WITHIN, SENT_WITHIN, give_up_commands


def told(walk: Walk) -> list[str]:
    """What the desk says of its telephone."""
    return [each.text(strip=True, separator=" ") for each in walk.page().css(".notice.is-telephone_failed p")]


def some_time_ago(walk: Walk, **columns: timedelta) -> None:
    """The agent's commands as if they had been given, or sent, so long ago."""
    with walk.parts.units.begin() as unit:
        unit.connection.execute(update(switch_commands).values({name: unit.now - ago for name, ago in columns.items()}))


def test_a_refused_hold_is_told_and_may_be_tried_again(walk: Walk) -> None:
    walk.talks()
    walk.ask("call-commands", command="hold")
    confirm(walk, CallEventKind.COMMAND_REFUSED, "hold", reason="not_possible")
    (said,) = told(walk)
    assert "The customer was not put on hold. Try again, or use the telephone itself." in said
    assert walk.page().css_first("#control-hold button[aria-busy]") is None
    assert walk.ask("call-commands", command="hold").status_code == 200


def test_what_the_telephone_did_is_not_told(walk: Walk) -> None:
    walk.talks()
    walk.ask("call-commands", command="hold")
    confirm(walk, CallEventKind.HELD, "hold")
    assert told(walk) == []


def test_a_call_that_ended_before_it_was_hung_up_is_no_failure(walk: Walk) -> None:
    walk.talks()
    walk.ask("call-commands", command="hang_up")
    walk.phone.customer_hangs_up("c1")
    some_time_ago(walk, sent_at=2 * CONFIRMED_WITHIN, created_at=2 * SENT_WITHIN)
    give_up_commands(walk.parts)
    assert told(walk) == []


WAITS = [(True, CONFIRMED_WITHIN, True), (False, CONFIRMED_WITHIN, False), (False, SENT_WITHIN, True)]


@pytest.mark.parametrize(("sent", "ago", "is_told"), WAITS)
def test_a_telephone_that_says_nothing_is_told_after_a_while(walk: Walk, sent: bool, ago: timedelta, is_told: bool) -> None:
    walk.talks()
    walk.ask("call-commands", command="mute")
    if sent:
        with walk.parts.units.begin() as unit:
            (asked,) = unit.switch.take()
            unit.switch.mark_sent(asked["id"])
    some_time_ago(walk, **{"sent_at" if sent else "created_at": ago + timedelta(seconds=1)})
    give_up_commands(walk.parts)
    assert bool(told(walk)) == is_told
