"""Two ways to work the studio: with the mouse, and with the keyboard alone."""

import re
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

STANDS = "(element) => element === document.activeElement || element.contains(document.activeElement)"
IS_BEHIND = "(element) => Boolean(document.activeElement.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)"
MOST_TABS = 150
"""Tab stops between any two places of the page."""


class Hands(Protocol):
    """Somebody at the page who presses, writes, chooses and moves."""

    page: Page

    def press(self, what: Locator) -> None:
        """Press a button or a link."""

    def write(self, what: Locator, words: str) -> None:
        """Put words in the place of those that stand in a field."""

    def choose(self, menu: Locator, entry: str) -> None:
        """Choose an entry of a menu of the browser's own."""

    def pick(self, card: Locator) -> None:
        """Choose one of several cards."""

    def find(self, box: Locator, typed: str, entry: str) -> None:
        """Type into a box with a menu, and take the entry that begins so."""

    def open(self, step: str) -> None:
        """Choose a step in the outline."""

    def to_the_top(self, grip: Locator, onto: Locator, places: int) -> None:
        """Move something by its grip onto the first, so many places up."""

    def set_time(self, what: Locator, day: str, time: str) -> None:
        """A day as 11242026 and a time as 0300PM into a field for both."""


class Mouse:
    """Points at what it sees; the keyboard only writes words."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, what: Locator) -> None:
        """A click."""
        what.click()

    def write(self, what: Locator, words: str) -> None:
        """A click into the field, and the words instead of all that is there."""
        what.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(words)

    def choose(self, menu: Locator, entry: str) -> None:
        """The entry, as it is clicked in the menu that opens."""
        menu.select_option(label=entry)

    def pick(self, card: Locator) -> None:
        """A click on the card around its hidden button."""
        card.locator("..").click()

    def find(self, box: Locator, typed: str, entry: str) -> None:
        """Words into the box, and a click on the entry."""
        self.write(box, typed)
        self.page.locator("#form-choices .form-choice", has_text=re.compile(f"^{re.escape(entry)}")).first.click()

    def open(self, step: str) -> None:
        """A click on the step."""
        self.page.locator(f"#outline li[data-step={step}] .outline-step").click()

    def to_the_top(self, grip: Locator, onto: Locator, places: int) -> None:
        """A drag."""
        assert places
        grip.drag_to(onto)

    def set_time(self, what: Locator, day: str, time: str) -> None:
        """A click on the month, and digits."""
        what.click(position={"x": 14, "y": 14})
        write_time(self.page, day, time)


class Keyboard:
    """Presses keys and nothing else: what Tab does not reach, it does not reach."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, what: Locator) -> None:
        """Tab, or Shift and Tab where the place lies before, until it has the focus."""
        for _ in range(MOST_TABS):
            if what.evaluate(STANDS):
                return
            if self.page.evaluate("document.activeElement.matches('#studio-yaml .cm-content')"):
                self.page.keyboard.press("Escape")  # in the text Tab indents, and leaves after Escape
            self.page.keyboard.press("Tab" if what.evaluate(IS_BEHIND) else "Shift+Tab")
        held = self.page.evaluate("document.activeElement.outerHTML.slice(0, 300)")
        raise AssertionError(f"no Tab reaches {what}; it stays at {held}")

    def press(self, what: Locator) -> None:
        """Enter on it."""
        self.reach(what)
        self.page.keyboard.press("Enter")

    def write(self, what: Locator, words: str) -> None:
        """The words in the field that has the focus."""
        self.reach(what)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(words)

    def choose(self, menu: Locator, entry: str) -> None:
        """The first letters of the entry, which a browser's menu goes to."""
        self.reach(menu)
        self.page.keyboard.type(entry[:2])
        expect(menu.locator("option:checked")).to_have_text(entry)

    def pick(self, card: Locator) -> None:
        """Arrows along the cards."""
        group = self.page.locator(f"input[name='{card.get_attribute('name')}']")
        self.reach(group.and_(self.page.locator(":checked")))
        for _ in range(group.count()):
            if card.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow reaches {card}")

    def find(self, box: Locator, typed: str, entry: str) -> None:
        """Words into the box, arrows down its menu, Enter."""
        self.write(box, typed)
        chosen = self.page.locator("#form-choices [aria-selected=true]")
        for _ in range(self.page.locator("#form-choices [role=option]").count()):
            if chosen.inner_text().startswith(entry):
                break
            self.page.keyboard.press("ArrowDown")
        expect(chosen).to_have_text(re.compile(f"^{re.escape(entry)}"))
        self.page.keyboard.press("Enter")

    def open(self, step: str) -> None:
        """The key / for finding a step, its name, Enter."""
        while self.page.evaluate("document.activeElement.matches('input, textarea, select, [contenteditable=true]')"):
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("/")
        expect(self.page.locator("#outline-find")).to_be_focused()
        self.page.keyboard.insert_text(step)
        self.page.keyboard.press("Enter")

    def to_the_top(self, grip: Locator, onto: Locator, places: int) -> None:
        """Space lifts it, the arrow moves it, Space drops it."""
        assert onto
        self.reach(grip)
        self.page.keyboard.press("Space")
        for _ in range(places):
            self.page.keyboard.press("ArrowUp")
        self.page.keyboard.press("Space")

    def set_time(self, what: Locator, day: str, time: str) -> None:
        """Digits from the month on."""
        self.reach(what)
        write_time(self.page, day, time)


def write_time(page: Page, day: str, time: str) -> None:
    """The digits; Tab goes from the year to the hour, which does not know how long a year is."""
    page.keyboard.type(day)
    page.keyboard.press("Tab")
    page.keyboard.type(time)
