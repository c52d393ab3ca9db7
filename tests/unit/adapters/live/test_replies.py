"""Redis's answers are read whole, however the bytes come in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.live.replies import BadReply, Replies, command

PARTS = st.lists(st.binary(max_size=40), min_size=1, max_size=4)


def written(parts: list[bytes]) -> bytes:
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)


@given(st.lists(PARTS, max_size=5), st.lists(st.integers(1, 30), min_size=1))
def test_any_cut_of_the_stream_gives_the_same_answers(answers: list[list[bytes]], cuts: list[int]) -> None:
    stream, replies, read = b"".join(written(parts) for parts in answers), Replies(), []
    position = 0
    while position < len(stream):
        size = cuts[position % len(cuts)]
        read += replies.feed(stream[position : position + size])
        position += size
    assert read == answers


def test_numbers_and_simple_answers_are_read() -> None:
    assert Replies().feed(b"+OK\r\n:3\r\n*2\r\n$1\r\na\r\n:1\r\n") == [[b"OK"], [b"3"], [b"a", b"1"]]


@pytest.mark.parametrize("answer", [b"-NOAUTH Authentication required.\r\n", b"HTTP/1.1 400 Bad Request\r\n", b"*x\r\n", b"*1\r\n!\r\n"])
def test_an_error_ends_the_connection(answer: bytes) -> None:
    with pytest.raises(BadReply):
        Replies().feed(answer)


def test_a_command_counts_bytes_not_letters() -> None:
    assert command("SUBSCRIBE", "话") == b"*2\r\n$9\r\nSUBSCRIBE\r\n$3\r\n\xe8\xaf\x9d\r\n"
