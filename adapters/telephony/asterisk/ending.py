"""How a call ended: why, and who put the phone down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.telephony.asterisk.cast import Cast
from adapters.telephony.asterisk.causes import is_lost, was_refused, why_unanswered
from adapters.telephony.asterisk.channel import is_far_half
from adapters.telephony.asterisk.heard import Heard
from adapters.telephony.asterisk.machine import is_machine
from adapters.telephony.asterisk.message import Message
from adapters.telephony.asterisk.together import AT_ONCE, Talk
from flows.telephony.call_event import Cause, Direction, Party


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a call ended, and by whom."""

    cause: Cause
    by: Party


def ending_of(cast: Cast, heard: Sequence[Heard], talk: Talk | None, sent_at: datetime | None) -> Ending:
    """How this call, which is over, ended.

    `talk` is the last one with an agent; `sent_at` is when the customer was sent on from it, if nobody took the call after that.
    """
    if talk and sent_at is None:
        return _after_talk(cast, talk)
    by = _who_left(cast, heard, sent_at)
    if talk:
        return Ending(Cause.ABANDONED if by is Party.CUSTOMER else Cause.NORMAL, by)
    if cast.direction is Direction.INBOUND:
        return Ending(Cause.ABANDONED, by) if by is Party.CUSTOMER else Ending(_why_nobody_came(cast, heard), by)
    if cast.answered_at():
        return Ending(Cause.MACHINE if is_machine(cast, heard) else Cause.NORMAL, by)
    if not cast.customer or cast.is_given_up_by_agent():
        return Ending(Cause.NORMAL, Party.AGENT)
    return Ending(why_unanswered(cast.customer_legs), Party.NETWORK)


def _after_talk(cast: Cast, talk: Talk) -> Ending:
    theirs, ours = cast.customer_legs, cast.legs.group(talk.group)
    if is_lost(theirs) or is_lost(ours):
        return Ending(Cause.LINE_LOST, Party.NETWORK)
    # A phone that was put down asks for the end before the switch takes anybody out of the bridge.
    signs = [(leg.asked_to_end_at, Party.CUSTOMER) for leg in theirs if not is_far_half(leg.channel)]
    signs += [(leg.asked_to_end_at, Party.AGENT) for leg in ours if not is_far_half(leg.channel)]
    if talk.left_first and not _only_stepped_out(cast, talk):
        signs.append((talk.apart_at, Party.CUSTOMER if cast.is_customer_s(talk.left_first) else Party.AGENT))
    if talk.is_put_on_hold:
        signs = [(leg.hung_up_at, Party.CUSTOMER) for leg in theirs] + [(leg.hung_up_at, Party.AGENT) for leg in ours]
    told = [(at, by) for at, by in signs if at is not None and at >= talk.at]
    by = min(told)[1] if told else Party.NETWORK
    return Ending(Cause.NORMAL, by if by is Party.CUSTOMER or cast.is_agent_s(talk.group) else Party.NETWORK)


def _only_stepped_out(cast: Cast, talk: Talk) -> bool:
    """Whether whoever left the bridge first was still there when the call ended, a while later: asking a colleague, for example."""
    leg, ended_at = cast.legs.by_id.get(talk.left_first), cast.ended_at()
    if leg is None or talk.apart_at is None or ended_at is None:
        return False
    return min(leg.hung_up_at or ended_at, ended_at) - talk.apart_at >= AT_ONCE


def _who_left(cast: Cast, heard: Sequence[Heard], since: datetime | None) -> Party:
    """The customer, if it asked to end the call; else the dialplan, which the network stands for."""
    legs = [leg for leg in cast.customer_legs if not is_far_half(leg.channel)]
    if was_refused(legs):
        return Party.NETWORK
    if any(leg.asked_to_end_at and (since is None or leg.asked_to_end_at >= since) for leg in legs):
        return Party.CUSTOMER
    theirs = [each.message for each in heard if cast.is_customer_s(each.message.get("Uniqueid"))]
    if any(message.event == "SoftHangupRequest" for message in theirs):
        return Party.NETWORK
    # Where requests to hang up are filtered out: leaving the queue without its time having run out is leaving by oneself.
    gave_up = any(message.event == "QueueCallerAbandon" for message in theirs)
    return Party.CUSTOMER if gave_up and not any(_says_timeout(each) for each in theirs) else Party.NETWORK


def _says_timeout(message: Message) -> bool:
    return any(value == "TIMEOUT" for _, value in message.headers)


def _why_nobody_came(cast: Cast, heard: Sequence[Heard]) -> Cause:
    """Why an inbound call ended by itself: the queue's time ran out, or the one phone that was rung was busy or gone."""
    if any(each.message.event == "QueueCallerJoin" and cast.is_customer_s(each.message.get("Uniqueid")) for each in heard):
        return Cause.NO_ANSWER
    groups = [group for group in cast.others() if cast.is_agent_s(group)]
    if groups:
        return why_unanswered(cast.legs.group(groups[-1]))
    return why_unanswered(cast.customer_legs) if was_refused(cast.customer_legs) else Cause.NO_ANSWER
