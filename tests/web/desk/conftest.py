"""Ana at her desk, with a telephone in the test's hand."""

from collections.abc import Callable

import pytest

from tests.web.conftest import Visitor
from tests.web.desk.walking import EXTENSION, Walk
from tests.web.floor import Phone, make_floor, make_ready
from workspace.wiring.parts import Parts, new_id


@pytest.fixture
def ana(parts: Parts, visit: Callable[..., Visitor]) -> Visitor:
    """Ana, who sells broadband at extension 1009 and is ready; nobody else is."""
    make_floor(parts)
    visitor = visit("ana", extension=EXTENSION, badge="8021")
    with parts.units.begin() as unit:
        for key in ("sales", "service"):
            skill = unit.floor.ensure("skill", key, new_id(), name_en=key, name_zh=key)
            unit.floor.ensure_skill_of(visitor.person_id, skill, 1)
    make_ready(parts, visitor.person_id)
    return visitor


@pytest.fixture
def phone(parts: Parts) -> Phone:
    """The telephone network."""
    return Phone(parts)


@pytest.fixture
def walk(parts: Parts, ana: Visitor, phone: Phone) -> Walk:
    """Ana's way through a call that has not come yet."""
    return Walk(parts, ana, phone)


@pytest.fixture
def charlie(visit: Callable[..., Visitor]) -> Visitor:
    """Charlie, an agent with no part in Ana's calls."""
    return visit("charlie")


@pytest.fixture
def sofia(visit: Callable[..., Visitor]) -> Visitor:
    """Sofia, a supervisor."""
    return visit("sofia", role="supervisor")
