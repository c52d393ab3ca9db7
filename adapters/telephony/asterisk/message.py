"""One message of the Asterisk Manager Interface (AMI): its headers in order, and the line of the stream where it began."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

NOTHING = ("", "<unknown>", "<null>", "(null)")
"""How Asterisk writes that it has no value."""


@dataclass(frozen=True, slots=True)
class Message:
    """The headers of one response or event, as sent.

    `line` counts from 1. Two messages are equal when they say the same: the same event delivered twice is one fact.
    """

    headers: tuple[tuple[str, str], ...]
    line: int = field(default=0, compare=False)
    _index: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index: dict[str, str] = {}
        for name, value in self.headers:
            index.setdefault(name.casefold(), value)
        object.__setattr__(self, "_index", index)

    def get(self, name: str) -> str:
        """The first value of that header, "" when there is none: Asterisk sends both for "unknown"."""
        value = self._index.get(name.casefold(), "")
        return "" if value in NOTHING else value

    def all(self, name: str) -> Iterator[str]:
        """Every value of a header: a UserEvent carries its own name in a second `UserEvent`, and data may repeat any other."""
        wanted = name.casefold()
        return (value for each, value in self.headers if each.casefold() == wanted)

    @property
    def event(self) -> str:
        """The name of the event; "" for a response."""
        return self.get("Event")

    @property
    def is_response(self) -> bool:
        """Whether it answers an action. `OriginateResponse` has a `Response` too, and is an event."""
        return not self.event and bool(self.get("Response"))

    @property
    def at(self) -> datetime | None:
        """When the switch says it happened (`timestampevents = yes`), to the microsecond; None when it does not say."""
        seconds, point, fraction = self.get("Timestamp").partition(".")
        if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 10):
            return None
        if point and not (fraction.isascii() and fraction.isdigit()):
            return None
        return datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=int((fraction + "000000")[:6]))
