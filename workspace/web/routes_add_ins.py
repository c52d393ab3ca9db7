"""The routes of add-ins, of the hosts they may come from, and of the layouts of desks."""

from starlette.routing import Route

from workspace.auth import Right
from workspace.web import add_ins, desk_layouts, interaction_add_ins
from workspace.web.door import at

ARRANGE = Right.ARRANGE_DESKS
HOSTS = Right.ALLOW_HOSTS
WORK = Right.WORK_DESK

ADD_INS: tuple[Route, ...] = (
    at("GET", "/add-ins", add_ins.index, ARRANGE),
    at("GET", "/add-ins/new", add_ins.new, ARRANGE),
    at("POST", "/add-ins", add_ins.create, ARRANGE),
    at("GET", "/add-ins/{id}", add_ins.show, ARRANGE),
    at("POST", "/add-ins/{id}", add_ins.update, ARRANGE),
    at("POST", "/add-ins/{id}/secrets", add_ins.create_secret, ARRANGE),
    at("POST", "/add-ins/{id}/steps", add_ins.create_step, ARRANGE),
    at("POST", "/add-ins/{id}/steps/removals", add_ins.delete_step, ARRANGE),
    at("GET", "/add-in-hosts", add_ins.hosts, HOSTS),
    at("POST", "/add-in-hosts", add_ins.create_host, HOSTS),
    at("POST", "/add-in-hosts/removals", add_ins.delete_host, HOSTS),
    at("GET", "/desk-layouts", desk_layouts.index, ARRANGE),
    at("GET", "/desk-layouts/{id}", desk_layouts.show, ARRANGE),
    at("POST", "/desk-layouts/{id}", desk_layouts.update, ARRANGE),
    at("POST", "/desk-layouts/{id}/removal", desk_layouts.delete, ARRANGE),
    at("GET", "/interactions/{id}/add-ins/{add_in}", interaction_add_ins.frame, WORK),
    at("POST", "/interactions/{id}/lookups", interaction_add_ins.create_lookups, WORK),
)
