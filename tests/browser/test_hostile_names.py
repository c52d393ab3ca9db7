"""Names that try to be something else are text on the desk, in its palette, in the title and in what is announced."""

from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sample_server import Desk
from tests.hostile import NAMES
from tests.unit.workspace.screens.sample_desk import CUSTOMER, TALK, ringing, talking
from workspace.screens.desk import DeskScreen
from workspace.screens.desk_caller import CallerPanel, PastInteraction
from workspace.screens.desk_work import NextPanel, Notice, NoticesPanel

pytestmark = pytest.mark.browser


def called(screen: DeskScreen, name: str) -> DeskScreen:
    """The same desk, about somebody of that name, who is in the history, the notices and what comes next too."""
    past = (PastInteraction("2 days ago", "20 Nov 18:10", "voice", "inbound", name, name, name),)
    return replace(
        screen,
        bar=replace(screen.bar, call=replace(screen.bar.call or TALK, name=name)),
        caller=CallerPanel("matched", TALK.interaction_id, customer=replace(CUSTOMER, name=name, timeline=past), can_search=True),
        notices=NoticesPanel((Notice("n9", "coaching", name, "09:41", name),)),
        next=NextPanel(compact=True, upcoming=name),
    )


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_is_nothing_but_text_wherever_it_is_shown(page: Page, desk: Desk, name: str) -> None:
    desk.pushes(called(ringing(), name))
    page.wait_for_selector("#panel-bar.is-ringing")
    assert page.text_content("#caller-title") == name
    assert page.text_content(".call-who b") == name
    assert name in str(page.text_content("#panel-notices .notice p"))
    assert name in str(page.text_content("#panel-caller .history"))
    expect(page.locator("#announcer")).not_to_be_empty()
    assert len(str(page.text_content("#announcer"))) < 200
    page.click("[data-dialog=palette]")
    page.fill("#palette-query", name[:20])
    page.keyboard.press("Escape")
    desk.pushes(called(talking("say"), name))
    page.wait_for_selector("#panel-bar.is-talking")
    for width in (1366, 390, 320):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width
    assert page.evaluate("'hacked' in globalThis") is False
    assert page.locator("#desk img, #desk [hx-post='/stolen'], #desk td").count() == 0
    assert desk.posted == []
