"""The web server killed before the commit, after it, and at any moment: nothing is lost, nothing happens twice (P1, P2, P7)."""

import threading
import time
from collections.abc import Iterator
from itertools import count
from uuid import UUID

import httpx2
import pytest
from selectolax.lexbor import LexborHTMLParser

from adapters.chance import seeded
from adapters.crash import POINTS
from tests.faults.calls import Form, next_form, on_the_line
from tests.faults.centre import Agent, Centre, Web, centre
from workspace.wiring.parts import new_token

pytestmark = pytest.mark.faults
EXTENSIONS = count(1101)
KILLS = 3
LONGEST_LIFE = 0.3
"""Seconds of walking, at most, between the first saved answer and a kill."""


@pytest.fixture(scope="module")
def here() -> Iterator[Centre]:
    with centre() as made:
        yield made


def ana_on_a_call(here: Centre, web: Web) -> tuple[Agent, UUID]:
    extension = str(next(EXTENSIONS))
    ana = here.agent(web, f"ana{extension}", extension)
    return ana, on_the_line(here, ana, f"call-{extension}", extension, f"+1415555{extension}")


def script_of(answer: httpx2.Response) -> str:
    node = LexborHTMLParser(answer.text).css_first("#panel-script")
    assert node is not None, answer.text[:500]
    return node.text()


def moves_at(here: Centre, form: Form) -> int:
    return here.count("SELECT count(*) FROM run_moves WHERE run_id = :run AND turn = :turn", run=form.run_id, turn=form.turn + 1)


@pytest.mark.parametrize(("point", "kept"), [("before_commit", 0), ("after_commit", 1)])
def test_a_step_sent_into_a_crash_is_made_once_by_sending_it_again(here: Centre, point: str, kept: int) -> None:
    assert point in POINTS
    web = here.web()
    web.start(crash_at=point)
    ana, _ = ana_on_a_call(here, web)
    form, key = next_form(ana.desk()), new_token()
    assert form is not None
    with pytest.raises(httpx2.TransportError):
        ana.press(form.path, key, **form.fields)
    assert web.has_crashed()
    assert moves_at(here, form) == kept

    web.start()
    again = ana.press(form.path, key, **form.fields)
    once_more = ana.press(form.path, key, **form.fields)
    assert (again.status_code, once_more.status_code) == (200, 200)
    assert moves_at(here, form) == 1
    assert again.headers["desk-version"] == once_more.headers["desk-version"]
    assert script_of(again) == script_of(once_more)
    assert int(LexborHTMLParser(again.text).css_first("#panel-script").attributes["data-turn"] or 0) == form.turn + 1


@pytest.mark.parametrize("point", ["before_commit", "after_commit"])
def test_an_outcome_sent_into_a_crash_is_written_once_with_audit_and_outbox(here: Centre, point: str) -> None:
    web = here.web()
    web.start(crash_at=point)
    ana, interaction = ana_on_a_call(here, web)
    key, fields = new_token(), {"turn": "0", "disposition": "info_only"}
    with pytest.raises(httpx2.TransportError):
        ana.press(f"/interactions/{interaction}/wrap-up", key, **fields)
    assert web.has_crashed()
    web.start()
    for _ in range(2):
        assert ana.press(f"/interactions/{interaction}/wrap-up", key, **fields).status_code == 200
    disposed = here.count("SELECT count(*) FROM interaction_changes WHERE interaction_id = :one AND kind = 'disposed'", one=interaction)
    audited = here.count("SELECT count(*) FROM audit WHERE subject = :one AND verb = 'wrapped_up'", one=f"interaction:{interaction}")
    assert (disposed, audited) == (1, 1)


def test_killed_at_random_moments_of_a_call_the_server_loses_no_answer_it_called_saved(here: Centre) -> None:
    web, dice = here.web(), seeded(20261122)
    web.start()
    ana, _ = ana_on_a_call(here, web)
    waiting: tuple[str, str, dict[str, str]] | None = None
    for _ in range(KILLS):
        # From the first saved answer on, so that a slow machine is killed in the middle of its work as well.
        killer = threading.Timer(LONGEST_LIFE * dice.random(), web.kill)
        saved = len(ana.told_saved)
        try:
            while True:
                waiting = waiting or next_move(ana)
                path, key, fields = waiting
                answer = ana.press(path, key, **fields)
                assert answer.status_code == 200, answer.text[:500]
                ana.told_saved.append((path.split("/")[2], int(fields["turn"]) + 1, key))
                waiting = None
                if len(ana.told_saved) == saved + 1:
                    killer.start()
        except (httpx2.TransportError, AssertionError) as error:
            assert isinstance(error, httpx2.TransportError), error
            killer.join()
        # What was under way when the server died stays on Ana's screen, and she sends the same form again.
        web.start()
    assert len(ana.told_saved) >= KILLS
    for run_id, turn, key in ana.told_saved:
        assert here.count("SELECT count(*) FROM run_moves WHERE run_id = :run AND turn = :turn", run=run_id, turn=turn) == 1
        assert here.count("SELECT count(*) FROM idempotency_keys WHERE key = :key", key=key) == 1
    run_id = ana.told_saved[0][0]
    gaps = here.count("SELECT count(*) - max(turn) - 1 FROM run_moves WHERE run_id = :run", run=run_id)
    assert gaps == 0
    step = here.count("SELECT turn FROM runs WHERE id = :run", run=run_id)
    assert int(ana.desk().css_first("#panel-script").attributes["data-turn"] or -1) == step


def next_move(ana: Agent) -> tuple[str, str, dict[str, str]]:
    """On through the script while it goes, then back to its beginning."""
    page = ana.desk()
    form = next_form(page)
    if form is not None:
        return form.path, new_token(), form.fields
    script = page.css_first("#panel-script")
    jump = script.css_first('form[hx-post$="/jumps"] input[name=visit]')
    turn = script.attributes["data-turn"] or ""
    return f"/runs/{script.attributes['data-run']}/jumps", new_token(), {"turn": turn, "visit": jump.attributes["value"] or ""}


def test_a_draft_and_notes_that_were_called_saved_outlive_the_server(here: Centre) -> None:
    web = here.web()
    web.start()
    ana, interaction = ana_on_a_call(here, web)
    for _ in range(2):
        form = next_form(ana.desk())
        assert form is not None
        ana.press(form.path, **form.fields)
    form = next_form(ana.desk())
    assert form is not None
    assert "field-date_of_birth" in form.fields
    kept = ana.press(f"/runs/{form.run_id}/drafts", turn=str(form.turn), **{"field-date_of_birth": "1980-05-"})
    noted = ana.press(f"/interactions/{interaction}/notes", text="Asks for a quicker line")
    assert (kept.status_code, noted.status_code) == (204, 204)
    time.sleep(0.01)
    web.kill()
    web.start()
    page = ana.desk()
    assert page.css_first("[name=field-date_of_birth]").attributes["value"] == "1980-05-"
    assert page.css_first("#panel-notes textarea").text().strip() == "Asks for a quicker line"
