"""Fetching a lookup: from allowed hosts on the open net alone, within its time and size, wherever redirects and DNS would lead."""

import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from adapters import address
from adapters.lookups.fetch import Guard, LookupFailed, fetch
from tests.lookup_server import LookupServer, redirect, send

PUBLIC, LOOPBACK = "93.184.216.34", "127.0.0.1"


@pytest.fixture
def server() -> Iterator[LookupServer]:
    """Another company's server."""
    made = LookupServer()
    yield made
    made.close()


@pytest.fixture
def guard(server: LookupServer) -> Guard:
    """The settings of a test: the loopback address is allowed."""
    return Guard(frozenset({server.host, f"crm.test:{server.port}"}), may_be_private=True)


def failure(url: str, guard: Guard, *, within: float = 5.0, **more: Any) -> tuple[str, str]:
    """Why nothing was fetched."""
    with pytest.raises(LookupFailed) as failed:
        fetch(url, guard, within=within, **more)
    return failed.value.code, failed.value.detail


def leads(*places: str) -> Any:
    """A resolver that gives one address after the other, and the last for ever."""
    given = list(places)

    def resolve(_host: str, port: int) -> list[tuple[Any, ...]]:
        place = given.pop(0) if len(given) > 1 else given[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]

    return resolve


def connections(monkeypatch: pytest.MonkeyPatch, server: LookupServer) -> list[str]:
    """The addresses that are connected to, each of which turns out to be this server."""
    seen: list[str] = []
    connect = socket.create_connection

    def note(place: tuple[str, int], *more: Any) -> socket.socket:
        seen.append(place[0])
        return connect(("127.0.0.1", server.port), *more)

    monkeypatch.setattr(address.socket, "create_connection", note)
    return seen


def test_an_answer_is_fetched_with_its_token_and_the_name_of_its_host(server: LookupServer, guard: Guard) -> None:
    body = fetch(f"http://crm.test:{server.port}/balance?account=A%2F1", guard, within=5, token="abc", resolve=leads(LOOPBACK))
    assert b'"amount": 12.5' in body
    (path, headers) = server.asked[0]
    assert path == "/balance?account=A%2F1"
    assert (headers["host"], headers["authorization"], headers["accept"]) == (f"crm.test:{server.port}", "Bearer abc", "application/json")
    assert "cookie" not in headers


@pytest.mark.parametrize("url", ["https://other.example.com/x", "https://CRM.example.com.evil.net/", "https://crm.example.com:8443/"])
def test_a_host_that_is_not_listed_is_never_asked(url: str) -> None:
    assert failure(url, Guard(frozenset({"crm.example.com"})), resolve=leads(PUBLIC))[0] == "host_not_listed"


@pytest.mark.parametrize(
    "url",
    [
        "http://crm.example.com/",
        "ftp://crm.example.com/",
        "https://me@crm.example.com/",
        "https://crm.example.com\\@evil.net/",
        "https://crm.example.com/ x",
        "https:///x",
        "https://[::1",
    ],
)
def test_an_address_that_may_mean_something_else_is_never_asked(url: str) -> None:
    assert failure(url, Guard(frozenset({"crm.example.com"})), resolve=leads(PUBLIC))[0] == "forbidden"


@pytest.mark.parametrize("place", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "224.0.0.1", "0.0.0.0", "100.64.0.1"])  # noqa: S104
def test_a_private_address_is_never_connected_to(place: str, server: LookupServer, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = connections(monkeypatch, server)
    assert failure("https://crm.example.com/", Guard(frozenset({"crm.example.com"})), resolve=leads(place)) == (
        "forbidden",
        "crm.example.com",
    )
    assert seen == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch: pytest.MonkeyPatch, server: LookupServer) -> None:
    seen = connections(monkeypatch, server)

    def resolve(host: str, port: int) -> list[tuple[Any, ...]]:
        return [leads(PUBLIC)(host, port)[0], leads("10.0.0.1")(host, port)[0]]

    assert failure("https://crm.example.com/", Guard(frozenset({"crm.example.com"})), resolve=resolve)[0] == "forbidden"
    assert seen == []


def test_what_was_checked_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch, server: LookupServer) -> None:
    """The name would lead inside at its second look-up: there is none."""
    seen = connections(monkeypatch, server)
    code, _ = failure("https://crm.example.com/", Guard(frozenset({"crm.example.com"})), resolve=leads(PUBLIC, LOOPBACK))
    # The server of the test speaks no TLS; whom we called is what counts.
    assert (code, seen) == ("unreachable", [PUBLIC])


def test_a_redirect_is_checked_like_the_first_address(server: LookupServer, guard: Guard) -> None:
    server.answers["/moved"] = redirect("/balance")
    assert b"balance" in fetch(f"{server.url}/moved", guard, within=5, token="abc")
    assert [headers["authorization"] for _, headers in server.asked] == ["Bearer abc", "Bearer abc"]
    for place, code in [("http://169.254.169.254/latest", "host_not_listed"), ("ftp://x/", "forbidden"), ("http://[::1", "forbidden")]:
        server.answers["/moved"] = redirect(place)
        assert failure(f"{server.url}/moved", guard)[0] == code


def test_a_redirect_into_our_network_is_refused(server: LookupServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second name is on the list, and leads to an address that is not."""
    seen = connections(monkeypatch, server)
    server.answers["/moved"] = redirect(f"http://inside.test:{server.port}/balance")
    hosts = frozenset({f"crm.test:{server.port}", f"inside.test:{server.port}"})
    # Plain http is let through here, as the guard of addresses is not: http.client has no TLS to speak to a test's server.
    monkeypatch.setattr("adapters.lookups.fetch._check", lambda _url, _guard: None)

    def resolve(host: str, port: int) -> list[tuple[Any, ...]]:
        return list(leads(PUBLIC if host == "crm.test" else LOOPBACK)(host, port))

    assert failure(f"http://crm.test:{server.port}/moved", Guard(hosts), resolve=resolve) == ("forbidden", "inside.test")
    assert (seen, server.paths()) == ([PUBLIC], ["/moved"])


def test_the_token_stays_with_the_first_host(server: LookupServer, guard: Guard) -> None:
    server.answers["/moved"] = redirect(f"http://crm.test:{server.port}/balance")
    fetch(f"{server.url}/moved", guard, within=5, token="abc", resolve=leads(LOOPBACK))
    assert "authorization" not in server.asked[1][1]


def test_the_fourth_redirect_is_one_too_many(server: LookupServer, guard: Guard) -> None:
    server.answers["/moved"] = redirect("/moved")
    assert failure(f"{server.url}/moved", guard) == ("redirects", "")
    assert len(server.asked) == 4


def test_a_slow_answer_is_given_up_in_time_however_it_drips(server: LookupServer, guard: Guard) -> None:
    begun = time.monotonic()
    assert failure(f"{server.url}/slow", guard, within=0.4)[0] == "timeout"
    assert time.monotonic() - begun < 5


def test_a_line_that_nobody_picks_up_is_no_time_out(guard: Guard) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    hosts = Guard(frozenset({f"127.0.0.1:{port}"}), may_be_private=True)
    assert failure(f"http://127.0.0.1:{port}/", hosts) == ("unreachable", "ConnectionRefusedError")


def test_what_is_no_small_json_is_not_read(server: LookupServer, guard: Guard) -> None:
    server.answers["/html"] = lambda handler: send(handler, b"<p>", "text/html")
    server.answers["/gone"] = lambda handler: send(handler, b"{}", "application/json", 410)
    server.answers["/packed"] = lambda handler: send(handler, b"{}", "application/json", **{"content-encoding": "gzip"})
    server.answers["/problem"] = lambda handler: send(handler, b"{}", "application/hal+json; charset=utf-8")
    server.answers["/short"] = cut_short
    assert failure(f"{server.url}/huge", guard) == ("too_large", "")
    assert failure(f"{server.url}/html", guard) == ("content_type", "text/html")
    assert failure(f"{server.url}/gone", guard) == ("status", "410")
    assert failure(f"{server.url}/packed", guard) == ("content_type", "content-encoding")
    assert failure(f"{server.url}/short", guard)[0] == "unreachable"
    assert fetch(f"{server.url}/problem", guard, within=5) == b"{}"


def cut_short(handler: BaseHTTPRequestHandler) -> None:
    """An answer that ends before it should."""
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", "50")
    handler.end_headers()
    handler.wfile.write(b"{}")
