"""Errors become answers here, once: a class to a status, a code to words in the templates. Never a 500 for what a person sent."""

from urllib.parse import urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from flows.errors import BusyError, ConflictError, InvalidError, NotAllowedError, NotFoundError, Refusal, StaleError
from workspace.render import render
from workspace.screens.desk import Flash
from workspace.screens.error import ErrorScreen
from workspace.wiring.parts import AlreadyDone, DatabaseDown, PoolTimeout

log = structlog.get_logger()

LINK_PATH = "/vendor-link/"

STATUS: dict[type[Refusal], int] = {
    NotFoundError: 404,
    NotAllowedError: 403,
    StaleError: 409,
    ConflictError: 409,
    InvalidError: 422,
    BusyError: 503,
}
HANDLED = (Refusal, AlreadyDone, PoolTimeout, *DatabaseDown)


def status_of(error: Exception) -> int:
    """The HTTP status that says what kind of wrong this is."""
    if isinstance(error, Refusal):
        if error.code == "signed_out":
            return 401
        return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)
    return 503


def path_for_log(request: Request) -> str:
    """The path without what must not be written down: a vendor link's token."""
    path = request.url.path
    return LINK_PATH + "…" if path.startswith(LINK_PATH) else path


def error_response(request: Request, error: Exception) -> Response:
    """The answer to a request that could not be carried out: a page, or the desk's panels with a line that says why."""
    if isinstance(error, AlreadyDone):
        return _again(request)
    status = status_of(error)
    if status == 503:
        log.warning("database_unavailable", path=path_for_log(request), error=type(error).__name__)
    code = error.code if isinstance(error, Refusal) else "unavailable"
    detail = error.detail if isinstance(error, Refusal) else ""
    fields = error.fields if isinstance(error, Refusal) else {}
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"code": code, "detail": detail, "fields": fields}, status_code=status)
    if _from_desk(request) and status not in (401, 503):
        return request.app.state.show_desk(request, status=status, flash=Flash(code, detail or ", ".join(fields)))  # type: ignore[no-any-return]
    if "hx-request" in request.headers:
        return render(request, "_flash.html", Flash(code, detail or ", ".join(fields)), status=status)
    return render(request, "error.html", ErrorScreen(status, code, detail, tuple(fields.items())), status=status)


def _from_desk(request: Request) -> bool:
    """True for an action of an agent's desk, whose answer is the desk."""
    page = urlsplit(request.headers.get("hx-current-url", "")).path
    return "hx-request" in request.headers and page == "/desk" and request.state.person is not None


def _again(request: Request) -> Response:
    """The same submission once more: show what there is now, which is what it led to."""
    if _from_desk(request):
        return request.app.state.show_desk(request)  # type: ignore[no-any-return]
    return RedirectResponse(request.headers.get("hx-current-url") or request.headers.get("referer") or "/", status_code=303)
