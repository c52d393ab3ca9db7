"""Two agents with the same caller at once: what one call leaves behind is on the other desk as well."""

from collections.abc import Callable

import pytest

from tests.web.conftest import Visitor
from tests.web.desk.panels import panels_in
from tests.web.desk.walking import Walk
from tests.web.floor import make_ready
from workspace.wiring.parts import Parts, new_id


@pytest.fixture
def bruno(parts: Parts, visit: Callable[..., Visitor]) -> Visitor:
    """Bruno, who sells and serves as Ana does, and is not ready yet."""
    visitor = visit("bruno", extension="1010")
    with parts.units.begin() as unit:
        for key in ("sales", "service"):
            skill = unit.floor.ensure("skill", key, new_id(), name_en=key, name_zh=key)
            unit.floor.ensure_skill_of(visitor.person_id, skill, 1)
    return visitor


def version_of(parts: Parts, visitor: Visitor) -> int:
    with parts.units.read() as unit:
        return unit.desks.version(visitor.person_id)


def test_a_call_that_breaks_off_is_told_to_the_other_desk_of_the_same_caller(walk: Walk, parts: Parts, bruno: Visitor) -> None:
    walk.talks("c1").to_reason()
    make_ready(parts, bruno.person_id)
    walk.phone.rings("c2")
    walk.phone.connects("c2", "1010")
    before, version = panels_in(bruno.get("/desk").text), version_of(parts, bruno)
    walk.phone.customer_hangs_up("c1")
    after, broken_off = panels_in(bruno.get("/desk").text), version_of(parts, bruno)
    assert after["panel-script"] != before["panel-script"]  # "The last call broke off here"
    assert broken_off > version
    walk.closes("cut_off")
    assert panels_in(bruno.get("/desk").text)["panel-caller"] != after["panel-caller"]  # the last interactions
    assert version_of(parts, bruno) > broken_off
