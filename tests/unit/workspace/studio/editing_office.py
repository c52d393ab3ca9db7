"""Two people who edit one script: what each page knows, what was sent, and how the texts that stand must look."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.errors import ConflictError
from flows.publishing.frozen import sha256_of
from scripts_dsl.editing.values import plain_of
from scripts_dsl.source.reader import read
from workspace.commands.edit_draft import edit_draft
from workspace.commands.save_draft import save_draft
from workspace.commands.undo_edit import redo_edit, undo_edit
from workspace.studio.asides import TextStaleError
from workspace.studio.edits import edit_of
from workspace.studio.history import standing
from workspace.wiring.parts import Parts, Person

SCRIPT = """\
# Two people write this.
script: shared
spec: 1
languages: [zh, en]
start: greet   # first
steps:
  greet:
    section: opening
    say: {zh: 您好, en: Hello}   # said to everybody
    next: ask_it

  # asked once
  ask_it:
    ask: {zh: 好吗, en: Well}
    answers: {yes: close, no: close}

  close:
    section: end
    say:
      zh: >-
        再见，
        谢谢。
      en: Goodbye
    next: wrap
  wrap:
    wrapup: {dispositions: [sold]}   # the only code
"""
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
LONG_AFTER = timedelta(seconds=61)
"""Between two moves, so that no move continues the one before; typing on is tested by itself."""


def model_of(source: str) -> Any:
    """What a text reads as, as plain data."""
    root = read(source).root
    assert root is not None
    return plain_of(root)


@dataclass
class Page:
    """A person's open studio: the text they look at."""

    def __repr__(self) -> str:
        """Whose page it is."""
        return self.person.name

    person: Person
    source: str


@dataclass
class Shadow:
    """What must stand: the line of texts as a list, worked out beside the product."""

    line: list[str]
    at: int = 0

    @property
    def now(self) -> str:
        """The text that stands."""
        return self.line[self.at]

    def wrote(self, text: str) -> None:
        """A text was accepted: what could be redone is cut."""
        self.line[self.at + 1 :] = [text]
        self.at += 1


@dataclass
class Office:
    """The script on the real store, its two pages, and all that anybody ever sent or was given."""

    parts: Parts
    key: str
    move_clock: Callable[[timedelta], None]
    pages: list[Page]
    shadow: Shadow
    written: set[str] = field(default_factory=set)
    count: int = 0

    def standing(self) -> str:
        """The text that stands, from the store."""
        with self.parts.units.read() as unit:
            return standing(unit, self.key).source

    def refresh(self, page: Page) -> None:
        """The page takes what stands."""
        page.source = self.standing()

    def word(self) -> str:
        """A word nobody wrote before."""
        self.count += 1
        return f"word_{self.count}_"

    def edit(self, page: Page, edit: dict[str, Any]) -> bool:
        """Send an edit from a page; whether it was made. What it may change, and nothing else, must have changed."""
        self.move_clock(LONG_AFTER)
        before = self.shadow.now
        sent = edit_of(edit)
        try:
            edit_draft(self.parts, page.person, self.key, sent, based_on=sha256_of(page.source))
        except TextStaleError as stale:
            assert page.source != before, "an edit of the text that stands is never stale"
            assert stale.aside is not None
            self.written.add(stale.mine)
            page.source = before
            return False
        after = self.standing()
        if after != before:
            self.shadow.wrote(after)
            self.written.add(after)
        page.source = after
        return True

    def type_text(self, page: Page, text: str) -> bool:
        """Save a whole text from a page; only the one written from the text that stands is taken."""
        self.move_clock(LONG_AFTER)
        self.written.add(text)
        based_on, before = sha256_of(page.source), self.shadow.now
        try:
            save_draft(self.parts, page.person, self.key, text, based_on=based_on)
        except TextStaleError as stale:
            assert page.source != before
            assert stale.mine == text
            page.source = before
            return False
        assert before in (page.source, text)
        if text != before:
            self.shadow.wrote(text)
        page.source = text
        return True

    def walk(self, page: Page, *, back: bool) -> None:
        """Press undo or redo."""
        self.move_clock(LONG_AFTER)
        act = undo_edit if back else redo_edit
        step = -1 if back else 1
        try:
            act(self.parts, page.person, self.key, based_on=sha256_of(page.source))
        except TextStaleError:
            assert page.source != self.shadow.now
        except ConflictError:
            assert not 0 <= self.shadow.at + step < len(self.shadow.line)
        else:
            self.shadow.at += step
        self.refresh(page)

    def check_nothing_is_lost(self) -> None:
        """Every text that anybody was given or sent can be had: from the history, or aside."""
        with self.parts.units.read() as unit:
            there = {*unit.revisions.texts(self.key), *(each["source"] for each in unit.asides.of(self.key, 1000))}
        lost = self.written - there
        assert not lost, f"{len(lost)} of {len(self.written)} texts are lost"
