"""Where a switch's Manager Interface is and who we are there, as one address: `ami://USER:SECRET@HOST:5038`, or `amis://` over TLS."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

PORT, TLS_PORT = 5038, 5039


@dataclass(frozen=True, slots=True)
class Address:
    """An account on one switch."""

    host: str
    port: int
    user: str
    secret: str = field(repr=False)
    is_encrypted: bool = False


def address_of(url: str) -> Address:
    """The address that such a text names; user and secret are percent-encoded in it. Raises ValueError with the rule that it breaks."""
    parts = urlsplit(url)
    if parts.scheme not in ("ami", "amis"):
        raise ValueError("it should begin with ami:// or amis://")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("its port should be a number up to 65535") from None
    if not parts.hostname or parts.username is None or parts.password is None or parts.path not in ("", "/") or parts.query:
        raise ValueError("it should look like ami://USER:SECRET@HOST:5038")
    user, secret = unquote(parts.username), unquote(parts.password)
    if not user or not user.isprintable() or not secret.isprintable():
        raise ValueError("its user and secret should be one line of text each")
    is_encrypted = parts.scheme == "amis"
    return Address(parts.hostname, port or (TLS_PORT if is_encrypted else PORT), user, secret, is_encrypted)
