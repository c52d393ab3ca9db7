"""Allow a host: other systems' pages and lookups come from allowed hosts alone; and take one off the list."""

from flows.connectors.add_in import normal_host
from flows.errors import InvalidError, NotFoundError
from workspace.wiring.parts import Parts, Person, Submission


def allow_host(parts: Parts, by: Person, typed: str, *, submission: Submission) -> None:
    """Put a host on the list. Raises InvalidError at `host`."""
    host = normal_host(typed)
    with parts.units.begin(submission) as unit:
        if not unit.add_ins.allow(host, by.id):
            raise InvalidError(fields={"host": "taken"})
        unit.audit.add("host_allowed", f"host:{host}", {}, person_id=by.id)
        unit.desks.touch(*unit.knowledge.on_desks())


def forbid_host(parts: Parts, by: Person, host: str, *, submission: Submission) -> None:
    """Take a host off the list: what came from it is shown no more, and not asked. Raises NotFoundError."""
    with parts.units.begin(submission) as unit:
        if not unit.add_ins.forbid(host):
            raise NotFoundError
        unit.audit.add("host_forbidden", f"host:{host}", {}, person_id=by.id)
        unit.desks.touch(*unit.knowledge.on_desks())
