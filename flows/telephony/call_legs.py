"""The legs of a call: what each agent had of it, split where one agent sent the customer on to the next.

The split is made anew from all facts each time, so it depends on what happened and never on the order in which we heard of it.
"""

from collections.abc import Iterable

from flows.telephony.call import Call
from flows.telephony.call_event import CallEvent, CallEventKind
from flows.telephony.dial_string import QUEUE_KEY

OPENS = "cuecard:leg:"
"""Beginning of the id of the fact that opens a leg: ours, made of the switch's `transferred`."""
TALKED = frozenset({CallEventKind.ANSWERED, CallEventKind.HELD, CallEventKind.RESUMED})


def legs_of(call: Call) -> tuple[Call, ...]:
    """The call as each agent had it, the first one first; never empty. Each leg ends with its `transferred`, the next one begins there.

    A customer sent to an outside number has left us: that opens no leg. Neither does a transfer told twice, or one of a customer whom the
    next agent has not spoken to yet.
    """
    legs: list[list[CallEvent]] = [[]]
    talked = True  # the first leg: whoever sent the customer on had answered, heard or not
    for event in call.events:
        legs[-1].append(event)
        talked = talked or event.kind in TALKED
        if event.kind is CallEventKind.TRANSFERRED and talked and not leads_out(event):
            legs.append([_opening(call, event)])
            talked = False
    return tuple(Call(call.call_id, tuple(events)) for events in legs)


def whole_of(legs: Iterable[Call]) -> Call:
    """The call that was split into these legs. Raises ValueError for none."""
    parts = list(legs)
    if not parts:
        raise ValueError("a call has at least one leg")
    facts = {event.event_id: event for leg in parts for event in leg.events if not event.event_id.startswith(OPENS)}
    return Call(parts[0].call_id, tuple(sorted(facts.values(), key=lambda each: each.order)))


def leads_out(sent: CallEvent) -> bool:
    """Whether the customer was sent to an outside number, where we see nothing more of them."""
    return (sent.transferred_to or "").startswith("+")


def _opening(call: Call, sent: CallEvent) -> CallEvent:
    target = sent.transferred_to or ""
    return CallEvent(
        event_id=OPENS + sent.event_id,
        adapter=sent.adapter,
        call_id=sent.call_id,
        kind=CallEventKind.OFFERED,
        at=sent.at,
        direction=call.direction,
        caller_number=call.caller_number,
        caller_name=call.caller_name,
        dialled_number=call.dialled_number,
        queue=target if QUEUE_KEY.fullmatch(target) else None,
    )
