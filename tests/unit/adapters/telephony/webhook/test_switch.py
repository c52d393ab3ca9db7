"""Orders over a wire that fails: what is sent again, what is not, and what is said of an order whose answer was lost (P4)."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from socket import create_server, socket

import pytest

from adapters.address import address_of, is_public
from adapters.clock import FixedClock
from adapters.telephony.webhook import switch as module
from adapters.telephony.webhook import wire
from adapters.telephony.webhook.orders import SAFE
from adapters.telephony.webhook.switch import WebhookSwitch
from adapters.telephony.webhook.wire import Wire
from flows.telephony.call import call_of
from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction
from flows.telephony.port import CommandKind, SwitchCommand, SwitchDownError
from tests.telephony_provider import CUSTOMER, SECRET, Provider

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOON)


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider(NOON)
    yield made
    made.close()


@pytest.fixture
def switch(provider: Provider, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebhookSwitch]:
    monkeypatch.setattr(module, "PAUSES", (0.0, 0.01, 0.02))
    monkeypatch.setattr(wire, "ANSWERS_WITHIN", 60.0)  # a busy machine is no lost answer
    made = linked(provider.url, clock)
    yield made
    made.close()


def linked(url: str, clock: FixedClock, *, secrets: tuple[str, ...] = (SECRET,), may_be_private: bool = True) -> WebhookSwitch:
    address = address_of(url, may_be_private=may_be_private)
    return WebhookSwitch(Wire(address, secrets, clock), clock)


def order(kind: CommandKind, call_id: str = "call-1", command_id: str = "k1") -> SwitchCommand:
    targets = {
        CommandKind.DIAL: {"extension": "1001", "number": CUSTOMER, "caller_number": "+12025550100"},
        CommandKind.TRANSFER: {"extension": "1002"},
    }
    return SwitchCommand(command_id=command_id, kind=kind, call_id=call_id, **targets.get(kind, {}))  # type: ignore[arg-type]


def carried(switch: WebhookSwitch, command: SwitchCommand) -> list[CallEvent]:
    """What is said of an order once all tries of it are over."""
    events = switch.send(command, NOON)
    assert switch.finish(60)
    return events + switch.advance(NOON)


def test_a_dial_whose_answer_was_lost_is_not_sent_again_and_nothing_is_said_of_it(provider: Provider, switch: WebhookSwitch) -> None:
    provider.loses = 1
    assert carried(switch, order(CommandKind.DIAL)) == []
    assert carried(switch, order(CommandKind.DIAL)) == []
    assert provider.carried_out == ["dial"]
    assert len(provider.orders) == 1
    assert "call-1" in switch.live_calls()


def test_a_dial_that_the_bridge_broke_on_is_not_sent_again(provider: Provider, switch: WebhookSwitch) -> None:
    provider.fails_with = 500
    assert carried(switch, order(CommandKind.DIAL)) == []
    assert len(provider.orders) == 1
    assert "call-1" not in switch.live_calls()


def test_a_dial_that_was_never_heard_has_ended(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSES", (0.0, 0.01))
    with create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    switch = linked(f"http://127.0.0.1:{port}", clock)
    refused, gone = carried(switch, order(CommandKind.DIAL))
    assert (refused.kind, refused.reason, refused.command_id) == (CallEventKind.COMMAND_REFUSED, "switch_down", "k1")
    assert (gone.kind, gone.cause, gone.direction) == (CallEventKind.HUNG_UP, Cause.CONGESTION, Direction.OUTBOUND)
    switch.close()


@pytest.mark.parametrize("kind", [CommandKind.HOLD, CommandKind.HANG_UP])
def test_an_order_that_says_how_it_shall_be_is_sent_again_under_its_key(
    provider: Provider, switch: WebhookSwitch, kind: CommandKind
) -> None:
    carried(switch, order(CommandKind.DIAL))
    provider.advance(NOON + timedelta(seconds=60))
    provider.loses = 1
    assert carried(switch, order(kind, command_id="k2")) == []
    assert provider.keys == ["k1", "k2", "k2"]
    assert provider.carried_out == ["dial", kind.value]


def test_an_order_that_rings_somebody_is_not(provider: Provider, switch: WebhookSwitch) -> None:
    carried(switch, order(CommandKind.DIAL))
    provider.advance(NOON + timedelta(seconds=60))
    provider.loses = 1
    assert carried(switch, order(CommandKind.TRANSFER, command_id="k2")) == []
    assert provider.keys == ["k1", "k2"]


def test_no_order_that_rings_somebody_counts_as_safe() -> None:
    rings = {CommandKind.ANSWER, CommandKind.DIAL, CommandKind.TRANSFER, CommandKind.CONSULT, CommandKind.HAND_OVER, CommandKind.LISTEN}
    assert set(CommandKind) - SAFE == rings


def test_a_bridge_that_is_too_busy_is_asked_again_and_then_given_up(provider: Provider, switch: WebhookSwitch) -> None:
    provider.fails_with = 429
    refused, gone = carried(switch, order(CommandKind.DIAL))
    assert (refused.reason, gone.kind) == ("switch_busy", CallEventKind.HUNG_UP)
    assert len(provider.orders) == 3
    assert provider.carried_out == []


@pytest.mark.parametrize(("status", "reason"), [(404, "call_over"), (403, "switch_refused"), (302, "switch_refused")])
def test_a_plain_no_is_believed(provider: Provider, switch: WebhookSwitch, status: int, reason: str) -> None:
    provider.fails_with = status
    (refused,) = carried(switch, order(CommandKind.HOLD))
    assert (refused.kind, refused.reason) == (CallEventKind.COMMAND_REFUSED, reason)
    assert len(provider.orders) == 1


def test_an_order_that_waited_too_long_is_not_begun(provider: Provider, switch: WebhookSwitch, clock: FixedClock) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def post(_body: bytes) -> int:
        begun.set()
        go_on.wait(30)
        return 200

    provider.post = post
    switch.send(order(CommandKind.DIAL), NOON)
    assert begun.wait(30)
    switch.send(order(CommandKind.HANG_UP, command_id="k2"), NOON)
    clock.at += timedelta(seconds=11)
    go_on.set()
    assert switch.finish(60)
    late = switch.advance(NOON)
    assert [event.reason for event in late if event.command_id == "k2"] == ["switch_busy"]
    assert provider.carried_out == ["dial"]


def test_the_bridges_own_id_of_a_call_comes_back_in_later_orders_also_after_a_restart(
    provider: Provider, switch: WebhookSwitch, clock: FixedClock
) -> None:
    (taken,) = carried(switch, order(CommandKind.DIAL))
    assert (taken.kind, taken.provider_call_id) == (CallEventKind.OFFERED, "CA-call-1")
    carried(switch, order(CommandKind.HANG_UP, command_id="k2"))
    later = linked(provider.url, clock)
    later.adopt(call_of(taken), NOON)
    carried(later, order(CommandKind.HANG_UP, command_id="k3"))
    later.close()
    assert [each.get("provider_call_id") for each in provider.orders] == [None, "CA-call-1", "CA-call-1"]


def test_a_call_that_the_bridge_does_not_list_has_ended_but_not_at_once(switch: WebhookSwitch) -> None:
    offered = CallEvent(event_id="e1", adapter="webhook", call_id="gone", kind=CallEventKind.OFFERED, at=NOON, direction=Direction.INBOUND)
    assert switch.adopt(call_of(offered), NOON + timedelta(seconds=9)) == []
    (ended,) = switch.adopt(call_of(offered), NOON + timedelta(seconds=10))
    assert (ended.kind, ended.cause) == (CallEventKind.HUNG_UP, Cause.LINE_LOST)


def test_without_a_list_no_call_is_taken_for_gone_and_the_bridge_is_left_in_peace_for_a_while(
    provider: Provider, switch: WebhookSwitch, clock: FixedClock
) -> None:
    provider.lists_calls = False
    with pytest.raises(SwitchDownError):
        switch.live_calls()
    provider.lists_calls = True
    with pytest.raises(SwitchDownError):
        switch.live_calls()
    clock.at += timedelta(seconds=15)
    assert switch.live_calls() == frozenset()


def test_an_answer_that_breaks_off_or_never_ends_is_lost(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off = b'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"calls": []}'
    monkeypatch.setattr(wire, "LONGEST_ANSWER", 2_000)
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 4_000
    for answer in (cut_off, endless, b"", b"HTTP/1.1 200 OK\r\n\r\n[]", b'HTTP/1.1 302 Found\r\nlocation: /\r\n\r\n{"calls": []}'):
        with create_server(("127.0.0.1", 0)) as bridge:
            telling = threading.Thread(target=answer_once, args=(bridge, answer))
            telling.start()
            switch = linked(f"http://127.0.0.1:{bridge.getsockname()[1]}", clock)
            with pytest.raises(SwitchDownError):
                switch.live_calls()
            telling.join()
            switch.close()


def answer_once(bridge: socket, answer: bytes) -> None:
    """Read one request, and send these bytes."""
    connection, _ = bridge.accept()
    with connection:
        connection.recv(65_536)
        connection.sendall(answer)


def test_orders_are_signed_under_both_secrets_while_one_is_being_changed(provider: Provider, clock: FixedClock) -> None:
    switch = linked(provider.url, clock, secrets=("the-new-secret-that-the-bridge-has-not-yet", SECRET))
    (taken,) = carried(switch, order(CommandKind.DIAL))
    assert taken.kind is CallEventKind.OFFERED
    switch.close()


def test_a_name_that_leads_into_our_own_network_is_not_followed(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSES", (0.0,))
    with create_server(("127.0.0.1", 0)) as ours:
        ours.settimeout(0.2)
        switch = linked(f"https://localhost:{ours.getsockname()[1]}", clock, may_be_private=False)
        assert [event.reason for event in carried(switch, order(CommandKind.HOLD))] == ["switch_down"]
        with pytest.raises(TimeoutError):
            ours.accept()
        switch.close()


@pytest.mark.parametrize(
    ("place", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700:4700::1111", True),
        ("10.1.2.3", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - read, not bound
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:192.168.0.1", False),
        ("64:ff9b::c0a8:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::1", False),
    ],
)
def test_which_addresses_are_of_the_open_net(place: str, public: bool) -> None:
    assert is_public(place) is public


@pytest.mark.parametrize(
    "url",
    [
        "",
        "bridge.example.com",
        "ftp://bridge.example.com",
        "http://bridge.example.com",
        "https://user:word@bridge.example.com",
        "https://bridge.example.com/?a=1",
        "https://bridge.example.com:99999",
        "https://bridge.example.com/a\r\nb",
    ],
)
def test_an_address_that_is_none_is_refused_with_its_rule(url: str) -> None:
    with pytest.raises(ValueError, match="^it"):
        address_of(url, may_be_private=False)
