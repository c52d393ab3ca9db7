"""The door for machines: a bridge posts call events here, signed. No session, no form, no page; every answer is a little JSON.

What is not signed is refused before it costs a thread or a look into the database. What is signed has few threads and a bound on its rate,
so that a bridge that has lost its mind takes nothing away from the people at the desks.
"""

import asyncio
from datetime import datetime

import structlog
from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from flows.errors import InvalidError
from flows.telephony.call_event import CallEvent
from workspace.commands.hear_bridge import hear_bridge
from workspace.web.request import parts_of
from workspace.wiring.parts import DatabaseDown, PoolTimeout
from workspace.wiring.telephony import LONGEST_BODY, IgnoredError, UnsignedError, hear

log = structlog.get_logger()

THREADS = 4
PER_SECOND = 100.0
AT_ONCE = 300.0
READ_WITHIN = 10.0
"""Seconds in which the body must be here."""


class Rate:
    """How much more may come now: so many at once, and so many a second from then on."""

    def __init__(self, per_second: float, at_once: float) -> None:
        self._per_second = per_second
        self._at_once = at_once
        self._left = at_once
        self._at: datetime | None = None

    def take(self, now: datetime) -> bool:
        """Whether one more may come."""
        passed = max(0.0, (now - self._at).total_seconds()) if self._at else 0.0
        self._at = now
        self._left = min(self._at_once, self._left + passed * self._per_second)
        if self._left < 1:
            return False
        self._left -= 1
        return True


class SignedDoor:
    """What one web process knows of its bridge: how much it may say, and how many threads listen."""

    def __init__(self) -> None:
        self.rate = Rate(PER_SECOND, AT_ONCE)
        self.complaints = Rate(1.0, 10.0)
        self.threads = CapacityLimiter(THREADS)


async def take_event(request: Request) -> Response:
    """POST /telephony/events: one call event. 404 where no bridge is linked."""
    parts = parts_of(request)
    secrets = parts.settings.telephony_webhook_secrets
    if not secrets:
        return _refused(404, "not_found")
    try:
        async with asyncio.timeout(READ_WITHIN):
            body = await _read(request)
    except (TimeoutError, ClientDisconnect):
        return _refused(408, "too_slow")
    if body is None:
        return _refused(413, "too_large")
    door: SignedDoor = request.app.state.signed_door
    try:
        event = hear(request.headers, body, secrets, parts.clock.now())
    except UnsignedError as error:
        # Anybody may knock: their noise must not fill the log.
        if door.complaints.take(parts.clock.now()):
            log.warning("event_not_signed", code=error.code)
        return _refused(401, error.code)
    except InvalidError as error:
        log.warning("event_refused", fields=error.fields)
        return _refused(422, error.code, error.fields)
    except IgnoredError:
        return JSONResponse({"status": "ignored"}, status_code=202)
    if not door.rate.take(parts.clock.now()):
        return _refused(429, "too_many")
    return await to_thread.run_sync(_record, request, event, limiter=door.threads)


async def _read(request: Request) -> bytes | None:
    """The body, or None when it is longer than any event."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_BODY:
            return None
    return bytes(body)


def _record(request: Request, event: CallEvent) -> Response:
    try:
        is_new = hear_bridge(parts_of(request), event)
    except (PoolTimeout, *DatabaseDown) as error:
        log.warning("database_unavailable", path=request.url.path, error=type(error).__name__)
        return _refused(503, "unavailable")
    return JSONResponse({"status": "recorded" if is_new else "known"})


def _refused(status: int, code: str, fields: dict[str, str] | None = None) -> Response:
    headers = {"retry-after": "1"} if status in (429, 503) else None
    return JSONResponse({"code": code, "fields": fields or {}}, status_code=status, headers=headers)
