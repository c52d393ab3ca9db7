"""All routes, area by area; each names a method, a path, a handler and the right it asks for. What is not listed does not exist."""

from starlette.routing import Route, WebSocketRoute

from workspace.auth import Right
from workspace.web import health, session
from workspace.web.door import at
from workspace.web.routes_add_ins import ADD_INS
from workspace.web.routes_admin import ADMIN
from workspace.web.routes_board import BOARD
from workspace.web.routes_board import SOCKETS as BOARD_SOCKETS
from workspace.web.routes_changes import CHANGES
from workspace.web.routes_desk import DESK
from workspace.web.routes_desk import SOCKETS as DESK_SOCKETS
from workspace.web.routes_knowledge import KNOWLEDGE
from workspace.web.routes_operations import OPERATIONS
from workspace.web.routes_outbound import OUTBOUND
from workspace.web.routes_scripts import SCRIPTS
from workspace.web.routes_studio import STUDIO
from workspace.web.routes_studio_tools import STUDIO_TOOLS
from workspace.web.routes_telephony import TELEPHONY
from workspace.web.routes_tickets import TICKETS

COMMON: tuple[Route, ...] = (
    at("GET", "/", session.start, Right.SIGNED_IN),
    at("GET", "/sign-in", session.show, None),
    at("POST", "/sign-in", session.create, None),
    at("POST", "/sign-out", session.delete, None),
    at("POST", "/language", session.update_language, None),
    Route("/health/live", health.live, methods=["GET"]),
    Route("/health/ready", health.ready, methods=["GET"]),
)


def all_routes() -> list[Route]:
    """Every route of the product."""
    return [
        *COMMON,
        *DESK,
        *BOARD,
        *ADMIN,
        *ADD_INS,
        *OUTBOUND,
        *CHANGES,
        *STUDIO,
        *STUDIO_TOOLS,
        *SCRIPTS,
        *OPERATIONS,
        *TELEPHONY,
        *TICKETS,
        *KNOWLEDGE,
    ]


def all_sockets() -> list[WebSocketRoute]:
    """Every live screen's socket."""
    return [*DESK_SOCKETS, *BOARD_SOCKETS]
