"""A script office whose clock is moved by hand, and two people who write scripts in it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from adapters.clock import FixedClock
from adapters.database.tables.people import people
from adapters.ids import new_id
from tests.unit.workspace.studio.editing_office import NOON, SCRIPT, Office, Page, Shadow
from workspace.commands.create_draft import create_draft
from workspace.commands.save_draft import save_draft
from workspace.settings import load
from workspace.wiring.parts import Parts, Person, Submission, assemble, new_key


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def parts(database: Engine, database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Parts]:
    made = assemble(load({}, home=tmp_path, database_url=database_url), clock=clock, pool_size=4)
    yield made
    made.engine.dispose()


@pytest.fixture
def hire(parts: Parts) -> Callable[[str], Person]:
    """A function that takes on somebody who may write scripts."""

    def take_on(login: str) -> Person:
        row = {"id": new_id(), "login": login, "name": login.title(), "role": "supervisor", "password_hash": ""}
        with parts.units.begin() as unit:
            unit.connection.execute(people.insert(), row)
        return Person(row["id"], login, login.title(), "", "supervisor", None, None, None, "en", {})

    return take_on


@pytest.fixture
def sofia(hire: Callable[[str], Person]) -> Person:
    return hire("sofia")


@pytest.fixture
def simon(hire: Callable[[str], Person]) -> Person:
    return hire("simon")


@pytest.fixture
def begin(parts: Parts, sofia: Person) -> Callable[[str, str], str]:
    """A function that begins a draft with a text under a new key; returns the key."""

    def start(key: str, source: str) -> str:
        with parts.units.begin() as unit:
            pass
        create_draft(parts, sofia, key, submission=Submission(new_key(), sofia.id, "/scripts", ""))
        with parts.units.begin() as unit:
            blank = unit.scripts.draft(key)
            assert blank is not None
        save_draft(parts, sofia, key, source, based_on=blank["sha256"])
        return key

    return start


@pytest.fixture
def office(parts: Parts, clock: FixedClock, sofia: Person, simon: Person, begin: Callable[[str, str], str]) -> Callable[[], Office]:
    """A function that opens another script in two pages, Sofia's and Simon's."""
    opened = 0

    def move(by: timedelta) -> None:
        clock.at += by

    def open_one() -> Office:
        nonlocal opened
        opened += 1
        key = begin(f"shared_{opened}", SCRIPT)
        with parts.units.read() as unit:
            blank = unit.revisions.get(key, 1)
        assert blank is not None
        return Office(parts, key, move, [Page(sofia, SCRIPT), Page(simon, SCRIPT)], Shadow([blank["source"], SCRIPT], at=1))

    return open_one
