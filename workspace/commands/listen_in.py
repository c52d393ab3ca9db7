"""Listen in: a supervisor's telephone is connected with an agent's call, heard by nobody."""

from uuid import UUID

from flows.errors import ConflictError, InvalidError
from flows.telephony.port import CommandKind
from workspace.desk.supervision import agent_of, call_to_hear
from workspace.transactions.calls import request_command
from workspace.wiring.parts import Parts, Person, Submission


def listen_in(parts: Parts, person: Person, agent_id: UUID, *, submission: Submission) -> None:
    """Ask the switch to ring the supervisor's telephone and let them hear.

    Raises NotFoundError for who is no agent, InvalidError for a supervisor without a telephone, ConflictError when nobody talks.
    """
    with parts.units.begin(submission) as unit:
        agent_of(unit, agent_id)
        if not person.extension:
            raise InvalidError("no_extension")
        row = call_to_hear(unit, agent_id)
        if row is None:
            raise ConflictError("no_call")
        request_command(unit, row, person, CommandKind.LISTEN, extension=person.extension)
        unit.audit.add("call_listened_to", f"interaction:{row.id}", {"agent": str(agent_id)}, person_id=person.id)
