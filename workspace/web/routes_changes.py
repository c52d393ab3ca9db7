"""The routes of changes on their way to calls, and of new business activities."""

from starlette.routing import Route

from workspace.auth import Right
from workspace.web import activities, changes
from workspace.web.door import at

EDIT = Right.EDIT_SCRIPTS

CHANGES: tuple[Route, ...] = (
    at("GET", "/changes", changes.index, EDIT),
    at("GET", "/changes/history", changes.history, EDIT),
    at("POST", "/changes/history", changes.roll_back, EDIT),
    at("GET", "/changes/{id}", changes.show, EDIT),
    at("POST", "/changes/{id}/approvals", changes.approve, EDIT),
    at("POST", "/changes/{id}/refusals", changes.refuse, EDIT),
    at("POST", "/changes/{id}/cancellations", changes.cancel, EDIT),
    at("GET", "/activities/new", activities.new, EDIT),
    at("POST", "/activities", activities.create, EDIT),
    at("GET", "/activities/{id}", activities.show, EDIT),
    at("POST", "/activities/{id}/parts", activities.update, EDIT),
    at("POST", "/activities/{id}/publications", activities.publish, EDIT),
    at("GET", "/approval-rules", changes.show_rule, Right.SET_APPROVALS),
    at("POST", "/approval-rules", changes.set_rule, Right.SET_APPROVALS),
)
