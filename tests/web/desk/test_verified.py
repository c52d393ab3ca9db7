"""The checker after a call that was walked at the desk from the ring to the disposition: it finds nothing."""

from tests.faults.checker import assert_verified
from tests.web.desk.walking import Walk
from tests.web.floor import Phone
from workspace.commands.keep_house import seal_audit
from workspace.commands.relay_outbox import relay_outbox
from workspace.wiring.parts import Parts


def test_a_walked_call_leaves_nothing_for_the_checker(parts: Parts, walk: Walk, phone: Phone) -> None:
    walk.talks().to_consent()
    walk.press("consents", consent="given")
    walk.do_actions()
    walk.press("answers")
    phone.customer_hangs_up("c1")
    assert walk.closes("sold").status_code == 200
    assert_verified(parts)
    relay_outbox(parts)
    seal_audit(parts)
    assert_verified(parts)


def test_neither_does_a_caller_who_gave_up(parts: Parts, walk: Walk, phone: Phone) -> None:
    walk.rings()
    phone.customer_hangs_up("c1")
    relay_outbox(parts)
    assert_verified(parts)
