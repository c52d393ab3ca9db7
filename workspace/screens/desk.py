"""The agent's desk as a frozen value: one field a panel, every string ready.

The desk templates take nothing else. A panel is `templates/desk/_NAME.html`; its root element has the id `panel-NAME`.
Codes of closed sets (states, responses, errors) are put into words by the templates; everything else arrives in the language of the person.
"""

from dataclasses import dataclass

from workspace.screens.desk_add_ins import AddInsPanel
from workspace.screens.desk_call import BarPanel
from workspace.screens.desk_caller import CallerPanel
from workspace.screens.desk_layout import SidePanel
from workspace.screens.desk_script import ScriptPanel
from workspace.screens.desk_work import NextPanel, NotesPanel, NoticesPanel, OffersPanel, StatusPanel, WrapUpPanel
from workspace.screens.knowledge import KnowledgePanel

PANELS = (
    "notices",
    "bar",
    "caller",
    "addins",
    "script",
    "stepaddins",
    "side",
    "knowledge",
    "offers",
    "notes",
    "wrapup",
    "next",
    "status",
)
"""The names of all panels, in the order they are read."""


@dataclass(frozen=True)
class DeskScreen:
    """The whole desk of one agent at `version` of its stored state."""

    version: int
    bar: BarPanel
    caller: CallerPanel
    script: ScriptPanel
    offers: OffersPanel
    notes: NotesPanel
    wrapup: WrapUpPanel
    next: NextPanel
    notices: NoticesPanel
    status: StatusPanel
    knowledge: KnowledgePanel = KnowledgePanel()
    addins: AddInsPanel = AddInsPanel()
    """The add-ins of the caller panel."""
    stepaddins: AddInsPanel = AddInsPanel()
    """The add-ins of the present step."""
    side: SidePanel = SidePanel()
    """Which panels stand beside the script, and in what order."""


@dataclass(frozen=True)
class Flash:
    """What an action has to say once, beside the panels: a refusal or a confirmation, by code, with a detail in words."""

    code: str
    detail: str = ""
    is_error: bool = True
