"""A switch that speaks AMI over TCP as a real Asterisk was heard to speak: for tests of the adapter that must not need one.

Its events carry the headers that the captures have, in the order that the captures have, without time stamps (`timestampevents = no`).
`tests/asterisk/` proves the same adapter against the real thing.
"""

import itertools
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass

from adapters.telephony.asterisk.address import Address
from adapters.telephony.asterisk.message import Message
from adapters.telephony.asterisk.wire import Reader

Headers = dict[str, str]
SECRET = "s3cret"


@dataclass
class FakeChannel:
    """A channel: its names and where it is."""

    name: str
    uniqueid: str
    linkedid: str
    number: str
    state: str = "6"
    exten: str = "8000"
    bridge: str = ""

    def headers(self, prefix: str = "") -> Headers:
        """Itself, as events name a channel."""
        return {
            f"{prefix}Channel": self.name,
            f"{prefix}ChannelState": self.state,
            f"{prefix}CallerIDNum": self.number,
            f"{prefix}CallerIDName": "<unknown>",
            f"{prefix}Context": "cuecard",
            f"{prefix}Exten": self.exten,
            f"{prefix}Uniqueid": self.uniqueid,
            f"{prefix}Linkedid": self.linkedid,
        }


class FakeAsterisk:
    """The server. One thread accepts, one reads each connection; `call_in` and what actions bring about is told to all of them."""

    def __init__(self, piece: int = 4096) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._piece = piece
        self._lock = threading.RLock()
        self._connections: list[socket.socket] = []
        self._numbers = itertools.count(1)
        self._bridges = itertools.count(1)
        self.channels: dict[str, FakeChannel] = {}
        self.waiting: dict[str, str] = {}
        self.actions: list[Message] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> Address:
        """Where it listens, with an account that it knows."""
        return Address("127.0.0.1", self._listening.getsockname()[1], "cuecard", SECRET)

    def close(self) -> None:
        """Stop."""
        self._listening.close()
        self.cut()

    def cut(self) -> None:
        """Break all connections, as a restart or a network does."""
        with self._lock:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the other side was faster
                finally:
                    connection.close()
            self._connections.clear()

    def say(self, data: bytes) -> None:
        """Send bytes to everybody, in pieces."""
        with self._lock:
            for connection in self._connections:
                for start in range(0, len(data), self._piece):
                    connection.sendall(data[start : start + self._piece])

    # Calls

    def call_in(self, number: str, queue: str) -> FakeChannel:
        """A customer rings and waits in a queue."""
        channel = self._make("PJSIP/trunk", number, state="4")
        self._event("Newchannel", channel.headers())
        channel.state = "6"
        self._event("Newstate", channel.headers())
        self.waiting[channel.name] = queue
        self._event("QueueCallerJoin", channel.headers(), Queue=queue, Position="1", Count="1")
        return channel

    def ring(self, caller: FakeChannel, extension: str, *, answers: bool = False) -> FakeChannel:
        """The queue rings an agent, who answers or not."""
        return self._ring(caller, f"PJSIP/{extension}", answers=answers)

    def stop_ringing(self, caller: FakeChannel, rung: FakeChannel) -> None:
        """The agent has let it ring."""
        self._event("DialEnd", caller.headers(), rung.headers("Dest"), DialStatus="NOANSWER")
        self.channels.pop(rung.name)
        self._event("Hangup", rung.headers(), Cause="0")

    def hang_up(self, channel: FakeChannel, cause: str = "16") -> None:
        """A channel goes, and whoever was in a bridge with it."""
        others = [each for each in self.channels.values() if each is not channel and each.bridge and each.bridge == channel.bridge]
        for each in (channel, *others):
            self._leave(each)
        for each in (channel, *others):
            if self.channels.pop(each.name, None):
                self._event("Hangup", each.headers(), Cause=cause)

    def _make(self, device: str, number: str, *, uniqueid: str = "", linkedid: str = "", state: str = "0") -> FakeChannel:
        serial = next(self._numbers)
        uniqueid = uniqueid or f"1795315704.{serial}"
        channel = FakeChannel(f"{device}-{serial:08x}", uniqueid, linkedid or uniqueid, number, state)
        self.channels[channel.name] = channel
        return channel

    def _ring(self, caller: FakeChannel, dial_string: str, *, answers: bool) -> FakeChannel:
        device = dial_string.partition("/")[2]
        device, at, trunk = device.partition("@")
        rung = self._make(f"PJSIP/{trunk if at else device}", device, linkedid=caller.linkedid)
        self._event("Newchannel", rung.headers())
        self._event("DialBegin", caller.headers(), rung.headers("Dest"), DialString=dial_string.partition("/")[2])
        rung.state = "5"
        self._event("Newstate", rung.headers())
        self._event("DialState", caller.headers(), rung.headers("Dest"), DialStatus="RINGING")
        if answers:
            rung.state = "6"
            self._event("Newstate", rung.headers())
            self._event("DialEnd", caller.headers(), rung.headers("Dest"), DialStatus="ANSWER")
            self._join(rung, caller)
        return rung

    def _join(self, *channels: FakeChannel) -> None:
        bridge = f"bridge-{next(self._bridges)}"
        for channel in channels:
            self._leave(channel)
            channel.bridge = bridge
            self._event("BridgeEnter", channel.headers(), BridgeUniqueid=bridge)

    def _leave(self, channel: FakeChannel) -> None:
        if channel.bridge:
            bridge, channel.bridge = channel.bridge, ""
            self._event("BridgeLeave", channel.headers(), BridgeUniqueid=bridge)

    # The protocol

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            connection.sendall(b"Asterisk Call Manager/11.0.0\r\n")
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        reader = Reader()
        try:
            with connection:
                self._read(connection, reader)
        except OSError:
            return  # cut

    def _read(self, connection: socket.socket, reader: Reader) -> None:
        while data := connection.recv(65536):
            for action in reader.feed(data):
                with self._lock:
                    self.actions.append(action)
                    self._obey(connection, action)

    def _obey(self, connection: socket.socket, action: Message) -> None:
        name = action.get("Action")
        if name == "Login":
            if action.get("Secret") != SECRET:
                self._answer(connection, action, "Error", "Authentication failed")
                return
            self._connections.append(connection)
            self._answer(connection, action, "Success", "Authentication accepted")
            self.say(b"Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\n")
            return
        if name in ("CoreShowChannels", "QueueStatus"):
            self._list(connection, action)
            return
        done = getattr(self, f"_do_{name.lower()}", None)
        problem = done(action) if done else "Invalid/unknown command"
        self._answer(connection, action, "Error" if problem else "Success", problem or "")

    def _list(self, connection: socket.socket, action: Message) -> None:
        self._answer(connection, action, "Success", "")
        listed: Iterable[Headers] = ()
        if action.get("Action") == "CoreShowChannels":
            listed = [{"Event": "CoreShowChannel", **each.headers(), "BridgeId": each.bridge} for each in self.channels.values()]
        else:
            listed = [{"Event": "QueueEntry", "Queue": queue, **self.channels[name].headers()} for name, queue in self.waiting.items()]
        end = {"Event": f"{action.get('Action')}Complete", "EventList": "Complete"}
        for headers in [*listed, end]:
            connection.sendall(_bytes({**headers, "ActionID": action.get("ActionID")}))

    def _answer(self, connection: socket.socket, action: Message, response: str, text: str) -> None:
        connection.sendall(_bytes({"Response": response, "ActionID": action.get("ActionID"), "Message": text}))

    def _event(self, name: str, *parts: Headers, **more: str) -> None:
        headers: Headers = {"Event": name}
        for part in parts:
            headers |= part
        self.say(_bytes(headers | more))

    # Actions. Each returns what is wrong with it, or None.

    def _do_ping(self, _action: Message) -> None:
        return None

    def _do_originate(self, action: Message) -> str | None:
        device, call_id = action.get("Channel"), action.get("ChannelId")
        if any(each.uniqueid == call_id for each in self.channels.values()):
            return "Uniqueid in use"
        number = action.get("CallerID").rpartition("<")[2].rstrip(">")
        agent = self._make(device, number, uniqueid=call_id)
        self._event("Newchannel", agent.headers())
        self._event("DialBegin", agent.headers("Dest"), DialString=device.partition("/")[2])
        agent.state = "6"
        self._event("DialEnd", agent.headers("Dest"), DialStatus="ANSWER")
        self._event("OriginateResponse", Response="Success", Uniqueid=call_id, Channel=agent.name, Reason="4", Data=action.get("Data"))
        if action.get("Application") == "Dial":
            self._ring(agent, action.get("Data").partition(",")[0], answers=True)
        return None

    def _do_redirect(self, action: Message) -> str | None:
        moved = [(action.get("Channel"), action.get("Exten"))]
        if action.get("ExtraChannel"):
            moved.insert(0, (action.get("ExtraChannel"), action.get("ExtraExten")))
        if any(name not in self.channels for name, _ in moved):
            return "Channel does not exist"
        channel = self.channels[action.get("Channel")]
        alone = [each for each in self.channels.values() if each.bridge and each.bridge == channel.bridge]
        self.waiting.pop(channel.name, None)
        for name, exten in moved:
            self.channels[name].exten = exten
            self._leave(self.channels[name])
        for each in alone:
            if each.name not in dict(moved):
                self.hang_up(each)
        exten = action.get("Exten")
        if exten.isdigit():
            self._ring(channel, f"PJSIP/{exten}", answers=exten == "1001")
        return None

    def _do_bridge(self, action: Message) -> str | None:
        names = (action.get("Channel1"), action.get("Channel2"))
        if any(name not in self.channels for name in names):
            return "Channel does not exist"
        self._join(*(self.channels[name] for name in names))
        return None

    def _do_hangup(self, action: Message) -> str | None:
        channel = self.channels.get(action.get("Channel"))
        if channel is None:
            return "No such channel"
        others = [each for each in self.channels.values() if each is not channel]
        held = next((each for each in others if each.exten == "held"), None)
        asked = next((each for each in others if each.bridge and each.bridge == channel.bridge), None)
        if held and asked and held.linkedid == channel.linkedid:
            self._leave(channel)
            held.exten = "8000"
            self._join(held, asked)
            self._event(
                "AttendedTransfer",
                channel.headers("OrigTransferer"),
                held.headers("Transferee"),
                asked.headers("TransferTarget"),
                Result="Success",
            )
        self.hang_up(channel)
        return None

    def _do_atxfer(self, action: Message) -> str | None:
        agent = self.channels.get(action.get("Channel"))
        if agent is None:
            return "Channel specified does not exist"
        customer = next(each for each in self.channels.values() if each.bridge == agent.bridge and each is not agent)
        self._event("Hold", agent.headers())
        self._leave(agent)
        customer.exten = "held"
        self._ring(agent, f"PJSIP/{action.get('Exten')}", answers=True)
        return None

    def _do_muteaudio(self, action: Message) -> str | None:
        return None if action.get("Channel") in self.channels else "No such channel"

    _do_mixmonitormute = _do_muteaudio

    def _do_queueadd(self, _action: Message) -> str | None:
        return "Unable to add interface: Already there"

    def _do_queueremove(self, _action: Message) -> str | None:
        return None

    _do_queuepause = _do_queueremove


def _bytes(headers: Headers) -> bytes:
    return ("".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n").encode()
