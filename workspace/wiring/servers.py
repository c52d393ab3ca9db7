"""The wiring of the servers themselves: found or started, looked at, migrated. Apart from `wiring`, as a supervisor needs no stores."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from adapters import embedded
from adapters.database import health as database_health
from adapters.database import migrate
from adapters.database.engine import make_engine
from adapters.database.stores.facts import GET
from adapters.live import health as redis_health
from workspace.settings import Settings
from workspace.terminal.complaint import Complaint


@dataclass(frozen=True)
class Seen:
    """What was found at an address: the server's version when it can be used, else what is wrong in one sentence."""

    where: str
    version: str = ""
    trouble: str = ""


@contextmanager
def running(settings: Settings) -> Iterator[Settings]:
    """Find or start what has no address, and give settings with all addresses filled in; the servers are released at the end.

    Raises Complaint when a server cannot be started or the database does not answer. A silent Redis is no reason to
    stay down: nothing that must be kept is in it.
    """
    with _embedded(settings) as ready:
        if trouble := look_at_database(ready).trouble:
            raise Complaint(trouble)
        yield ready


@contextmanager
def _embedded(settings: Settings) -> Iterator[Settings]:
    if settings.database_url and settings.redis_url:
        yield settings
        return
    with _complaining():
        servers = embedded.start(settings.home, database=not settings.database_url, live=not settings.redis_url)
    with servers:
        addresses = {
            "database_url": settings.database_url or servers.database_url,
            "redis_url": settings.redis_url or servers.redis_url,
        }
        yield settings.model_copy(update=addresses)


@contextmanager
def only_demo(settings: Settings) -> Iterator[None]:
    """Hold the home for this demo alone; raises Complaint when another demo runs on it."""
    try:
        with _complaining(), embedded.claim(settings.home, "demo"):
            yield
    except embedded.HomeInUseError as error:
        raise Complaint(f"Another demo is running on {settings.home}: stop it first, or set CUECARD_HOME to another folder.") from error


def erase(settings: Settings) -> None:
    """Delete the data of the embedded servers; raises Complaint when another process uses them."""
    try:
        embedded.erase(settings.home)
    except embedded.EmbeddedError as error:
        raise Complaint(str(error)) from error


def is_used(settings: Settings) -> bool:
    """Tell if another process uses the embedded servers of the home."""
    with _complaining():
        return embedded.is_used(settings.home)


def look_at_database(settings: Settings) -> Seen:
    """Ask the database for its version."""
    return _look("the database", settings.database_url, "CUECARD_DATABASE_URL", database_health.server_version)


def look_at_redis(settings: Settings) -> Seen:
    """Ask Redis for its version."""
    return _look("Redis", settings.redis_url, "CUECARD_REDIS_URL", redis_health.server_version)


def migrate_database(settings: Settings) -> None:
    """Bring the database to this release."""
    engine = make_engine(settings.database_url, pool_size=1)
    try:
        migrate.migrate(engine)
    finally:
        engine.dispose()


def missing_migration(settings: Settings) -> str | None:
    """Return the newest revision when the database is behind it, else None."""
    engine = make_engine(settings.database_url, pool_size=1)
    try:
        return migrate.pending(engine)
    finally:
        engine.dispose()


def has_fact(settings: Settings, name: str) -> bool:
    """Tell if a fact was ever put down in the database."""
    engine = make_engine(settings.database_url, pool_size=1)
    try:
        with engine.connect() as connection:
            return connection.execute(GET, {"name": name}).one_or_none() is not None
    finally:
        engine.dispose()


def shown(url: str) -> str:
    """Return an address as people may see it: without a password."""
    with suppress(ValueError):
        if password := urlsplit(url).password:
            url = url.replace(f":{password}@", ":***@")
    return url.replace("+psycopg", "")


def _look(what: str, url: str, variable: str, ask: Callable[[str], str]) -> Seen:
    where = shown(url)
    try:
        return Seen(where, ask(url))
    except (database_health.DatabaseUnusableError, redis_health.RedisUnusableError) as error:
        return Seen(where, trouble=f"Cannot use {what} at {where} ({error}): check {variable}.")


@contextmanager
def _complaining() -> Iterator[None]:
    """Turn what the embedded servers say into a complaint; who is in whose way is for the caller to say."""
    try:
        yield
    except embedded.HomeInUseError:
        raise
    except embedded.EmbeddedError as error:
        raise Complaint(str(error)) from error
