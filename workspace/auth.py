"""Who may do what: one table of roles, asked by pages, fragments and sockets alike (P13)."""

from enum import StrEnum

from workspace.wiring.parts import Person


class Role(StrEnum):
    """What a person is to the installation. A vendor's supervisor is a `vendor`; a vendor's agent an `agent` with a vendor."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ANALYST = "analyst"
    ADMIN = "admin"
    VENDOR = "vendor"
    DEPARTMENT = "department"
    """Somebody of another department, who answers its tickets."""


class Right(StrEnum):
    """Something a person may do."""

    WORK_DESK = "work_desk"
    CLOSE_CALL = "close_call"
    """See one's desk, write the notes of the call on it and say how it ended."""
    SEARCH_CUSTOMERS = "search_customers"
    SEE_BOARD = "see_board"
    EDIT_SCRIPTS = "edit_scripts"
    RUN_CAMPAIGNS = "run_campaigns"
    SEND_NOTICES = "send_notices"
    MANAGE_VENDORS = "manage_vendors"
    MANAGE_VENDOR_AGENTS = "manage_vendor_agents"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_ROUTING = "manage_routing"
    ARRANGE_DESKS = "arrange_desks"
    """Say what agents see beside a call: add-ins, panels, customer fields."""
    ALLOW_HOSTS = "allow_hosts"
    """Say from which hosts add-ins may come."""
    SEE_ANALYTICS = "see_analytics"
    RUN_LEARNING = "run_learning"
    ANSWER_APPROVALS = "answer_approvals"
    """Say yes or no to what an agent's script asks a supervisor."""
    SUPERVISE_DESKS = "supervise_desks"
    """See the mirror of an agent's desk, send it a coaching message, read what came of a shift."""
    OPEN_TICKETS = "open_tickets"
    WORK_TICKETS = "work_tickets"
    """Take, answer, close and hand on the tickets of one's own department."""
    SEE_ALL_TICKETS = "see_all_tickets"
    READ_KNOWLEDGE = "read_knowledge"
    WRITE_KNOWLEDGE = "write_knowledge"
    SET_APPROVALS = "set_approvals"
    """Say which changes a second person approves."""
    OPERATE = "operate"
    """See what is stuck, send it again, and set the faults of the demo."""
    EXPORT = "export"
    KEEP_ACCOUNT = "keep_account"
    """Change one's own password and end one's own sessions."""
    SIGNED_IN = "signed_in"


_EVERYBODY = frozenset({Right.SIGNED_IN, Right.KEEP_ACCOUNT})
_DESK = frozenset({Right.WORK_DESK, Right.CLOSE_CALL})
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.AGENT: _EVERYBODY | _DESK | {Right.SEARCH_CUSTOMERS, Right.OPEN_TICKETS, Right.READ_KNOWLEDGE},
    # A supervisor has a desk, too: an agent may hand them a customer.
    Role.SUPERVISOR: _EVERYBODY
    | _DESK
    | {
        Right.SEE_BOARD,
        Right.EDIT_SCRIPTS,
        Right.RUN_CAMPAIGNS,
        Right.SEND_NOTICES,
        Right.ANSWER_APPROVALS,
        Right.SUPERVISE_DESKS,
        Right.OPEN_TICKETS,
        Right.WORK_TICKETS,
        Right.SEE_ALL_TICKETS,
        Right.READ_KNOWLEDGE,
        Right.WRITE_KNOWLEDGE,
        Right.MANAGE_VENDORS,
        Right.MANAGE_ROUTING,
        Right.ARRANGE_DESKS,
        Right.SEE_ANALYTICS,
        Right.RUN_LEARNING,
        Right.EXPORT,
        Right.SEARCH_CUSTOMERS,
    },
    Role.ANALYST: _EVERYBODY | {Right.SEE_BOARD, Right.SEE_ANALYTICS, Right.RUN_LEARNING, Right.EXPORT},
    Role.ADMIN: _EVERYBODY
    | {
        Right.MANAGE_PEOPLE,
        Right.MANAGE_ROUTING,
        Right.MANAGE_VENDORS,
        Right.ARRANGE_DESKS,
        Right.ALLOW_HOSTS,
        Right.SEE_BOARD,
        Right.OPERATE,
        Right.SET_APPROVALS,
    },
    Role.VENDOR: _EVERYBODY | {Right.MANAGE_VENDOR_AGENTS},
    Role.DEPARTMENT: _EVERYBODY | {Right.WORK_TICKETS},
}
# A vendor's agent works the allotted tasks and sees nothing else (P14).
VENDOR_AGENT_RIGHTS = _EVERYBODY | _DESK
# One who was cut off in the middle of a call has half an hour to say how it ended: an outcome is never lost (P1).
CLOSING_RIGHTS = frozenset({Right.SIGNED_IN, Right.CLOSE_CALL})


def rights_of(person: Person) -> frozenset[Right]:
    """Everything this person may do."""
    role = Role(person.role)
    if person.is_closing:
        return CLOSING_RIGHTS if role is Role.AGENT else frozenset()
    if role is Role.AGENT and person.vendor_id is not None:
        return VENDOR_AGENT_RIGHTS
    return RIGHTS[role]


def may(person: Person | None, right: Right) -> bool:
    """True when this person has the right."""
    return person is not None and right in rights_of(person)


def home_of(person: Person) -> str:
    """The page a person begins at."""
    rights = rights_of(person)
    if Right.CLOSE_CALL in rights and Right.SEE_BOARD not in rights:
        return "/desk"
    if Right.MANAGE_VENDOR_AGENTS in rights:
        return "/vendor"
    if Right.MANAGE_PEOPLE in rights:
        return "/people"
    if Right.SEE_BOARD not in rights:
        return "/tickets"
    return "/board"
