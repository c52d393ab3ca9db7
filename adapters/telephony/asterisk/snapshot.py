"""What the switch has on the line now: its answer to CoreShowChannels."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from adapters.telephony.asterisk.channel import device, is_extension, is_far_half, twin
from adapters.telephony.asterisk.message import Message
from adapters.telephony.asterisk.orders import Channels
from flows.telephony.call import Call, CallState
from flows.telephony.call_event import Direction


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All channels of a moment, as `CoreShowChannel` events."""

    channels: Sequence[Message]

    @property
    def ids(self) -> frozenset[str]:
        """Every channel id and linked id."""
        return frozenset(value for each in self.channels for value in (each.get("Uniqueid"), each.get("Linkedid")) if value)

    def of_call(self, call: Call, ids: Collection[str], members: Collection[str]) -> Channels:
        """The channels of one call, whose ids are these: the customer's, that of the agent who has it, and the one of whom he asks."""
        mine = [each for each in self.channels if each.get("Uniqueid") in ids or each.get("Linkedid") in ids]
        # A telephone itself before the Local channel through which it was rung: that one goes away with any change.
        near = sorted(
            (each for each in mine if not is_far_half(each.get("Channel"))), key=lambda each: twin(each.get("Channel")) is not None
        )
        agent = _first(near, lambda each: device(each.get("Channel")) == call.extension)
        others = [each for each in near if each is not agent]
        begun = call.call_id if call.direction is Direction.INBOUND else None
        customer = _first(others, lambda each: each.get("Uniqueid") == begun) or _first(others, lambda each: not _is_ours(each, members))
        asked = [each for each in others if each is not customer] if call.state is CallState.HELD else []
        return Channels(_name(customer), _name(agent), _name(asked[-1] if asked else None))


def _is_ours(channel: Message, members: Collection[str]) -> bool:
    name = device(channel.get("Channel"))
    return name in members or is_extension(name)


def _first(channels: Sequence[Message], fits: Callable[[Message], bool]) -> Message | None:
    return next((each for each in channels if fits(each)), None)


def _name(channel: Message | None) -> str:
    return channel.get("Channel") if channel else ""
