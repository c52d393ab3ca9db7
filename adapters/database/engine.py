"""The engine: one pool of connections a process, with time-outs on every statement."""

import orjson
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

PREPARED = 500
"""Statements that a connection keeps prepared: more than a process has, so that none is planned anew."""


def _dumps(value: object) -> str:
    return orjson.dumps(value, default=str).decode()


def make_engine(
    url: str,
    *,
    pool_size: int = 12,
    pool_wait: float = 2.0,
    statement_timeout: float = 10.0,
    lock_timeout: float = 5.0,
    idle_timeout: float = 30.0,
) -> Engine:
    """An engine on PostgreSQL at `url`; all times in seconds.

    The pool does not overflow: after `pool_wait` SQLAlchemy raises TimeoutError, which the web side answers with 503.
    """
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=pool_wait,
        pool_pre_ping=False,
        # The connection used last is taken first: it is the one whose statements are prepared and planned. Planning the customer's
        # statement takes ten times as long as carrying it out.
        pool_use_lifo=True,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        connect_args={"connect_timeout": 3, "application_name": "cuecard", "prepare_threshold": 1},
    )
    options = (
        f"SET statement_timeout = {int(statement_timeout * 1000)}; SET lock_timeout = {int(lock_timeout * 1000)}; "
        f"SET idle_in_transaction_session_timeout = {int(idle_timeout * 1000)}; SET timezone = 'UTC'"
    )

    @event.listens_for(engine, "connect")
    def _set_timeouts(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.autocommit = True
        connection.prepared_max = PREPARED
        cursor = connection.cursor()
        cursor.execute(options)
        cursor.close()
        connection.autocommit = False

    return engine
