"""The wake list: how a process that is no RQ worker (the switch link) waits for work of its name."""

import time

import redis

from adapters.live.connection import SILENT_AFTER, connect
from adapters.live.feed import WAKE_LIST


class WakeList:
    """Waits until somebody wakes `work`, or for a while at most."""

    def __init__(self, redis_url: str, work: str, *, longest: float = 1.0) -> None:
        self._client = connect(redis_url, socket_timeout=longest + SILENT_AFTER)
        self._key = WAKE_LIST + work
        self._longest = longest

    def wait(self) -> bool:
        """True when woken; False after the longest wait, which is when the caller looks by itself. Does not raise while Redis is away."""
        try:
            return self._client.blpop([self._key], timeout=self._longest) is not None
        except redis.RedisError:
            time.sleep(self._longest)
            return False

    def close(self) -> None:
        """Close the connection."""
        self._client.close()
