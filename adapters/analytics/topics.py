"""The topics of the analytics side: each a stable, typed schema that outbox payloads are fitted to.

Columns are only ever added. Times are UTC without offset, ids are text, durations are seconds. What a payload holds beyond its topic's
columns is kept as JSON in `extra`, so an older reader loses nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

import orjson


class UnfitRow(ValueError):  # noqa: N818 - house style: named for what is wrong
    """A payload that no topic can take, with the reason in words; trying again would not help."""


@dataclass(frozen=True)
class Column:
    """A column: its name, its type in DuckDB, and whether a row without it is unfit."""

    name: str
    type: str
    required: bool = False


@dataclass(frozen=True)
class Topic:
    """A folder of Parquet files with one schema."""

    name: str
    columns: tuple[Column, ...]

    def fit(self, key: str, recorded_at: datetime, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The payload as a row of JSON values in the order of the columns; raises UnfitRow."""
        rest = dict(payload)
        row: dict[str, Any] = {"key": key, "recorded_at": _moment(recorded_at)}
        for column in self.columns[len(row) : -1]:
            value = rest.pop(column.name, None)
            if value is None:
                if column.required:
                    raise UnfitRow(f"{column.name} is missing")
                row[column.name] = None
                continue
            try:
                row[column.name] = _FIT[column.type](value)
            except (ValueError, TypeError, InvalidOperation) as error:
                raise UnfitRow(f"{column.name} is no {column.type}: {str(value)[:80]!r}") from error
        row["extra"] = orjson.dumps(rest, default=str).decode() if rest else None
        return row


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        raise TypeError("a document is no text")
    return str(value)


def _moment(value: Any) -> str:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a time needs its offset")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")


def _whole(value: Any) -> int:
    number = Decimal(str(value))
    if isinstance(value, bool) or number != int(number) or abs(number) >= 2**63:
        raise ValueError("no whole number")
    return int(number)


def _number(value: Any) -> float:
    if isinstance(value, bool):
        raise TypeError("yes or no is no number")
    number = float(value)
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError("not finite")
    return number


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


_FIT: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {"VARCHAR": _text, "TIMESTAMP": _moment, "BIGINT": _whole, "DOUBLE": _number, "BOOLEAN": _flag}
)


def _topic(name: str, required: str, texts: str, **others: str) -> Topic:
    """A topic: all have key, recorded_at, happened_at first and extra last."""
    columns = [Column("key", "VARCHAR", True), Column("recorded_at", "TIMESTAMP", True), Column("happened_at", "TIMESTAMP", True)]
    columns += [Column(column, "VARCHAR", True) for column in required.split()]
    columns += [Column(column, "VARCHAR") for column in texts.split()]
    columns += [Column(column, kind.upper()) for kind, names in others.items() for column in names.split()]
    return Topic(name, (*columns, Column("extra", "VARCHAR")))


_WHO = "person_id team_id vendor_id customer_id queue campaign channel direction language source"

TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        topic.name: topic
        for topic in (
            # One row a closed interaction; happened_at is when it closed.
            _topic(
                "outcomes",
                "interaction_id",
                f"{_WHO} script_key disposition disposition_kind right_party",
                timestamp="offered_at answered_at ended_at",
                bigint="script_version answer_within_seconds satisfaction",
                double="wait_seconds talk_seconds hold_seconds wrap_up_seconds",
                boolean="abandoned",
            ),
            # One row a response to an offer: presented, accepted, declined, deferred ...
            _topic(
                "offer_responses",
                "interaction_id offer_key response",
                f"{_WHO} run_id decision_id reason slot script_key step_key model",
                bigint="offer_version script_version position",
                double="propensity priority probability",
            ),
            # One row a move of a run: the step it left, what was answered there, and for how long it stood there.
            _topic(
                "script_steps",
                "run_id script_key step_key",
                f"{_WHO} interaction_id event answer next_step_key",
                bigint="turn script_version visit",
                double="seconds",
            ),
            # One row an attempt that ended or was refused by the gate.
            _topic(
                "attempts",
                "attempt_id",
                f"{_WHO} task_id lead_id interaction_id state result right_party refused_by",
                timestamp="intended_at dialled_at answered_at ended_at",
                bigint="attempt_no",
                double="ring_seconds",
            ),
            # One row a change of presence: the state that began, and how long the one before it lasted.
            _topic(
                "presence",
                "person_id state",
                "team_id vendor_id reason cause previous_state previous_reason by_person_id",
                double="previous_seconds",
            ),
            # One row a change of a ticket: opened, taken, handed_on, answered, closed, overdue.
            _topic(
                "tickets",
                "ticket_id number event department",
                "category priority state person_id customer_id interaction_id",
                timestamp="opened_at due_at",
                boolean="late",
            ),
        )
    }
)
"""All topics by name."""


def topic_of(name: str) -> Topic:
    """The topic of that name; raises UnfitRow."""
    if (topic := TOPICS.get(name)) is None:
        raise UnfitRow(f"there is no topic {name[:80]!r}")
    return topic
