"""Set a BSS fault: an admin lets the reference BSS be slow, down, refusing or lose replies, for training and for tests."""

from decimal import Decimal, InvalidOperation

from flows.connectors.catalogue import ACTIONS
from flows.errors import InvalidError
from workspace.wiring.customers import Fault
from workspace.wiring.parts import Parts, Person, Submission

KINDS = ("slow", "down", "refused", "lost_reply")
EVERY_ACTION = "*"
LONGEST = Decimal(60)


def set_bss_fault(parts: Parts, person: Person, action: str, kind: str, seconds: str, times: str, *, submission: Submission) -> None:
    """Set the fault of one action, or of all by `*`; an empty kind heals it. Raises InvalidError with the fields that are wrong.

    `seconds` is how long an answer takes, `times` how often it strikes (empty: until it is healed); both as they were typed.
    """
    fault = Fault(action, kind, _seconds(seconds), int(times) if times.isdecimal() else None)
    wrong = {
        "action": action not in {EVERY_ACTION, *(each.name for each in ACTIONS)},
        "kind": kind not in ("", *KINDS),
        "seconds": not 0 <= fault.seconds <= LONGEST,
        "times": bool(times) and not (times.isdecimal() and 0 < int(times) < 10_000),
    }
    if any(wrong.values()):
        raise InvalidError(fields={field: "invalid" for field, is_wrong in wrong.items() if is_wrong})
    with parts.units.begin(submission) as unit:
        if kind:
            unit.bss.set_fault(fault)
        else:
            unit.bss.clear_fault(action)
        payload = {"kind": kind, "seconds": str(fault.seconds), "times": fault.times}
        unit.audit.add("bss_fault_set", f"action:{action}", payload, person_id=person.id)


def _seconds(text: str) -> Decimal:
    """The seconds of a text, 0 where it is empty, -1 where it is no number."""
    try:
        seconds = Decimal(text.strip() or "0")
    except InvalidOperation:
        return Decimal(-1)
    return seconds if seconds.is_finite() else Decimal(-1)
