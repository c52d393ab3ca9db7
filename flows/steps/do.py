"""The `do` step: asks the outside for data or an action; the move ends here and the result is another one.

What was asked is remembered for ever, so nothing is sent twice: an asking that is still open is joined, one whose result never led
the run on is used, and a write that timed out is never sent again with the same parameters.
"""

from collections.abc import Mapping
from dataclasses import replace

from flows.runs.asking import apply_result, settle_offer
from flows.runs.events import ActionAsked, ActionCancelled, ActionNotSent, ActionReused
from flows.runs.moves import CancelAction
from flows.runs.refusals import NotHereError
from flows.runs.run import Asked
from flows.runs.variables import typed
from flows.runs.walk import Walk
from flows.runs.wants import AskAction
from scripts_dsl.catalogue import ActionSignature
from scripts_dsl.script import DoStep
from scripts_dsl.values import BadValueError

EARLIER = "earlier:"
"""Begins the key of an asking that another run of the interaction made."""
NOT_SENT = "refused"
"""The error kind of a request that could not be put together."""


def enter(walk: Walk, step: DoStep) -> str | None:
    """Ask, or use what was asked before."""
    signature = walk.bundle.catalogue.actions.get(step.action)
    parameters = _parameters(walk, step, signature)
    if isinstance(parameters, str):
        walk.tell(ActionNotSent, action=step.action, parameter=parameters)
        settle_offer(walk, _accepted(walk) if step.fulfils else None, "failed")
        walk.trouble = NOT_SENT
        return walk.take(step.way_of_error(NOT_SENT))
    once_key = _once_key(walk, step)
    number = _earlier(walk, step, once_key, parameters, writes=signature is not None and signature.writes)
    if number is None:
        _ask(walk, step, once_key, parameters)
        return None
    asked = walk.asked[number] = replace(walk.asked[number], frame=walk.at, arrival=walk.number)
    walk.tell(ActionReused, key=asked.key, action=asked.action)
    accepted = _accepted(walk) if step.fulfils else None
    if accepted != asked.offer:  # the kept result is another offer's, so this one is not being carried out
        settle_offer(walk, accepted, "failed")
    if asked.state != "asked":
        return apply_result(walk, step, number)
    if asked.key.startswith(EARLIER):  # its answer goes to the other run
        walk.trouble = "timeout"
        return walk.take(step.way_of_error("timeout"))
    walk.waiting = True
    return None


def cancel(walk: Walk, step: DoStep, made: CancelAction) -> str:
    """Wait no longer; whatever comes of it is kept."""
    asked = walk.awaited
    if asked is None:
        raise NotHereError
    walk.tell(ActionCancelled, key=asked.key, action=asked.action)
    walk.waiting = False
    walk.trouble = "cancelled"
    return walk.take(step.way_of_error("cancelled"))


def _parameters(walk: Walk, step: DoStep, signature: ActionSignature | None) -> dict[str, object] | str:
    """What is sent, unset ones left out; the name of the parameter that is missing or does not fit."""
    sent: dict[str, object] = {}
    for argument in step.arguments:
        value = walk.passed(argument.value)
        if value is None:
            continue
        known = None if signature is None else signature.parameters.get(argument.name)
        try:
            sent[argument.name] = value if known is None else typed(value, known.type, walk.zone, walk.before.currency)
        except BadValueError:
            return argument.name
    wanted = () if signature is None else signature.parameters.values()
    return next((each.name for each in wanted if each.required and each.name not in sent), sent)


def _once_key(walk: Walk, step: DoStep) -> str:
    """The same for every asking of this step: the calls that lead to it, with their rounds."""
    parts = [step.id]
    at: int | None = walk.at
    while at is not None:
        frame = walk.frames[at]
        parts.append(frame.script if frame.parent is None else f"{frame.call_step}.{frame.round}")
        at = frame.parent
    return "/".join(reversed(parts))


def _earlier(walk: Walk, step: DoStep, once_key: str, parameters: Mapping[str, object], *, writes: bool) -> int | None:
    """The number of an asking that stands for a new one."""
    for number in range(len(walk.asked) - 1, -1, -1):
        asked = walk.asked[number]
        if asked.once_key != once_key:
            continue
        if step.once == "interaction":
            return number
        if asked.parameters == parameters and asked.frame is not None:
            unknown_fate = writes and asked.error == "timeout"
            if not asked.used or unknown_fate:
                return number
    return None


def _ask(walk: Walk, step: DoStep, once_key: str, parameters: dict[str, object]) -> None:
    """Want the action done, and wait for it."""
    key = f"{once_key}#{len(walk.asked)}"
    walk.asked.append(
        Asked(
            key=key,
            once_key=once_key,
            frame=walk.at,
            arrival=walk.number,
            step=step.id,
            action=step.action,
            parameters=parameters,
            at=walk.now,
            offer=_accepted(walk) if step.fulfils else None,
        )
    )
    walk.tell(ActionAsked, key=key, action=step.action)
    walk.wants.append(
        AskAction(
            key=key,
            once_key=once_key,
            script=walk.frame.script,
            step=step.id,
            visit=walk.arrival.visit,
            action=step.action,
            parameters=parameters,
            timeout=step.timeout,
            once=step.once,
        )
    )
    walk.waiting = True


def _accepted(walk: Walk) -> int | None:
    """The number of the accepted offer that is to be carried out."""
    for number in range(len(walk.offers) - 1, -1, -1):
        each = walk.offers[number]
        if each.response == "accepted" and each.settled in (None, "failed"):
            return number
    return None
