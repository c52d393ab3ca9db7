"""Who could hear whom: when the customer and somebody else were in one bridge, and who left it first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.telephony.asterisk.cast import Cast
from adapters.telephony.asterisk.heard import Heard
from adapters.telephony.asterisk.message import Message

HOLD = "hold-"
"""How the extensions of Cuecard's dialplan begin where a customer on hold hears music; each hold has its own, to be seen as a change."""

AT_ONCE = timedelta(seconds=1)
"""Within this the two parties of a bridge leave it when both are sent somewhere."""


@dataclass(slots=True)
class Talk:
    """The customer and one other party together, from `at` until `apart_at`, which `left_first` (a channel) made.

    `sent_to` is where the customer was sent when the dialplan took it out of the bridge: the extension of a redirect or blind transfer.
    None when the other party was sent to the same place, a conference: there they are together again.
    """

    group: str
    at: datetime
    apart_at: datetime | None = None
    left_first: str = ""
    sent_to: str | None = None

    @property
    def is_put_on_hold(self) -> bool:
        """Whether it was cut by putting the customer on hold."""
        return (self.sent_to or "").startswith(HOLD)


@dataclass(slots=True)
class _Bridges:
    inside: dict[str, set[str]] = field(default_factory=dict)
    entered_from: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    sent: dict[str, tuple[datetime, tuple[str, str]]] = field(default_factory=dict)

    def enter(self, message: Message, bridge: str) -> None:
        channel = message.get("Uniqueid")
        self.inside.setdefault(bridge, set()).add(channel)
        self.entered_from[bridge, channel] = _dialplan_place(message)

    def leave(self, message: Message, at: datetime) -> str | None:
        """The extension that a channel was sent to as it left, if it was."""
        bridge, channel = message.get("BridgeUniqueid"), message.get("Uniqueid")
        self.inside.get(bridge, set()).discard(channel)
        before, now = self.entered_from.get((bridge, channel)), _dialplan_place(message)
        if not before or before == now or not message.get("Exten"):
            return None
        self.sent[channel] = (at, now)
        return message.get("Exten")

    def is_sent_along(self, cast: Cast, talk: Talk) -> bool:
        """Whether the other party of a talk was sent to the same place as the customer, at the same moment."""
        places = [
            {place for channel, (at, place) in self.sent.items() if abs(at - (talk.apart_at or at)) < AT_ONCE and is_theirs(channel)}
            for is_theirs in (cast.is_customer_s, lambda channel: cast.legs.group_of(channel) == talk.group)
        ]
        return bool(places[0] & places[1])

    def companions(self, cast: Cast) -> set[str]:
        """The groups that are in a bridge with the customer."""
        found: set[str] = set()
        for channels in self.inside.values():
            if any(cast.is_customer_s(each) for each in channels):
                found |= {cast.legs.group_of(each) for each in channels}
        return found - {cast.customer, ""}


def talks_of(cast: Cast, heard: Sequence[Heard]) -> list[Talk]:
    """Every time the customer was together with somebody, in order; a swap of channels inside a Local pair is no parting."""
    bridges, talks, open_talks = _Bridges(), list[Talk](), dict[str, Talk]()
    for each in heard:
        message = each.message
        sent_to = None
        if message.event == "BridgeEnter":
            bridges.enter(message, message.get("BridgeUniqueid"))
        elif message.event == "CoreShowChannel" and message.get("BridgeId"):
            bridges.enter(message, message.get("BridgeId"))
        elif message.event == "BridgeLeave":
            left = bridges.leave(message, each.at)
            sent_to = left if cast.is_customer_s(message.get("Uniqueid")) else None
        elif message.event == "AgentConnect" and cast.is_customer_s(message.get("Uniqueid")):
            _begin(talks, open_talks, cast.legs.group_of(message.get("DestUniqueid")), each.at)
            continue
        elif message.event == "Hangup":
            _hang_up(cast, open_talks, message.get("Uniqueid"), each.at)
            continue
        else:
            continue
        now = bridges.companions(cast)
        for group in sorted(now):
            _begin(talks, open_talks, group, each.at)
        if message.event == "BridgeLeave":
            for group in [group for group in open_talks if group not in now and _is_about(cast, group, message)]:
                talk = open_talks.pop(group)
                talk.apart_at, talk.left_first = each.at, message.get("Uniqueid")
            if sent_to and talks and talks[-1].apart_at and each.at - talks[-1].apart_at < AT_ONCE:
                talks[-1].sent_to = None if bridges.is_sent_along(cast, talks[-1]) else sent_to
    return talks


def _begin(talks: list[Talk], open_talks: dict[str, Talk], group: str, at: datetime) -> None:
    if group and group not in open_talks:
        open_talks[group] = Talk(group, at)
        talks.append(open_talks[group])


def _hang_up(cast: Cast, open_talks: dict[str, Talk], uniqueid: str, at: datetime) -> None:
    """A party gone altogether ends a talk even where no bridge was seen."""
    group = cast.legs.group_of(uniqueid)
    if any(leg.hung_up_at is None or leg.hung_up_at > at for leg in cast.legs.group(group)):
        return
    for name in [name for name in open_talks if group in (name, cast.customer)]:
        talk = open_talks.pop(name)
        talk.apart_at, talk.left_first = at, uniqueid


def _is_about(cast: Cast, group: str, message: Message) -> bool:
    return cast.legs.group_of(message.get("Uniqueid")) in (group, cast.customer)


def _dialplan_place(message: Message) -> tuple[str, str]:
    return (message.get("Context"), message.get("Exten"))
