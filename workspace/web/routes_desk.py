"""The routes of the agent's desk (docs/desk.md lists them with their fields)."""

from starlette.routing import Route, WebSocketRoute

from workspace.auth import Right
from workspace.desk.screen import DeskSource
from workspace.realtime.socket import socket_endpoint
from workspace.web import desk, interactions, presence, runs
from workspace.web.door import at

WORK = Right.WORK_DESK
CLOSE = Right.CLOSE_CALL

DESK: tuple[Route, ...] = (
    at("GET", "/desk", desk.show, CLOSE),
    at("GET", "/desk/panels", desk.panels, CLOSE),
    at("POST", "/presence", presence.update, WORK),
    at("POST", "/settings", presence.update_settings, WORK),
    at("POST", "/keys", presence.update_keys, WORK),
    at("GET", "/customers", interactions.search, Right.SEARCH_CUSTOMERS),
    at("POST", "/interactions/{id}/answer", interactions.answer, WORK),
    at("POST", "/interactions/{id}/rejection", interactions.reject, WORK),
    at("POST", "/interactions/{id}/call-commands", interactions.command, WORK),
    at("GET", "/interactions/{id}/transfers", interactions.targets, WORK),
    at("POST", "/interactions/{id}/transfers", interactions.transfer, WORK),
    at("POST", "/interactions/{id}/customer", interactions.update_customer, Right.SEARCH_CUSTOMERS),
    at("POST", "/interactions/{id}/runs", interactions.open_run, WORK),
    at("POST", "/interactions/{id}/offer-responses", interactions.respond, WORK),
    at("POST", "/interactions/{id}/notes", interactions.update_notes, CLOSE),
    at("POST", "/interactions/{id}/wrap-up", interactions.close, CLOSE),
    at("POST", "/interactions/{id}/wrap-up-extensions", interactions.extend_wrap_up, CLOSE),
    at("POST", "/runs/{id}/answers", runs.answer, WORK),
    at("POST", "/runs/{id}/drafts", runs.update_draft, WORK),
    at("POST", "/runs/{id}/ticks", runs.tick, WORK),
    at("POST", "/runs/{id}/consents", runs.consent, WORK),
    at("POST", "/runs/{id}/offer-responses", runs.respond, WORK),
    at("POST", "/runs/{id}/objections", runs.objection, WORK),
    at("POST", "/runs/{id}/back", runs.back, WORK),
    at("POST", "/runs/{id}/jumps", runs.jump, WORK),
    at("POST", "/runs/{id}/exits", runs.leave, WORK),
    at("POST", "/runs/{id}/cancellations", runs.cancel, WORK),
    at("POST", "/runs/{id}/language", runs.update_language, WORK),
    at("POST", "/notices/{id}/acknowledgements", interactions.acknowledge, WORK),
)
SOCKETS: tuple[WebSocketRoute, ...] = (WebSocketRoute("/desk/socket", socket_endpoint(DeskSource(), CLOSE, desk=True)),)
