"""Relay the outbox: facts from SQL into Parquet files, each key once.

One transaction locks the rows, writes their files, lists them and marks the rows sent. Killed before the commit, the files are orphans
that no reader sees, and the rows go out again in another batch.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from workspace.wiring.parts import Parts, SinkFailed, UnfitRow, Unit, new_id, topic_of

AT_ONCE = 1000
"""Rows of one transaction."""
LONGEST_WAIT = timedelta(minutes=5)

log = structlog.get_logger(__name__)


def relay_outbox(parts: Parts) -> int:
    """Send what is due; returns how many facts are at the analytics side now that were not before."""
    total = 0
    while True:
        with parts.units.begin() as unit:
            taken = unit.outbox.take(AT_ONCE)
            sent = sum(_relay_topic(parts, unit, topic, rows) for topic, rows in _by_topic(unit, taken).items())
            if sent:
                unit.desks.touch_boards()
        total += sent
        if len(taken) < AT_ONCE:
            return total


def _by_topic(unit: Unit, taken: Sequence[dict[str, Any]]) -> dict[str, list[tuple[dict[str, Any], dict[str, Any]]]]:
    """The outbox rows with what they become, by topic; unfit ones are parked, for a person to look at and send again."""
    topics: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {}
    for row in taken:
        try:
            fitted = topic_of(row["topic"]).fit(row["key"], row["created_at"], row["payload"])
        except UnfitRow as unfit:
            unit.outbox.park(row["id"], str(unfit))
            log.warning("outbox_row_parked", key=row["key"], topic=row["topic"], reason=str(unfit))
        else:
            topics.setdefault(row["topic"], []).append((row, fitted))
    return topics


def _relay_topic(parts: Parts, unit: Unit, topic: str, rows: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> int:
    batch_id = new_id()
    try:
        file = parts.analytics.write(topic_of(topic), batch_id, [fitted for _, fitted in rows])
    except SinkFailed as failure:
        log.warning("analytics_write_failed", topic=topic, rows=len(rows), reason=str(failure))
        for row, _ in rows:
            unit.outbox.delay(row["id"], _next_at(unit.now, row["attempts"], parts.chance.random()), str(failure)[:500])
        return 0
    unit.batches.add(batch_id, topic, len(rows), file)
    unit.outbox.mark_sent([row["id"] for row, _ in rows])
    return len(rows)


def _next_at(now: datetime, attempts: int, dice: float) -> datetime:
    """Twice as long each time up to LONGEST_WAIT, half of it by chance so that not all come back at once."""
    longest = min(timedelta(seconds=2 ** min(attempts, 16)), LONGEST_WAIT)
    return now + longest * (0.5 + dice / 2)
