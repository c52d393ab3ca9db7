"""The agent's presence and the settings of their desk."""

from starlette.requests import Request
from starlette.responses import Response

from workspace.commands.change_presence import change_presence
from workspace.commands.set_keys import set_keys
from workspace.commands.set_preferences import SWITCHES, set_preferences
from workspace.desk.keys import DELIVERED
from workspace.web.desk import show_desk
from workspace.web.request import parts_of, person_of, submission_of, text_field


def update(request: Request) -> Response:
    """POST /presence: state, reason."""
    state, reason = text_field(request, "state", required=True), text_field(request, "reason")
    change_presence(parts_of(request), person_of(request), state, reason, submission=submission_of(request))
    return show_desk(request)


def update_settings(request: Request) -> Response:
    """POST /settings: a switch each."""
    switches = {name: text_field(request, name) == "on" for name in SWITCHES}
    set_preferences(parts_of(request), person_of(request), switches, submission=submission_of(request))
    return show_desk(request)


def update_keys(request: Request) -> Response:
    """POST /keys: a chord for each delivered key (empty switches it off), and `digits`. The answer carries the desk with them."""
    chosen = {delivered: text_field(request, delivered, limit=40) for delivered in DELIVERED}
    set_keys(parts_of(request), person_of(request), chosen, text_field(request, "digits"), submission=submission_of(request))
    return show_desk(request)
