"""The routes of administration: people, teams, routing, notices, vendors, and one's own account."""

from starlette.routing import Route

from workspace.auth import Right
from workspace.web import account, dispositions, notices, people, routing, teams, vendor_desks, vendor_links, vendor_team, vendors
from workspace.web.door import at

PEOPLE = Right.MANAGE_PEOPLE
ROUTING = Right.MANAGE_ROUTING
NOTICES = Right.SEND_NOTICES
VENDORS = Right.MANAGE_VENDORS
TEAM = Right.MANAGE_VENDOR_AGENTS
OWN = Right.KEEP_ACCOUNT

ADMIN: tuple[Route, ...] = (
    at("GET", "/account", account.show, OWN),
    at("POST", "/account/password", account.update_password, OWN),
    at("POST", "/account/sessions/endings", account.end_session, OWN),
    at("GET", "/people", people.index, PEOPLE),
    at("GET", "/people/new", people.new, PEOPLE),
    at("POST", "/people", people.create, PEOPLE),
    at("GET", "/people/{id}", people.show, PEOPLE),
    at("POST", "/people/{id}", people.update, PEOPLE),
    at("POST", "/people/{id}/skills", people.update_skills, PEOPLE),
    at("POST", "/people/{id}/password", people.update_password, PEOPLE),
    at("POST", "/people/{id}/closure", people.close, PEOPLE),
    at("POST", "/people/{id}/opening", people.reopen, PEOPLE),
    at("POST", "/people/{id}/sign-outs", people.sign_out, PEOPLE),
    at("GET", "/teams", teams.index, PEOPLE),
    at("POST", "/teams", teams.create, PEOPLE),
    at("POST", "/teams/{id}", teams.update, PEOPLE),
    at("GET", "/queues", routing.queues, ROUTING),
    at("GET", "/queues/new", routing.new_queue, ROUTING),
    at("POST", "/queues", routing.create_queue, ROUTING),
    at("GET", "/queues/{id}", routing.show_queue, ROUTING),
    at("POST", "/queues/{id}", routing.update_queue, ROUTING),
    at("GET", "/skills", routing.skills, ROUTING),
    at("POST", "/skills", routing.create_skill, ROUTING),
    at("POST", "/skills/{id}", routing.update_skill, ROUTING),
    at("GET", "/opening-hours", routing.hours, ROUTING),
    at("GET", "/opening-hours/new", routing.new_hours, ROUTING),
    at("POST", "/opening-hours", routing.create_hours, ROUTING),
    at("GET", "/opening-hours/{id}", routing.show_one_hours, ROUTING),
    at("POST", "/opening-hours/{id}", routing.update_hours, ROUTING),
    at("GET", "/dialled-numbers", routing.numbers, ROUTING),
    at("POST", "/dialled-numbers", routing.save_number, ROUTING),
    at("POST", "/dialled-numbers/removals", routing.remove_number, ROUTING),
    at("GET", "/dispositions", dispositions.index, ROUTING),
    at("GET", "/dispositions/new", dispositions.new, ROUTING),
    at("POST", "/dispositions", dispositions.create, ROUTING),
    at("GET", "/dispositions/{code}", dispositions.show, ROUTING),
    at("POST", "/dispositions/{code}", dispositions.update, ROUTING),
    at("GET", "/notices", notices.index, NOTICES),
    at("POST", "/notices", notices.create, NOTICES),
    at("GET", "/notices/{id}", notices.show, NOTICES),
    at("GET", "/vendors", vendors.index, VENDORS),
    at("POST", "/vendors", vendors.create, VENDORS),
    at("GET", "/vendors/{id}", vendors.show, VENDORS),
    at("POST", "/vendors/{id}", vendors.update, VENDORS),
    at("POST", "/vendors/{id}/links", vendors.create_link, VENDORS),
    at("POST", "/vendors/{id}/links/revocation", vendors.end_links, VENDORS),
    at("POST", "/vendors/{id}/shares", vendors.save_share, VENDORS),
    at("POST", "/vendors/{id}/shares/{share}/revocation", vendors.end_share, VENDORS),
    at("POST", "/vendors/{id}/transfers", vendors.save_transfers, VENDORS),
    at("POST", "/vendors/{id}/revocation", vendors.revoke, VENDORS),
    at("POST", "/vendors/{id}/people/{person}/closure", vendors.close_person, VENDORS),
    at("POST", "/vendors/{id}/people/{person}/opening", vendors.reopen_person, VENDORS),
    at("GET", "/vendor", vendor_team.show, TEAM),
    at("POST", "/vendor/agents", vendor_team.create_agent, TEAM),
    at("GET", "/vendor/agents/{id}/desk", vendor_desks.show, TEAM),
    at("GET", "/vendor/agents/{id}/desk/panels", vendor_desks.panels, TEAM),
    at("POST", "/vendor/agents/{id}/password", vendor_team.update_password, TEAM),
    at("POST", "/vendor/agents/{id}/closure", vendor_team.close_agent, TEAM),
    at("POST", "/vendor/agents/{id}/opening", vendor_team.reopen_agent, TEAM),
    at("POST", "/vendor/notices/{id}/acknowledgements", vendor_team.acknowledge, TEAM),
    at("GET", "/vendor-link/{token}", vendor_links.enter, None),
    at("GET", "/vendor-link", vendor_links.show, None),
    at("POST", "/vendor-link", vendor_links.create, None),
)
