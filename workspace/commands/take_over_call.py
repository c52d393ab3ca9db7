"""Take over: a supervisor brings an agent's live call to their own desk, with everything that was said in it."""

from uuid import UUID

from flows.errors import ConflictError, InvalidError
from flows.telephony.port import CommandKind
from workspace.commands.transfer_call import UNDER_WAY
from workspace.desk.supervision import HEARD, agent_of, call_to_hear
from workspace.transactions.calls import request_command
from workspace.transactions.taking_over import keep_for_call
from workspace.transactions.telling import tell_desk
from workspace.wiring.parts import Parts, Person, Submission

WORDS = {"en": "{name} takes this call over from you.", "zh": "{name} 正在接管您的这通电话。"}


def take_over_call(parts: Parts, person: Person, agent_id: UUID, *, submission: Submission) -> None:
    """Ask the switch to send the customer to the supervisor's telephone; the transfer carries the run, answers, offers and notes.

    Raises NotFoundError for who is no agent, InvalidError for a supervisor without a telephone, ConflictError when nobody talks there, a
    transfer is under way, or the supervisor has a customer already.
    """
    with parts.units.begin(submission) as unit:
        unit.routing.lock()  # nothing rings at the supervisor's meanwhile
        agent_of(unit, agent_id)
        if not person.extension:
            raise InvalidError("no_extension")
        found = call_to_hear(unit, agent_id)
        row = unit.interactions.get(found.id, lock=True) if found else None
        if row is None or row.interaction.state not in HEARD or row.interaction.person_id != agent_id:
            raise ConflictError("no_call")
        if row["consulted_id"] is not None or UNDER_WAY & set(unit.switch.open_of(row.id)):
            raise ConflictError("transfer_under_way")
        keep_for_call(unit, person.id)
        request_command(unit, row, person, CommandKind.TRANSFER, extension=person.extension)
        unit.interactions.note_taken_over(row.id, person.id)
        unit.audit.add("call_taken_over", f"interaction:{row.id}", {"agent": str(agent_id)}, person_id=person.id)
        words = {language: each.format(name=person.name) for language, each in WORDS.items()}
        tell_desk(unit, agent_id, "taken_over", words, by=person.id)
