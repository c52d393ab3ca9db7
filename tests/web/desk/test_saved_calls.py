"""A call that Ana took becomes a test of its script: green, and without the customer in it."""

from uuid import UUID

import pytest

from flows.errors import NotFoundError
from flows.script_tests.running import Report, run_tests
from flows.script_tests.saving import with_test
from tests.web.desk.walking import Walk
from tests.web.floor import BORN, Phone
from workspace.scripts.bundles import published
from workspace.scripts.saved_calls import saved_call
from workspace.wiring.parts import Parts, new_id


def run_again(parts: Parts, run_id: UUID, test: str) -> Report:
    """The saved test on the script of its run."""
    with parts.units.read() as unit:
        stored = unit.runs.get(run_id)
        assert stored is not None
        script = published(unit, stored["bundle_id"])
    return run_tests(script.bundle.script, with_test(None, script.key, test), script.bundle.catalogue)


def save(parts: Parts, run_id: UUID) -> str:
    with parts.units.read() as unit:
        return saved_call(unit, run_id, name="as Ana did it")


def test_a_sale_is_saved_as_a_green_test(parts: Parts, walk: Walk) -> None:
    walk.talks().to_consent().press("consents", consent="given")
    walk.do_actions()
    walk.press("answers")
    assert walk.step == "wrap"
    test = save(parts, walk.run["id"])
    report = run_again(parts, walk.run["id"], test)
    assert report.is_green, [each.failures for each in report.outcomes]
    for wanted in ("at: reason, answer: slow", "tick: [price, cooling_off], consent: given", "bss.place_order: {"):
        assert wanted in test
    for secret in ("Delgado", BORN, walk.account, "4155550123"):
        assert secret not in test


def test_a_call_that_went_on_after_it_was_cut_off_is_one_test(parts: Parts, walk: Walk, phone: Phone) -> None:
    walk.talks().to_reason()
    phone.customer_hangs_up("c1")
    walk.closes("cut_off")
    phone.rings("c2")
    resume = walk.find('#panel-script form[id^="resume-"] input[name=resume]').attributes["value"]
    phone.connects("c2", "1009")
    assert walk.ask("runs", resume=resume).status_code == 200
    walk.press("answers", answer="slow")
    test = save(parts, walk.run["id"])
    report = run_again(parts, walk.run["id"], test)
    assert report.is_green, [each.failures for each in report.outcomes]
    assert "hung_up" not in test
    assert test.index("ask_name") < test.index("answer: slow")


def test_a_script_opened_a_second_time_in_a_call_is_saved_by_itself(parts: Parts, walk: Walk) -> None:
    walk.talks().to_reason()
    assert walk.ask("runs", script="broadband_inbound").status_code == 200
    walk.to_reason()
    test = save(parts, walk.run["id"])
    assert run_again(parts, walk.run["id"], test).is_green


def test_a_run_nobody_knows_is_not_there(parts: Parts) -> None:
    with parts.units.read() as unit, pytest.raises(NotFoundError):
        saved_call(unit, new_id(), name="nothing")
