"""Names that try to be something else, from the database to the desk, the board and its CSV."""

import csv
import io
from collections.abc import Callable

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import update

from adapters.database.tables.people import people
from tests.hostile import NAMES
from tests.web.conftest import Visitor
from tests.web.desk.walking import EXTENSION
from tests.web.floor import Phone, add_customer, make_floor, make_ready
from workspace.screens.board import AgentRow
from workspace.wiring.parts import Parts

SPREADSHEET = ("=", "+", "-", "@")


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_text_on_the_desk_and_in_the_history(parts: Parts, visit: Callable[..., Visitor], name: str) -> None:
    make_floor(parts)
    ana = visit("ana", extension=EXTENSION, badge="8021")
    make_ready(parts, ana.person_id)
    phone = Phone(parts)
    add_customer(parts, name, "+14155550123", given_name=name, surname=name)
    phone.rings("c1", "+14155550123", "+18005550100")
    phone.connects("c1", EXTENSION)
    with parts.units.read() as unit:
        interaction = unit.interactions.open_of(ana.person_id)[-1].id
    ana.desk(f"/interactions/{interaction}/notes", {"text": f"said {name}"[:4000]})
    page = LexborHTMLParser(ana.get("/desk").text)
    assert page.css_first("#caller-title").text() == name
    assert page.css_first(".call-who b").text() == name
    assert page.css_first("#panel-notes textarea").text().strip() == f"said {name}"[:4000].strip()
    assert page.css("#desk img, #desk script, [hx-post='/stolen']") == []


def test_no_cell_of_a_board_s_table_is_a_formula(parts: Parts, visit: Callable[..., Visitor]) -> None:
    make_floor(parts)
    for number, name in enumerate(NAMES):
        agent = visit(f"agent{number}x", extension=f"20{number}")
        with parts.engine.begin() as connection:
            connection.execute(update(people).where(people.c.id == agent.person_id).values(name=name))
        make_ready(parts, agent.person_id)
    text = visit("sofia", role="supervisor").get("/board/agents.csv").text
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    names = {row["name"] for row in rows}
    assert "'=HYPERLINK(1)" in names
    assert "<img src=x onerror=hacked=1>" in names
    assert not [cell for row in rows for cell in row.values() if cell.startswith(SPREADSHEET)]
    assert set(rows[0]) <= {*AgentRow.__dataclass_fields__}
