"""A shift for browser stories: one real stack, a telephone network in the test's hand, and people with browsers."""

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from adapters import embedded
from adapters.database import migrate
from adapters.telephony.simulator import Callers, InboundLine, Simulator, SimulatorSettings
from adapters.telephony.simulator.settings import OutboundMix
from tests.faults.centre import Process, Web, free_port, wait_for
from tests.outbound import add_campaign, add_task, daytime_zone
from tests.web.conftest import PASSWORD_HASH
from tests.web.floor import add_account, add_customer
from workspace.commands.take_call_event import take_call_event
from workspace.processes.telephony_link import Link
from workspace.seeding.floor import seed_floor
from workspace.seeding.shipped_cards import publish_cards
from workspace.seeding.shipped_library import publish_library
from workspace.settings import Settings, load
from workspace.transactions.accounts import cut_off
from workspace.wiring.parts import Parts, assemble, make_feed, new_id

PASSWORD = "correct horse battery staple"
LOOK_EVERY = 0.05
"""Seconds between two looks of the switch at its orders."""
ALL_ANSWER = OutboundMix(answered=1, wrong_person=0, busy=0, no_answer=0, machine=0, wrong_number=0, congestion=0)
LINES = (
    InboundLine("+18005550100", "service"),
    InboundLine("+18005550101", "broadband"),
    InboundLine("+18005550108", "complaints"),
)


class PromptDice:
    """Dice that always show the same low number: whoever is dialled picks up within three seconds, whoever talks has time."""

    def random(self) -> float:
        """A thousandth."""
        return 0.001


class Telephone:
    """The switch with its customers, driven in this process: nobody rings unless the test says so, orders are carried out at once."""

    def __init__(self, parts: Parts) -> None:
        settings = SimulatorSettings(
            lines=LINES, calls_per_hour=0, results=ALL_ANSWER, patience_mean=timedelta(days=1000), stays_at_least=timedelta(hours=2)
        )
        self._parts = parts
        self._switch = Simulator(settings, Callers(), PromptDice(), session=new_id().hex[-12:])
        self._link = Link(parts, self._switch)
        self._turn = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="telephone")
        self._thread.start()

    def rings(self, number: str | None, queue: str = "broadband") -> None:
        """A customer dials the number of that queue."""
        with self._turn:
            for event in self._switch.call_in(number, self._parts.clock.now(), queue):
                take_call_event(self._parts, event)

    def stop(self) -> None:
        """Hear and obey nothing more."""
        self._stopping.set()
        self._thread.join(10)

    def _serve(self) -> None:
        while not self._stopping.wait(LOOK_EVERY):
            with self._turn:
                self._link.turn()


@dataclass
class Shift:
    """The running centre that all stories share; each story brings its own people and customers."""

    home: Path
    settings: Settings
    parts: Parts
    web: Web
    telephone: Telephone
    worker: Process

    def person(self, login: str, role: str = "agent", *, language: str = "en", name: str = "", **columns: Any) -> UUID:
        """Somebody who can sign in; an agent sells broadband and serves."""
        person_id = new_id()
        if role == "agent":
            columns = {"extension": f"1{person_id.int % 100000:05d}", "badge": "8021", **columns}
        with self.parts.units.begin() as unit:
            unit.people.add(
                id=person_id,
                login=login,
                name=name or login.title(),
                role=role,
                language=language,
                password_hash=PASSWORD_HASH,
                **columns,
            )
            for key in ("sales", "service") if role == "agent" else ():
                skill = unit.floor.ensure("skill", key, new_id(), name_en=key, name_zh=key)
                unit.floor.ensure_skill_of(person_id, skill, 1)
        return person_id

    def leave(self, person_id: UUID) -> None:
        """Send somebody home, so that no later story's call reaches them."""
        with self.parts.units.begin() as unit:
            cut_off(unit, person_id)

    def customer(self, name: str, number: str, **columns: object) -> UUID:
        """A customer with a number and a line of 100 Mbps, born on `tests.web.floor.BORN`."""
        customer_id = add_customer(self.parts, name, number, **columns)
        add_account(self.parts, customer_id)
        return customer_id

    def campaign(self, key: str, *leads: tuple[str, str], agent: UUID | None = None, **columns: object) -> UUID:
        """A running campaign with leads (surname, number) for whom it is afternoon; `agent` works it."""
        campaign_id = add_campaign(self.parts, key=key, **{"script_key": "term_deposit_outbound", **columns})
        zone = daytime_zone(self.parts.clock.now())
        for surname, number in leads:
            add_task(self.parts, campaign_id, number, zone=zone, name=f"Tom {surname}", surname=surname)
        if agent is not None:
            with self.parts.units.begin() as unit:
                unit.campaigns.join(campaign_id, agent)
        return campaign_id

    def eventually(self, is_so: Callable[[], bool], otherwise: str, within: float = 10.0) -> None:
        """Wait until something is so in the database."""
        wait_for(is_so, within, lambda: otherwise)


@contextmanager
def shift() -> Iterator[Shift]:
    """A whole centre: servers, migrated and seeded, a web server and a worker in processes of their own, and the telephone here."""
    top = Path(tempfile.mkdtemp(prefix="cuecard-test-"))
    top.chmod(0o711)  # root's servers run as another account
    home = top / "home"
    try:
        with embedded.start(home, fsync=False) as servers:
            port = free_port()
            settings = load(
                {},
                home=home,
                database_url=servers.database_url,
                redis_url=servers.redis_url,
                demo=True,
                processes=1,
                port=port,
                add_ins_private=True,
            )
            parts = assemble(settings, feed=make_feed(settings), pool_size=6)
            migrate.migrate(parts.engine)
            seed_floor(parts)
            publish_library(parts)
            publish_cards(parts)
            environment = {**os.environ, **settings.as_environment()}
            web = Web(("serve",), environment, home / "web.log", port=port)
            worker = Process(("worker",), environment, home / "worker.log")
            telephone = Telephone(parts)
            try:
                worker.start()
                web.start()
                yield Shift(home, settings, parts, web, telephone, worker)
            finally:
                telephone.stop()
                web.stop()
                worker.stop()
                parts.feed.close()
                parts.engine.dispose()
    finally:
        shutil.rmtree(top, ignore_errors=True)
