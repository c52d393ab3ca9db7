"""The one door: every route goes through it. It knows the person, checks their right, the form's origin and token, and words the errors.

This is the only `async def` outside the sockets: it reads the body, and runs the handler in a thread.
"""

import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from flows.errors import InvalidError, NotAllowedError
from workspace.auth import Right, may
from workspace.transactions.tickets import overdue_of
from workspace.translations import Language
from workspace.web.errors import HANDLED, error_response
from workspace.wiring.parts import Person

SESSION_COOKIE = "cuecard_session"
LANGUAGE_COOKIE = "cuecard_language"
SAFE_METHODS = frozenset({"GET", "HEAD"})
MAX_BODY = 8 * 1024 * 1024
"""Bytes of the largest form we read (a customer list is imported on the command line)."""
MAX_FIELDS = 500

Handler = Callable[[Request], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def language_of(connection: HTTPConnection, person: Person | None) -> Language:
    """The language of the screens: the person's own, else the cookie's, else the first the browser asks for that we have."""
    chosen = person.language if person else connection.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in ("en", "zh"):
        return "zh" if chosen == "zh" else "en"
    for wish in connection.headers.get("accept-language", "").split(","):
        code = wish.split(";")[0].strip().lower()
        if code.startswith("zh"):
            return "zh"
        if code.startswith("en"):
            return "en"
    return "en"


def same_origin(connection: HTTPConnection) -> bool:
    """True when the browser says that the request comes from our own pages. A request without any word of its origin is refused."""
    fetch_site = connection.headers.get("sec-fetch-site")
    origin = connection.headers.get("origin")
    if origin is None:
        return fetch_site in ("same-origin", "none")
    # Compared with the host the browser asked for: right behind any proxy that keeps the Host header.
    return origin != "null" and urlsplit(origin).netloc == connection.headers.get("host", "")


def who(connection: HTTPConnection) -> Person | None:
    """The person whose session cookie came along."""
    token = connection.cookies.get(SESSION_COOKIE, "")
    if not token:
        return None
    with connection.app.state.parts.units.begin() as unit:
        person: Person | None = unit.sessions.find(token)
        return person


async def _read_form(request: Request) -> FormData:
    if request.method in SAFE_METHODS:
        return FormData()
    try:
        length = int(request.headers.get("content-length", "0"))
    except ValueError:
        raise InvalidError("body") from None
    if length > MAX_BODY:
        raise InvalidError("too_large")
    try:
        return await request.form(max_files=5, max_fields=MAX_FIELDS, max_part_size=MAX_BODY)
    except (MultiPartException, UnicodeError, ValueError):
        raise InvalidError("body") from None


def _check_submission(request: Request, person: Person | None) -> None:
    """Refuse forms that other sites sent, and forms without the session's token."""
    if request.method in SAFE_METHODS:
        return
    if not same_origin(request):
        raise NotAllowedError("origin")
    if person is None:
        return
    token = request.headers.get("x-csrf-token") or request.state.form.get("csrf", "")
    if not isinstance(token, str) or not secrets.compare_digest(token.encode("utf-8", "replace"), person.csrf.encode()):
        raise NotAllowedError("csrf")


def at(method: str, path: str, handler: Handler, right: Right | None) -> Route:
    """One route behind the door; `right` None: open to anybody."""
    return Route(path, guard(handler, right), methods=[method], name=f"{method} {path}")


def guard(handler: Handler, right: Right | None) -> Endpoint:
    """An endpoint that runs `handler` for people with `right`; None: for anybody."""

    def answer(request: Request) -> Response:
        try:
            person = who(request)
            request.state.person = person
            request.state.language = language_of(request, person)
            request.state.csrf = person.csrf if person else ""
            if person is not None:
                request.app.state.hub.saw(person.id)
                request.state.overdue = partial(overdue_of, request.app.state.parts, person)
            if isinstance(request.state.form, InvalidError):
                raise request.state.form
            if right is not None and person is None:
                return _to_sign_in(request)
            if right is not None and not may(person, right):
                raise NotAllowedError
            _check_submission(request, person)
            request.state.to_approve = _to_approve(request, person)
            return handler(request)
        except HANDLED as error:
            return error_response(request, error)

    async def endpoint(request: Request) -> Response:
        request.state.person = None
        request.state.language = language_of(request, None)
        request.state.csrf = ""
        try:
            request.state.form = await _read_form(request)
        except InvalidError as error:
            request.state.form = error
        except ClientDisconnect:
            return Response(status_code=400)
        return await run_in_threadpool(answer, request)

    return endpoint


def _to_approve(request: Request, person: Person | None) -> int:
    """How many changes wait for this person, for the page's navigation; fragments have none."""
    is_page = request.method in SAFE_METHODS and "text/html" in request.headers.get("accept", "") and "hx-request" not in request.headers
    if person is None or not is_page or not may(person, Right.EDIT_SCRIPTS):
        return 0
    with request.app.state.parts.units.read() as unit:
        count: int = unit.changes.to_approve(person.id)
        return count


def _to_sign_in(request: Request) -> Response:
    """Send a page's visitor to the sign-in, and tell a form's that their sign-in has ended (what was typed stays on their screen)."""
    if request.method in SAFE_METHODS and "hx-request" not in request.headers:
        return RedirectResponse(f"/sign-in?next={quote(request.url.path)}", status_code=303)
    return error_response(request, NotAllowedError("signed_out"))
