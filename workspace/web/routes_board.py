"""The routes of the supervisors' board, of the desks seen from it, and of the learning it can start."""

from starlette.routing import Route, WebSocketRoute

from workspace.auth import Right
from workspace.realtime.board import BOARD as BOARD_SOURCE
from workspace.realtime.socket import socket_endpoint
from workspace.web import agent_presence, approvals, board, learnings, reassignments, shifts, supervision
from workspace.web.door import at

BOARD: tuple[Route, ...] = (
    at("GET", "/board", board.show, Right.SEE_BOARD),
    at("GET", "/board/{table}.csv", board.export, Right.EXPORT),
    at("GET", "/board/desks/{id}", supervision.show, Right.SUPERVISE_DESKS),
    at("GET", "/board/desks/{id}/panels", supervision.panels, Right.SUPERVISE_DESKS),
    at("GET", "/board/desks/{id}/messages", supervision.messages, Right.SUPERVISE_DESKS),
    at("POST", "/board/desks/{id}/messages", supervision.send, Right.SUPERVISE_DESKS),
    at("GET", "/board/desks/{id}/presence", agent_presence.show, Right.SUPERVISE_DESKS),
    at("POST", "/board/desks/{id}/presence", agent_presence.update, Right.SUPERVISE_DESKS),
    at("POST", "/board/desks/{id}/listening", supervision.listen, Right.SUPERVISE_DESKS),
    at("POST", "/board/desks/{id}/takeovers", supervision.take_over, Right.SUPERVISE_DESKS),
    at("GET", "/board/waiting/{id}", reassignments.show, Right.SUPERVISE_DESKS),
    at("POST", "/board/waiting/{id}/reassignments", reassignments.create, Right.SUPERVISE_DESKS),
    at("GET", "/shifts", shifts.index, Right.SUPERVISE_DESKS),
    at("GET", "/shifts/agents.csv", shifts.export, Right.SUPERVISE_DESKS),
    at("POST", "/approvals/{id}", approvals.create, Right.ANSWER_APPROVALS),
    at("POST", "/learnings", learnings.create, Right.RUN_LEARNING),
)
SOCKETS: tuple[WebSocketRoute, ...] = (WebSocketRoute("/board/socket", socket_endpoint(BOARD_SOURCE, Right.SEE_BOARD, desk=False)),)
