"""`cuecard admin create`: the first login, refused in one sentence where it cannot be made."""

import io
from pathlib import Path

import pytest
from sqlalchemy import Engine

from workspace.passwords import matches
from workspace.settings import Settings, load
from workspace.terminal import admin
from workspace.terminal.complaint import Complaint
from workspace.wiring.parts import parts_of

GOOD = "seven quiet lanterns hum"


@pytest.fixture
def settings(database: Engine, database_url: str, tmp_path: Path) -> Settings:
    """Settings on this test process's database."""
    return load({}, home=tmp_path, database_url=database_url, redis_url="redis://localhost:1")


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Let standard input be a pipe with this text."""
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_the_first_administrator_is_made_from_a_pipe(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, f"{GOOD}\n")
    admin.create(settings, "alex", "Alex Morgan")
    with parts_of(settings) as parts, parts.units.read() as unit:
        row = unit.people.by_login("alex")
    assert row is not None
    assert (row["name"], row["role"], row["is_demo"]) == ("Alex Morgan", "admin", False)
    assert matches(GOOD, row["password_hash"])


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaaaaaaaa", "alexalexalexalexalex", "x" * 201])
def test_a_weak_password_makes_nobody(settings: Settings, monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    typed(monkeypatch, f"{password}\n")
    with pytest.raises(Complaint, match="The password is too"):
        admin.create(settings, "alex")
    with parts_of(settings) as parts, parts.units.read() as unit:
        assert unit.people.by_login("alex") is None


def test_a_second_one_of_the_same_login_is_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, f"{GOOD}\n{GOOD}\n")
    admin.create(settings, "alex")
    with pytest.raises(Complaint, match="There is a login alex already"):
        admin.create(settings, "alex")


@pytest.mark.parametrize("login", ["", "a", "two words", "alex\n", "x" * 65])
def test_a_strange_login_is_refused_before_anything_is_asked(settings: Settings, login: str) -> None:
    with pytest.raises(Complaint, match="A login has"):
        admin.create(settings, login)
