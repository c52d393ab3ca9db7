"""The layout of a desk as the desk's own templates take it."""

from dataclasses import dataclass

from workspace.desk.layout import SIDE


@dataclass(frozen=True)
class SidePanel:
    """The names of the panels beside the script that are shown, in their order; those left out are hidden."""

    panels: tuple[str, ...] = SIDE
    add_ins_first: bool = False
    """True where the add-ins stand above the caller panel."""

    @property
    def left(self) -> tuple[str, str]:
        """The panels of the other side, as they stand in the page."""
        return ("addins", "caller") if self.add_ins_first else ("caller", "addins")

    @property
    def hidden(self) -> tuple[str, ...]:
        """Those left out."""
        return tuple(name for name in SIDE if name not in self.panels)

    @property
    def order(self) -> tuple[str, ...]:
        """All of them as they stand in the page: a hidden one stays, to be shown when the layout changes."""
        return self.panels + self.hidden
