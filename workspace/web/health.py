"""Health: alive (the process answers) and ready (it can serve: database there, migrations done)."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from workspace.web.request import parts_of
from workspace.wiring.parts import DatabaseDown, PoolTimeout


def live(_request: Request) -> Response:
    """GET /health/live."""
    return JSONResponse({"status": "live"})


def ready(request: Request) -> Response:
    """GET /health/ready: 200, or 503 with the reason. A silent Redis does not make a process unready (P8)."""
    parts = parts_of(request)
    try:
        with parts.units.read() as unit:
            unit.people.has_demo_accounts()
    except (PoolTimeout, *DatabaseDown):
        return JSONResponse({"status": "not ready", "why": "the database does not answer"}, status_code=503)
    return JSONResponse({"status": "ready"})
