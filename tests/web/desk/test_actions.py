"""Every action of a run and of a call is asked: wrong method, wrong person, done already, too late."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import text

from tests.web.conftest import Visitor
from tests.web.desk.walking import Walk
from tests.web.floor import Phone
from workspace.wiring.customers import Fault
from workspace.wiring.parts import Parts, new_id, new_token

OF_RUN = ("answers", "drafts", "ticks", "consents", "offer-responses", "objections", "back", "jumps", "exits", "cancellations", "language")
OF_CALL = (
    "answer",
    "rejection",
    "call-commands",
    "transfers",
    "customer",
    "runs",
    "offer-responses",
    "notes",
    "wrap-up",
    "wrap-up-extensions",
)
FILLED = {
    "answer": "yes",
    "line": "price",
    "consent": "given",
    "response": "declined",
    "objection": "too_expensive",
    "visit": "0",
    "exit": "do_not_call",
    "language": "zh",
    "command": "hold",
    "to": "queue:service",
    "script": "plan_inquiry",
    "offer": "fibre_1000m",
    "disposition": "info_only",
    "text": "x",
}


def paths(walk: Walk) -> list[str]:
    run, interaction = walk.run["id"], walk.interaction
    return [f"/runs/{run}/{noun}" for noun in OF_RUN] + [f"/interactions/{interaction}/{noun}" for noun in OF_CALL]


def moves(parts: Parts) -> int:
    with parts.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM run_moves")).scalar_one())


def test_no_action_can_be_opened_like_a_page(walk: Walk) -> None:
    walk.talks()
    # Whom a call may go to is a list that one reads.
    answers = {path: walk.agent.get(path).status_code for path in paths(walk) if not path.endswith("/transfers")}
    assert set(answers.values()) == {405}


def test_ana_s_call_does_not_exist_for_charlie_and_nothing_happens(parts: Parts, walk: Walk, charlie: Visitor) -> None:
    walk.talks()
    before = moves(parts)
    fields = {**FILLED, "turn": "0", "customer": str(walk.customer_id)}
    answers = {path: charlie.desk(path, fields).status_code for path in paths(walk)}
    assert answers == dict.fromkeys(paths(walk), 404)
    assert moves(parts) == before
    assert walk.step == "greet"


def test_an_unknown_run_or_call_is_not_found(walk: Walk) -> None:
    for id_ in (str(new_id()), "1", "x" * 300):
        assert walk.agent.desk(f"/runs/{id_}/answers", {"turn": "0"}).status_code == 404
        assert walk.agent.desk(f"/interactions/{id_}/notes", {"text": "x"}).status_code == 404


def test_the_same_submit_again_makes_one_move_and_gets_the_same_answer(parts: Parts, walk: Walk) -> None:
    walk.talks()
    run, key = walk.run, new_token()
    first = walk.send("answers", key)
    path, fields = f"/runs/{run['id']}/answers", {"turn": run["turn"]}
    again = walk.agent.desk(path, fields, key=key)
    other = walk.agent.desk(path, {**fields, "answer": "yes"}, key=key)
    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 422)
    assert first.headers["desk-version"] == again.headers["desk-version"]
    assert walk.run["turn"] == run["turn"] + 1
    late = walk.agent.desk(path, fields)
    assert late.status_code == 409
    assert LexborHTMLParser(late.text).css_first(f'#panel-script[data-turn="{run["turn"] + 1}"]')


@pytest.mark.parametrize("one_key", [True, False])
def test_a_double_click_moves_one_step(walk: Walk, one_key: bool) -> None:
    walk.talks()
    run, key = walk.run, new_token()
    path, fields = f"/runs/{run['id']}/answers", {"turn": run["turn"]}
    with ThreadPoolExecutor(2) as clicks:
        made = [clicks.submit(walk.agent.desk, path, fields, key=key if one_key else new_token()) for _ in range(2)]
        statuses = sorted(each.result().status_code for each in made)
    assert statuses == ([200, 200] if one_key else [200, 409])
    assert walk.run["turn"] == run["turn"] + 1


def test_back_jump_exit_and_another_script(walk: Walk) -> None:
    walk.talks().to_reason()
    walk.press("back")
    assert walk.step == "verified"
    walk.press("jumps", visit="0")
    assert walk.step == "greet"
    assert walk.ask("runs", script="plan_inquiry").status_code == 200
    assert walk.find("#panel-script .progress").text().startswith("General inquiry")
    walk.press("exits", exit="do_not_call")
    walk.press("answers")
    assert walk.find("#panel-bar .tag.tone-bad").text() == "Do not call"


def test_the_opt_out_of_a_call_is_in_the_list_from_its_commit_on(parts: Parts, walk: Walk) -> None:
    walk.talks().press("exits", exit="do_not_call")
    with parts.engine.connect() as connection:
        numbers = list(connection.execute(text("SELECT number FROM suppressions")).scalars())
    assert numbers == ["+14155550123"]


@pytest.mark.parametrize(
    ("kind", "words"),
    [("slow", "system is busy"), ("down", "system is busy"), ("refused", "cannot be ordered"), ("lost_reply", "system is busy")],
)
def test_trouble_at_the_customer_system_reaches_the_agent_with_a_way_on(parts: Parts, walk: Walk, kind: str, words: str) -> None:
    walk.talks().to_consent()
    with parts.units.begin() as unit:
        unit.bss.set_fault(Fault("bss.place_order", kind, Decimal("8.1") if kind == "slow" else Decimal(0), 1))
    walk.press("consents", consent="given")
    walk.do_actions()
    assert words in walk.find("#panel-script .cue-words").text()
    walk.do_actions()
    assert walk.page().css_first("#panel-script .step.is-do") is None
    assert walk.find("#panel-script .step button")


def test_an_action_is_no_longer_waited_for_once_ana_says_so(walk: Walk) -> None:
    walk.talks().to_consent().press("consents", consent="given")
    assert walk.step == "place_order"
    walk.press("cancellations")
    assert walk.step == "order_later", "what was promised is backed by a ticket"
    walk.do_actions()
    assert walk.step == "wrap"


@pytest.mark.parametrize("command", ["hold", "mute", "hang_up"])
def test_a_control_is_requested_until_the_switch_confirms_it(walk: Walk, command: str) -> None:
    walk.talks()
    assert walk.ask("call-commands", command=command).status_code == 200
    assert walk.find(f"#control-{command} button[aria-busy]")
    assert walk.ask("call-commands", command=command).status_code == 200
    with walk.parts.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM switch_commands")).scalar_one() == 1


def test_a_rejected_call_waits_again_and_ana_is_not_ready(walk: Walk) -> None:
    walk.rings()
    assert walk.ask("rejection").status_code == 200
    assert walk.page().css_first("#panel-bar.has-call") is None
    assert walk.find("#presence.is-not_ready")


def test_a_wrap_up_picked_while_talking_closes_with_the_call(walk: Walk, phone: Phone) -> None:
    walk.talks()
    assert walk.closes("info_only").status_code == 200
    phone.customer_hangs_up("c1")
    assert walk.page().css_first("#panel-bar.has-call") is None
    assert walk.find("#presence.is-ready")


def test_wrap_up_time_is_extended_only_after_the_call(walk: Walk, phone: Phone) -> None:
    walk.talks()
    assert walk.ask("wrap-up-extensions").status_code == 409
    phone.customer_hangs_up("c1")
    before = walk.find("#panel-wrapup time, #panel-wrapup [data-until]").html
    assert walk.ask("wrap-up-extensions").status_code == 200
    assert walk.find("#panel-wrapup time, #panel-wrapup [data-until]").html != before


def test_notes_and_drafts_are_there_after_a_reload(walk: Walk) -> None:
    walk.talks().press("answers")
    walk.press("answers", answer="yes")
    saved = walk.ask("notes", text="<b>wants</b> it quicker")
    assert (saved.status_code, len(saved.headers["saved-at"])) == (204, 8)
    assert walk.send("drafts", **{"field-date_of_birth": "1980"}).status_code == 204
    assert walk.find("#panel-notes textarea").text().strip() == "<b>wants</b> it quicker"
    assert walk.find("[name=field-date_of_birth]").attributes["value"] == "1980"
    refused = walk.ask("notes", text="4111 1111 1111 1111")
    assert (refused.status_code, refused.headers["refused"]) == (422, "card_number")


def test_what_an_action_refused_is_not_said_after_the_next_one(walk: Walk) -> None:
    walk.talks()
    refused = LexborHTMLParser(walk.ask("wrap-up", disposition="nonsense").text)
    assert refused.css_first("[hx-target='#flash'] .flash") is not None
    said = walk.press("answers").css_first("[hx-target='#flash']")
    assert said is not None and said.text().strip() == ""


def test_a_refused_time_to_call_back_keeps_its_zone_beside_it(walk: Walk) -> None:
    walk.talks()
    label = "#panel-wrapup .callback label"
    before = walk.find(label).text()
    assert "(" in before
    refused = LexborHTMLParser(walk.ask("wrap-up", disposition="callback", callback_at="2001-01-01T10:00").text)
    assert refused.css_first(f"{label} + input[aria-invalid]") is not None
    assert refused.css_first(label).text() == before


def test_a_heading_that_only_repeats_the_words_is_seen_once(walk: Walk) -> None:
    walk.talks()
    heading = "#panel-script h2"
    assert walk.find(heading).attributes["class"] == "visually-hidden"
    walk.press("answers")
    assert walk.find(heading).attributes["class"] == "visually-hidden"
    assert walk.find(".cue-words").text().startswith(walk.find(heading).text().removesuffix("…"))
    walk.press("answers", answer="yes")
    walk.press("language", language="zh")
    assert "class" not in walk.find(heading).attributes
