"""Rendering: marks, stamps, languages, and text from outside that stays text."""

import re
from dataclasses import replace

import pytest
from jinja2 import UndefinedError
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from tests.unit.workspace.screens.sample_desk import CUSTOMER, talking
from workspace.render import KEY_MARK, NONCE_MARK, Chrome, Stamp, environment, finish, marked, panel_html, panels_html, push_html
from workspace.screens.desk import PANELS, Flash
from workspace.screens.desk_caller import CallerPanel
from workspace.screens.error import ErrorScreen

STAMP = Stamp(nonce="nonce-of-ana", csrf="csrf-of-ana")
HOSTILE = ["<img src=x onerror=alert(1)>", '"><b hx-post=/x hx-trigger="load">', "{{7*7}}", "'; DROP TABLE", "\x1b[31mred", "🙂" * 2500]


def test_equal_state_gives_equal_text_until_it_is_stamped() -> None:
    first, second = (panels_html(talking("ask"), "en") for _ in range(2))
    assert first == second
    assert finish(first, STAMP) != finish(second, STAMP)


def test_a_finished_text_holds_no_mark_and_a_key_of_its_own_for_each_form() -> None:
    text = finish(panels_html(talking("ask"), "en"), STAMP)
    assert NONCE_MARK not in text
    assert KEY_MARK not in text
    keys = [node.attributes["value"] for node in HTMLParser(text).css("input[name=key]")]
    assert len(keys) > 10
    assert len(set(keys)) == len(keys)
    assert {node.attributes["value"] for node in HTMLParser(text).css("input[name=csrf]")} == {"csrf-of-ana"}


def test_a_push_holds_one_partial_for_each_panel_it_was_given() -> None:
    text = push_html({"notes": panel_html("notes", talking(), "en")}, "en")
    assert re.findall(r'<hx-partial hx-target="#panel-(\w+)" hx-swap="outerMorph"><section id="panel-(\w+)"', text) == [("notes", "notes")]
    assert panels_html(talking(), "en").count("<hx-partial") == len(PANELS)


def test_what_an_action_says_once_goes_beside_the_panels() -> None:
    flash = HTMLParser(marked("en", "desk/_said.html", flash=Flash("stale", "Step 4"))).css_first(".flash span")
    assert flash is not None
    assert flash.text() == "This had already moved on. Here is where it stands now. Step 4"


def test_the_same_screen_speaks_the_language_of_its_reader() -> None:
    assert HTMLParser(panel_html("wrapup", talking(), "en")).css_first("h2").text() == "Wrap-up"
    assert HTMLParser(panel_html("wrapup", talking(), "zh")).css_first("h2").text() == "话后处理"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_from_outside_is_shown_as_it_is(name: str) -> None:
    screen = replace(talking(), caller=CallerPanel("matched", "i", customer=replace(CUSTOMER, name=name)))
    panel = HTMLParser(panel_html("caller", screen, "en"))
    assert panel.css_first("#caller-title").text() == name
    assert not panel.css("img, b[hx-post]")


def test_a_name_a_screen_does_not_have_stops_the_rendering() -> None:
    with pytest.raises(UndefinedError):
        environment("en").from_string("{{ screen.nmae }}").render(screen=talking())


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 422, 429, 500, 503])
def test_every_error_says_what_to_do(status: int) -> None:
    text = marked("en", "error.html", screen=ErrorScreen(status, "x", "Row 3"), chrome=Chrome("Ana", "agent"))
    page = HTMLParser(text)
    assert page.css_first("h1").text()
    assert len(page.css("main p")) >= 3
