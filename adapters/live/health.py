"""Whether a Redis can be used."""

import redis


class RedisUnusableError(Exception):
    """The Redis at an address cannot be used; the message says why in a few words, without the address."""


def server_version(url: str) -> str:
    """Return name and version of the server at an address, as in "Valkey 9.1.2"; raises RedisUnusableError."""
    try:
        with redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3, decode_responses=True) as client:
            info = client.info("server")
    except (redis.RedisError, ValueError, OSError) as error:
        raise RedisUnusableError(str(error).rstrip(".") or type(error).__name__) from error
    if "valkey_version" in info:
        return f"Valkey {info['valkey_version']}"
    return f"Redis {info['redis_version']}"
