"""Turns: a move applied to a run gives the next run, what happened, and what is wanted of the outside."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.publishing.bundle import Bundle
from flows.runs import leaving, moves, moving_back, objecting
from flows.runs.asking import take_result
from flows.runs.events import CustomerLinked, Event, LanguageChanged
from flows.runs.limits import AUTOMATIC_STEPS
from flows.runs.moves import Move
from flows.runs.refusals import NotHereError, RunEndedError, StepMovedError, UnknownLanguageError
from flows.runs.run import Asked, Frame, Run
from flows.runs.variables import given_by_record, known_zone, starting_values
from flows.runs.walk import Walk, WayTaken
from flows.runs.wants import Want
from flows.steps import BUILT_IN, ENTER, TAKE
from flows.steps.do import EARLIER
from scripts_dsl.script import Step


@dataclass(frozen=True, slots=True)
class Turn:
    """One move of a run: the run after it, its events, what the outside must do next, and the ways on that were taken."""

    run: Run
    events: tuple[Event, ...]
    wants: tuple[Want, ...]
    ways: tuple[WayTaken, ...] = ()


def start(
    bundle: Bundle,
    given: Mapping[str, object],
    *,
    now: datetime,
    language: str,
    zone: str = "UTC",
    currency: str = "CNY",
    parameters: Mapping[str, object] | None = None,
    earlier: Iterable[Asked] = (),
) -> Turn:
    """A new run at its first step, turn 0.

    `given`: the records of the outside by variable name (customer) or record name (crm.customer), typed or as JSON · `language`: the
    customer's, the script's first one when it is not written in it · `zone`: the customer's IANA name, UTC when unknown ·
    `parameters`: of a sub-script run alone · `earlier`: `Run.asked` of this interaction's other runs, so that `once: true` holds across
    them.
    """
    script = bundle.script
    known = known_zone(zone)
    at_home = known or ZoneInfo("UTC")
    records, refused = given_by_record(bundle, given, at_home, currency)
    values, misfits = starting_values(script, records, parameters or {}, at_home, currency, main=True)
    blank = Run(
        bundle=bundle.reference,
        turn=-1,
        status="active",
        language=language if language in script.languages else script.languages[0],
        zone=at_home.key,
        currency=currency,
        given=records,
        frames=(Frame(script=script.name, variables=values),),
        path=(),
        trail=(),
        asked=tuple(_of_another_run(each) for each in earlier),
    )
    walk = Walk(blank, bundle, now)
    walk.ignored(refused + misfits + ([] if known else ["zone"]))
    _follow(walk, script.start)
    return Turn(walk.run(), tuple(walk.events), tuple(walk.wants), tuple(walk.ways))


def move(run: Run, bundle: Bundle, made: Move, *, now: datetime, turn: int | None = None) -> Turn:
    """The run after the move, one turn later. MoveRefused (flows.runs.refusals) when it does not fit; nothing else is raised.

    `turn`: the turn the agent's screen showed; StepMovedError when the run has gone on since.
    """
    if turn is not None and turn != run.turn:
        raise StepMovedError(run.turn)
    if run.status == "done" and not isinstance(made, moves.ActionResult):
        raise RunEndedError
    walk = Walk(run, bundle, now)
    if not isinstance(made, _FROM_OUTSIDE):
        walk.automatic = 0
    _follow(walk, _take(walk, made))
    return Turn(walk.run(), tuple(walk.events), tuple(walk.wants), tuple(walk.ways))


def replay(
    bundle: Bundle,
    given: Mapping[str, object],
    moves: Iterable[tuple[Move, datetime]],
    *,
    now: datetime,
    language: str,
    zone: str = "UTC",
    currency: str = "CNY",
    parameters: Mapping[str, object] | None = None,
    earlier: Iterable[Asked] = (),
) -> Run:
    """The run rebuilt from what it was started with and the moves made, each with its time."""
    run = start(bundle, given, now=now, language=language, zone=zone, currency=currency, parameters=parameters, earlier=earlier).run
    for made, at in moves:
        run = move(run, bundle, made, now=at).run
    return run


def present_step(walk: Walk) -> Step:
    """The step where a run stands, a built-in one included."""
    name = walk.arrival.step
    return walk.script.steps.get(name) or BUILT_IN[name]


def _take(walk: Walk, made: Move) -> str | None:
    """What a move does where the run stands: the step it leads to, None to stay."""
    anywhere = _ANYWHERE.get(type(made))
    if anywhere is not None:
        return anywhere(walk, made)
    step = present_step(walk)
    if isinstance(made, moves.OpenObjection):
        objecting.open_objection(walk, step, made)
        return None
    if isinstance(made, moves.Continue) and walk.objection is not None:
        return objecting.way_of_objection(walk)
    take = TAKE.get((type(step), type(made)))
    if take is None or (walk.waiting and not isinstance(made, _WHILE_WAITING)):
        raise NotHereError
    target = take(walk, step, made)
    walk.objection = None
    return target


def _follow(walk: Walk, target: str | None) -> None:
    """Arrive at the step and go on through those that need nobody, within the limits."""
    while target is not None:
        if walk.stopped is None:
            if walk.is_long:
                target = walk.stop("visits")
            elif walk.automatic > AUTOMATIC_STEPS:
                target = walk.stop("automatic_steps")
        step = walk.script.steps.get(target) or BUILT_IN[target]
        if walk.hung_up and not leaving.is_open_after_hanging_up(step):
            target = walk.to_wrapup()
            step = walk.script.steps.get(target) or BUILT_IN[target]
        walk.arrive(target)
        target = ENTER[type(step)](walk, step)
        walk.automatic += 1


def _change_language(walk: Walk, made: moves.ChangeLanguage) -> None:
    """Speak another language from here on."""
    if made.language not in walk.bundle.script.languages:
        raise UnknownLanguageError(detail=made.language[:20])
    walk.speak(made.language)
    walk.tell(LanguageChanged, language=made.language)


def _link_customer(walk: Walk, made: moves.LinkCustomer) -> None:
    """Give the records anew, to every script that reads them."""
    walk.move_to_zone(made.zone or walk.zone_name)
    records, refused = given_by_record(walk.bundle, made.given, walk.zone, walk.before.currency)
    walk.give(records)
    walk.ignored(refused)
    walk.tell(CustomerLinked)


def _of_another_run(asked: Asked) -> Asked:
    """An asking that another run of the interaction made, so that it is not made again."""
    key = asked.key if asked.key.startswith(EARLIER) else EARLIER + asked.key
    return replace(asked, key=key, frame=None, arrival=None, used=True, offer=None)


_FROM_OUTSIDE = (moves.ActionResult, moves.OfferChosen)
_WHILE_WAITING = (moves.OfferChosen, moves.CancelAction)
_ANYWHERE: Mapping[type[Move], Callable[[Walk, Any], str | None]] = {
    moves.Back: moving_back.go_back,
    moves.Jump: moving_back.jump,
    moves.TakeExit: leaving.take_exit,
    moves.HungUp: leaving.hang_up,
    moves.GoToWrapUp: leaving.go_to_wrapup,
    moves.LeaveObjection: objecting.leave_objection,
    moves.ActionResult: take_result,
    moves.ChangeLanguage: _change_language,
    moves.LinkCustomer: _link_customer,
}
"""Moves that do not depend on the kind of the present step."""
