"""An agent whose screen falls silent during a call, and comes back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from flows.routing.presence import Engaged, PresenceState
from tests.web.conftest import Visitor
from tests.web.floor import make_ready
from workspace.commands.sweep_calls import notice_silence
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import Parts


@pytest.fixture
def parts(parts: Parts) -> Parts:
    """Parts of a process that has been looking for an hour."""
    return replace(parts, started_at=parts.clock.now() - timedelta(hours=1))


@pytest.fixture
def ana(parts: Parts, visit: Callable[..., Visitor]) -> Visitor:
    """Ana, on a call, whose screen was last heard a minute ago."""
    visitor = visit("ana", extension="1009")
    make_ready(parts, visitor.person_id)
    with parts.units.begin() as unit:
        move_presence(unit, visitor.person_id, Engaged())
    with parts.units.begin(now=parts.clock.now() - timedelta(minutes=1)) as unit:
        unit.people.note_seen([visitor.person_id])
    return visitor


def pending_of(parts: Parts, visitor: Visitor) -> PresenceState | None:
    """What comes after the call."""
    with parts.units.read() as unit:
        presence = unit.presence.get(visitor.person_id)
    assert presence is not None
    return presence.pending.state if presence.pending else None


def test_after_the_call_an_agent_who_fell_silent_gets_no_other(parts: Parts, ana: Visitor) -> None:
    notice_silence(parts)
    assert pending_of(parts, ana) is PresenceState.NOT_READY


def test_an_agent_who_is_heard_again_is_ready_after_the_call(parts: Parts, ana: Visitor) -> None:
    notice_silence(parts)
    with parts.units.begin() as unit:
        unit.people.note_seen([ana.person_id])
    notice_silence(parts)
    assert pending_of(parts, ana) is None
