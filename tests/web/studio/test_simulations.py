"""Sofia simulates calls through her draft: small ones at once, large ones by a worker, which can be followed and stopped."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from tests.web.studio.small import ADDRESS, KEY, SOURCE, begin, maria
from tests.web.test_scripts import JSON
from workspace.studio import simulations
from workspace.studio.simulations import MOST, simulate_next
from workspace.wiring.parts import Parts

AT_ONCE = 100


@pytest.fixture(autouse=True)
def small_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left to a worker need not be large here."""
    monkeypatch.setattr(simulations, "AT_ONCE", AT_ONCE)


@pytest.fixture
def sofia(visit: Callable[..., Any], parts: Parts) -> Any:
    """Sofia, whose script is begun and whose customers are there."""
    person = visit("sofia", role="supervisor")
    begin(person, parts)
    maria(parts)
    return person


def simulate(sofia: Any, calls: int, **fields: str) -> Any:
    return sofia.post(f"{ADDRESS}/simulations", {"calls": str(calls), "seed": "1", **fields}, **JSON)


def test_a_small_one_is_walked_at_once(sofia: Any) -> None:
    told = simulate(sofia, 60).json()
    assert told["state"] == "done"
    assert told["painted"]["steps"]["greet"] == {"share": 1.0, "count": 60}
    assert told["painted"]["steps"]["golden"]["count"] == 0  # Maria is of the standard tier
    both = [told["painted"]["edges"][f"how/{answer}"]["share"] for answer in ("happy", "sad")]
    assert 0.9 < sum(both) <= 1.0
    table = HTMLParser(told["html"])
    assert {each.attributes["data-choose"] for each in table.css("[data-choose]")} == {"greet", "sort", "how", "sorry", "wrap"}
    assert "golden" in table.css_first(".tone-warn").text()


def test_the_same_dice_give_the_same_counts(sofia: Any) -> None:
    one, same, other = (simulate(sofia, 80, seed=seed).json()["painted"] for seed in ("1", "1", "2"))
    assert one == same
    assert one != other


def test_a_large_one_is_a_workers_and_can_be_followed(sofia: Any, parts: Parts) -> None:
    told = simulate(sofia, AT_ONCE + 1).json()
    assert (told["state"], told["done"], told["calls"]) == ("wanted", 0, AT_ONCE + 1)
    assert sofia.get(f"{ADDRESS}/simulations/{told['id']}").json()["state"] == "wanted"
    assert simulate_next(parts)
    assert not simulate_next(parts)
    after = sofia.get(f"{ADDRESS}/simulations/{told['id']}").json()
    assert (after["state"], after["done"]) == ("done", AT_ONCE + 1)
    assert after["painted"]["steps"]["greet"]["count"] == AT_ONCE + 1


def test_one_that_takes_too_long_for_a_request_is_left_to_a_worker(sofia: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulations, "BUDGET", 0.0)
    monkeypatch.setattr(simulations, "CHUNK", 50)
    assert simulate(sofia, AT_ONCE).json()["state"] == "wanted"


def test_a_cancelled_one_is_not_walked_to_its_end(sofia: Any, parts: Parts) -> None:
    waiting = simulate(sofia, AT_ONCE + 1).json()["id"]
    assert sofia.post(f"{ADDRESS}/simulations/{waiting}/cancellations", {}, **JSON).json()["state"] == "cancelled"
    assert not simulate_next(parts)
    running = UUID(simulate(sofia, AT_ONCE + 1).json()["id"])
    with parts.units.begin() as unit:
        claimed = unit.simulations.claim(simulations.LEASE)
    assert claimed is not None
    sofia.post(f"{ADDRESS}/simulations/{running}/cancellations", {}, **JSON)
    with parts.units.begin() as unit:
        assert not unit.simulations.go_on(running, claimed["claim_no"], 250, simulations.LEASE)
        assert not unit.simulations.end(running, claimed["claim_no"], "done", 250, {})


def test_what_a_dead_worker_held_is_taken_up_again(sofia: Any, parts: Parts) -> None:
    asked = UUID(simulate(sofia, AT_ONCE + 1).json()["id"])
    with parts.units.begin() as unit:
        assert unit.simulations.claim(-simulations.LEASE) is not None
    assert simulate_next(parts)
    with parts.units.read() as unit:
        row = unit.simulations.get(asked)
    assert row is not None
    assert (row["state"], row["claim_no"]) == ("done", 2)


def test_nobody_has_more_than_a_few_under_way(sofia: Any) -> None:
    assert [simulate(sofia, AT_ONCE + 1).status_code for _ in range(4)] == [200, 200, 200, 503]


@pytest.mark.parametrize(("calls", "source"), [(0, SOURCE), (MOST + 1, SOURCE), (10, "script: a\n")])
def test_what_cannot_be_simulated_is_refused(sofia: Any, calls: int, source: str) -> None:
    assert simulate(sofia, calls, source=source).status_code == 422


def test_another_scripts_simulation_is_not_there(sofia: Any) -> None:
    told = simulate(sofia, AT_ONCE + 1).json()
    assert sofia.get(f"/scripts/other/simulations/{told['id']}").status_code == 404
    assert sofia.get(f"{ADDRESS}/simulations/nonsense").status_code == 404


def test_there_is_nothing_recorded_of_a_script_without_calls(sofia: Any, parts: Parts) -> None:
    with parts.units.read() as unit:
        assert simulations.recorded(unit, KEY) == ({}, 0)
