"""What customers answered in real calls is what simulated customers may be drawn by, once it is enough to say something."""

import pytest

from tests.web.desk.walking import Walk
from workspace.studio import simulations
from workspace.wiring.parts import Parts

KEY = "broadband_inbound"


def test_what_was_answered_in_real_calls_is_counted(parts: Parts, walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    walk.talks().to_consent().press("consents", consent="given")
    with parts.units.read() as unit:
        found = set(unit.simulations.recorded(KEY))
        assert {(KEY, "reason", "slow", 1), (KEY, "offer_1000m", "accepted", 1), (KEY, "read_back", "given", 1)} <= found
        assert simulations.recorded(unit, KEY) == ({}, 0)
        monkeypatch.setattr(simulations, "ENOUGH_RECORDED", 1)
        history, count = simulations.recorded(unit, KEY)
    assert (history["reason", "slow"], history["lib/verify_identity/ask_name", "yes"]) == (1.0, 1.0)
    assert count == sum(history.values())
