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

CHOICE_KEPT = 600
"""Seconds that a language chosen before signing in is remembered."""


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
        typed = password if isinstance(password, str) else ""
        opened = sign_in(parts, login=login, password=typed, address=address, language=request.cookies.get(LANGUAGE_COOKIE, ""))
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
    response.delete_cookie(LANGUAGE_COOKIE)
    return response


def delete(request: Request) -> Response:
    """POST /sign-out."""
    if request.state.person is not None:
        sign_out(parts_of(request), request.state.person)
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(SESSION_COOKIE)
    return response


def update_language(request: Request) -> Response:
    """POST /language: language, next. A choice made at the sign-in is the person's own from the sign-in on."""
    language = choice_field(request, "language", ("en", "zh"))
    response = RedirectResponse(safe_next(text_field(request, "next")), status_code=303)
    if request.state.person is not None:
        set_language(parts_of(request), request.state.person, language)
    else:
        # Not for long: the next person at this computer may want another.
        secure = parts_of(request).settings.secure_cookies
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=CHOICE_KEPT, samesite="lax", secure=secure)
    return response
