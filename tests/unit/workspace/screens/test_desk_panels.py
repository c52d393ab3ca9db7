"""Every state of the desk is drawn by the rules: one root a panel, nonces, labels, no inline style or code."""

from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from tests.unit.workspace.screens.sample_desk import BODIES, DESKS, idle, ringing, talking, wrapping_up
from workspace.render import NONCE_MARK, Chrome, marked, panel_html
from workspace.screens.desk import PANELS, DeskScreen
from workspace.screens.desk_script import ReadBackBody
from workspace.screens.desk_work import NotesPanel
from workspace.translations import LANGUAGES, Language


def drawn(screen: DeskScreen, name: str, language: Language = "en") -> HTMLParser:
    return HTMLParser(panel_html(name, screen, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", DESKS.values(), ids=DESKS)
def test_each_panel_has_one_root_with_its_name(screen: DeskScreen, language: Language) -> None:
    for name in PANELS:
        body = drawn(screen, name, language).body
        assert body is not None
        roots = [node.attributes.get("id") for node in body.iter()]
        assert roots == [f"panel-{name}"]


@pytest.mark.parametrize("screen", DESKS.values(), ids=DESKS)
def test_what_acts_carries_the_nonce_and_nothing_is_inline(screen: DeskScreen) -> None:
    page = HTMLParser(marked("en", "desk/desk.html", screen=screen, chrome=Chrome("Ana", "agent", "/desk")))
    for node in page.css("*"):
        acting = [name for name in node.attributes if name.startswith("hx-") and name not in ("hx-morph-skip", "hx-nonce")]
        assert not acting or node.attributes.get("hx-nonce") == NONCE_MARK, node.html
        assert not [name for name in node.attributes if name == "style" or name.startswith(("on", "hx-on"))], node.html
    for script in page.css("script"):
        assert script.attributes["nonce"] == NONCE_MARK
        assert not script.text()


@pytest.mark.parametrize("screen", DESKS.values(), ids=DESKS)
def test_ids_are_unique_and_each_changing_form_carries_its_token_and_key(screen: DeskScreen) -> None:
    page = HTMLParser(marked("en", "desk/desk.html", screen=screen, chrome=Chrome("Ana", "agent", "/desk")))
    ids = [node.attributes["id"] for node in page.css("[id]")]
    assert len(ids) == len(set(ids))
    for form in page.css("form[method=post]"):
        assert form.css_first("input[name=csrf]") and form.css_first("input[name=key]"), form.html
    for form in page.css('form[action^="/runs/"]'):
        assert form.css_first("input[name=turn]").attributes["value"] == "7"


@pytest.mark.parametrize("screen", DESKS.values(), ids=DESKS)
def test_every_field_has_a_label_and_no_hotkey_is_given_twice(screen: DeskScreen) -> None:
    page = HTMLParser(marked("en", "desk/desk.html", screen=screen, chrome=Chrome("Ana", "agent", "/desk")))
    for node in page.css("input:not([type=hidden]), select, textarea"):
        own = node.attributes["id"]
        assert page.css_first(f'label[for="{own}"]') or (node.parent is not None and node.parent.tag == "label"), node.html
    keys = [node.attributes["data-hotkey"] for node in page.css("#panel-script [data-hotkey]")]
    assert len(keys) == len(set(keys))


def test_answers_are_buttons_with_their_digit_and_the_earlier_answer_is_marked() -> None:
    answers = drawn(talking("ask"), "script").css("button[name=answer]")
    assert [(node.attributes["value"], node.attributes["data-hotkey"]) for node in answers] == [("slow", "1"), ("bill", "2")]
    assert [node.attributes.get("aria-current") for node in answers] == [None, "true"]


def test_a_missing_value_is_named_and_never_printed_as_none() -> None:
    panel = drawn(talking("say"), "script")
    assert panel.css_first("mark.missing").text() == "missing: plan speed"
    assert "None" not in panel.text()


def test_a_wrong_field_says_what_is_wrong_and_is_tied_to_its_words() -> None:
    panel = drawn(talking("form"), "script")
    field = panel.css_first("[name=field-date]")
    assert field.attributes["aria-invalid"] == "true"
    told = field.attributes["aria-describedby"]
    assert told is not None
    assert panel.css_first(f"#{told.strip()}").text().strip() == "Must be at least 22 Nov 2026."


def test_consent_is_closed_until_every_line_is_ticked() -> None:
    closed = drawn(talking("read_back"), "script")
    assert "disabled" in closed.css_first("button[value=given]").attributes
    body = BODIES["read_back"]
    assert isinstance(body, ReadBackBody)
    screen = talking("read_back")
    run = screen.script.run
    assert run is not None
    ticked = replace(body, complete=True, lines=tuple(replace(line, ticked_at="18:20") for line in body.lines))
    open_screen = replace(screen, script=replace(screen.script, run=replace(run, step=replace(run.step, body=ticked))))
    opened = drawn(open_screen, "script").css_first("button[value=given]")
    assert "disabled" not in opened.attributes
    # A digit that ticked a line a moment ago must never give consent.
    assert opened.attributes["data-hotkey"] == "8"


def test_a_ringing_call_is_announced_once_by_who_and_where() -> None:
    bar = drawn(ringing(), "bar").css_first("#panel-bar")
    assert bar.attributes["data-announce"] == "Incoming call: Maria Delgado, Billing"
    assert drawn(talking(), "bar").css_first("[data-announce]") is None


def test_a_requested_control_says_so_until_the_switch_confirms() -> None:
    bar = drawn(talking(), "bar")
    assert bar.css_first("#control-hold button").attributes["aria-busy"] == "true"
    assert "aria-busy" not in bar.css_first("#control-mute button").attributes


def test_a_shared_number_lists_candidates_and_shows_nobody_as_fact() -> None:
    panel = drawn(ringing(), "caller")
    assert len(panel.css(".hit")) == 2
    assert panel.css_first(".facts") is None


def test_a_refused_task_cannot_be_dialled_and_says_why() -> None:
    panel = drawn(DESKS["refused preview"], "next")
    assert panel.css_first("#dial") is None
    assert panel.css_first("#claim button") is not None
    assert "too late there" in panel.css_first(".callout").text()
    assert drawn(DESKS["preview"], "next").css_first("#dial button") is not None


@pytest.mark.parametrize(("language", "words"), [("en", "Your access has ended."), ("zh", "您的访问权限已终止。")])
def test_who_was_cut_off_is_told_beside_the_notes(language: Language, words: str) -> None:
    notes = NotesPanel("01890000-0000-7000-8000-000000000000", is_last=True)
    html = marked(language, "desk/_notes.html", screen=notes)
    assert words in HTMLParser(html).css_first("#panel-notes [role=alert]").text()
    assert drawn(talking(), "notes").css_first("[role=alert]") is None


def test_the_notes_box_is_left_alone_by_pushes() -> None:
    assert "hx-morph-skip" in drawn(talking(), "notes").css_first("textarea").attributes
    assert drawn(idle(), "notes").css_first("textarea") is None


def test_the_wrap_up_asks_again_when_nothing_was_picked() -> None:
    panel = drawn(wrapping_up(), "wrapup")
    assert panel.css_first("#wrapup-error") is not None
    assert panel.css_first("button[form=extend]").text().strip() == "1 minute more"
