"""What comes next at a desk: the claimed task, promised callbacks, the queues, and the agent's own day."""

from workspace.desk_state import DeskState
from workspace.screens.desk_work import NextPanel, QueueLine
from workspace.wiring import Unit


def read_next(unit: Unit, state: DeskState) -> NextPanel:
    """The next panel: one line during a call, the whole centre of an idle desk otherwise."""
    queues = (
        ()
        if state.masked
        else tuple(
            QueueLine(each[f"name_{state.language}"], each["waiting"], each["longest_since"].isoformat() if each["longest_since"] else "")
            for each in unit.routing.queues_of(state.person.id)
        )
    )
    return NextPanel(compact=state.row is not None, queues=queues)
