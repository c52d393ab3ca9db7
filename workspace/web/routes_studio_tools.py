"""The routes of the studio's tools, listed before those of scripts, whose keys may hold slashes."""

from starlette.routing import Route

from workspace.auth import Right
from workspace.web import new_scripts, saved_calls, studio_tools
from workspace.web.door import at

EDIT = Right.EDIT_SCRIPTS

STUDIO_TOOLS: tuple[Route, ...] = (
    at("GET", "/scripts/new", new_scripts.show, EDIT),
    at("POST", "/scripts/new", new_scripts.create, EDIT),
    at("POST", "/scripts/new/previews", new_scripts.preview, EDIT),
    at("GET", "/scripts/{key:path}/map", studio_tools.show_map, EDIT),
    at("POST", "/scripts/{key:path}/previews", studio_tools.preview, EDIT),
    at("POST", "/scripts/{key:path}/tests/walks", studio_tools.create_walk, EDIT),
    at("GET", "/scripts/{key:path}/tests/calls/{id}", saved_calls.show, EDIT),
    at("POST", "/scripts/{key:path}/tests/calls/{id}", saved_calls.create, EDIT),
    at("POST", "/scripts/{key:path}/test-reports", studio_tools.run_in_place, EDIT),
    at("POST", "/scripts/{key:path}/simulations", studio_tools.create_simulation, EDIT),
    at("GET", "/scripts/{key:path}/simulations/{id}", studio_tools.show_simulation, EDIT),
    at("POST", "/scripts/{key:path}/simulations/{id}/cancellations", studio_tools.cancel_simulation, EDIT),
)
