"""HTML from templates: one environment a language, a frozen screen in, text out.

What differs at each rendering of the same state (nonce, csrf token, idempotency keys) is a mark in the text until `finish()`: panels of
equal state are equal text, may be compared and shared, and are stamped for one person when they are sent.
"""

import json
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from workspace.screens.desk import PANELS, DeskScreen, Flash
from workspace.static_files import shapes, static_url
from workspace.translations import HTML_LANGUAGE, Language, translations_for

TEMPLATE_ROOT = Path(__file__).resolve().parent.parent / "templates"

_SALT = secrets.token_hex(16)
# Made anew by each process and never sent, so no outside text can hold a mark.
NONCE_MARK = f"nonce{_SALT}"
CSRF_MARK = f"csrf{_SALT}"
KEY_MARK = f"key{_SALT}"
_MARKS = re.compile(f"(?:nonce|csrf|key){_SALT}")


HTMX_CONFIG = json.dumps(
    {
        "extensions": "ws, hx-csp",
        "history": False,
        "defaultTimeout": 15000,
        # A refusal that has nothing to show leaves the screen as it is; app.js says it in a line of its own.
        "noSwap": [204, 304, 401, 403, 404, 405, 429, "5xx"],
        # What a person opened stays open when a push morphs its panel.
        "morphIgnore": ["data-htmx-powered", "open"],
        # When a socket is opened again is decided in socket.js.
        "ws": {"pauseOnBackground": False, "reconnect": False},
    }
)
"""How htmx behaves on every page (screens of the desk must live in hidden tabs too)."""


class SignedIn(Protocol):
    """What the page's head and navigation need to know of the person."""

    @property
    def name(self) -> str: ...

    @property
    def role(self) -> str: ...


@dataclass(frozen=True)
class Stamp:
    """What makes a rendered text one person's: the nonce of its response and the csrf token of their session."""

    nonce: str
    csrf: str


@dataclass(frozen=True)
class Chrome:
    """What surrounds a screen on a whole page: whose it is, where it is, and what to say once. Empty name: nobody is signed in."""

    name: str = ""
    role: str = ""
    path: str = "/"
    flash: Flash | None = None
    overdue: Callable[[], int] = int
    """How many tickets of this person's are late; counted where the page says it, and nowhere else."""
    to_approve: int = 0
    """Changes that wait for this person's decision."""


@cache
def environment(language: Language) -> Environment:
    """The Jinja environment of a language: autoescape on, undefined names raise."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATE_ROOT),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        # All of a running desk's templates stay compiled; a restart takes new ones.
        cache_size=-1,
        auto_reload=False,
    )
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False}  # keys keep their order: in what becomes a script it counts
    words = translations_for(language, TEMPLATE_ROOT / "locale")
    installed: Any = env
    installed.install_gettext_callables(words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext, npgettext=words.npgettext)
    env.globals |= {
        "static_url": static_url,
        "shapes": shapes(),
        "language": language,
        "html_language": HTML_LANGUAGE[language],
        "nonce": NONCE_MARK,
        "csrf": CSRF_MARK,
        "key": KEY_MARK,
        "htmx_config": HTMX_CONFIG,
    }
    return env


def marked(language: Language, template: str, **values: object) -> str:
    """The text of a template with its marks still in it."""
    return environment(language).get_template(template).render(values).strip()


def finish(text: str, stamp: Stamp) -> str:
    """The text with its marks replaced; every form gets a key of its own."""

    def stamped(mark: re.Match[str]) -> str:
        match mark.group():
            case m if m == NONCE_MARK:
                return stamp.nonce
            case m if m == CSRF_MARK:
                return stamp.csrf
            case _:
                return secrets.token_urlsafe(16)

    return _MARKS.sub(stamped, text)


def panel_html(name: str, screen: DeskScreen, language: Language) -> str:
    """One panel of a desk, marked: equal state gives equal text."""
    return marked(language, f"desk/_{name}.html", screen=getattr(screen, name))


def push_html(panels: Mapping[str, str], language: Language) -> str:
    """Rendered panels as the partials that htmx swaps by id, marked."""
    return marked(language, "desk/_push.html", panels=panels)


def panels_html(screen: DeskScreen, language: Language, names: Iterable[str] = PANELS) -> str:
    """The named panels as partials, marked: the body of a push and the most of an action's response."""
    return push_html({name: panel_html(name, screen, language) for name in names}, language)


def stamp_of(request: Request) -> Stamp:
    """The stamp of this request's response; the middleware set `nonce` and `csrf`."""
    return Stamp(nonce=request.state.nonce, csrf=request.state.csrf)


def render(request: Request, template: str, screen: object, status: int = 200, flash: Flash | None = None) -> HTMLResponse:
    """A page or fragment of `screen` for the person of this request."""
    person: SignedIn | None = request.state.person
    chrome = Chrome(
        name=person.name if person else "",
        role=person.role if person else "",
        path=request.url.path,
        flash=flash,
        overdue=getattr(request.state, "overdue", int),
        to_approve=getattr(request.state, "to_approve", 0),
    )
    text = marked(request.state.language, template, screen=screen, chrome=chrome)
    return HTMLResponse(finish(text, stamp_of(request)), status_code=status)


def render_panels(
    request: Request, screen: DeskScreen, names: Iterable[str] = PANELS, status: int = 200, flash: Flash | None = None
) -> HTMLResponse:
    """The answer to an agent's action: the desk's panels, the version they show, and `flash` in place of what the action before said."""
    said = marked(request.state.language, "desk/_said.html", flash=flash)
    text = finish(panels_html(screen, request.state.language, names) + said, stamp_of(request))
    return HTMLResponse(text, status_code=status, headers={"Desk-Version": str(screen.version)})
