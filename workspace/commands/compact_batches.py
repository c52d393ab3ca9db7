"""Compact the analytics files: many small ones into one, so that a dashboard opens few.

The new file is written first, then the list is swapped in one transaction; readers that have old files open keep them for a while.
"""

from datetime import timedelta

import structlog

from workspace.wiring.parts import TOPICS, Parts, SinkFailed, Topic, Unit, new_id

TIERS = (2_000, 50_000, 1_000_000)
"""Batches of fewer rows than this are merged with each other; each tier rewrites a row once, so a row is written four times at most."""
ENOUGH = 16
"""Batches of a tier that are worth merging."""
AT_ONCE = 500
KEPT_FOR = timedelta(minutes=10)
"""How long a file that left the list is kept for those who still read it."""

log = structlog.get_logger(__name__)


def compact_batches(parts: Parts) -> int:
    """Merge what is worth it in each topic and delete files that left the list long ago; returns how many files were merged."""
    merged = 0
    for topic in TOPICS.values():
        for rows in TIERS:
            with parts.units.begin() as unit:
                if unit.housekeeping.take_turn(f"compact.{topic.name}"):
                    merged += _merge(parts, unit, topic, rows)
    with parts.units.begin() as unit:
        gone = unit.batches.take_retired(unit.now - KEPT_FOR)
        for batch in gone:
            parts.analytics.remove(batch.file)
        unit.batches.forget(batch.id for batch in gone)
    return merged


def _merge(parts: Parts, unit: Unit, topic: Topic, rows: int) -> int:
    small = unit.batches.take_small(topic.name, rows, AT_ONCE)
    if len(small) < ENOUGH:
        return 0
    batch_id = new_id()
    try:
        file = parts.analytics.merge(topic, batch_id, [batch.file for batch in small])
    except SinkFailed as failure:
        log.warning("compaction_failed", topic=topic.name, files=len(small), reason=str(failure))
        return 0
    unit.batches.retire(batch.id for batch in small)
    unit.batches.add(batch_id, topic.name, sum(batch.rows for batch in small), file)
    return len(small)
