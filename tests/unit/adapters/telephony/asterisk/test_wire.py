"""The line protocol: any bytes in any pieces are read, and nothing with a line break in it is ever written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telephony.asterisk.message import Message
from adapters.telephony.asterisk.wire import LONGEST_LINE, Reader, written
from flows.telephony.dial_string import DialStringError

HEADERS = st.lists(
    st.tuples(st.sampled_from(["Event", "Channel", "Queue", "Uniqueid"]), st.from_regex(r"[!-~]{1,12}", fullmatch=True)), min_size=1
)


def test_the_banner_is_no_message() -> None:
    (message,) = Reader().feed(b"Asterisk Call Manager/11.0.0\r\nResponse: Success\r\nActionID: a1\r\n\r\n")
    assert (message.is_response, message.get("ActionID"), message.line) == (True, "a1", 2)


def test_a_banner_in_the_middle_is_a_new_connection() -> None:
    reader = Reader()
    found = reader.feed(b"Event: Hangup\r\n\r\nAsterisk Call Manager/5.0.2\r\nResponse: Success\r\n\r\n")
    assert [message.headers for message in found] == [(("Event", "Hangup"),), (("Response", "Success"),)]
    assert reader.strange == []


def test_a_second_header_of_a_name_is_kept_beside_the_first() -> None:
    (message,) = Reader().feed(b"Event: UserEvent\r\nUserEvent: CtiInbound\r\nQueue: a\r\nQueue: b\r\n\r\n")
    assert message.event == "UserEvent"
    assert message.get("UserEvent") == "CtiInbound"
    assert list(message.all("queue")) == ["a", "b"]


def test_unknown_is_nothing() -> None:
    (message,) = Reader().feed(b"Event: Newchannel\nConnectedLineNum: <unknown>\nUniqueid: <null>\n\n")
    assert (message.get("ConnectedLineNum"), message.get("Uniqueid"), message.get("NotThere")) == ("", "", "")


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("张伟".encode(), "张伟"),
        ("Müller".encode("latin-1"), "Müller"),
        (b"\xff\xfe\x00x", "ÿþ\x00x"),
        (b"a\rb", "a\rb"),
        (b"a: b: c", "a: b: c"),
    ],
)
def test_names_in_any_encoding_are_read(raw: bytes, name: str) -> None:
    (message,) = Reader().feed(b"Event: Newchannel\r\nCallerIDName: " + raw + b"\r\n\r\n")
    assert message.get("CallerIDName") == name


def test_a_name_of_ten_kilobytes_is_read_and_one_without_end_is_cut() -> None:
    reader = Reader()
    (message,) = reader.feed(b"Event: Newchannel\r\nCallerIDName: " + "😀".encode() * 2500 + b"\r\n\r\n")
    assert message.get("CallerIDName") == "😀" * 2500
    for _ in range(50):
        assert reader.feed(b"x" * 65536) == []
    (message,) = reader.feed(b"\r\nEvent: Hangup\r\n\r\n")
    assert message.event == "Hangup"
    assert LONGEST_LINE < 50 * 65536


def test_what_a_command_prints_is_passed_over() -> None:
    (message,) = Reader().feed(b"Response: Follows\r\nPrivilege: Command\r\nnot a header at all\r\n--END COMMAND--\r\n\r\n")
    assert message.headers == (("Response", "Follows"), ("Privilege", "Command"))


@given(st.lists(HEADERS, max_size=4), st.lists(st.integers(1, 9), min_size=1))
def test_pieces_do_not_matter(messages: list[list[tuple[str, str]]], sizes: list[int]) -> None:
    data = b"".join(b"".join(f"{name}: {value}\r\n".encode() for name, value in headers) + b"\r\n" for headers in messages)
    reader, found, rest, turn = Reader(), list[Message](), data, 0
    while rest:
        size = sizes[turn % len(sizes)]
        found += reader.feed(rest[:size])
        rest, turn = rest[size:], turn + 1
    assert [list(message.headers) for message in found] == messages


@pytest.mark.parametrize("value", ["1\r\nAction: Originate", "1\n2", "1\r2", "1\x002", "\x1b[2J", "1\u20282", "1\u20292", "1\x852"])
def test_a_value_of_two_lines_is_refused_before_there_are_bytes(value: str) -> None:
    with pytest.raises(DialStringError):
        written("Originate", [("Channel", f"PJSIP/{value}")])
    with pytest.raises(DialStringError):
        written(f"Ping{value}")
    with pytest.raises(DialStringError):
        written("Originate", [(f"Channel{value}", "PJSIP/1001")])


@given(st.text())
def test_what_is_written_is_one_action_and_reads_back(value: str) -> None:
    try:
        data = written("QueuePause", [("Reason", value)])
    except DialStringError:
        return
    assert data.count(b"\r\n\r\n") == 1
    (message,) = Reader().feed(data)
    assert [name for name, _ in message.headers] == ["Action", "Reason"]


@pytest.mark.parametrize(
    ("stamp", "is_time"),
    [
        ("1795315704.056189", True),
        ("1795315704", True),
        ("1795315704.1234567890", True),
        ("", False),
        ("soon", False),
        ("1.e", False),
        ("9" * 40, False),
    ],
)
def test_a_time_stamp_is_a_time_or_none(stamp: str, is_time: bool) -> None:
    assert (Message((("Event", "Hangup"), ("Timestamp", stamp))).at is not None) is is_time
