"""The fields of an event as a bridge sends it: one table of what each is called, may hold and means. The OpenAPI page is held to it."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from flows.errors import InvalidError
from flows.telephony.call_event import CallEvent, CallEventKind, Cause, Direction, Party
from flows.telephony.dial_string import (
    EXTENSION,
    IDENTIFIER,
    NOTE,
    NUMBER,
    QUEUE_KEY,
    DialStringError,
    dial_number,
    extension,
    heard_name,
    heard_number,
    identifier,
    note,
    queue_key,
)

ADAPTER = "webhook"
OUR_IDS = "cuecard/"
"""How the ids of facts begin that this adapter finds out by itself; a bridge's may not."""
OLDEST = timedelta(days=7)
AHEAD = timedelta(minutes=5)
SHOWN_NAME = 40
DIRECTION_MAY_LACK = frozenset({CallEventKind.CONFIRMED, CallEventKind.COMMAND_REFUSED})
"""These answer an order and say nothing of the call; all others may be the first that we hear of it."""


class IgnoredError(Exception):
    """An event of a kind that we do not know: a bridge may say more than we understand."""


class WrongError(Exception):
    """A value that may not stand in its field; the code is format, too_long, not_listed or out_of_range."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: how it is read, what the OpenAPI page says it may hold, and if it must be there."""

    name: str
    read: Callable[[object, datetime], Any]
    schema: Mapping[str, object] = field(hash=False)
    is_required: bool = False


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str):
        raise WrongError("format")
    if len(value) > longest:
        raise WrongError("too_long")
    if any(unicodedata.category(each) in {"Cc", "Cs"} for each in value):
        raise WrongError("format")
    return value


def _line(longest: int, checked: Callable[[str], str | None]) -> Callable[[object, datetime], str | None]:
    def read(value: object, _now: datetime) -> str | None:
        try:
            return checked(_text(value, longest))
        except DialStringError:
            raise WrongError("format") from None

    return read


def _one_of(choices: type[StrEnum]) -> Callable[[object, datetime], StrEnum]:
    def read(value: object, _now: datetime) -> StrEnum:
        try:
            return choices(_text(value, 64))
        except ValueError:
            raise WrongError("not_listed") from None

    return read


def _moment(value: object, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(_text(value, 40))
        if at.tzinfo is None:
            raise WrongError("format")
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise WrongError("format") from None
    if not now - OLDEST <= at <= now + AHEAD:
        raise WrongError("out_of_range")
    return at


def _event_id(text: str) -> str:
    if text.startswith(OUR_IDS):
        raise DialStringError(detail="ids that begin with cuecard/ are ours")
    return identifier(text)


def _target(text: str) -> str:
    return text if QUEUE_KEY.fullmatch(text) else dial_number(text) if not EXTENSION.fullmatch(text) else extension(text)


def _pattern(pattern: str) -> dict[str, object]:
    return {"type": "string", "pattern": f"^{pattern}$"}


def _listed(choices: type[StrEnum]) -> dict[str, object]:
    return {"type": "string", "enum": [each.value for each in choices]}


FIELDS: tuple[Field, ...] = (
    Field("event_id", _line(128, _event_id), _pattern(IDENTIFIER.pattern), is_required=True),
    Field("call_id", _line(128, identifier), _pattern(IDENTIFIER.pattern), is_required=True),
    Field("kind", _one_of(CallEventKind), {"type": "string", "examples": [each.value for each in CallEventKind]}, is_required=True),
    Field("at", _moment, {"type": "string", "format": "date-time"}, is_required=True),
    Field("direction", _one_of(Direction), _listed(Direction)),
    # What is no number is a withheld one: a customer whose network sends nonsense is answered all the same.
    Field("caller_number", _line(64, heard_number), {"type": "string", "maxLength": 64}),
    Field("caller_name", _line(200, heard_name), {"type": "string", "maxLength": 200}),
    Field("dialled_number", _line(16, dial_number), _pattern(NUMBER.pattern)),
    Field("queue", _line(40, queue_key), _pattern(QUEUE_KEY.pattern)),
    Field("extension", _line(10, extension), _pattern(EXTENSION.pattern)),
    Field("cause", _one_of(Cause), _listed(Cause)),
    Field("hung_up_by", _one_of(Party), _listed(Party)),
    Field("transferred_to", _line(40, _target), {"type": "string", "maxLength": 40}),
    Field("consulted", _line(10, extension), _pattern(EXTENSION.pattern)),
    Field("command_id", _line(128, identifier), _pattern(IDENTIFIER.pattern)),
    Field("reason", _line(80, note), {"type": "string", "maxLength": 80}),
)
BY_NAME = {each.name: each for each in FIELDS}
REASON = NOTE
"""What a bridge's reason for a refusal may be."""


def read_event(values: object, now: datetime) -> CallEvent:
    """The fact that these JSON values say. Raises InvalidError naming every field that is wrong, IgnoredError for an unknown kind.

    A field that is null counts as left out.
    """
    if not isinstance(values, dict):
        raise InvalidError(fields={"body": "format"})
    said = {name: value for name, value in values.items() if value is not None}
    if _is_unknown_kind(said.get("kind")):
        raise IgnoredError
    wrong = {_shown(name): "unknown" for name in said if name not in BY_NAME}
    wrong |= {each.name: "required" for each in FIELDS if each.is_required and each.name not in said}
    read: dict[str, Any] = {}
    for name in said.keys() & BY_NAME.keys():
        try:
            read[name] = BY_NAME[name].read(said[name], now)
        except WrongError as error:
            wrong[name] = str(error)
    if "direction" not in said and read.get("kind") not in (*DIRECTION_MAY_LACK, None):
        wrong["direction"] = "required"
    if wrong:
        raise InvalidError(fields=dict(sorted(wrong.items())))
    return CallEvent(adapter=ADAPTER, **read)


def _is_unknown_kind(kind: object) -> bool:
    return isinstance(kind, str) and IDENTIFIER.fullmatch(kind) is not None and kind not in {each.value for each in CallEventKind}


def _shown(name: str) -> str:
    """The name of a field that is none of ours, short enough to be repeated."""
    return "".join(each for each in name[:SHOWN_NAME] if each.isprintable()) or "?"
