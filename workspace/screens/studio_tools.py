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


@dataclass(frozen=True)
class PastedRow:
    """One step that a pasted text becomes."""

    number: int
    id: str
    kind: str
    section: str
    words: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class PastedScreen:
    """What a pasted text becomes, or why nothing: empty, too_long, too_many."""

    rows: tuple[PastedRow, ...] = ()
    language: str = ""
    refusal: str = ""


@dataclass(frozen=True)
class NewScreen:
    """A new script being begun: what was chosen and typed, what can be copied, and the code of why it could not begin.

    `start` is blank, a template, "copy" or "paste".
    """

    start: str
    templates: tuple[str, ...]
    originals: tuple[Choice, ...]
    name: str = ""
    title: str = ""
    copy_of: str = ""
    text: str = ""
    channel: str = "any"
    notice: str = ""
    pasted: PastedScreen | None = None
