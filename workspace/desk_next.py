"""What comes next at a desk: the claimed task, promised callbacks, the queues, and the agent's own day."""

from flows.presence import PresenceState
from workspace.desk_state import DeskState
from workspace.screens.desk_work import NextPanel, QueueLine
from workspace.task_previews import callback_lines, task_preview
from workspace.wiring import Unit


def read_next(unit: Unit, state: DeskState) -> NextPanel:
    """The next panel: one line during a call, the whole centre of an idle desk otherwise."""
    callbacks = callback_lines(unit, state.person, state.language)
    upcoming = f"{callbacks[0].name}, {callbacks[0].due}" if callbacks else ""
    if state.row is not None:
        return NextPanel(compact=True, upcoming=upcoming)
    is_here = state.presence.state is not PresenceState.OFFLINE
    return NextPanel(
        task=task_preview(unit, state.person, state.language),
        can_claim=is_here and unit.campaigns.may_work(state.person.id, state.person.vendor_id),
        upcoming=upcoming,
        callbacks=callbacks,
        queues=() if state.masked else _queues(unit, state),
    )


def _queues(unit: Unit, state: DeskState) -> tuple[QueueLine, ...]:
    """The queues this agent serves, with who waits there."""
    return tuple(
        QueueLine(each[f"name_{state.language}"], each["waiting"], each["longest_since"].isoformat() if each["longest_since"] else "")
        for each in unit.routing.queues_of(state.person.id)
    )
