"""The routes of operations: what is stuck, sending it again, and the faults of the demo's BSS."""

from starlette.routing import Route

from workspace.auth import Right
from workspace.web import operations
from workspace.web.door import at

OPERATIONS: tuple[Route, ...] = (
    at("GET", "/operations", operations.index, Right.OPERATE),
    at("POST", "/outbox/{id}/resends", operations.create_resend, Right.OPERATE),
    at("POST", "/bss-faults", operations.create_fault, Right.OPERATE),
)
