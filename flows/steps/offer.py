"""The `offer` step: puts a named offer, or the best of a slot, to the customer and takes the response."""

from flows.runs.events import OfferNotFound, OfferPresented, OfferResponded
from flows.runs.moves import OfferChosen, RespondToOffer
from flows.runs.refusals import NotHereError, OfferSettledError, UnknownResponseError
from flows.runs.run import Presentation
from flows.runs.walk import Walk
from flows.runs.wants import ChooseOffer
from scripts_dsl.catalogue.builtins import DECLINE_REASONS
from scripts_dsl.script import OfferStep

_FINAL = frozenset({"delivered", "pending_confirmation"})


def enter(walk: Walk, step: OfferStep) -> str | None:
    """Want an offer chosen, unless the customer has heard it often enough here."""
    if step.attempts is not None and _presented(walk, step) >= step.attempts:
        return _without(walk, step, "attempts")
    walk.wants.append(ChooseOffer(script=walk.frame.script, step=step.id, offer=step.offer, slot=step.slot, answered=_answered(walk)))
    walk.waiting = True
    return None


def present(walk: Walk, step: OfferStep, made: OfferChosen) -> str | None:
    """Put the chosen offer to the customer; the way without one where there is none."""
    if not walk.waiting:
        raise NotHereError
    walk.waiting = False
    if made.offer is None:
        return _without(walk, step, "none")
    if step.slot is not None and made.offer.key in _answered(walk):
        return _without(walk, step, "answered")
    walk.offers.append(Presentation(arrival=walk.number, offer=made.offer, at=walk.now))
    walk.show_offer(len(walk.offers) - 1)
    walk.tell(OfferPresented, offer=made.offer.key, version=made.offer.version, decision=made.offer.decision, slot=step.slot)
    return None


def respond(walk: Walk, step: OfferStep, made: RespondToOffer) -> str:
    """Record the response; an acceptance is provisional until it is carried out."""
    shown = walk.presentation
    if shown is None:
        raise NotHereError
    if made.response == "none" or made.response not in step.outcomes:
        raise UnknownResponseError(detail=made.response[:60])
    reason = made.reason or None
    if reason is not None and (made.response != "declined" or reason not in DECLINE_REASONS.values):
        raise UnknownResponseError(detail=reason[:60])
    record_response(walk, walk.offers.index(shown), made.response, reason)
    walk.answer(step.id, made.response, {})
    return walk.take(step.outcomes[made.response])


def record_response(walk: Walk, number: int, response: str, reason: str | None, *, by_consent: bool = False) -> None:
    """Write a response into a presentation and tell it, once; OfferSettledError when it was carried out."""
    shown = walk.offers[number]
    walk.show_offer(number)
    if (shown.response, shown.reason) == (response, reason):
        return
    if is_final(shown):
        raise OfferSettledError(detail=shown.offer.key)
    walk.change_offer(number, response=response, reason=reason, by_consent=by_consent and response == "declined", settled=None)
    walk.tell(
        OfferResponded,
        offer=shown.offer.key,
        version=shown.offer.version,
        decision=shown.offer.decision,
        response=response,
        reason=reason,
        by_consent=by_consent,
    )


def is_final(shown: Presentation) -> bool:
    """Whether the offer was carried out, so that the response stands."""
    return shown.settled in _FINAL


def _presented(walk: Walk, step: OfferStep) -> int:
    """How often this step has presented an offer."""
    name = walk.frame.script
    arrivals = (walk.path[each.arrival] for each in walk.offers)
    return sum(1 for arrival in arrivals if arrival.step == step.id and walk.frames[arrival.frame].script == name)


def _answered(walk: Walk) -> tuple[str, ...]:
    """The offers this run has had a response to."""
    return tuple(dict.fromkeys(each.offer.key for each in walk.offers if each.response is not None))


def _without(walk: Walk, step: OfferStep, cause: str) -> str:
    """The way on when nothing can be presented: `none`, and for a named offer, which has no such way, as if declined."""
    walk.tell(OfferNotFound, offer=step.offer, slot=step.slot, cause=cause)
    way = step.outcomes.get("none") or step.outcomes.get("declined")
    return walk.stop("broken") if way is None else walk.take(way)
