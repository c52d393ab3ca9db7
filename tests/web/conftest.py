"""The web application on real parts, and people to sign in with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from workspace.app import application
from workspace.passwords import hash_of
from workspace.settings import load
from workspace.wiring.parts import Parts, assemble, new_id, new_token

ORIGIN = "http://testserver"
PASSWORD_HASH = hash_of("correct horse battery staple")


@pytest.fixture
def parts(database: Engine, database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Parts]:
    """Parts on this test process's database and Valkey, with a home of its own."""
    made = assemble(load({}, home=tmp_path, database_url=database_url, redis_url=redis_url, demo=True), pool_size=4)
    yield made
    made.feed.close()
    made.engine.dispose()


@dataclass
class Visitor:
    """A browser with somebody signed in: posts carry the session's token and a fresh key, like a form does."""

    client: TestClient
    person_id: UUID
    csrf: str

    def get(self, path: str, **headers: str) -> object:
        """Open a page."""
        return self.client.get(path, headers=headers, follow_redirects=False)

    def post(self, path: str, data: dict[str, object] | None = None, *, key: str = "", **headers: str) -> object:
        """Send a form."""
        body = {"csrf": self.csrf, "key": key or new_token(), **(data or {})}
        return self.client.post(path, data=body, headers={"origin": ORIGIN, **headers}, follow_redirects=False)

    def desk(self, path: str, data: dict[str, object] | None = None, *, key: str = "") -> object:
        """Press a button on the desk: the answer is the desk's panels."""
        return self.post(path, data, key=key, **{"hx-request": "true", "hx-current-url": f"{ORIGIN}/desk"})


@pytest.fixture
def app_client(parts: Parts) -> Iterator[TestClient]:
    """A browser nobody is signed in with."""
    with TestClient(application(parts), base_url=ORIGIN, raise_server_exceptions=True) as client:
        yield client


@pytest.fixture
def visit(parts: Parts, app_client: TestClient) -> Iterator[Callable[..., Visitor]]:
    """A function that signs in a new person: `visit("ana", role="agent")`."""
    opened: list[TestClient] = []

    def sign_in(login: str, role: str = "agent", **columns: object) -> Visitor:
        person_id, token, csrf = new_id(), new_token(), new_token()
        with parts.units.begin() as unit:
            unit.people.add(id=person_id, login=login, name=login.title(), role=role, password_hash=PASSWORD_HASH, **columns)
            unit.sessions.open(person_id, token, csrf, unit.now + timedelta(hours=1), "test")
        client = TestClient(app_client.app, base_url=ORIGIN, cookies={"cuecard_session": token})
        opened.append(client)
        return Visitor(client, person_id, csrf)

    yield sign_in
    for client in opened:
        client.close()
