"""Whether a database can be used: reached, signed in to, and new enough."""

import re

from sqlalchemy import text
from sqlalchemy.exc import ArgumentError, DBAPIError

from adapters.database.engine import make_engine

OLDEST_POSTGRES = 15


class DatabaseUnusableError(Exception):
    """The database at an address cannot be used; the message says why in a few words, without the address."""


def server_version(url: str) -> str:
    """Return the version of the PostgreSQL server at an address; raises DatabaseUnusableError."""
    try:
        engine = make_engine(url, pool_size=1)
        try:
            with engine.connect() as connection:
                version = str(connection.execute(text("SHOW server_version")).scalar_one())
        finally:
            engine.dispose()
    except (ArgumentError, DBAPIError) as error:
        raise DatabaseUnusableError(_reason(error.orig if isinstance(error, DBAPIError) else error)) from error
    if int(version.split(".")[0]) < OLDEST_POSTGRES:
        raise DatabaseUnusableError(f"it is PostgreSQL {version}, and {OLDEST_POSTGRES} or later is needed")
    return version


def _reason(error: BaseException | None) -> str:
    """Return the part of psycopg's message that says why: one address's failure, without prefix and hint."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if "failed: " in line] or lines or [type(error).__name__]
    return re.sub(r"^FATAL:\s+", "", telling[-1].rpartition("failed: ")[2]).rstrip(".")
