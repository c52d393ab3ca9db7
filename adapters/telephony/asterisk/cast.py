"""Who is who in a call: which legs are the customer's, which an agent's, and who called whom."""

from dataclasses import dataclass
from datetime import UTC, datetime

from adapters.telephony.asterisk.channel import is_chosen_by_us, is_far_half, number_in, twin
from adapters.telephony.asterisk.heard import Heard
from adapters.telephony.asterisk.legs import Leg, Legs
from flows.telephony.call_event import Direction
from flows.telephony.dial_string import heard_name, heard_number

NEVER = datetime.max.replace(tzinfo=UTC)
LISTENS = "listen-"
"""How the ids of channels begin that listen to a call for a supervisor and are no part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The parts in one call. `origin` is the leg that began it, whose id is the call's; `customer` is the group of the customer's legs.

    `customer` is "" when the customer's phone was never rung, and `dialling_agent` is the group of the agent who dialled, if one did.
    """

    legs: Legs
    members: frozenset[str]
    direction: Direction
    origin: Leg
    customer: str
    dialling_agent: str = ""
    caller_number: str | None = None
    caller_name: str | None = None
    dialled_number: str | None = None

    @property
    def customer_legs(self) -> list[Leg]:
        """The customer's legs."""
        return self.legs.group(self.customer) if self.customer else []

    def is_customer_s(self, uniqueid: str) -> bool:
        """Whether a channel is the customer's."""
        return bool(self.customer) and self.legs.group_of(uniqueid) == self.customer

    def answered_at(self) -> datetime | None:
        """When the customer's phone was picked up; for an inbound call, when the dialplan took it."""
        times = [leg.up_at for leg in self.customer_legs if leg.up_at and not is_far_half(leg.channel)]
        return min(times, default=None)

    def ended_at(self) -> datetime | None:
        """When the call was over: the customer is gone, or, if it never spoke, whoever dialled; None while it goes on."""
        legs = self.customer_legs
        if self.dialling_agent and not self.answered_at():
            legs = legs + self.legs.group(self.dialling_agent)
        if any(leg.hung_up_at is None for leg in legs):
            return None
        return max((leg.hung_up_at for leg in legs if leg.hung_up_at), default=None)

    def is_given_up_by_agent(self) -> bool:
        """Whether the agent who dialled put the phone down before the customer's call had failed or been answered."""
        if not self.dialling_agent:
            return False
        if any(leg.dial_status == "CANCEL" for leg in self.customer_legs):
            return True
        failed = [leg.asked_to_end_at or leg.hung_up_at for leg in self.customer_legs]
        gone = [leg.asked_to_end_at for leg in self.legs.group(self.dialling_agent)]
        return min((at for at in gone if at), default=NEVER) < min((at for at in failed if at), default=NEVER)

    def others(self) -> list[str]:
        """The groups of everybody else, in the order in which they came in."""
        return list(dict.fromkeys(leg.group for leg in self.legs.by_id.values() if leg.group != self.customer))

    def extension(self, group: str) -> str | None:
        """The extension of the agent of a group, else the number or name that was rung there."""
        # Of several phones that a queue rang for one Local channel, the one that was answered.
        legs = sorted(self.legs.group(group), key=lambda leg: leg.up_at is None)
        for leg in legs:
            if leg.interface:
                return heard_name(leg.device)
        ours = next((leg.device for leg in legs if leg.is_agent_s(self.members)), None)
        return heard_name(ours) or _dialled_number(legs) or (heard_name(legs[0].device) if legs else None)

    def is_agent_s(self, group: str) -> bool:
        """Whether a group is an agent's phone."""
        return any(leg.is_agent_s(self.members) for leg in self.legs.group(group))


def casts_of(heard: list[Heard], legs: Legs, members: frozenset[str]) -> list[Cast]:
    """Who is who in each call of these legs; none while there is no customer: agents among themselves, a supervisor who listens.

    One is the rule. There are several where something ties customers together: a conference, an agent's telephone that stays off the hook.
    """
    roots = [leg for leg in legs.by_id.values() if leg.channel and _is_root(leg, legs)]
    return [cast for leg in roots if (cast := _begun_by(heard, legs, members, leg))]


def _is_root(leg: Leg, legs: Legs) -> bool:
    """Whether a leg began a call of its own: nobody dialled it, and it gave the call its linked id, or what gave it was before our time."""
    began = leg.uniqueid == leg.linkedid or leg.linkedid not in legs.by_id
    return began and leg.dialled_by not in legs.by_id and not is_far_half(leg.channel) and not leg.uniqueid.startswith(LISTENS)


def _begun_by(heard: list[Heard], legs: Legs, members: frozenset[str], origin: Leg) -> Cast | None:
    was_seen_born = origin.state_at_birth != ""
    if was_seen_born and not origin.calls_in and not origin.is_dialled and origin.hung_up_at is None:
        return None  # just made, and not yet said what for
    if origin.is_agent_s(members) or _rings_agents_first(heard, legs, members, origin):
        return _dialled_by_agent(heard, legs, members, origin)
    if origin.is_dialled or (not origin.calls_in if was_seen_born else is_chosen_by_us(origin.uniqueid)):
        return _called_out(legs, members, origin)
    return _inbound(legs, members, origin)


def _rings_agents_first(heard: list[Heard], legs: Legs, members: frozenset[str], origin: Leg) -> bool:
    """Whether a Local channel was made to find an agent, in a queue for example, and to go on from there to a customer."""
    if twin(origin.channel) is None:
        return False
    far = [leg for leg in legs.group(origin.group) if is_far_half(leg.channel)]
    return any(_is(each, "QueueCallerJoin", leg) for leg in far for each in heard) or any(
        leg.is_agent_s(members) for leg in legs.group(origin.group)
    )


def _inbound(legs: Legs, members: frozenset[str], origin: Leg) -> Cast:
    return Cast(
        legs=legs,
        members=members,
        direction=Direction.INBOUND,
        origin=origin,
        customer=origin.group,
        caller_number=heard_number(origin.caller_number),
        caller_name=heard_name(origin.caller_name),
        dialled_number=heard_number(origin.exten),
    )


def _called_out(legs: Legs, members: frozenset[str], origin: Leg) -> Cast:
    dialled = _dialled_number(legs.group(origin.group))
    shown = heard_number(origin.caller_number)
    if dialled is None and shown and not is_chosen_by_us(origin.uniqueid):
        # An Originate that dials no number and shows one plays a caller: that is how a laboratory without telephones rings a queue.
        return _inbound(legs, members, origin)
    return Cast(
        legs=legs,
        members=members,
        direction=Direction.OUTBOUND,
        origin=origin,
        customer=origin.group,
        caller_number=shown,
        dialled_number=dialled,
    )


def _dialled_by_agent(heard: list[Heard], legs: Legs, members: frozenset[str], origin: Leg) -> Cast | None:
    """An agent's phone first, the customer's after it: a preview call, or one dialled by hand."""
    ours = {leg.uniqueid for leg in legs.group(origin.group)}
    theirs = [leg for leg in legs.by_id.values() if leg.dialled_by in ours and leg.group != origin.group]
    if not origin.state_at_birth:  # nor was it heard whom it dialled: whoever is in its call
        theirs = theirs or [leg for leg in legs.by_id.values() if leg.linkedid == origin.linkedid and leg.group != origin.group]
    customer = next((leg for leg in reversed(theirs) if not any(each.is_agent_s(members) for each in legs.group(leg.group))), None)
    if customer is None and origin.calls_in and any(_is(each, "QueueCallerJoin", origin) for each in heard):
        return _inbound(legs, members, origin)  # a colleague who rings the queue is a caller like any other
    wanted = _wanted_number(heard, origin)
    # A phone of ours that rings for nobody yet may be about to join a call; rung in vain under an id of ours, it was an attempt.
    in_vain = origin.hung_up_at is not None and origin.up_at is None and not theirs and is_chosen_by_us(origin.uniqueid)
    if customer is None and not wanted and not in_vain:
        return None
    dialled = _dialled_number(legs.group(customer.group)) if customer else None
    if customer and not customer.state_at_birth:
        dialled = dialled or heard_number(customer.caller_number)
    return Cast(
        legs=legs,
        members=members,
        direction=Direction.OUTBOUND,
        origin=origin,
        customer=customer.group if customer else "",
        dialling_agent=origin.group,
        caller_number=_shown(origin, dialled),
        dialled_number=dialled or wanted,
    )


def _shown(origin: Leg, dialled: str | None) -> str | None:
    number = heard_number(origin.caller_number)
    return None if number in (dialled, origin.device) else number


def _wanted_number(heard: list[Heard], origin: Leg) -> str | None:
    """The number that an agent's phone was rung for, or dialled: the extension the dialplan was to go on with."""
    for each in heard:
        if _is(each, "OriginateResponse", origin):
            say = each.message.get
            data = say("Data").partition(",")[0] if say("Application") == "Dial" else ""
            if number := _long_number(say("Exten")) or number_in(data):
                return number
    return _long_number(origin.exten) if origin.calls_in else None


def _long_number(text: str) -> str | None:
    number = heard_number(text)
    return number if number and len(number) > 6 else None


def _dialled_number(legs: list[Leg]) -> str | None:
    # The last leg of a Local group is the one that goes out to the network.
    numbers = [number for leg in reversed(legs) if (number := number_in(leg.dial_string))]
    return numbers[0] if numbers else None


def _is(each: Heard, event: str, leg: Leg) -> bool:
    return each.message.event == event and each.message.get("Uniqueid") == leg.uniqueid
