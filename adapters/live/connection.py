"""Connections to Redis that give up within a second: nobody waits for it, so nobody retries inside the client."""

from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

SILENT_AFTER = 1.0
"""Seconds without an answer after which Redis counts as away."""


def connect(redis_url: str, **options: Any) -> "redis.Redis":
    """A client that raises redis.RedisError after SILENT_AFTER; it connects when first used."""
    settings = {"socket_timeout": SILENT_AFTER, "socket_connect_timeout": SILENT_AFTER, "retry": Retry(NoBackoff(), 0)}
    return redis.Redis.from_url(redis_url, **(settings | options))
