"""The time of events that carry none (`timestampevents = no`): put together from what else tells the time."""

from datetime import UTC, datetime, timedelta

from adapters.telephony.asterisk.channel import MADE_BY_ASTERISK
from adapters.telephony.asterisk.message import Message

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_STEP = timedelta(microseconds=1)
CDR_TIME = "%Y-%m-%d %H:%M:%S"
QUARTER = timedelta(minutes=15)


class GuessedTime:
    """A clock that only goes forward, set by whatever tells: the second in a channel's id, the seconds that a queue counted, call records.

    With nothing to go by it counts microseconds from 1970, which keeps the order.
    """

    def __init__(self) -> None:
        self._now = EPOCH
        self._joined: dict[str, datetime] = {}
        self._talking: dict[str, datetime] = {}

    def of(self, message: Message) -> datetime:
        """When this event happened, as far as can be told."""
        told = message.at or self._told(message)
        self._now = max(self._now + A_STEP, told) if told else self._now + A_STEP
        uniqueid = message.get("Uniqueid")
        if message.event == "QueueCallerJoin":
            self._joined[uniqueid] = self._now
        elif message.event == "AgentConnect":
            self._talking[uniqueid] = self._now
        return self._now

    def _told(self, message: Message) -> datetime | None:
        uniqueid = message.get("Uniqueid")
        if message.event == "Newchannel":
            return _second_in(uniqueid)
        if message.event == "AgentConnect":
            return _after(self._joined.get(uniqueid), message.get("HoldTime"))
        if message.event == "AgentComplete":
            return _after(self._talking.get(uniqueid), message.get("TalkTime"))
        if message.event == "QueueCallerAbandon":
            return _after(self._joined.get(uniqueid), message.get("HoldTime"))
        return _end_in(message) if message.event == "Cdr" else None


def _second_in(uniqueid: str) -> datetime | None:
    if MADE_BY_ASTERISK.fullmatch(uniqueid):
        return datetime.fromtimestamp(int(uniqueid.rpartition("-")[2].partition(".")[0]), UTC)
    return None


def _after(since: datetime | None, seconds: str) -> datetime | None:
    return since + timedelta(seconds=int(seconds)) if since and seconds.isascii() and seconds.isdigit() and len(seconds) < 7 else None


def _end_in(cdr: Message) -> datetime | None:
    """The end of a call record. Its times are the switch's local ones: how far off they are shows in the channel's id."""
    began = _second_in(cdr.get("UniqueID"))
    try:
        start = datetime.strptime(cdr.get("StartTime"), CDR_TIME).replace(tzinfo=UTC)
        end = datetime.strptime(cdr.get("EndTime"), CDR_TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
    if began is None:
        return None
    # A record may begin long after its channel; zones are whole quarters of an hour apart, so that is what is left over.
    zone = round((start - began) / QUARTER) * QUARTER
    return end - zone
