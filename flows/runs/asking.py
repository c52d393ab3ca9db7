"""Results of actions: recorded whenever they come, leading on only where the run still waits for them."""

from dataclasses import replace

from flows.runs.events import ActionDone, ActionFailed, IdentityVerified, OfferSettled, Settlement
from flows.runs.moves import ActionResult
from flows.runs.refusals import UnknownActionError
from flows.runs.run import Asked
from flows.runs.variables import typed_from_outside
from flows.runs.walk import Walk
from scripts_dsl.script import DoStep


def take_result(walk: Walk, made: ActionResult) -> str | None:
    """Record the result; the way on where the agent waits for it, None where the run has gone on."""
    number = _open_asking(walk, made.key)
    awaited = walk.awaited
    late = awaited is None or awaited.key != made.key
    if not late:
        walk.trouble = None
    _record(walk, number, made, late=late)
    asked = walk.asked[number]
    settlement: Settlement = "failed" if asked.state == "failed" else "pending_confirmation" if made.confirmation_needed else "delivered"
    settle_offer(walk, asked.offer, settlement)
    if late:
        _keep_late(walk, asked)
        return None
    return apply_result(walk, _step_of(walk, asked)[1], number)


def apply_result(walk: Walk, step: DoStep, number: int) -> str:
    """Use a result at the step where the run stands: set its variable and take the way on."""
    asked = walk.asked[number] = replace(walk.asked[number], used=True)
    walk.waiting = False
    if asked.state == "failed":
        walk.trouble = asked.error
        return walk.take(step.way_of_error(asked.error or ""))
    if step.save_as is not None:
        walk.assign({step.save_as: asked.result})
    return walk.take(step.next)


def settle_offer(walk: Walk, number: int | None, settlement: Settlement) -> None:
    """Say what became of an accepted offer."""
    if number is None or walk.offers[number].settled == settlement:
        return
    settled = walk.change_offer(number, settled=settlement)
    chosen = settled.offer
    walk.tell(OfferSettled, offer=chosen.key, version=chosen.version, decision=chosen.decision, settlement=settlement)


def _open_asking(walk: Walk, key: str) -> int:
    """The number of the asking; one that timed out may still get its true result."""
    for number, asked in enumerate(walk.asked):
        if asked.key == key and asked.arrival is not None and (asked.state == "asked" or asked.error == "timeout"):
            return number
    raise UnknownActionError(detail=key[:60])


def _record(walk: Walk, number: int, made: ActionResult, *, late: bool) -> None:
    """Write the result into the asking and tell."""
    asked = walk.asked[number]
    place = {"script": _step_of(walk, asked)[0], "step": asked.step, "action": asked.action}
    if made.error is not None:
        walk.asked[number] = replace(asked, state="failed", error=made.error)
        walk.tell(ActionFailed, key=asked.key, error=made.error, late=late, **place)
        return
    signature = walk.bundle.catalogue.actions.get(asked.action)
    result: object = None
    if signature is not None and signature.result is not None:
        # What cannot be read counts as missing: it was done all the same.
        result, misfits = typed_from_outside(asked.action, made.result, signature.result, walk.zone, walk.before.currency)
        walk.ignored(misfits)
    walk.asked[number] = replace(asked, state="done", error=None, result=result)
    walk.tell(ActionDone, key=asked.key, late=late, **place)
    if signature is not None and signature.verifies:
        walk.verified = True
        walk.tell(IdentityVerified, **place)


def _keep_late(walk: Walk, asked: Asked) -> None:
    """Set the variable of a result that came after the run had gone on."""
    _, step = _step_of(walk, asked)
    if asked.state == "done" and step.save_as is not None and asked.frame is not None:
        at = walk.at
        walk.stand(asked.frame)
        walk.assign({step.save_as: asked.result})
        walk.stand(at)


def _step_of(walk: Walk, asked: Asked) -> tuple[str, DoStep]:
    """The script and the step that asked."""
    assert asked.frame is not None  # noqa: S101 - only askings of this run are answered
    script = walk.bundle.script_named(walk.frames[asked.frame].script)
    step = script.steps[asked.step]
    assert isinstance(step, DoStep)  # noqa: S101 - the bundle is pinned
    return script.name, step
