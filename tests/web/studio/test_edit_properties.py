"""Edits at random through the studio's requests, on files written by hand: every comment stays, and every byte that was not edited."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scripts_dsl.source.nodes import ListNode, MapNode, Node
from scripts_dsl.source.reader import read
from tests.unit.scripts_dsl.editing_cases import BY_HAND, TIGHT, WINDOWS, model_of
from tests.web.studio.editing import ask, begin, state
from workspace.studio.newlines import shown
from workspace.wiring.parts import Parts

SOURCES = (BY_HAND, BY_HAND.rstrip("\n"), WINDOWS, BY_HAND.replace("\n", "\r\n"), TIGHT, TIGHT.replace("\n", "\r\n"))
EDITS = 5
NUMBERS = count(1)
WORDS = st.sampled_from(["word", "two words", "一句话", "您好，\n很高兴", "a: b # c", "'", "{x}", "😀", "- x", "x\n\ny\n"])


@pytest.fixture
def sofia(visit: Callable[..., Any]) -> Any:
    return visit("sofia", role="supervisor")


def comments(source: str) -> Counter[str]:
    """The comments of a text: what follows a # that stands in no text of it."""
    text = source.removeprefix("\ufeff")
    covered = bytearray(len(text))

    def cover(node: Node) -> None:
        if isinstance(node, MapNode):
            for entry in node.entries:
                covered[entry.key.at.start : entry.key.at.end] = b"x" * (entry.key.at.end - entry.key.at.start)
                cover(entry.value)
        elif isinstance(node, ListNode):
            for item in node.items:
                cover(item)
        else:
            covered[node.at.start : node.at.end] = b"x" * (node.at.end - node.at.start)

    root = read(text).root
    assert root is not None
    cover(root)
    bare = "".join(" " if taken and letter not in "\r\n" else letter for letter, taken in zip(text, covered, strict=True))
    return Counter(comment.rstrip() for comment in re.findall(r"#[^\r\n]*", bare))


def test_a_comment_behind_a_text_with_a_hash_is_seen() -> None:
    assert comments('say: "a # b"   # kept\n') == Counter({"# kept": 1})


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[list[str | int], Any]]:
    """Every place below a value."""
    inner: list[tuple[str | int, Any]] = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [([*path], value), *(found for part, each in inner for found in places(each, (*path, part)))]


def an_edit(data: st.DataObject, source: str, fresh: str) -> tuple[dict[str, Any], bool]:
    """An edit of a text, and whether it may take comments away, with what they stand in."""
    model: Any = model_of(source)
    steps = list(model["steps"])
    step, other = data.draw(st.sampled_from(steps)), data.draw(st.sampled_from(steps))
    found = [(path, value) for path, value in places(model) if len(path) > 1]
    texts = [path for path, value in found if isinstance(value, str)]
    lists = [(path, value) for path, value in found if isinstance(value, list)]
    kind = data.draw(
        st.sampled_from(
            ["text", "text", "text", "item", "add", "copy", "move", "rename", "variable", "kind", "delete", "remove", "turn", "batch"]
        )
    )
    if kind == "item" and lists:
        path, value = data.draw(st.sampled_from(lists))
        return {"op": "insert_item", "path": path, "value": fresh, "index": data.draw(st.integers(0, len(value)))}, False
    if kind == "turn" and any(len(value) > 1 for _, value in lists):
        path, value = data.draw(st.sampled_from([each for each in lists if len(each[1]) > 1]))
        return {"op": "move_item", "path": [*path, 0], "index": len(value) - 1}, False
    if kind == "add":
        return {"op": "add_step", "id": fresh, "step": {"say": {"zh": "新", "en": "New"}, "next": step}, "after": other}, False
    if kind == "copy":
        return {"op": "duplicate_step", "step": step, "id": fresh}, False
    if kind == "move" and step != other:
        return {"op": "move_step", "step": step, data.draw(st.sampled_from(["before", "after"])): other}, False
    if kind == "rename":
        return {"op": "rename_step", "step": step, "id": fresh}, False
    if kind == "kind":
        return {
            "op": "change_kind",
            "step": step,
            "kind": data.draw(st.sampled_from(["say", "ask", "form", "branch", "do", "wrapup"])),
        }, True
    if kind == "variable" and model.get("vars"):
        return {"op": "rename_variable", "variable": data.draw(st.sampled_from(list(model["vars"]))), "name": fresh}, False
    if kind == "delete" and len(steps) > 2:
        return {"op": "delete_step", "step": step}, True
    if kind == "remove":
        return {"op": "remove_field", "path": data.draw(st.sampled_from(texts))}, True
    path, text = data.draw(st.sampled_from(texts)), data.draw(WORDS)
    setting = {"op": "set_field", "path": path, "value": text}
    if kind == "batch":
        return {"op": "batch", "ops": [setting, {"op": "rename_step", "step": step, "id": fresh}]}, False
    return setting, False


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
@given(data=st.data(), source=st.sampled_from(SOURCES))
def test_random_edits_keep_every_comment_and_every_untouched_byte(data: st.DataObject, source: str, sofia: Any, parts: Parts) -> None:
    key = f"random_{next(NUMBERS)}"
    told = {"sha256": begin(parts, sofia, source, key)}
    assert ask(sofia, "drafts", key, source=shown(source), based_on=told["sha256"]).json()["sha256"] == told["sha256"]
    texts, revision = [source], 0
    for number in range(EDITS):
        before = texts[-1]
        edit, may_take = an_edit(data, before, f"fresh_{number}")
        made = ask(sofia, "edits", key, edit=edit, based_on=told["sha256"])
        if made.status_code == 422:
            assert made.json()["code"] in ("edit.elsewhere", "edit.shape", "edit.no_place")
            continue
        assert made.status_code == 200
        told = made.json()
        after = stored(parts, key)
        if after == before:
            continue
        # The same field again a moment later continues the entry before.
        texts[len(texts) if told["revision"] != revision else -1 :] = [after]
        revision = told["revision"]
        assert after.startswith("\ufeff") == before.startswith("\ufeff")
        assert may_take or not comments(before) - comments(after)
        assert ("\r\n" in before) == ("\r\n" in after)
        assert "\r" not in after.replace("\r\n", "")
        if "\r" in before:
            assert after.count("\n") == after.count("\r\n")
        page = shown(before).encode("utf-16-le")
        for start, end, text in reversed(told["splices"]):
            page = page[: 2 * start] + text.encode("utf-16-le") + page[2 * end :]
        assert page.decode("utf-16-le") == told["source"] == shown(after)
    for noun, line in (("undo", texts[-2::-1]), ("redo", texts[1:])):
        for text in line:
            told = ask(sofia, noun, key, based_on=told["sha256"]).json()
            assert stored(parts, key) == text
    assert state(sofia, key)["source"] == shown(texts[-1])


def stored(parts: Parts, key: str) -> str:
    """The text of a draft, byte for byte."""
    with parts.units.read() as unit:
        found = unit.scripts.draft(key)
    assert found is not None
    text: str = found["source"]
    return text
