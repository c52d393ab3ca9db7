"""A mirror's markup: what may be seen stays, what could be pressed, typed into or sent goes."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.unit.workspace.screens.sample_desk import DESKS
from workspace.desk.read_only import read_only
from workspace.render import CSRF_MARK, KEY_MARK, NONCE_MARK, panel_html
from workspace.screens.supervision import MIRRORED

ACTIVE = "form, input, button, select, textarea, a, script, iframe, [name], [action], [tabindex], [data-alt], [data-hotkey]"


@pytest.mark.parametrize("state", DESKS)
def test_nothing_of_any_desk_can_be_pressed_or_sent(state: str) -> None:
    for name in MIRRORED:
        shown = read_only(panel_html(name, DESKS[state], "en"))
        page = LexborHTMLParser(shown)
        assert [node.html for node in page.css(ACTIVE)] == []
        assert page.css_first(f"#panel-{name}") is not None
        assert "hx-" not in shown
        assert not any(mark in shown for mark in (CSRF_MARK, KEY_MARK, NONCE_MARK))


def test_the_markup_stays_balanced() -> None:
    for screen in DESKS.values():
        shown = "".join(read_only(panel_html(name, screen, "zh")) for name in MIRRORED)
        for tag in ("section", "div", "span", "ul", "ol", "li", "p", "details"):
            assert shown.count(f"<{tag}>") + shown.count(f"<{tag} ") == shown.count(f"</{tag}>"), tag


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ('<form action="/x"><input type="hidden" name="csrf" value="s"><button class="button">Go</button></form>', "Go"),
        ('<input type="text" name="birth" value="1 &lt; 2">', "1 < 2"),
        ('<textarea name="text">\nrang twice</textarea>', "rang twice"),
        ('<label><input type="radio" checked> Sold</label><label><input type="radio"> Lost</label>', "◉  Sold○  Lost"),
        ('<details class="menu"><summary>Ready</summary><div class="menu-body"><p>Lunch</p></div></details>', "Ready"),
        ("<p>a<script>b()</script><kbd>Alt S</kbd>c</p>", "ac"),
        ("<p>&lt;img src=x onerror=alert(1)&gt;</p>", "<img src=x onerror=alert(1)>"),
    ],
)
def test_words_stay_and_controls_go(markup: str, shown: str) -> None:
    page = LexborHTMLParser(read_only(markup))
    assert page.body is not None
    assert page.body.text().strip() == shown
    assert page.css(ACTIVE + ", img, details") == []


def test_an_unknown_element_and_handler_leave_only_words() -> None:
    assert read_only('<x-bomb onclick="go()"><p onclick="go()" style="color:red" hx-post="/x">hello</p></x-bomb>') == "<p>hello</p>"
    assert read_only('<use href="https://elsewhere.example/x.svg"></use><img src="/x"><hr>') == ""
