"""The wiring of the servers themselves: found or started, looked at, migrated. Apart from `wiring`, as a supervisor needs no stores."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import redis
from sqlalchemy import Engine, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from adapters import embedded
from adapters.database import migrate
from adapters.database.engine import make_engine
from workspace.complaint import Complaint
from workspace.settings import Settings

OLDEST_POSTGRES = 15


@dataclass(frozen=True)
class Seen:
    """What was found at an address: the server's version when it answers, else the reason in one sentence."""

    where: str
    version: str = ""
    trouble: str = ""


@contextmanager
def running(settings: Settings) -> Iterator[Settings]:
    """Find or start what has no address, and give settings with all addresses filled in; the servers are released at the end.

    Raises Complaint when a server cannot be started or the database does not answer. A silent Redis is no reason to
    stay down: nothing that must be kept is in it.
    """
    with _servers(settings) as ready:
        seen = look_at_database(ready)
        if seen.trouble:
            raise Complaint(seen.trouble)
        yield ready


@contextmanager
def _servers(settings: Settings) -> Iterator[Settings]:
    if settings.database_url and settings.redis_url:
        yield settings
        return
    try:
        servers = embedded.start(settings.home, database=not settings.database_url, live=not settings.redis_url)
    except embedded.EmbeddedError as error:
        raise Complaint(str(error)) from error
    with servers:
        yield settings.model_copy(
            update={
                "database_url": settings.database_url or servers.database_url,
                "redis_url": settings.redis_url or servers.redis_url,
            }
        )


@contextmanager
def only_demo(settings: Settings) -> Iterator[None]:
    """Hold the home for this demo alone; raises Complaint when another demo runs on it."""
    try:
        with embedded.claim(settings.home, "demo"):
            yield
    except embedded.HomeInUseError as error:
        raise Complaint(f"Another demo is running on {settings.home}: stop it first, or set CUECARD_HOME to another folder.") from error
    except embedded.EmbeddedError as error:
        raise Complaint(str(error)) from error


def erase(settings: Settings) -> None:
    """Delete the data of the embedded servers; raises Complaint when another process uses them."""
    try:
        embedded.erase(settings.home)
    except embedded.EmbeddedError as error:
        raise Complaint(str(error)) from error


def look_at_database(settings: Settings) -> Seen:
    """Ask the database for its version."""
    where = shown(settings.database_url)
    try:
        with _engine(settings) as engine, engine.connect() as connection:
            version = str(connection.execute(text("SHOW server_version")).scalar_one())
    except (DBAPIError, ArgumentError) as error:
        reason = _reason(error.orig if isinstance(error, DBAPIError) else error)
        return Seen(where, trouble=f"Cannot use the database at {where} ({reason}): check CUECARD_DATABASE_URL.")
    if int(version.split(".")[0]) < OLDEST_POSTGRES:
        return Seen(where, version, f"The database at {where} is PostgreSQL {version}: Cuecard needs {OLDEST_POSTGRES} or later.")
    return Seen(where, version)


def look_at_redis(settings: Settings) -> Seen:
    """Ask Redis for its version."""
    where = shown(settings.redis_url)
    try:
        with redis.Redis.from_url(settings.redis_url, socket_timeout=3, socket_connect_timeout=3) as client:
            info = client.info("server")
    except (redis.RedisError, ValueError, OSError) as error:
        return Seen(where, trouble=f"Cannot use Redis at {where} ({_reason(error)}): check CUECARD_REDIS_URL.")
    named = {"valkey": "Valkey", "redis": "Redis"}.get(str(info.get("server_name", "redis")), "Redis")
    return Seen(where, f"{named} {info.get('valkey_version', info.get('redis_version'))}")


def migrate_database(settings: Settings) -> None:
    """Bring the database to this release; raises Complaint when it does not let us."""
    try:
        with _engine(settings) as engine:
            migrate.migrate(engine)
    except OperationalError as error:
        raise Complaint(f"The migration stopped ({_reason(error.orig)}): nothing was changed, try again.") from error


def missing_migration(settings: Settings) -> str | None:
    """Return the newest revision when the database is behind it, else None."""
    with _engine(settings) as engine:
        return migrate.pending(engine)


def shown(url: str) -> str:
    """Return an address as people may see it: without a password."""
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.password:
            url = url.replace(f":{parts.password}@", ":***@")
    return url.replace("+psycopg", "")


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    engine = make_engine(settings.database_url, pool_size=1)
    try:
        yield engine
    finally:
        engine.dispose()


def _reason(error: BaseException | None) -> str:
    """Return the part of a library's message that says why: one address's failure, without a prefix or a hint."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if "failed: " in line] or lines or [type(error).__name__]
    return re.sub(r"^FATAL:\s+", "", telling[-1].rpartition("failed: ")[2]).rstrip(".")
