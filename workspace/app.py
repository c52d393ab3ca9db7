"""The application: parts, routes and sockets put together for one web process."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator, Callable

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from workspace.realtime import protocol
from workspace.realtime.hub import Hub
from workspace.realtime.listening import listen_for_ever
from workspace.render import render
from workspace.screens.error import ErrorScreen
from workspace.settings import Settings, load
from workspace.static_files import STATIC_ROOT
from workspace.web.desk import show_desk
from workspace.web.door import language_of, who
from workspace.web.errors import path_for_log
from workspace.web.headers import SecurityHeaders
from workspace.web.routes import all_routes, all_sockets
from workspace.web.signed_door import SignedDoor
from workspace.wiring.parts import DatabaseDown, Parts, Person, PoolTimeout, assemble, make_feed

log = structlog.get_logger()


def create() -> Starlette:
    """The application with the settings of the environment: what uvicorn calls in each process."""
    settings = load()
    return application(assemble(settings, feed=make_feed(settings)), own_parts=True)


def application(parts: Parts, *, own_parts: bool = False) -> Starlette:
    """The application on given parts; `own_parts`: they are closed with it."""
    lifespan = _lifespan(parts, own_parts=own_parts)
    # Only static files are packed: packing pages that hold both a token and what somebody typed would let it be guessed (BREACH).
    static = GZipMiddleware(StaticFiles(directory=STATIC_ROOT), minimum_size=1024)
    routes: list[BaseRoute] = [*all_routes(), *all_sockets(), Mount("/static/{version}", static)]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(SecurityHeaders, tls=parts.settings.secure_cookies)],
        exception_handlers={HTTPException: _http_error, Exception: _our_mistake},
        lifespan=lifespan,
    )
    app.state.parts = parts
    app.state.hub = Hub(parts)
    app.state.show_desk = show_desk
    app.state.signed_door = SignedDoor()
    return app


def _lifespan(parts: Parts, *, own_parts: bool) -> Callable[[Starlette], contextlib.AbstractAsyncContextManager[None]]:
    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        if own_parts:
            # What start-up made stays for good; looking through it at every full collection took a tenth of a second of some request.
            gc.collect()
            gc.freeze()
        hub: Hub = app.state.hub
        looking = [asyncio.create_task(hub.beat_for_ever()), asyncio.create_task(hub.refresh_boards_for_ever())]
        listening = asyncio.create_task(listen_for_ever(parts.settings, hub))
        try:
            yield
        finally:
            await hub.close_all(protocol.CLOSE_RESTART)
            hub.stop()
            listening.cancel()
            await asyncio.gather(*looking, listening, return_exceptions=True)
            if own_parts:
                parts.feed.close()
                parts.engine.dispose()

    return lifespan


def _error_page(request: Request, status: int, person: Person | None = None) -> Response:
    request.state.person = person
    request.state.language = language_of(request, person)
    request.state.csrf = person.csrf if person else ""
    return render(request, "error.html", ErrorScreen(status, "http"), status=status)


def _http_error(request: Request, error: Exception) -> Response:
    """What the router itself refuses: unknown paths and wrong methods."""
    if not isinstance(error, HTTPException):
        raise AssertionError("registered for HTTPException only")
    try:
        person = who(request)
    except (PoolTimeout, *DatabaseDown):
        person = None
    response = _error_page(request, error.status_code, person)
    response.headers.update(error.headers or {})
    return response


def _our_mistake(request: Request, error: Exception) -> Response:
    """A bug: logged with its traceback by uvicorn, told in words."""
    log.error("mistake", path=path_for_log(request), error=type(error).__name__)
    # The middleware that makes the nonce runs inside this handler's.
    if not hasattr(request.state, "nonce"):
        request.state.nonce = ""
    return _error_page(request, 500)


__all__ = ["Settings", "application", "create"]
