"""All routes: a method, a path, a handler and the right it asks for. A route without an entry here does not exist."""

from collections.abc import Sequence

from starlette.routing import Route, WebSocketRoute

from workspace.auth import Right
from workspace.realtime.board import BOARD
from workspace.realtime.socket import socket_endpoint
from workspace.web import board, health, learnings, session
from workspace.web.door import Handler, guard


def at(method: str, path: str, handler: Handler, right: Right | None) -> Route:
    """One route behind the door; `right` None: open to anybody."""
    return Route(path, guard(handler, right), methods=[method], name=f"{method} {path}")


COMMON: Sequence[Route] = (
    at("GET", "/", session.start, Right.SIGNED_IN),
    at("GET", "/sign-in", session.show, None),
    at("POST", "/sign-in", session.create, None),
    at("POST", "/sign-out", session.delete, None),
    at("POST", "/language", session.update_language, None),
    Route("/health/live", health.live, methods=["GET"]),
    Route("/health/ready", health.ready, methods=["GET"]),
)


BOARDS: Sequence[Route] = (
    at("GET", "/board", board.show, Right.SEE_BOARD),
    at("GET", "/board/{table}.csv", board.export, Right.EXPORT),
    at("POST", "/learnings", learnings.create, Right.RUN_LEARNING),
)


def all_routes() -> list[Route]:
    """Every route of the product, area by area."""
    return [*COMMON, *BOARDS]


def all_sockets() -> list[WebSocketRoute]:
    """Every live screen's socket."""
    return [WebSocketRoute("/board/socket", socket_endpoint(BOARD, Right.SEE_BOARD, desk=False))]
