"""Why a call that nobody answered failed: from the hang-up's cause (Q.850), the SIP answer, or what the dial came to.

Over PJSIP an Originate's own reason is 0 for busy, wrong number and congestion alike, and a wrong number's dial status is NOANSWER: so the
cause comes first, and the rest only where there is none.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from adapters.telephony.asterisk.legs import Leg
from flows.telephony.call_event import Cause

FAILED: Mapping[int, Cause] = MappingProxyType(
    {
        1: Cause.WRONG_NUMBER,  # unallocated
        22: Cause.WRONG_NUMBER,  # number changed
        28: Cause.WRONG_NUMBER,  # no such format of a number
        17: Cause.BUSY,
        21: Cause.BUSY,  # the call was rejected
        18: Cause.NO_ANSWER,  # the phone does not respond
        19: Cause.NO_ANSWER,
        20: Cause.NO_ANSWER,  # the phone is off or out of reach
        127: Cause.NO_ANSWER,  # cancelled
        # Every other cause says that the network or the trunk could not: CONGESTION.
    }
)
FAILED_BY_SIP: Mapping[int, Cause] = MappingProxyType(
    {
        **dict.fromkeys((401, 403, 407), Cause.CONGESTION),  # the carrier refuses us: the customer never heard of it
        **dict.fromkeys((404, 410, 484, 485, 604), Cause.WRONG_NUMBER),
        **dict.fromkeys((408, 480, 487), Cause.NO_ANSWER),
        **dict.fromkeys((486, 600, 603), Cause.BUSY),
        **dict.fromkeys((500, 501, 502, 503, 504), Cause.CONGESTION),
    }
)
FAILED_BY_STATUS: Mapping[str, Cause] = MappingProxyType(
    {
        "BUSY": Cause.BUSY,
        "CONGESTION": Cause.CONGESTION,
        "CHANUNAVAIL": Cause.CONGESTION,
        "NOANSWER": Cause.NO_ANSWER,
        "CANCEL": Cause.NO_ANSWER,
    }
)
FAILED_BY_REASON: Mapping[int, Cause] = MappingProxyType({1: Cause.NO_ANSWER, 3: Cause.NO_ANSWER, 5: Cause.BUSY, 8: Cause.CONGESTION})
SAYS_NOTHING = (0, 16, 26)
"""Causes that any leg may have, however the call went: unknown, normal clearing, answered elsewhere."""
LINE_LOST = frozenset({27, 38, 41, 44, 102, 111})
"""Causes that cut a talk off: nobody put the phone down."""

TURNED_AWAY = frozenset({1, 3, 17, 21, 34, 38, 42})
"""Causes with which a dialplan ends a call that it never answered; a caller who gives up leaves 127, 16 or none."""


def why_unanswered(legs: Sequence[Leg]) -> Cause:
    """Why the phone behind these legs was not answered; NO_ANSWER when nothing says."""
    for leg in reversed(legs):  # of a Local group the last leg is the one that goes out to the network
        if leg.cause in (21, *SAYS_NOTHING) and leg.tech_cause in FAILED_BY_SIP:
            return FAILED_BY_SIP[leg.tech_cause]
        if leg.cause not in SAYS_NOTHING:
            return FAILED.get(leg.cause, Cause.CONGESTION)
    for leg in reversed(legs):
        if leg.dial_status in FAILED_BY_STATUS:
            return FAILED_BY_STATUS[leg.dial_status]
    for leg in legs:
        if leg.reason is not None and leg.reason in FAILED_BY_REASON:
            return FAILED_BY_REASON[leg.reason]
    if legs and not any(leg.dial_status or leg.ringing_at or leg.up_at for leg in legs):
        # The dialplan had no such extension (a Local channel), or the channel could not even be made.
        is_local = legs[0].channel.startswith("Local/")
        return Cause.WRONG_NUMBER if is_local else Cause.CONGESTION
    return Cause.NO_ANSWER


def is_lost(legs: Sequence[Leg]) -> bool:
    """Whether the line broke under a talk."""
    return any(leg.cause in LINE_LOST for leg in legs)


def was_refused(legs: Sequence[Leg]) -> bool:
    """Whether the dialplan itself turned a caller away, busy or congested: the switch then speaks of a request to hang up all the same."""
    return bool(legs) and all(leg.up_at is None and leg.cause in TURNED_AWAY for leg in legs)
