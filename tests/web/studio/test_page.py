"""The studio's page without a browser: what it shows of a script, and what its editor of the text completes with."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from adapters.database.tables.routing import queues
from adapters.ids import new_id
from tests.web.test_scripts import KEY, draft, library, live, sofia, write
from workspace.wiring.parts import Parts

__all__ = ["library", "sofia"]  # fixtures that these tests share with those of the editors

pytestmark = pytest.mark.usefixtures("library")


def opened(visitor: Any, key: str = KEY) -> HTMLParser:
    """The page of a key."""
    page = visitor.get(f"/scripts/{key}")
    assert page.status_code == 200
    return HTMLParser(page.text)


def state_of(tree: HTMLParser) -> dict[str, Any]:
    """What the page begins with."""
    found: dict[str, Any] = json.loads(tree.css_first("#studio-state").text())
    return found


def test_the_page_begins_with_the_text_its_steps_and_its_problems(sofia: Any, parts: Parts) -> None:
    write(sofia, parts, live(parts)["source"] + "nonsense: 1\n")
    tree = opened(sofia)
    state, standing = state_of(tree), draft(parts)
    assert standing is not None
    assert (state["source"], state["sha256"]) == (standing["source"], standing["sha256"])
    assert [each["code"] for each in state["problems"]] == ["S001"]
    assert tree.css_first("[data-errors]").text() == "1"
    assert [each.attributes["data-step"] for each in tree.css("#outline li")][:3] == ["greet", "verify", "load_plan"]
    assert tree.css_first("#outline li .outline-title").text() == "Hello …, agent … speaking. How can I help?"
    assert tree.css_first("#open-discard").attributes.get("hidden", "shown") == "shown"


def test_the_page_tells_what_the_script_stands_on(sofia: Any, parts: Parts) -> None:
    page = opened(sofia, "lib/callback")
    assert "Used by" in page.css_first(".studio-notices").text()
    kinds = {each.attributes["value"] for each in page.css("#step-add [name=kind]")}
    assert "return" in kinds
    assert "return" not in {each.attributes["value"] for each in opened(sofia).css("#step-add [name=kind]")}


def test_a_live_script_that_nothing_opens_with_says_so(sofia: Any, parts: Parts) -> None:
    assert opened(sofia).css_first("#opens-nowhere a").attributes["href"] == "/scripts#serving"
    with parts.units.begin() as unit:
        unit.connection.execute(queues.insert(), {"id": new_id(), "key": "sales", "name_en": "Sales", "name_zh": "销售", "script_key": KEY})
    assert opened(sofia).css_first("#opens-nowhere") is None


def test_text_of_an_author_stays_text(sofia: Any, parts: Parts) -> None:
    hostile = "</script><script>alert(1)</script>"
    write(sofia, parts, live(parts)["source"] + f"# {hostile}\n")
    tree = opened(sofia)
    assert hostile in state_of(tree)["source"]
    assert not [each for each in tree.css("script") if "alert(1)" in each.text() and each.attributes.get("type") != "application/json"]


def test_htmx_is_not_sent_where_nothing_is_swapped(sofia: Any) -> None:
    scripts = [each.attributes.get("src") or "" for each in opened(sofia).css("script[src]")]
    assert any(each.endswith("studio/studio.js") for each in scripts)
    assert not any("htmx" in each for each in scripts)


def test_completions_follow_the_draft_in_both_languages(visit: Callable[..., Any], sofia: Any, parts: Parts) -> None:
    write(sofia, parts, live(parts)["source"].replace("  greet:", "  welcome:").replace("start: greet", "start: welcome"))
    for visitor in (sofia, visit("sofia_zh", role="supervisor", language="zh")):
        told = visitor.get(f"/scripts/{KEY}/completions").json()
        assert [each["label"] for each in told["steps"]][0] == "welcome"
        assert "lib/verify_identity" in [each["label"] for each in told["values"]["call"]]
        assert "fibre_1000m" in [each["label"] for each in told["values"]["offer"]]
    assert sofia.get("/scripts/nothing/completions").status_code == 404
    assert visit("ana").get(f"/scripts/{KEY}/completions").status_code == 403
