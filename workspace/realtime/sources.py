"""Sources: what a socket can show. Each turns stored state into panels for one person."""

from dataclasses import dataclass
from typing import Protocol

from workspace.translations import Language
from workspace.wiring.parts import Parts, Person


@dataclass(frozen=True)
class Rendered:
    """A screen at a version: its panels' markup by name, with the marks of `workspace.render` still in it."""

    version: int
    panels: dict[str, str]


class Source(Protocol):
    """A kind of live screen."""

    def render(self, parts: Parts, person: Person, language: Language) -> Rendered:
        """Read the state and render all panels; runs in a thread."""
