"""The checks of `cuecard verify` on the analytics files: every fact that was sent is there, and once (P2)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from adapters.analytics.reader import Questions
from adapters.analytics.topics import TOPICS

TWICE = "SELECT key, count(*) AS times FROM {topic} GROUP BY key HAVING count(*) > 1 ORDER BY key"
MISSING = "SELECT sent.key FROM (SELECT unnest($keys) AS key) AS sent ANTI JOIN {topic} USING (key) ORDER BY sent.key"


def keys_twice(questions: Questions) -> Iterator[Mapping[str, Any]]:
    """The keys that more than one row has, topic by topic."""
    for topic in TOPICS:
        for row in questions.rows(TWICE.format(topic=topic)):
            yield {"topic": topic, **row}


def keys_missing(questions: Questions, sent: Mapping[str, Sequence[str]]) -> Iterator[Mapping[str, Any]]:
    """The keys that SQL says were sent and no row has."""
    for topic, keys in sent.items():
        for row in questions.rows(MISSING.format(topic=topic), keys=list(keys)) if topic in TOPICS else ():
            yield {"topic": topic, **row}
