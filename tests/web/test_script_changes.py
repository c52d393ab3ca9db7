"""Before Sofia publishes she reads in her own language what calls will notice."""

from collections.abc import Callable
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from flows.publishing.frozen import sha256_of
from tests.web.floor import make_library
from workspace.scripts.publishing import check, put_live
from workspace.wiring.parts import Parts

KEY = "broadband_inbound"
ANSWER = "moving: move_form"


@pytest.fixture
def source(parts: Parts) -> str:
    """The text of a shipped script, the library being published."""
    make_library(parts)
    with parts.units.read() as unit:
        live = unit.scripts.live(KEY)
    assert live is not None
    text: str = live["source"]
    assert ANSWER in text
    return text


def told(person: Any, source: str, key: str = KEY) -> list[str]:
    """The sentences that the page lists."""
    answer = person.post(f"/scripts/{key}/changes", {"source": source})
    assert answer.status_code == 200
    return [node.text(strip=True, separator=" ") for node in HTMLParser(answer.text).css("li[data-change]")]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "answer 'Moving house' of step reason now goes to wrap (before: move_form)"),
        ("zh", "步骤 reason 的回答“搬家”现在转到 wrap（原为 move_form）"),
    ],
)
def test_a_change_is_told_in_the_persons_language(visit: Callable[..., Any], source: str, language: str, sentence: str) -> None:
    sofia = visit("sofia", role="supervisor", language=language)
    lines = told(sofia, source.replace(ANSWER, "moving: wrap"))
    assert any(line.endswith(sentence) for line in lines)
    assert lines[0].startswith(("line ", "第 "))


def test_form_alone_is_no_change(visit: Callable[..., Any], source: str) -> None:
    sofia = visit("sofia", role="supervisor")
    answer = sofia.post(f"/scripts/{KEY}/changes", {"source": source + "\n# a comment\n"})
    page = HTMLParser(answer.text)
    assert page.css("li[data-change]") == []
    assert page.css_first("p").text() == "Nothing that a call would notice changes."


def test_a_sub_script_that_was_published_since_is_told(visit: Callable[..., Any], source: str, parts: Parts) -> None:
    key = "lib/verify_identity"
    with parts.units.begin() as unit:
        live = unit.scripts.live(key)
        assert live is not None
        changed = live["source"].replace("en: Thank you, that matches.", "en: Thank you.")
        assert sha256_of(changed) != live["sha256"]
        put_live(unit, key, changed, check(unit, key, changed), note="", person_id=None)
    lines = told(visit("sofia", role="supervisor"), source)
    assert lines == ["English words of step verified of lib/verify_identity: “Thank you, that matches.” → “Thank you.”"]


@pytest.mark.parametrize("text", ["script: broken\n", "\ufeff:", "a: [", "<script>alert(1)</script>"])
def test_a_text_with_errors_has_nothing_to_compare(visit: Callable[..., Any], source: str, text: str) -> None:
    assert told(visit("sofia", role="supervisor"), text) == []


def test_a_script_that_was_never_published_has_nothing_to_compare(visit: Callable[..., Any], source: str) -> None:
    assert told(visit("sofia", role="supervisor"), source, "brand_new") == []


def test_agents_do_not_read_drafts(visit: Callable[..., Any], source: str) -> None:
    assert visit("ana", role="agent").post(f"/scripts/{KEY}/changes", {"source": source}).status_code in (403, 404)


def test_the_page_of_a_version_says_what_it_changed(visit: Callable[..., Any], source: str, parts: Parts) -> None:
    changed = source.replace(ANSWER, "moving: wrap")
    with parts.units.begin() as unit:
        put_live(unit, KEY, changed, check(unit, KEY, changed), note="", person_id=None)
    sofia = visit("sofia", role="supervisor")
    lines = [node.text(strip=True, separator=" ") for node in HTMLParser(sofia.get(f"/scripts/{KEY}/versions/2").text).css("#changes li")]
    assert any(line.endswith("answer 'Moving house' of step reason now goes to wrap (before: move_form)") for line in lines)
    assert HTMLParser(sofia.get(f"/scripts/{KEY}/versions/1").text).css_first("#changes") is None
