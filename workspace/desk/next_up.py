"""What comes next at a desk: the claimed task, or the one on offer, promised callbacks, the queues, and the agent's own day."""

from flows.routing.presence import PresenceState
from workspace.desk.state import DeskState
from workspace.desk.task_previews import callback_lines, offered_preview, task_preview
from workspace.screens.desk_call import OfferedTask
from workspace.screens.desk_work import NextPanel, QueueLine, TaskPreview
from workspace.wiring.parts import Unit


def read_offered(unit: Unit, state: DeskState) -> TaskPreview | None:
    """The task that is before this agent; None when nothing is."""
    return offered_preview(unit, state.person, state.offered, state.language) if state.offered else None


def show_offered(state: DeskState, task: TaskPreview | None) -> OfferedTask | None:
    """The same in the bar, with the time that is left."""
    if task is None or state.offered is None:
        return None
    return OfferedTask(task.task_id, task.name, task.campaign, task.why, state.offered.expires_at.isoformat())


def read_next(unit: Unit, state: DeskState, offered: TaskPreview | None = None) -> NextPanel:
    """The next panel: one line during a call, the whole centre of an idle desk otherwise."""
    callbacks = callback_lines(unit, state.person, state.language)
    upcoming = f"{callbacks[0].name}, {callbacks[0].due}" if callbacks else ""
    if state.row is not None:
        return NextPanel(compact=True, upcoming=upcoming)
    is_here = state.presence.state is not PresenceState.OFFLINE
    return NextPanel(
        offered=offered,
        task=None if offered else task_preview(unit, state.person, state.language),
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
