"""An agent's script asks a supervisor, who answers on the board."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.web.conftest import Visitor
from tests.web.desk.walking import Walk
from workspace.commands.ask_action import ask_action, open_actions
from workspace.scripts.bundles import parts_beside
from workspace.wiring.parts import Parts, new_id

SCRIPT = """
script: discount
spec: 1
title: {zh: 折扣, en: Discount}
languages: [zh, en]
channel: inbound
start: ask

vars:
  approval: desk.approval?

steps:
  ask:
    do: desk.ask_supervisor
    with: {question: "May I give 10 % off?"}
    save_as: approval
    next: answered
    on_error: refused
  answered:
    branch:
      - {when: has(approval.granted) && approval.granted, next: granted}
      - else: refused
  granted:
    say: {zh: 可以给您九折。, en: I can give you ten per cent off.}
    next: wrap
  refused:
    say: {zh: 很抱歉，不能再优惠了。, en: "I am sorry, that is the best price."}
    next: wrap
  wrap:
    wrapup:
      dispositions: [info_only]
"""


@pytest.fixture
def asked(walk: Walk, parts: Parts) -> str:
    """The id of the question that Ana's script waits for."""
    with parts.units.begin() as unit:
        unit.scripts.publish(
            bundle_id=new_id(),
            key="discount",
            version=1,
            kind="script",
            source=SCRIPT,
            sha256="",
            parts=parts_beside(unit, "discount"),
            channel="inbound",
        )
    walk.talks()
    assert walk.ask("runs", script="discount").status_code == 200
    for action_id in open_actions(parts):
        ask_action(parts, action_id)
    with parts.units.read() as unit:
        return str(unit.runs.approvals()[0]["id"])


def test_the_question_stands_on_the_board_with_its_agent(asked: str, sofia: Visitor) -> None:
    shown = LexborHTMLParser(sofia.get("/board").text).css_first(f"#approval-{asked}")
    assert "10 %" in shown.text()
    assert "Ana" in shown.text()


@pytest.mark.parametrize(("granted", "step"), [("yes", "granted"), ("no", "refused")])
def test_the_script_goes_on_by_the_supervisors_answer(asked: str, sofia: Visitor, walk: Walk, granted: str, step: str) -> None:
    assert sofia.post(f"/approvals/{asked}", {"granted": granted, "note": "ok"}).status_code == 204
    assert walk.step == step


def test_a_question_is_answered_once(asked: str, sofia: Visitor) -> None:
    sofia.post(f"/approvals/{asked}", {"granted": "yes"})
    assert sofia.post(f"/approvals/{asked}", {"granted": "no"}).status_code == 409


def test_an_agent_cannot_approve(asked: str, charlie: Visitor) -> None:
    assert charlie.post(f"/approvals/{asked}", {"granted": "yes"}).status_code == 403


def test_a_question_that_does_not_exist_is_not_found(asked: str, sofia: Visitor) -> None:
    assert sofia.post(f"/approvals/{new_id()}", {"granted": "yes"}).status_code == 404


def test_an_answer_is_yes_or_no(asked: str, sofia: Visitor) -> None:
    assert sofia.post(f"/approvals/{asked}", {"granted": "perhaps"}).status_code == 422
