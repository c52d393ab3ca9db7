"""Payloads become rows of a stable schema, or are named unfit."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from adapters.analytics.topics import TOPICS, UnfitRow, topic_of

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
OUTCOME = {"happened_at": "2026-11-22T10:00:00+08:00", "interaction_id": "i1", "direction": "inbound", "script_version": 3}


def fitted(topic: str = "outcomes", **changes: Any) -> dict[str, Any]:
    return topic_of(topic).fit("outcome:i1", NOW, OUTCOME | changes)


def test_a_row_has_every_column_in_order() -> None:
    assert list(fitted()) == [column.name for column in TOPICS["outcomes"].columns]


def test_times_are_stored_in_utc() -> None:
    assert fitted()["happened_at"] == "2026-11-22 02:00:00.000000"


def test_what_has_no_column_is_kept_beside() -> None:
    assert orjson.loads(fitted(weather="rain")["extra"]) == {"weather": "rain"}
    assert fitted()["extra"] is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"interaction_id": None}, "interaction_id is missing"),
        ({"happened_at": "2026-11-22T10:00:00"}, "happened_at is no TIMESTAMP"),
        ({"happened_at": "soon"}, "happened_at is no TIMESTAMP"),
        ({"script_version": "three"}, "script_version is no BIGINT"),
        ({"script_version": 3.5}, "script_version is no BIGINT"),
        ({"talk_seconds": "NaN"}, "talk_seconds is no DOUBLE"),
        ({"abandoned": "yes"}, "abandoned is no BOOLEAN"),
        ({"disposition": {"code": "sold"}}, "disposition is no VARCHAR"),
    ],
)
def test_an_unfit_row_is_refused_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnfitRow, match=reason):
        fitted(**changes)


def test_an_unknown_topic_is_unfit() -> None:
    with pytest.raises(UnfitRow, match="there is no topic 'gossip'"):
        topic_of("gossip")
