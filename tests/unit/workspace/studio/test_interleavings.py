"""Two editors at one script, their moves interleaved at random: nothing is lost, and what was taken is in the result.

`make test` tries a few; `make soak-studio` a thousand (CUECARD_INTERLEAVINGS).
"""

import os
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from tests.unit.workspace.studio.editing_office import Office, Page, model_of

INTERLEAVINGS = int(os.environ.get("CUECARD_INTERLEAVINGS", "12"))
MOVES = 10
_WORD = re.compile(r"word_\d+_")
KINDS = ("words", "words", "words", "add", "add", "delete", "rename", "move", "way", "answer", "batch", "typed", "undo", "redo", "look")


def words_of(value: object) -> Counter[str]:
    """The words of ours that stand in something, each as often as it does."""
    return Counter(_WORD.findall(str(value)))


def an_edit(data: st.DataObject, office: Office, page: Page, kind: str) -> dict[str, Any]:
    """An edit that can be made to the text the page shows."""
    steps = model_of(page.source)["steps"]
    step = data.draw(st.sampled_from(sorted(steps)))
    other = data.draw(st.sampled_from(sorted(steps)))
    if kind == "add":
        return {"op": "add_step", "id": office.word(), "step": {"say": {"zh": "新", "en": office.word()}, "next": other}, "after": step}
    if kind == "delete" and len(steps) > 3:
        return {"op": "delete_step", "step": step}
    if kind == "rename":
        return {"op": "rename_step", "step": step, "id": office.word()}
    if kind == "move" and step != other:
        return {"op": "move_step", "step": step, "before": other}
    if kind == "way":
        return {"op": "set_field", "path": ["steps", step, "next"], "value": other}
    if kind == "answer":
        return {"op": "add_answer", "step": step, "answer": office.word(), "next": other}
    if kind == "batch":
        name = office.word()
        new = {"op": "add_step", "id": name, "step": {"say": {"zh": "新", "en": office.word()}, "next": other}}
        return {"op": "batch", "ops": [new, {"op": "set_field", "path": ["steps", step, "next"], "value": name}]}
    language = "zh"  # one language: the two are to meet
    return {"op": "set_text", "path": ["steps", step, "note"], "language": language, "text": office.word()}


def play(data: st.DataObject, office: Office) -> None:
    """Some moves of both, each held against what must be so."""
    for _ in range(MOVES):
        page = data.draw(st.sampled_from(office.pages), label="page")
        kind = data.draw(st.sampled_from(KINDS), label="kind")
        before, seen = office.shadow.now, page.source
        if kind == "look":
            office.refresh(page)
        elif kind in ("undo", "redo"):
            office.walk(page, back=kind == "undo")
        elif kind == "typed":
            office.type_text(page, f"{seen}# {office.word()}\n")
        else:
            known = office.count
            edit = an_edit(data, office, page, kind)
            fresh = {f"word_{number}_" for number in range(known + 1, office.count + 1)}
            is_made = office.edit(page, edit)
            event(f"{'made' if is_made else 'refused'} {'at once' if seen == before else 'on what was changed since'}")
            if is_made:
                gone = words_of(before) - words_of(page.source)
                assert fresh <= set(words_of(page.source)), "what was taken is in the text"
                assert set(gone) <= set(words_of(seen)), "nobody removes what they have not seen"
                assert edit["op"] in ("delete_step", "rename_step", "set_text", "set_field", "batch") or not gone
        assert office.standing() == office.shadow.now
    office.check_nothing_is_lost()


@settings(max_examples=INTERLEAVINGS, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
@given(data=st.data())
def test_two_editors_lose_nothing(data: st.DataObject, office: Callable[[], Office]) -> None:
    opened = office()
    play(data, opened)
    # All that stands can be walked back to the beginning, and forth to the end again.
    page = opened.pages[0]
    opened.refresh(page)
    end = opened.shadow.line[-1]
    for text in reversed(opened.shadow.line[: opened.shadow.at]):
        opened.walk(page, back=True)
        assert page.source == text
    for text in opened.shadow.line[1:]:
        opened.walk(page, back=False)
        assert page.source == text
    assert opened.standing() == end
