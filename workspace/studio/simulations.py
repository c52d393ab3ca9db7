"""Simulations of the studio: many made-up calls through a text as it stands, small ones at once, larger ones by a worker."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.errors import BusyError, InvalidError, NotFoundError
from flows.publishing.bundle import Bundle
from flows.runs.variables import typed_from_outside
from flows.simulation.plan import History, Plan, SimulatedCustomer, place_of
from flows.simulation.tally import to_json
from flows.simulation.walking import Simulation
from workspace.scripts.bundles import offer_catalogue
from workspace.scripts.records import ORDERS_SHOWN_FOR, known_zone
from workspace.studio.checks import checked_of
from workspace.terminal.simulated_customers import lean
from workspace.transactions.runs import CURRENCY
from workspace.wiring.parts import Parts, Person, Unit, new_id
from workspace.wiring.simulation import seeded

AT_ONCE = 2_000
"""The most calls that a request walks itself."""
BUDGET = 1.2
"""Seconds a request may walk; what is not done by then is left to a worker."""
MOST = 50_000
CUSTOMERS = 60
"""Real customers whose records the made-up ones take turns with."""
ENOUGH_RECORDED = 20
"""Recorded answers from which on customers may be drawn by them."""
OPEN_AT_MOST = 3
"""Simulations that one person may have under way."""
CHUNK = 250
"""Calls between two looks at whether it was cancelled."""
LEASE = timedelta(seconds=60)
KEPT_FOR = timedelta(days=2)


@dataclass(frozen=True)
class Wanted:
    """What is simulated: so many calls by these dice, customers answering as recorded, or evenly."""

    key: str
    source: str
    calls: int
    seed: int
    recorded: bool


def begin(parts: Parts, person: Person, wanted: Wanted) -> dict[str, Any]:
    """What came of it, or where it can be followed: {"state": "done", "result"} or {"state": "wanted", "id"}.

    Raises InvalidError "problems" while the text has errors, at `calls` for none or too many; BusyError for too many under way.
    """
    if not 0 < wanted.calls <= MOST:
        raise InvalidError(fields={"calls": "not_listed"})
    with parts.units.read() as unit:
        history, count = recorded(unit, wanted.key) if wanted.recorded else ({}, 0)
        plan = plan_of(unit, wanted.key, wanted.source, history)
    if wanted.calls <= AT_ONCE:
        until = time.monotonic() + BUDGET
        simulation = walked(plan, wanted, lambda _: time.monotonic() < until)
        if simulation is not None:
            return {"state": "done", "result": result_of(simulation, wanted, count)}
    with parts.units.begin() as unit:
        unit.simulations.forget(KEPT_FOR)
        if unit.simulations.open_of(person.id) >= OPEN_AT_MOST:
            raise BusyError("simulations")
        simulation_id = new_id()
        unit.simulations.ask(
            id=simulation_id,
            key=wanted.key,
            source=wanted.source,
            calls=wanted.calls,
            seed=wanted.seed,
            recorded=count,
            history=[[step, way, number] for (step, way), number in history.items()],
            asked_by=person.id,
            created_at=unit.now,
        )
        unit.wake("simulations")
    return {"state": "wanted", "id": str(simulation_id), "done": 0, "calls": wanted.calls}


def follow(unit: Unit, key: str, simulation_id: UUID) -> dict[str, Any]:
    """How far it is. Raises NotFoundError."""
    row = unit.simulations.get(simulation_id)
    if row is None or row["key"] != key:
        raise NotFoundError
    return {"state": row["state"], "id": str(row["id"]), "done": row["done"], "calls": row["calls"], "result": row["result"]}


def simulate_next(parts: Parts) -> bool:
    """Walk the oldest simulation that waits, to its end or until it is cancelled; False where none waits."""
    with parts.units.begin() as unit:
        row = unit.simulations.claim(LEASE)
    if row is None:
        return False
    wanted = Wanted(row["key"], row["source"], row["calls"], row["seed"], recorded=bool(row["recorded"]))
    history = {(step, way): float(count) for step, way, count in row["history"]}

    def goes_on(done: int) -> bool:
        with parts.units.begin() as unit:
            return unit.simulations.go_on(row["id"], row["claim_no"], done, LEASE)

    try:
        with parts.units.read() as unit:
            plan = plan_of(unit, wanted.key, wanted.source, history)
    except InvalidError:
        # What stands beside the text changed since it was asked for.
        with parts.units.begin() as unit:
            unit.simulations.end(row["id"], row["claim_no"], "failed", 0, None)
        return True
    simulation = walked(plan, wanted, goes_on)
    if simulation is not None:
        with parts.units.begin() as unit:
            result = result_of(simulation, wanted, row["recorded"])
            unit.simulations.end(row["id"], row["claim_no"], "done", wanted.calls, result)
    return True


def simulate_all(parts: Parts) -> None:
    """Walk what waits, one after another."""
    while simulate_next(parts):
        pass


def walked(plan: Plan, wanted: Wanted, goes_on: Callable[[int], bool]) -> Simulation | None:
    """The simulation after all its calls; None when `goes_on`, asked between chunks with the calls done, said no."""
    simulation = Simulation(plan, seeded(wanted.seed))
    for number in range(wanted.calls):
        if number % CHUNK == 0 and number and not goes_on(number):
            return None
        simulation.call(number)
    return simulation


def plan_of(unit: Unit, key: str, source: str, history: History) -> Plan:
    """The plan of a text beside what is live, with real customers and offers. Raises InvalidError "problems"."""
    checked = checked_of(unit, key, source)
    bundle = checked.bundle
    if bundle is None:
        raise InvalidError("problems", detail=str(len(checked.errors)))
    main = bundle.script
    offers = offer_catalogue(unit).offers
    people = [_typed(unit, bundle, each) for each in unit.simulations.sample(CUSTOMERS)]
    words = [main.source, *(each.source for each in main.subscripts.values())]
    # Offers' conditions may look at any field; with offers in play the records stay whole.
    customers = tuple(people) if offers else lean(people, words)
    return Plan(bundle=bundle, customers=customers, began_at=unit.now, currency=CURRENCY, offers=offers, history=history)


def recorded(unit: Unit, key: str) -> tuple[dict[tuple[str, str], float], int]:
    """How customers answered in real calls, by step and way on, and how many answers that are; nothing where they are too few."""
    found: dict[tuple[str, str], float] = {}
    for script, step, way, count in unit.simulations.recorded(key):
        found[place_of(key, script, step), way] = float(count)
    total = int(sum(found.values()))
    return (found, total) if total >= ENOUGH_RECORDED else ({}, 0)


def result_of(simulation: Simulation, wanted: Wanted, recorded_answers: int) -> dict[str, Any]:
    """The counts as the page takes them."""
    return {**to_json(simulation.tally), "seed": wanted.seed, "recorded": recorded_answers}


def _typed(unit: Unit, bundle: Bundle, customer_id: UUID) -> SimulatedCustomer:
    on_desk = unit.customers.on_desk(customer_id, unit.now - ORDERS_SHOWN_FOR)
    raw: Mapping[str, Any] = on_desk.for_script() if on_desk else {}
    zone = known_zone(on_desk.customer.zone if on_desk else None)
    typed, _ = typed_from_outside("", raw, bundle.catalogue.records["crm.customer"], ZoneInfo(zone), CURRENCY)
    record = typed if isinstance(typed, Mapping) else {}
    return SimulatedCustomer(record, str(record.get("language") or ""), zone)
