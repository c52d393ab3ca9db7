"""The board as a live screen: all its panels, rendered for one person from what is stored."""

from workspace.auth import Right, may
from workspace.board.figures import BoardReader
from workspace.board.view import board_screen
from workspace.realtime.sources import Rendered
from workspace.render import marked
from workspace.screens.board import PANELS, BoardScreen
from workspace.translations import Language
from workspace.wiring.parts import Parts, Person


class BoardSource:
    """Renders boards; one reader a process shares the day's figures between them."""

    def __init__(self) -> None:
        self._reader: BoardReader | None = None

    def reader(self, parts: Parts) -> BoardReader:
        """The process's reader."""
        if self._reader is None or not self._reader.reads(parts):
            self._reader = BoardReader(parts)
        return self._reader

    def screen(self, parts: Parts, person: Person, language: Language) -> BoardScreen:
        """The board of this moment, with what this person may do on it."""
        may_answer, may_supervise = may(person, Right.ANSWER_APPROVALS), may(person, Right.SUPERVISE_DESKS)
        return board_screen(self.reader(parts).read(), language, may_answer=may_answer, may_supervise=may_supervise)

    def render(self, parts: Parts, person: Person, language: Language) -> Rendered:
        """Read the centre and render all panels; runs in a thread."""
        screen = self.screen(parts, person, language)
        return Rendered(screen.version, {name: marked(language, f"board/_{name}.html", screen=getattr(screen, name)) for name in PANELS})


BOARD = BoardSource()
"""The board of this process."""
