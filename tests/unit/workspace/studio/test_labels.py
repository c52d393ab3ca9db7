"""Every edit has words in both languages, for the buttons that undo and redo it."""

import json
from typing import Any

import pytest

from workspace.studio.edits import edit_of, renames_of, step_after
from workspace.studio.labels import BEGUN, DISCARDED, TYPED, label_of, step_of, words_of

GREET = ["steps", "greet"]
CASES: list[tuple[dict[str, Any], str, str, str]] = [
    ({"op": "set_field", "path": [*GREET, "next"], "value": "x"}, "change the way on of step greet", "修改步骤 greet 的去处", "greet"),
    ({"op": "set_text", "path": ["title"], "language": "en", "text": "x"}, "change the title", "修改标题", ""),
    ({"op": "remove_field", "path": [*GREET, "kb"]}, "remove kb from step greet", "从步骤 greet 移除 kb ", "greet"),
    (
        {"op": "insert_item", "path": [*GREET, "say"], "value": "x"},
        "add to the words of step greet",
        "添加到步骤 greet 的话术内容",
        "greet",
    ),
    ({"op": "move_item", "path": [*GREET, "form", 0], "index": 1}, "reorder the form of step greet", "调整步骤 greet 的表单顺序", "greet"),
    ({"op": "insert_entry", "path": ["vars"], "name": "a", "value": "b"}, "add to the variables", "添加到变量", ""),
    ({"op": "rename_entry", "path": ["vars", "a"], "name": "b"}, "rename a to b", "将 a 改名为 b", ""),
    ({"op": "add_step", "id": "bye", "step": {}}, "add step bye", "添加步骤 bye", "bye"),
    ({"op": "delete_step", "step": "greet"}, "delete step greet", "删除步骤 greet", "wrap"),
    ({"op": "duplicate_step", "step": "greet", "id": "bye"}, "duplicate step greet", "复制步骤 greet", "bye"),
    ({"op": "move_step", "step": "greet", "after": "wrap"}, "move step greet", "移动步骤 greet", "greet"),
    ({"op": "rename_step", "step": "greet", "id": "bye"}, "rename step greet to bye", "将步骤 greet 改名为 bye", "bye"),
    (
        {"op": "change_kind", "step": "greet", "kind": "form"},
        "change what happens in step greet",
        "更改步骤 greet 的类型",
        "greet",
    ),
    (
        {"op": "add_answer", "step": "greet", "answer": "yes", "next": "wrap"},
        "add answer yes to step greet",
        "为步骤 greet 添加回答 yes",
        "greet",
    ),
    ({"op": "remove_answer", "step": "greet", "answer": "yes"}, "remove answer yes from step greet", "从步骤 greet 移除回答 yes", "greet"),
    (
        {"op": "move_answer", "step": "greet", "answer": "yes", "index": 0},
        "move answer yes of step greet",
        "移动步骤 greet 的回答 yes",
        "greet",
    ),
    (
        {"op": "rename_answer", "step": "greet", "answer": "yes", "name": "no"},
        "rename answer yes of step greet to no",
        "将步骤 greet 的回答 yes 改名为 no",
        "greet",
    ),
    (
        {"op": "set_answer", "step": "greet", "answer": "yes", "field": "next", "value": "wrap"},
        "change answer yes of step greet",
        "修改步骤 greet 的回答 yes",
        "greet",
    ),
    ({"op": "rename_objection", "objection": "a", "name": "b"}, "rename objection a to b", "将异议 a 改名为 b", ""),
    ({"op": "rename_variable", "variable": "a", "name": "b", "step": "greet"}, "rename variable a to b", "将变量 a 改名为 b", "greet"),
    ({"op": "rename_variable", "variable": "a", "name": "b"}, "rename variable a to b", "将变量 a 改名为 b", ""),
    (
        {"op": "batch", "ops": [{"op": "delete_step", "step": "greet"}, {"op": "delete_step", "step": "wrap"}]},
        "delete step greet, and 1 more",
        "删除步骤 greet等 2 项修改",
        "last",
    ),
    ({"op": "batch", "label": "Paste three steps", "ops": [{"op": "add_step", "id": "a", "step": {}}]}, *["Paste three steps"] * 2, "a"),
]


@pytest.mark.parametrize(("edit", "english", "chinese", "step"), CASES, ids=lambda value: value["op"] if isinstance(value, dict) else "")
def test_an_edit_in_words(edit: dict[str, Any], english: str, chinese: str, step: str) -> None:
    found = edit_of(edit)
    assert (words_of(label_of(found), "en"), words_of(label_of(found), "zh")) == (english, chinese)
    assert step_after(found, ["greet", "wrap", "last"], ["last"] if edit["op"] == "batch" else ["wrap", "last"]) == step
    assert edit_of(json.loads(json.dumps(found.as_json()))) == found


def test_a_colleague_is_named() -> None:
    assert words_of(TYPED, "en", by="Simon") == "type in the text (Simon)"
    assert words_of(DISCARDED, "zh", by="西蒙") == "丢弃草稿（西蒙）"
    assert words_of(BEGUN, "en") == "begin"


def test_the_tests_are_told_of_every_rename_in_its_order() -> None:
    ops = [
        {"op": "rename_step", "step": "a", "id": "b"},
        {"op": "rename_objection", "objection": "x", "name": "y"},
        {"op": "rename_variable", "variable": "v", "name": "w"},
    ]
    assert renames_of(edit_of({"op": "batch", "ops": [*ops, {"op": "rename_step", "step": "b", "id": "c"}]})) == [
        ("step", "a", "b"),
        ("step", "b", "c"),
        ("objection", "x", "y"),
        ("variable", "v", "w"),
    ]
    assert step_of(label_of(edit_of(ops[0]))) == "b"


def test_a_hostile_name_is_text() -> None:
    label = label_of(edit_of({"op": "delete_step", "step": "{step.__class__}"}))
    assert words_of(label, "en") == "delete step {step.__class__}"
