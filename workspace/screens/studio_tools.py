"""The studio's preview, tests and simulations as strings: what templates/studio/ shows of them."""

from dataclasses import dataclass

from workspace.screens.desk_call import Choice
from workspace.screens.desk_script import ScriptPanel


@dataclass(frozen=True)
class VariableRow:
    """A value the script looks at, as a field: `choices` for a list, else typed; answered ones only show what was answered."""

    name: str
    type: str
    value: str
    choices: tuple[Choice, ...] = ()
    is_changed: bool = False
    is_wrong: bool = False
    is_answered: bool = False


@dataclass(frozen=True)
class WalkScreen:
    """What the agent would see after the moves made; `errors` of the text instead, where it cannot be walked.

    `step` and `path` are steps of the main script: where the walk stands, and all it came through · `can_keep`: it may become a test.
    """

    panel: ScriptPanel | None = None
    made: int = 0
    errors: int = 0
    step: str = ""
    path: tuple[str, ...] = ()
    variables: tuple[VariableRow, ...] = ()
    can_keep: bool = False
