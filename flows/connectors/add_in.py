"""Add-ins: outside pages and lookups beside a call, and their addresses: what may stand in one, and how values are put into it.

A template is an address with names in braces, as `https://crm.example.com/accounts/{customer.account}`. Names stand in its path and
query only, never in what decides where it leads; a value is percent-encoded, so it stays one piece of the address whatever it holds.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, quote, unquote, urlsplit

from flows.errors import InvalidError

LONGEST_URL = 1000
LONGEST_FILLED = 4000
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?")
SECURE_PORT, PLAIN_PORT = 443, 80

PLACEHOLDERS: Mapping[str, bool] = {
    "customer.account": False,
    "customer.name": False,
    "customer.tier": False,
    "customer.language": True,
    "caller.number": False,
    "interaction.id": True,
    "interaction.direction": True,
    "interaction.queue": True,
    "agent.id": True,
    "agent.login": False,
    "agent.language": True,
    "script.key": True,
    "script.step": True,
}
"""What may stand in braces, and whether a vendor's agent's add-in is given it: nothing that tells who the customer is (P14)."""


class AddInKind(StrEnum):
    """How an add-in is shown."""

    PAGE = "page"
    """An outside page in a frame."""
    LOOKUP = "lookup"
    """JSON that the server asks for, shown as a table."""


class ContextPlace(StrEnum):
    """Where the signed context stands in a page's address."""

    NONE = "none"
    QUERY = "query"
    FRAGMENT = "fragment"


@dataclass(frozen=True, slots=True)
class Filled:
    """An address with its values in it; or empty, with the names whose values are not known or cannot stand there."""

    url: str
    missing: tuple[str, ...] = ()


def normal_host(text: str) -> str:
    """A host of the list in the form in which hosts are compared. Raises InvalidError at `host`."""
    host = text.strip().lower()
    if not HOST.fullmatch(host) or ".." in host:
        raise InvalidError(fields={"host": "host"})
    return host.removesuffix(f":{SECURE_PORT}")


def host_of(url: str) -> str:
    """The host, with its port unless that goes without saying, as `normal_host` writes it; empty where the address has none."""
    parts = _parts(url)
    if parts is None or not parts.hostname:
        return ""
    port = parts.port
    plain = port is None or port == (SECURE_PORT if parts.scheme == "https" else PLAIN_PORT)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return host.lower() if plain else f"{host.lower()}:{port}"


def check_template(url: str, kind: AddInKind, *, hosts: Collection[str], for_vendors: bool, may_be_plain: bool) -> None:
    """Refuse a template that may lead where it should not. Raises InvalidError at `url`, with the rule that it breaks.

    `hosts` are the allowed ones; `may_be_plain` lets http through, for tests and one's own network.
    """
    if not url:
        raise InvalidError(fields={"url": "required"})
    rule = _broken_rule(url, kind, hosts, for_vendors, may_be_plain)
    if rule:
        raise InvalidError(fields={"url": rule})


def names_in(url: str) -> tuple[str, ...]:
    """The names that a template asks for, each once, in their order."""
    return tuple(dict.fromkeys(PLACEHOLDER.findall(url)))


def fill(url: str, values: Mapping[str, str]) -> Filled:
    """A checked template with values in it; a name without a value, or values that climb the path or are endless, leave it empty."""
    missing = tuple(name for name in names_in(url) if not values.get(name))
    if missing:
        return Filled("", missing)
    filled = PLACEHOLDER.sub(lambda found: quote(values[found[1]], safe=""), url)
    if len(filled) > LONGEST_FILLED or _climbs(urlsplit(filled).path):
        return Filled("", names_in(url))
    return Filled(filled)


def with_context(url: str, place: ContextPlace, token: str) -> str:
    """A page's address with the signed context where the add-in wants it, as `cuecard`."""
    if place is ContextPlace.FRAGMENT:
        return f"{url}#cuecard={token}"
    if place is ContextPlace.QUERY:
        return f"{url}{'&' if urlsplit(url).query else '?'}cuecard={token}"
    return url


def _broken_rule(url: str, kind: AddInKind, hosts: Collection[str], for_vendors: bool, may_be_plain: bool) -> str:
    names = names_in(url)
    bare = PLACEHOLDER.sub("x", url)
    # What browsers read otherwise than we do is refused: a backslash is a slash to them, and blanks are dropped.
    if len(url) > LONGEST_URL or not bare.isascii() or not bare.isprintable() or any(sign in bare for sign in ' \\"<>{}'):
        return "too_long" if len(url) > LONGEST_URL else "url"
    parts = _parts(bare)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None or parts.fragment:
        return "url"
    if any(name not in PLACEHOLDERS for name in names):
        return "placeholder"
    if "{" in urlsplit(url).netloc or _climbs(parts.path):
        return "url"
    if parts.scheme == "http" and not may_be_plain:
        return "https"
    if host_of(bare) not in hosts:
        return "host_not_listed"
    if for_vendors and any(not PLACEHOLDERS[name] for name in names):
        return "vendor_private"
    return ""


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.port is None or parts.port > 0 else None
    except ValueError:
        return None


def _climbs(path: str) -> bool:
    """True where a piece of a path means "this folder" or "the one above", however it is written."""
    return any(unquote(piece) in (".", "..") for piece in path.split("/"))
