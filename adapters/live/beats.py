"""Presence beats: when each person's screen was last heard of, remembered in Redis for an hour."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import redis

from adapters.live.connection import connect
from adapters.live.feed import BEATS, BEATS_SINCE

UNREACHABLE_AFTER = timedelta(seconds=30)
"""Silence after which an agent is unreachable."""


class Beats:
    """What Redis knows of people's beats. When it knows too little, nobody is called silent."""

    def __init__(self, redis_url: str) -> None:
        self._client = connect(redis_url)

    def last(self, people: Iterable[UUID]) -> dict[UUID, datetime]:
        """The last beats of those of whom one is known; empty while Redis is away."""
        asked = list(people)
        try:
            return self._last(asked)
        except redis.RedisError:
            return {}

    def silent(self, people: Iterable[UUID], now: datetime, after: timedelta = UNREACHABLE_AFTER) -> set[UUID]:
        """Those who have not been heard of for `after`.

        Nobody while Redis is away, while it has listened for less than `after` (it was emptied), and while it hears nobody at all
        (then it is the web servers that cannot reach it).
        """
        asked = list(people)
        horizon = now - after
        try:
            since = self._client.get(BEATS_SINCE)
            newest = self._client.zrange(BEATS, 0, 0, desc=True, withscores=True)
            if since is None or float(since) > horizon.timestamp() or not newest or float(newest[0][1]) < horizon.timestamp():
                return set()
            last = self._last(asked)
        except redis.RedisError:
            return set()
        return {person_id for person_id in asked if person_id not in last or last[person_id] < horizon}

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _last(self, people: list[UUID]) -> dict[UUID, datetime]:
        if not people:
            return {}
        scores = self._client.zmscore(BEATS, [str(person_id) for person_id in people])
        return {
            person_id: datetime.fromtimestamp(float(score), UTC)
            for person_id, score in zip(people, scores, strict=True)
            if score is not None
        }
