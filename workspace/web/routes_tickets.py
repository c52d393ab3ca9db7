"""The routes of tickets to other departments, and of the departments themselves."""

from starlette.routing import Route

from workspace.auth import Right
from workspace.web import departments, tickets
from workspace.web.door import at

WORK, KEEP = Right.WORK_TICKETS, Right.MANAGE_ROUTING

TICKETS: tuple[Route, ...] = (
    at("GET", "/tickets", tickets.index, WORK),
    at("GET", "/tickets/{id}", tickets.show, WORK),
    at("POST", "/tickets/{id}/takings", tickets.take, WORK),
    at("POST", "/tickets/{id}/answers", tickets.answer, WORK),
    at("POST", "/tickets/{id}/closure", tickets.close, WORK),
    at("POST", "/tickets/{id}/handovers", tickets.hand_on, WORK),
    at("POST", "/interactions/{id}/tickets", tickets.create, Right.OPEN_TICKETS),
    at("GET", "/departments", departments.index, KEEP),
    at("POST", "/departments", departments.create, KEEP),
    at("GET", "/departments/{id}", departments.show, KEEP),
    at("POST", "/departments/{id}", departments.update, KEEP),
    at("POST", "/departments/{id}/categories", departments.create_category, KEEP),
    at("POST", "/departments/{id}/categories/{category}", departments.update_category, KEEP),
)
