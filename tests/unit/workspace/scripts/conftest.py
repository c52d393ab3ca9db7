"""A script office: Sofia who writes scripts, her colleague Simon, agents, and the disposition codes that scripts name."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from adapters.database.tables.people import people, vendors
from adapters.database.tables.routing import dispositions
from adapters.ids import new_id, new_key
from flows.dispositions import DISPOSITIONS
from tests.unit.workspace.scripts.office import Press, Write
from workspace.commands.create_draft import create_draft
from workspace.commands.save_draft import save_draft
from workspace.settings import load
from workspace.wiring.parts import Parts, Person, Submission, assemble

CODES = tuple(code for code, *_ in DISPOSITIONS)


@pytest.fixture
def parts(database: Engine, database_url: str, tmp_path: Path) -> Iterator[Parts]:
    made = assemble(load({}, home=tmp_path, database_url=database_url), pool_size=4)
    yield made
    made.engine.dispose()


@pytest.fixture
def codes(parts: Parts) -> None:
    """The disposition codes of an installation."""
    with parts.units.begin() as unit:
        unit.connection.execute(dispositions.insert(), [{"code": code, "label_en": code, "label_zh": code} for code in CODES])


@pytest.fixture
def hire(parts: Parts) -> Callable[..., Person]:
    """A function that takes somebody on: `hire("ana", "agent")`; with `vendor` for that vendor."""

    def take_on(login: str, role: str, *, vendor: str = "") -> Person:
        person_id, vendor_id = new_id(), new_id() if vendor else None
        with parts.units.begin() as unit:
            if vendor_id is not None:
                unit.connection.execute(vendors.insert(), {"id": vendor_id, "name": vendor})
            row = {"id": person_id, "login": login, "name": login.title(), "role": role, "password_hash": "", "vendor_id": vendor_id}
            unit.connection.execute(people.insert(), row)
        return Person(person_id, login, login.title(), "", role, None, vendor_id, None, "en", {})

    return take_on


@pytest.fixture
def sofia(hire: Callable[..., Person]) -> Person:
    return hire("sofia", "supervisor")


@pytest.fixture
def simon(hire: Callable[..., Person]) -> Person:
    return hire("simon", "supervisor")


@pytest.fixture
def press() -> Press:
    """A function that presses a button: a fresh submission of that person."""
    return lambda person: Submission(new_key(), person.id, "/scripts", "")


@pytest.fixture
def write(parts: Parts, sofia: Person, press: Press) -> Write:
    """A function that puts a text into the draft of a key, new or known; returns its sha256."""

    def put(key: str, source: str) -> str:
        with parts.units.read() as unit:
            known = unit.scripts.draft(key) or unit.scripts.live(key)
        if known is None:
            create_draft(parts, sofia, key, submission=press(sofia))
            with parts.units.read() as unit:
                known = unit.scripts.draft(key)
        assert known is not None
        return save_draft(parts, sofia, key, source, based_on=known["sha256"]).sha256

    return put
