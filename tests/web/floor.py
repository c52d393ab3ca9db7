"""A floor for tests: queues, codes, library scripts and offers, a customer, and a telephone that says what we tell it to."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from adapters.database.tables.customers import bss_accounts, bss_plans, customer_numbers, customers, subscriptions
from adapters.database.tables.routing import dispositions
from flows.dispositions import DISPOSITIONS
from flows.routing.presence import PresenceState, SignedIn, Wished
from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction, Party
from tests.made_once import made_once
from workspace.commands.take_call_event import take_call_event
from workspace.knowledge import CardTexts, publish_card
from workspace.scripts.bundles import parts_beside
from workspace.seeding.floor import seed_floor
from workspace.seeding.shipped_library import publish_library
from workspace.transactions.presences import move_presence
from workspace.wiring.parts import Parts, Person, Unit, new_id

LIBRARY = Path(__file__).parents[2] / "flows" / "library"
SERVICE_NUMBER = "+18005550100"
BROADBAND_NUMBER = "+18005550101"


def make_floor(parts: Parts) -> None:
    """Queues, codes and people of the demo, with the library published."""
    made_once(parts.engine, "floor", lambda: _make_floor(parts))


def make_library(parts: Parts) -> None:
    """The shipped scripts as they are published, with the codes they name."""
    made_once(parts.engine, "library", lambda: _make_library(parts))


def _make_library(parts: Parts) -> None:
    with parts.units.begin() as unit:
        unit.connection.execute(dispositions.insert(), [{"code": code, "label_en": code, "label_zh": code} for code, *_ in DISPOSITIONS])
    publish_library(parts)


def _make_floor(parts: Parts) -> None:
    seed_floor(parts, hashed=lambda password: "")  # nobody signs in with a password here
    with parts.units.begin() as unit:
        for path in sorted((LIBRARY / "offers").glob("*.yaml")):
            unit.scripts.publish(
                bundle_id=new_id(), key=f"offers/{path.stem}", version=1, kind="offer", source=path.read_text(), sha256="", parts={}
            )
        libraries = {f"lib/{path.stem}": path.read_text() for path in (LIBRARY / "lib").glob("*.yaml") if ".test." not in path.name}
        for path in sorted(LIBRARY.glob("*.yaml")):
            if ".test." not in path.name:
                unit.scripts.publish(
                    bundle_id=new_id(),
                    key=path.stem,
                    version=1,
                    kind="script",
                    source=path.read_text(),
                    sha256="",
                    parts={**parts_beside(unit, path.stem), "scripts": libraries},
                    title_en=path.stem,
                    title_zh=path.stem,
                    channel="inbound" if "inbound" in path.stem or path.stem == "plan_inquiry" else "outbound",
                )


def add_customer(parts: Parts, name: str = "Maria Delgado", number: str = "+14155550123", **columns: object) -> UUID:
    """A customer with a number."""
    customer_id = new_id()
    row = {
        "id": customer_id,
        "account": f"A{str(customer_id)[-8:]}",
        "name": name,
        "given_name": name.split()[0],
        "surname": name.split()[-1],
        "title": "Ms.",
        "zone": "America/Los_Angeles",
        "attributes": {},
        "bigrams": [],
        **columns,
    }
    with parts.units.begin() as unit:
        unit.connection.execute(customers.insert(), row)
        unit.connection.execute(customer_numbers.insert(), {"customer_id": customer_id, "number": number})
    return customer_id


BORN = "1980-05-01"
"""The date of birth the customer system has of everybody with an account here."""


def add_account(parts: Parts, customer_id: UUID, speed: int = 100) -> str:
    """Let a customer have an account with a fibre line of that speed in the customer system; returns the account."""
    with parts.units.begin() as unit:
        account: str = unit.connection.execute(select(customers.c.account).where(customers.c.id == customer_id)).scalar_one()
        plan = {"code": f"fibre_{speed}", "name_en": f"Fibre {speed}", "name_zh": f"光纤{speed}", "speed": speed, "price": 49}
        unit.connection.execute(insert(bss_plans).on_conflict_do_nothing(), plan)
        unit.connection.execute(bss_accounts.insert(), {"account": account, "plan": plan["code"], "usage": {}})
        unit.connection.execute(customers.update().where(customers.c.id == customer_id).values(attributes={"date_of_birth": BORN}))
        line = {
            "id": new_id(),
            "customer_id": customer_id,
            "product": "fibre",
            "name_en": "Fibre",
            "name_zh": "光纤",
            "starts_at": unit.now,
        }
        unit.connection.execute(subscriptions.insert(), {**line, "price": 49, "currency": "USD", "state": "active"})
    return account


def make_ready(parts: Parts, person_id: UUID) -> None:
    """Let an agent be ready, as if they had pressed the button a moment ago."""
    with parts.units.begin() as unit:
        move_presence(unit, person_id, SignedIn())
        move_presence(unit, person_id, Wished(PresenceState.READY))
        unit.people.note_seen([person_id])


class Phone:
    """A telephone network in a test's hand: each method is one fact that the switch tells."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._numbers: Iterator[int] = count(1)
        self.told: list[CallEvent] = []

    def make(self, call_id: str, kind: CallEventKind, *, direction: Direction = Direction.INBOUND, **more: object) -> CallEvent:
        """One fact, not told to anybody yet."""
        at: datetime = self._parts.clock.now() + timedelta(microseconds=next(self._numbers))
        return CallEvent(
            event_id=f"{call_id}-{next(self._numbers)}", adapter="test", call_id=call_id, kind=kind, at=at, direction=direction, **more
        )  # type: ignore[arg-type]

    def tell(self, call_id: str, kind: CallEventKind, **more: object) -> CallEvent:
        """One fact, recorded."""
        event = self.make(call_id, kind, **more)  # type: ignore[arg-type]
        self.told.append(event)
        take_call_event(self._parts, event)
        return event

    def rings(self, call_id: str, number: str | None = "+14155550123", dialled: str = BROADBAND_NUMBER, queue: str | None = None) -> None:
        """A customer dials one of our numbers."""
        self.tell(call_id, CallEventKind.OFFERED, caller_number=number, dialled_number=dialled, queue=queue)

    def connects(self, call_id: str, extension: str = "1001") -> None:
        """The switch connects the customer with an agent."""
        self.tell(call_id, CallEventKind.ANSWERED, extension=extension)

    def customer_hangs_up(self, call_id: str) -> None:
        """The customer puts the phone down."""
        self.tell(call_id, CallEventKind.HUNG_UP, cause=Cause.NORMAL, hung_up_by=Party.CUSTOMER)

    def agent_hangs_up(self, call_id: str) -> None:
        """The agent ended it."""
        self.tell(call_id, CallEventKind.HUNG_UP, cause=Cause.NORMAL, hung_up_by=Party.AGENT)


def somebody(parts: Parts, login: str, role: str, **columns: object) -> Person:
    """A person who is there, without a browser."""
    person_id = new_id()
    with parts.units.begin() as unit:
        unit.people.add(id=person_id, login=login, name=login.title(), role=role, password_hash="", **columns)
    return Person(person_id, login, login.title(), "", role, None, None, None, "en", {})


def add_department(parts: Parts, key: str, *promises: tuple[int, int]) -> UUID:
    """A department; each promise (minutes, minutes when urgent) is a category of it."""
    with parts.units.begin() as unit:
        department: UUID = unit.departments.ensure(new_id(), key, key.title(), f"{key}部")["id"]
        for number, (normal, urgent) in enumerate(promises):
            names = {"name_en": f"Kind {number}", "name_zh": f"类别{number}"}
            minutes = {"answer_within_minutes": normal, "urgent_within_minutes": urgent}
            unit.departments.add_category(id=new_id(), department_id=department, **names, **minutes)
    return department


def add_card(unit: Unit, key: str, texts: CardTexts) -> None:
    """A published knowledge card."""
    unit.knowledge.add(new_id(), key)
    card = unit.knowledge.get(key)
    assert card is not None
    publish_card(unit, card, texts, None)
