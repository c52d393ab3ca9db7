"""The studio's preview, tests and simulations as strings: what templates/studio/ shows of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from workspace.screens.desk_call import Choice
from workspace.screens.desk_script import ScriptPanel
from workspace.screens.script_tests import ReportScreen


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

    `step` and `path` are steps of the main script: where the walk stands, and all it came through · `can_keep`: it may become a test
    · `version`: the live one that is walked in place of a text with errors, else 0.
    """

    panel: ScriptPanel | None = None
    made: int = 0
    errors: int = 0
    step: str = ""
    path: tuple[str, ...] = ()
    variables: tuple[VariableRow, ...] = ()
    can_keep: bool = False
    version: int = 0


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

    `start` is blank, subscript, a template, copy or paste.
    """

    start: str
    templates: tuple[str, ...]
    originals: tuple[Choice, ...]
    name: str = ""
    title_en: str = ""
    title_zh: str = ""
    copy_of: str = ""
    text: str = ""
    channel: str = "any"
    notice: str = ""
    pasted: PastedScreen | None = None


@dataclass(frozen=True)
class ShareRow:
    """A line of a simulation's table: a step, a way on, an end, an offer's response; `share` in words, `part` from 0 to 1."""

    name: str
    count: int
    share: str
    part: float
    words: str = ""


@dataclass(frozen=True)
class StepRow:
    """A step of a simulation: how many calls came to it, and the ways on they took."""

    step: str
    share: str
    part: float
    count: int
    is_own: bool
    ways: tuple[ShareRow, ...] = ()


@dataclass(frozen=True)
class OfferShares:
    """What became of an offer in a simulation: presented so often, and the responses to it."""

    key: str
    presented: int
    responses: tuple[ShareRow, ...]


@dataclass(frozen=True)
class SimulationScreen:
    """What a simulation counted, in words. `recorded` is how many real answers the customers' were drawn by; 0 is evenly."""

    calls: int
    seed: int
    recorded: int
    steps_mean: str
    steps_most: str
    seconds_mean: str
    seconds_p90: str
    ends: tuple[ShareRow, ...]
    steps: tuple[StepRow, ...]
    never: tuple[str, ...]
    untaken: tuple[str, ...]
    offers: tuple[OfferShares, ...]
    dispositions: tuple[ShareRow, ...]
    limits: int = 0


@dataclass(frozen=True)
class InPlaceScreen:
    """The tests run in the studio: what they said, and to which step of the script a line of the test file belongs."""

    report: ReportScreen
    steps: Mapping[int, str]
    address: str
