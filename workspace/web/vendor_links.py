"""A vendor's link: the token leaves the address at once, and lets one person in once (P14)."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.errors import InvalidError, NotFoundError
from workspace.commands.join_vendor import join_vendor, vendor_of_link
from workspace.render import render
from workspace.screens.vendors import JoinScreen
from workspace.web.forms import name_field, password_field, refused
from workspace.web.request import parts_of, text_field
from workspace.web.session import let_in

LINK_COOKIE = "cuecard_link"
LINK_PATH = "/vendor-link"
FORM_STAYS = 1800
"""Seconds in which the form has to be sent."""
LONGEST_TOKEN = 100


def enter(request: Request) -> Response:
    """GET /vendor-link/{token}: take the token out of the address; it is not used up, as programs look at links before people do."""
    token = request.path_params["token"]
    response = RedirectResponse(LINK_PATH, status_code=303)
    if len(token) <= LONGEST_TOKEN and token.isascii() and token.replace("-", "").replace("_", "").isalnum():
        secure = parts_of(request).settings.secure_cookies
        response.set_cookie(LINK_COOKIE, token, max_age=FORM_STAYS, path=LINK_PATH, httponly=True, samesite="lax", secure=secure)
    return _silent(response)


def show(request: Request) -> Response:
    """GET /vendor-link: the form for the account, or one page for every link that may not be used."""
    try:
        return _silent(render(request, "vendors/join.html", JoinScreen(vendor_of_link(parts_of(request), _token(request)))))
    except NotFoundError:
        return _gone(request)


def create(request: Request) -> Response:
    """POST /vendor-link: login, name, password, again. Uses the link up and goes on signed in."""
    parts, token = parts_of(request), _token(request)
    address = request.client.host if request.client else ""
    try:
        vendor = vendor_of_link(parts, token)
    except NotFoundError:
        return _gone(request)
    try:
        login, name = text_field(request, "login", required=True, limit=64), name_field(request, "name", required=True)
        password, again = password_field(request, "password"), password_field(request, "again")
        session = join_vendor(parts, token, login, name, password, again, address=address)
    except InvalidError as error:
        return _silent(render(request, "vendors/join.html", JoinScreen(vendor, refused(request, error)), status=422))
    except NotFoundError:
        return _gone(request)
    response = let_in(request, session, "/vendor")
    response.delete_cookie(LINK_COOKIE, path=LINK_PATH)
    return _silent(response)


def _token(request: Request) -> str:
    return request.cookies.get(LINK_COOKIE, "")[:LONGEST_TOKEN]


def _gone(request: Request) -> Response:
    return _silent(render(request, "vendors/join.html", JoinScreen(), status=404))


def _silent(response: Response) -> Response:
    """No page that this one leads to learns its address."""
    response.headers["referrer-policy"] = "no-referrer" if response.status_code == 303 else "same-origin"
    return response
