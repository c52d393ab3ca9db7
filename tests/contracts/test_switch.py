"""What every switch adapter promises; the simulator passes the same tests as any real switch added here."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from adapters.address import address_of
from adapters.chance import seeded
from adapters.clock import FixedClock
from adapters.telephony.asterisk.client import AmiClient
from adapters.telephony.asterisk.line import Line
from adapters.telephony.asterisk.switch import AsteriskSwitch
from adapters.telephony.simulator import Callers, DialResult, InboundLine, Simulator, SimulatorSettings, Trouble, TroubledSwitch
from adapters.telephony.webhook import wire
from adapters.telephony.webhook.hearing import hear
from adapters.telephony.webhook.switch import WebhookSwitch
from adapters.telephony.webhook.wire import Wire
from flows.telephony.call import Call, CallState, apply, call_of
from flows.telephony.call_event import CallEvent, CallEventKind
from flows.telephony.port import AGENT_COMMANDS, CommandKind, Switch, SwitchCommand
from tests.fake_asterisk import FakeAsterisk
from tests.telephony_provider import SECRET, Provider, poster

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TARGETS = {
    CommandKind.ANSWER: {"extension": "1001"},
    CommandKind.DIAL: {"extension": "1001", "number": "+12025550143", "caller_number": "+12025550100"},
    CommandKind.TRANSFER: {"extension": "1002"},
    CommandKind.CONSULT: {"extension": "1002"},
    CommandKind.LISTEN: {"extension": "1009"},
    CommandKind.JOIN_QUEUE: {"extension": "1001", "queue": "support"},
    CommandKind.LEAVE_QUEUE: {"extension": "1001", "queue": "support"},
    CommandKind.PAUSE_AGENT: {"extension": "1001", "reason": "lunch"},
    CommandKind.UNPAUSE_AGENT: {"extension": "1001"},
}


@dataclass
class Bench:
    """A switch under test, the calls made of all it said, and the time told to it."""

    switch: Switch
    ring_us: Callable[[datetime], list[CallEvent]]
    restarted: "Callable[[], Bench]"
    now: datetime = NOON

    def __post_init__(self) -> None:
        self.calls: dict[str, Call] = {}
        self.heard: list[CallEvent] = []

    def hear(self, events: list[CallEvent]) -> list[CallEvent]:
        for event in events:
            self.calls[event.call_id] = apply(self.calls.get(event.call_id, call_of(event)), event)
        self.heard += events
        return events

    def order(self, kind: CommandKind, call_id: str, command_id: str = "") -> list[CallEvent]:
        command_id = command_id or f"{kind}-{len(self.heard)}"
        command = SwitchCommand(command_id=command_id, kind=kind, call_id=call_id, **TARGETS.get(kind, {}))  # type: ignore[arg-type]
        return self.hear(self.switch.send(command, self.now))

    def wait(self, seconds: float) -> list[CallEvent]:
        self.now += timedelta(seconds=seconds)
        return self.hear(self.switch.advance(self.now))

    def inbound(self) -> str:
        (offered,) = [event for event in self.hear(self.ring_us(self.now)) if event.kind is CallEventKind.OFFERED]
        return offered.call_id

    def talking(self) -> str:
        call_id = self.inbound()
        self.order(CommandKind.ANSWER, call_id)
        return call_id


def simulator(session: str = "session") -> Bench:
    settings = SimulatorSettings(
        lines=(InboundLine("+12025550100", "support"),), calls_per_hour=0, fixed_results={"+12025550143": DialResult.ANSWERED}
    )
    switch = Simulator(settings, Callers(), seeded(7), session)
    return Bench(switch, lambda now: switch.call_in("+12025550199", now), lambda: simulator(session + "-later"))


def troubled(session: str = "session") -> Bench:
    """The simulator behind a wire that doubles and reverses everything."""
    plain = simulator(session)
    wire = TroubledSwitch(plain.switch, Trouble(duplicated=1.0, is_reversed=True), seeded(7))
    return Bench(wire, plain.ring_us, lambda: troubled(session + "-later"))


@pytest.fixture
def asterisk() -> Iterator[Callable[[], Bench]]:
    """A maker of benches with the real adapter, over TCP, on a switch that speaks as Asterisk was heard to speak."""
    server, clients = FakeAsterisk(), list[AmiClient]()

    def made() -> Bench:
        client = AmiClient(server.address)
        clients.append(client)
        assert client.wait_until_up(10)
        switch = SettledSwitch(AsteriskSwitch(client, Line()), client)

        def ring_us(now: datetime) -> list[CallEvent]:
            server.call_in("+12025550199", "support")
            return switch.advance(now)

        return Bench(switch, ring_us, made)

    yield made
    for client in clients:
        client.close()
    server.close()


class SettledSwitch:
    """The adapter, waiting after each order until all that the switch said to it has arrived: tests look at once, people do not."""

    def __init__(self, switch: AsteriskSwitch, client: AmiClient) -> None:
        self._switch = switch
        self._client = client
        self.name = switch.name
        self.next_at = switch.next_at
        self.live_calls = switch.live_calls
        self.adopt = switch.adopt

    def send(self, command: SwitchCommand, now: datetime) -> list[CallEvent]:
        return self._switch.send(command, now) + self.advance(now)

    def advance(self, now: datetime) -> list[CallEvent]:
        self._client.ask("Ping")
        return self._switch.advance(now)


class Ear:
    """A server that hears what a bridge posts with the adapter's own reading, as the web does, and keeps the facts."""

    def __init__(self) -> None:
        self._heard: list[CallEvent] = []
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                ear._heard.append(hear(headers, body, [SECRET], NOON))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing: the tests look at the facts."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/telephony/events"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def take(self) -> list[CallEvent]:
        heard, self._heard = self._heard, []
        return heard

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class SettledBridge:
    """The adapter with what is posted to the web beside it, waiting until orders have been answered."""

    def __init__(self, switch: WebhookSwitch, provider: Provider, ear: Ear) -> None:
        self._switch = switch
        self._provider = provider
        self._ear = ear
        self.name = switch.name
        self.next_at = switch.next_at
        self.live_calls = switch.live_calls
        self.adopt = switch.adopt

    def send(self, command: SwitchCommand, now: datetime) -> list[CallEvent]:
        return self._switch.send(command, now) + self.advance(now)

    def advance(self, now: datetime) -> list[CallEvent]:
        assert self._switch.finish(30)
        self._provider.advance(now)
        return self._switch.advance(now) + self._ear.take()


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Bench]]:
    """A maker of benches with the real adapter, over HTTP both ways, on a provider in threads."""
    monkeypatch.setattr(wire, "ANSWERS_WITHIN", 60.0)  # a busy machine is no lost answer
    provider, ear, clock, switches = Provider(NOON), Ear(), FixedClock(NOON), list[WebhookSwitch]()
    provider.post = poster(ear.url, clock.now)

    def made() -> Bench:
        link = WebhookSwitch(Wire(address_of(provider.url, may_be_private=True), [SECRET], clock), clock)
        switches.append(link)
        switch = SettledBridge(link, provider, ear)

        def ring_us(now: datetime) -> list[CallEvent]:
            provider.call_in()
            return switch.advance(now)

        return Bench(switch, ring_us, made)

    yield made
    for link in switches:
        link.close()
    provider.close()
    ear.close()


@pytest.fixture(params=["simulator", "troubled", "asterisk", "webhook"])
def bench(request: pytest.FixtureRequest) -> Bench:
    made: Callable[[], Bench] = {"simulator": simulator, "troubled": troubled}.get(request.param) or request.getfixturevalue(request.param)
    return made()


def test_events_name_their_adapter_and_have_ids_of_their_own(bench: Bench) -> None:
    call_id = bench.talking()
    bench.order(CommandKind.HANG_UP, call_id)
    assert {event.adapter for event in bench.heard} == {bench.switch.name}
    assert len({event.event_id for event in bench.heard}) == len(set(bench.heard)) >= 3
    assert all(event.at.tzinfo is not None for event in bench.heard)


@pytest.mark.parametrize(
    ("orders", "state"),
    [
        ([CommandKind.HOLD], CallState.HELD),
        ([CommandKind.HOLD, CommandKind.RESUME], CallState.TALKING),
        ([CommandKind.MUTE, CommandKind.UNMUTE], CallState.TALKING),
        ([CommandKind.TRANSFER], CallState.TRANSFERRING),
        ([CommandKind.CONSULT], CallState.HELD),
        ([CommandKind.PAUSE_RECORDING, CommandKind.RESUME_RECORDING], CallState.TALKING),
        ([CommandKind.LISTEN], CallState.TALKING),
        ([CommandKind.HANG_UP], CallState.ENDED),
    ],
)
def test_orders_to_a_talking_call_are_confirmed_by_their_id(bench: Bench, orders: list[CommandKind], state: CallState) -> None:
    call_id = bench.talking()
    for place, kind in enumerate(orders):
        bench.order(kind, call_id, f"order-{place}")
        bench.wait(1)
        confirmed = bench.calls[call_id].answers(f"order-{place}")
        assert confirmed is not None
        assert confirmed.kind is not CallEventKind.COMMAND_REFUSED
    assert bench.calls[call_id].state is state


@pytest.mark.parametrize("kind", sorted(AGENT_COMMANDS))
def test_orders_about_an_agent_are_confirmed_without_a_call(bench: Bench, kind: CommandKind) -> None:
    bench.order(kind, "agent:1001", "about-ana")
    bench.wait(1)
    answer = bench.calls["agent:1001"].answers("about-ana")
    assert answer is not None
    assert answer.kind is CallEventKind.CONFIRMED
    assert "agent:1001" not in bench.switch.live_calls()


def test_who_was_consulted_gets_the_customer(bench: Bench) -> None:
    call_id = bench.talking()
    bench.order(CommandKind.CONSULT, call_id, "ask")
    bench.order(CommandKind.HAND_OVER, call_id, "leave")
    bench.wait(1)
    answer = bench.calls[call_id].answers("leave")
    assert answer is not None
    assert (answer.kind, answer.transferred_to) == (CallEventKind.TRANSFERRED, "1002")
    # Some switches say at once that the other one has the call, some leave that to the other's answer.
    assert bench.calls[call_id].state in (CallState.TRANSFERRING, CallState.TALKING)


def test_nobody_is_handed_a_customer_without_being_asked(bench: Bench) -> None:
    call_id = bench.talking()
    bench.order(CommandKind.HOLD, call_id)
    bench.order(CommandKind.HAND_OVER, call_id, "leave")
    bench.wait(1)
    answer = bench.calls[call_id].answers("leave")
    assert answer is not None
    assert answer.kind is CallEventKind.COMMAND_REFUSED


def test_the_same_order_twice_has_one_effect(bench: Bench) -> None:
    call_id = bench.talking()
    bench.order(CommandKind.HOLD, call_id, "hold")
    before = len(bench.heard)
    bench.order(CommandKind.HOLD, call_id, "hold")
    bench.wait(1)
    assert len(bench.heard) == before


def test_a_dialled_call_has_the_id_we_chose_and_rings_once(bench: Bench) -> None:
    bench.order(CommandKind.DIAL, "attempt-1", "dial")
    bench.order(CommandKind.DIAL, "attempt-1", "dial")
    assert "attempt-1" in bench.switch.live_calls()
    bench.wait(60)
    call = bench.calls["attempt-1"]
    assert call.state is CallState.TALKING
    assert (call.customer_number, call.caller_number, call.extension) == ("+12025550143", "+12025550100", "1001")
    assert sum(event.kind is CallEventKind.RINGING for event in call.events) == 1


def test_a_second_dial_of_a_call_is_refused_also_after_its_end(bench: Bench) -> None:
    bench.order(CommandKind.DIAL, "attempt-1", "dial")
    bench.order(CommandKind.HANG_UP, "attempt-1")
    bench.wait(60)
    bench.order(CommandKind.DIAL, "attempt-1", "dial-again")
    answer = bench.calls["attempt-1"].answers("dial-again")
    assert answer is not None
    assert (answer.kind, answer.reason) == (CallEventKind.COMMAND_REFUSED, "call_exists")
    assert "attempt-1" not in bench.switch.live_calls()


@pytest.mark.parametrize("kind", [kind for kind in CommandKind if kind is not CommandKind.DIAL and kind not in AGENT_COMMANDS])
def test_an_order_to_a_call_that_is_gone_is_refused_in_an_event(bench: Bench, kind: CommandKind) -> None:
    call_id = bench.talking()
    bench.order(CommandKind.HANG_UP, call_id)
    for gone in (call_id, "never-was"):
        bench.order(kind, gone, f"late-{gone}")
        bench.wait(1)
        refused = bench.calls[gone].answers(f"late-{gone}")
        assert refused is not None
        assert (refused.kind, refused.reason) == (CallEventKind.COMMAND_REFUSED, "call_over")
    assert bench.calls[call_id].state is CallState.ENDED


def test_a_customer_is_answered_once(bench: Bench) -> None:
    call_id = bench.talking()
    bench.order(CommandKind.ANSWER, call_id, "again")
    refused = bench.calls[call_id].answers("again")
    assert refused is not None
    assert refused.reason == "already_talking"


def test_live_calls_are_those_that_have_not_ended(bench: Bench) -> None:
    call_id = bench.talking()
    assert call_id in bench.switch.live_calls()
    bench.order(CommandKind.HANG_UP, call_id)
    assert call_id not in bench.switch.live_calls()


def test_a_call_taken_up_again_takes_orders(bench: Bench) -> None:
    call_id = bench.talking()
    after_restart = bench.restarted()
    after_restart.calls = dict(bench.calls)
    after_restart.hear(after_restart.switch.adopt(bench.calls[call_id], NOON))
    assert call_id in after_restart.switch.live_calls()
    after_restart.order(CommandKind.HANG_UP, call_id, "hang-up-after-restart")
    assert after_restart.calls[call_id].state is CallState.ENDED
