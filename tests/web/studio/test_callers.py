"""Sofia renames a parameter of a sub-script: before she publishes she hears which scripts it leaves behind; one fix mends each."""

from collections.abc import Callable
from typing import Any

from selectolax.lexbor import LexborHTMLParser as HTMLParser

from adapters.database.tables.routing import dispositions
from workspace.scripts.publishing import check, put_live
from workspace.wiring.parts import Parts

SUB = """\
script: ask_mood
spec: 1
title: {en: Ask the mood}
languages: [en]
channel: any
start: how
params:
  about: text
steps:
  how:
    section: care
    say: How is ${about}?
    next: done
  done:
    return: ok
"""
CALLER = """\
script: caring
spec: 1
title: {en: Caring}
languages: [en]
channel: any
start: ask
steps:
  ask:
    section: care
    call: lib/ask_mood
    with: {about: your day}
    returns: {ok: wrap}
  wrap:
    section: end
    wrapup: {dispositions: [sold]}
"""


def test_callers_are_told_of_and_mended(visit: Callable[..., Any], parts: Parts) -> None:
    sofia = visit("sofia", role="supervisor")
    with parts.units.begin() as unit:
        unit.connection.execute(dispositions.insert(), [{"code": "sold", "label_en": "Sold", "label_zh": "已售"}])
        for key, source in (("lib/ask_mood", SUB), ("caring", CALLER)):
            checked = check(unit, key, source)
            assert not checked.errors, checked.problems
            put_live(unit, key, source, checked, note="", person_id=None)
    renamed = SUB.replace("about", "matter")

    def dialog() -> HTMLParser:
        return HTMLParser(sofia.get("/scripts/lib/ask_mood/publications/new").text)

    assert dialog().css_first("#publish-callers") is None
    state = sofia.get("/scripts/lib/ask_mood/state").json()
    saved = sofia.post("/scripts/lib/ask_mood/drafts", {"source": renamed, "based_on": state["sha256"]})
    assert saved.status_code == 200
    told = dialog().css_first("#publish-callers")
    assert told is not None
    assert [each.attributes["href"] for each in told.css("a")] == ["/scripts/caring"]
    assert "no parameter about" in told.text()

    with parts.units.begin() as unit:
        put_live(unit, "lib/ask_mood", renamed, check(unit, "lib/ask_mood", renamed), note="", person_id=None)
        wrong = check(unit, "caring", CALLER).errors
        fix = wrong[0].fix
        assert fix is not None
        mended = CALLER[: fix.start] + fix.replacement + CALLER[fix.end :]
        assert mended == CALLER.replace("about", "matter")
        assert not check(unit, "caring", mended).errors
