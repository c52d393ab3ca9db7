"""Approvals: a supervisor's answer to what an agent's script asks."""

from starlette.requests import Request
from starlette.responses import Response

from workspace.commands.answer_approval import answer_approval
from workspace.web.request import choice_field, parts_of, path_id, person_of, submission_of, text_field


def create(request: Request) -> Response:
    """POST /approvals/{id}: granted (yes, no), note. The board and the agent's desk show the rest by themselves."""
    granted = choice_field(request, "granted", ("yes", "no")) == "yes"
    note = text_field(request, "note", limit=200)
    answer_approval(parts_of(request), person_of(request), path_id(request), granted=granted, note=note, submission=submission_of(request))
    return Response(status_code=204)
