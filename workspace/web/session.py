"""Signing in and out, and the language of the screens."""

from typing import Literal, cast

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from flows.errors import BusyError, NotAllowedError
from workspace.auth import home_of
from workspace.commands.set_language import set_language
from workspace.commands.sign_in import sign_in
from workspace.commands.sign_out import sign_out
from workspace.render import render
from workspace.screens.sign_in import SignInScreen
from workspace.web.door import LANGUAGE_COOKIE, SESSION_COOKIE
from workspace.web.request import choice_field, parts_of, person_of, text_field

ERRORS = ("wrong", "slowed", "ended", "disabled")


def safe_next(wish: str) -> str:
    """A path of this site to go on to; anything else is the start page."""
    plain = wish.startswith("/") and not wish.startswith(("//", "/\\")) and "\\" not in wish and wish.isprintable()
    return wish if plain else "/"


def start(request: Request) -> Response:
    """GET /: the page this person begins at."""
    return RedirectResponse(home_of(person_of(request)), status_code=303)


def show(request: Request) -> Response:
    """GET /sign-in."""
    if request.state.person is not None:
        return RedirectResponse(home_of(request.state.person), status_code=303)
    return render(request, "sign_in.html", SignInScreen(next=safe_next(request.query_params.get("next", "/"))))


def create(request: Request) -> Response:
    """POST /sign-in: login, password, next."""
    login = text_field(request, "login", limit=200)
    password = request.state.form.get("password", "")
    address = request.client.host if request.client else ""
    parts = parts_of(request)
    try:
        opened = sign_in(parts, login=login, password=password if isinstance(password, str) else "", address=address)
    except (NotAllowedError, BusyError) as error:
        code = cast(Literal["wrong", "slowed", "disabled"], error.code)
        screen = SignInScreen(login, safe_next(text_field(request, "next")), code)
        return render(request, "sign_in.html", screen, status=429 if error.code == "slowed" else 401)
    return let_in(request, opened.token, safe_next(text_field(request, "next")))


def let_in(request: Request, token: str, path: str) -> Response:
    """Go on to a path of ours with the session's cookie."""
    settings = parts_of(request).settings
    response = RedirectResponse(path, status_code=303)
    lifetime = int(settings.session_lifetime.total_seconds())
    response.set_cookie(SESSION_COOKIE, token, max_age=lifetime, httponly=True, samesite="lax", secure=settings.secure_cookies)
    return response


def delete(request: Request) -> Response:
    """POST /sign-out."""
    if request.state.person is not None:
        sign_out(parts_of(request), request.state.person)
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(SESSION_COOKIE)
    return response


def update_language(request: Request) -> Response:
    """POST /language: language, next. A choice made before signing in is kept in a cookie."""
    language = choice_field(request, "language", ("en", "zh"))
    if request.state.person is not None:
        set_language(parts_of(request), request.state.person, language)
    response = RedirectResponse(safe_next(text_field(request, "next")), status_code=303)
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=365 * 86400, samesite="lax", secure=parts_of(request).settings.secure_cookies)
    return response
