"""Sofia keeps a call as a test of its script, from the mirror of a desk and from the results; what cannot be kept is said in words."""

from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from flows.publishing.frozen import sha256_of
from tests.web.desk.walking import Walk
from tests.web.floor import LIBRARY
from workspace.wiring.parts import Parts, new_id

KEY = "broadband_inbound"


def stored_tests(parts: Parts) -> str:
    """The stored test file."""
    with parts.units.read() as unit:
        kept = unit.scripts.tests(KEY)
    return str(kept["source"]) if kept else ""


def keep_tests(parts: Parts, sofia: Any, source: str) -> None:
    with parts.units.begin() as unit:
        kept = unit.scripts.tests(KEY)
        assert unit.scripts.save_tests(KEY, source, "1", based_on=kept["sha256"] if kept else "", person_id=sofia.person_id)


def read(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return LexborHTMLParser(answer.text)


@pytest.fixture
def address(walk: Walk, ana: Any, sofia: Any) -> str:
    """Where the mirror leads once Ana talks to a customer whose line is slow."""
    mirror = f"/board/desks/{ana.person_id}"
    assert read(sofia.get(mirror)).css_first("#save-as-test a") is None
    walk.talks().to_reason().press("answers", answer="slow")
    pushed = read(sofia.get(f"{mirror}/panels")).css_first("#save-as-test a")
    link = read(sofia.get(mirror)).css_first("#save-as-test a")
    assert link is not None
    assert pushed is not None
    assert link.attributes == pushed.attributes
    return str(link.attributes["href"])


def publish_subscripts(parts: Parts) -> None:
    """The floor freezes sub-scripts beside their callers; a text that is checked now wants them published."""
    with parts.units.begin() as unit:
        for path in (LIBRARY / "lib").glob("*.yaml"):
            if ".test." not in path.name:
                source = path.read_text()
                unit.scripts.publish(
                    bundle_id=new_id(), key=f"lib/{path.stem}", version=1, kind="script", source=source, sha256=sha256_of(source), parts={}
                )


def test_a_running_call_becomes_a_green_test_without_the_customer(address: str, sofia: Any, walk: Walk, parts: Parts) -> None:
    publish_subscripts(parts)
    looked_at = read(sofia.get(address)).css_first("pre")
    assert looked_at is not None
    assert "answer: slow" in looked_at.text()
    sent = sofia.post(address, {"name": "slow line"})
    assert sent.status_code == 303
    saved = read(sofia.get(sent.headers["location"]))
    told = saved.css_first("#saved-test")
    assert told is not None
    assert "green" in told.text()
    assert told.css_first(f'a[href="/scripts/{KEY}/tests"]') is not None
    assert "slow line" in stored_tests(parts)
    for secret in ("Delgado", walk.account, "4155550123"):
        assert secret not in stored_tests(parts)
    with parts.units.read() as unit:
        assert "call_saved_as_test" in {each["verb"] for each in unit.audit.of(f"run:{walk.run['id']}")}


def test_a_call_that_is_over_is_kept_from_the_results_under_a_name_of_its_own(address: str, sofia: Any, walk: Walk, parts: Parts) -> None:
    assert sofia.post(address, {"name": "slow line"}).status_code == 303
    walk.phone.customer_hangs_up("c1")
    assert walk.closes("cut_off").status_code == 200
    link = read(sofia.get(f"/scripts/{KEY}/results")).css_first('td a[href*="/tests/calls/"]')
    assert link is not None
    assert sofia.post(str(link.attributes["href"]), {"name": "slow line"}).status_code == 303
    assert "slow line (2)" in stored_tests(parts)


def test_what_cannot_be_kept_is_said_in_words(address: str, sofia: Any, parts: Parts) -> None:
    assert "Please fill this in." in read(sofia.post(address, {"name": " "}), 422).css_first(".field .error").text()
    keep_tests(parts, sofia, "script: broadband_inbound\n")
    refused = read(sofia.post(address, {"name": "slow line"}), 422)
    told = refused.css_first("[role=alert]")
    assert told is not None
    assert "no list of tests" in told.text()
    assert refused.css_first("#field-name").attributes["value"] == "slow line"


def test_a_call_that_no_test_can_repeat_offers_nothing_to_save(address: str, sofia: Any, walk: Walk, parts: Parts) -> None:
    with parts.units.begin() as unit:
        turn = walk.run["turn"] + 1
        unit.runs.add_moves(
            [
                {
                    "run_id": walk.run["id"],
                    "turn": turn,
                    "kind": "answer",
                    "payload": {"value": "nobody asked"},
                    "events": [],
                    "step_key": walk.step,
                    "person_id": walk.agent.person_id,
                    "at": unit.now,
                }
            ]
        )
    page = read(sofia.get(address))
    assert "cannot be told as a test" in page.body.text()
    assert page.css_first("#save-call") is None
    assert "cannot be told as a test" in read(sofia.post(address, {"name": "it"}), 422).body.text()


def test_a_call_of_another_script_is_not_there(address: str, sofia: Any, ana: Any) -> None:
    assert sofia.get(address.replace(KEY, "retention")).status_code == 404
    assert sofia.get(f"/scripts/{KEY}/tests/calls/{new_id()}").status_code == 404
    assert ana.get(address).status_code == 403
