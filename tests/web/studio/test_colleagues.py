"""Sofia and Simon have the same script open, and see each other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from adapters.database.tables.studio import draft_editors
from tests.web.studio.editing import SCRIPT, ask, begin
from workspace.wiring.parts import Parts


@pytest.fixture
def sofia(visit: Callable[..., Any]) -> Any:
    return visit("sofia", role="supervisor")


@pytest.fixture
def simon(visit: Callable[..., Any]) -> Any:
    return visit("simon", role="supervisor")


@pytest.fixture
def draft(parts: Parts, sofia: Any) -> str:
    """A draft of Sofia's; its sha256."""
    return begin(parts, sofia)


def others(answer: Any) -> list[tuple[str, str]]:
    """Who else is there, and where."""
    assert answer.status_code == 200
    return [(each["name"], each["step"]) for each in answer.json()["others"]]


def test_each_sees_the_other_and_where_they_are(sofia: Any, simon: Any, draft: str) -> None:
    assert others(ask(sofia, "editors", step="greet")) == []
    assert others(ask(simon, "editors", step="wrap")) == [("Sofia", "greet")]
    assert others(ask(sofia, "editors", step="")) == [("Simon", "wrap")]
    assert others(ask(simon, "editors", step="wrap")) == [("Sofia", "")]


def test_since_is_when_they_came(sofia: Any, simon: Any, draft: str) -> None:
    ask(sofia, "editors", step="greet")
    first = ask(simon, "editors").json()["others"][0]["since"]
    ask(sofia, "editors", step="wrap")
    assert ask(simon, "editors").json()["others"][0]["since"] == first


def test_who_is_silent_or_leaves_is_gone(sofia: Any, simon: Any, parts: Parts, draft: str) -> None:
    ask(sofia, "editors", step="greet")
    with parts.units.begin() as unit:
        unit.connection.execute(update(draft_editors).values(seen_at=unit.now - timedelta(seconds=26)))
    assert others(ask(simon, "editors")) == []
    ask(sofia, "editors", step="greet")
    assert others(ask(simon, "editors")) == [("Sofia", "greet")]
    ask(sofia, "editors", leaving="1")
    assert others(ask(simon, "editors")) == []


def test_a_sign_tells_that_the_text_moved_on(sofia: Any, simon: Any, draft: str) -> None:
    assert ask(sofia, "editors").json()["sha256"] == draft
    made = ask(simon, "drafts", source=SCRIPT + "# more\n", based_on=draft).json()
    told = ask(sofia, "editors").json()
    assert (told["sha256"], told["by"]) == (made["sha256"], "Simon")


def test_another_script_has_its_own_editors(sofia: Any, simon: Any, parts: Parts, draft: str) -> None:
    begin(parts, sofia, key="farewell")
    ask(sofia, "editors", step="greet")
    assert others(ask(simon, "editors", "farewell")) == []
