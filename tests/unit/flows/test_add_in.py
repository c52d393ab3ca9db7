"""The addresses of add-ins: what may stand in a template, and that a value never becomes more than a value."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.connectors.add_in import AddInKind, ContextPlace, check_template, fill, host_of, normal_host, with_context
from flows.errors import InvalidError
from tests.hostile import NAMES

HOSTS = frozenset({"crm.example.com", "bss.example.com:8443"})
LOOKUP = AddInKind.LOOKUP


def rule(url: str, *, for_vendors: bool = False, may_be_plain: bool = False) -> str:
    """The rule that a template breaks, or an empty text."""
    try:
        check_template(url, LOOKUP, hosts=HOSTS, for_vendors=for_vendors, may_be_plain=may_be_plain)
    except InvalidError as error:
        return error.fields["url"]
    return ""


@pytest.mark.parametrize(
    ("url", "broken"),
    [
        ("https://crm.example.com/a/{customer.account}?n={caller.number}", ""),
        ("https://CRM.example.com:443/", ""),
        ("https://bss.example.com:8443/balance", ""),
        ("", "required"),
        ("crm.example.com", "url"),
        ("https://bss.example.com/balance", "host_not_listed"),
        ("https://evil.example.net/{customer.account}", "host_not_listed"),
        ("http://crm.example.com/", "https"),
        ("javascript:alert(1)", "url"),
        ("https://{customer.name}/", "url"),
        ("https://{customer.name}.example.com/", "url"),
        ("https://crm.example.com:{caller.number}/", "url"),
        ("https://crm.example.com@evil.net/", "url"),
        ("https://evil.net\\@crm.example.com/", "url"),
        ("https://crm.example.com/{customer.password}", "placeholder"),
        ("https://crm.example.com/{}", "placeholder"),
        ("https://crm.example.com/{customer.account", "url"),
        ("https://crm.example.com/a/../b", "url"),
        ("https://crm.example.com/a/%2e%2E/b", "url"),
        ("https://crm.example.com/#there", "url"),
        ("https://crm.example.com/a b", "url"),
        ("https://crm.example.com/a\r\nb", "url"),
        ("https://crm.example.com:99999/", "url"),
        ("https://crm.example.com/" + "a" * 1000, "too_long"),
    ],
)
def test_a_template_leads_to_a_listed_host_and_nowhere_else(url: str, broken: str) -> None:
    assert rule(url) == broken


def test_vendors_are_given_nothing_that_tells_who_the_customer_is() -> None:
    assert rule("https://crm.example.com/{customer.account}", for_vendors=True) == "vendor_private"
    assert rule("https://crm.example.com/{interaction.id}", for_vendors=True) == ""


def test_plain_http_is_for_where_the_settings_say_so() -> None:
    assert rule("http://crm.example.com/", may_be_plain=True) == ""


@pytest.mark.parametrize(
    ("typed", "host"), [(" CRM.example.com ", "crm.example.com"), ("a.b:443", "a.b"), ("a.b:8443", "a.b:8443"), ("127.0.0.1", "127.0.0.1")]
)
def test_a_host_is_compared_in_one_form(typed: str, host: str) -> None:
    assert normal_host(typed) == host


@pytest.mark.parametrize("typed", ["", "https://crm.example.com", "crm.example.com/a", "*.example.com", "a..b", "a;b", "-a", "a'b"])
def test_what_is_no_host_is_refused(typed: str) -> None:
    with pytest.raises(InvalidError):
        normal_host(typed)


@pytest.mark.parametrize("name", NAMES[:-1])
def test_a_hostile_value_stays_one_piece_of_the_address(name: str) -> None:
    filled = fill("https://crm.example.com/a/{customer.name}/b?q={customer.name}&r=1", {"customer.name": name})
    parts = urlsplit(filled.url)
    assert (parts.netloc, parts.fragment) == ("crm.example.com", "")
    assert [unquote(piece) for piece in parts.path.split("/")] == ["", "a", name, "b"]
    assert parse_qs(parts.query) == {"q": [name], "r": ["1"]}


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=40))
def test_no_value_changes_where_an_address_leads(value: str) -> None:
    filled = fill("https://crm.example.com/a/{customer.account}/b", {"customer.account": value})
    if not filled.url:
        assert value in (".", "..")
        return
    assert filled.url.isascii()
    assert filled.url.isprintable()
    assert host_of(filled.url) == "crm.example.com"
    assert unquote(urlsplit(filled.url).path) == f"/a/{value}/b"


def test_what_is_not_known_leaves_the_address_empty_and_says_what() -> None:
    filled = fill("https://crm.example.com/{customer.account}?n={caller.number}", {"customer.account": "A1", "caller.number": ""})
    assert (filled.url, filled.missing) == ("", ("caller.number",))
    assert fill("https://crm.example.com/{customer.account}/b", {"customer.account": ".."}).missing == ("customer.account",)
    assert fill("https://crm.example.com/{customer.name}", {"customer.name": NAMES[-1]}).url == ""


def test_the_context_stands_where_the_add_in_wants_it() -> None:
    assert with_context("https://a.b/c", ContextPlace.FRAGMENT, "t") == "https://a.b/c#cuecard=t"
    assert with_context("https://a.b/c", ContextPlace.QUERY, "t") == "https://a.b/c?cuecard=t"
    assert with_context("https://a.b/c?d=1", ContextPlace.QUERY, "t") == "https://a.b/c?d=1&cuecard=t"
    assert with_context("https://a.b/c", ContextPlace.NONE, "t") == "https://a.b/c"
