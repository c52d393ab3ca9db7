"""What an edit did, in words, for the buttons that undo and redo it: a code with its details in SQL, a sentence on screens."""

from collections.abc import Mapping
from typing import Any

from scripts_dsl.types import Words
from workspace.studio.edits import Edit
from workspace.words import in_language

Label = Mapping[str, Any]
"""`code`, and what its sentence needs: step, field, name, to, answer, version, more."""
LONGEST_SHOWN = 60
"""Characters of a name in a sentence."""

TYPED: Label = {"code": "typed"}
DISCARDED: Label = {"code": "discarded"}
BEGUN: Label = {"code": "begun"}

_SENTENCES: Mapping[str, Words] = {
    "begun": {"en": "begin", "zh": "开始"},
    "typed": {"en": "type in the text", "zh": "编辑文本"},
    "discarded": {"en": "discard the draft", "zh": "丢弃草稿"},
    "published": {"en": "take version {version}", "zh": "采用第 {version} 版"},
    "change": {"en": "change {field}", "zh": "修改{field}"},
    "change_in_step": {"en": "change {field} of step {step}", "zh": "修改步骤 {step} 的{field}"},
    "remove": {"en": "remove {field}", "zh": "移除{field}"},
    "remove_in_step": {"en": "remove {field} from step {step}", "zh": "从步骤 {step} 移除{field}"},
    "insert": {"en": "add to {field}", "zh": "添加到{field}"},
    "insert_in_step": {"en": "add to {field} of step {step}", "zh": "添加到步骤 {step} 的{field}"},
    "move": {"en": "reorder {field}", "zh": "调整{field}的顺序"},
    "move_in_step": {"en": "reorder {field} of step {step}", "zh": "调整步骤 {step} 的{field}顺序"},
    "rename": {"en": "rename {name} to {to}", "zh": "将 {name} 改名为 {to}"},
    "add_step": {"en": "add step {step}", "zh": "添加步骤 {step}"},
    "delete_step": {"en": "delete step {step}", "zh": "删除步骤 {step}"},
    "duplicate_step": {"en": "duplicate step {step}", "zh": "复制步骤 {step}"},
    "move_step": {"en": "move step {step}", "zh": "移动步骤 {step}"},
    "rename_step": {"en": "rename step {step} to {to}", "zh": "将步骤 {step} 改名为 {to}"},
    "change_kind": {"en": "change what happens in step {step}", "zh": "更改步骤 {step} 的类型"},
    "add_answer": {"en": "add answer {answer} to step {step}", "zh": "为步骤 {step} 添加回答 {answer}"},
    "remove_answer": {"en": "remove answer {answer} from step {step}", "zh": "从步骤 {step} 移除回答 {answer}"},
    "move_answer": {"en": "move answer {answer} of step {step}", "zh": "移动步骤 {step} 的回答 {answer}"},
    "rename_answer": {"en": "rename answer {answer} of step {step} to {to}", "zh": "将步骤 {step} 的回答 {answer} 改名为 {to}"},
    "set_answer": {"en": "change answer {answer} of step {step}", "zh": "修改步骤 {step} 的回答 {answer}"},
    "rename_variable": {"en": "rename variable {name} to {to}", "zh": "将变量 {name} 改名为 {to}"},
    "rename_objection": {"en": "rename objection {name} to {to}", "zh": "将异议 {name} 改名为 {to}"},
}
_MORE: Words = {"en": "{words}, and {more} more", "zh": "{words}等 {total} 项修改"}
_BY: Words = {"en": "{words} ({by})", "zh": "{words}（{by}）"}
_FIELDS: Mapping[str, Words] = {
    "title": {"en": "the title", "zh": "标题"},
    "start": {"en": "the first step", "zh": "起始步骤"},
    "languages": {"en": "the languages", "zh": "语言"},
    "channel": {"en": "the channel", "zh": "渠道"},
    "say": {"en": "the words", "zh": "话术内容"},
    "ask": {"en": "the question", "zh": "问题"},
    "note": {"en": "the note", "zh": "提示"},
    "next": {"en": "the way on", "zh": "去处"},
    "section": {"en": "the section", "zh": "分段"},
    "answers": {"en": "the answers", "zh": "回答"},
    "form": {"en": "the form", "zh": "表单"},
    "branch": {"en": "the branches", "zh": "分支"},
    "read_back": {"en": "the read-back", "zh": "复述确认"},
    "objections": {"en": "the objections", "zh": "异议处理"},
    "vars": {"en": "the variables", "zh": "变量"},
    "exits": {"en": "the exits", "zh": "退出方式"},
    "wrapup": {"en": "the wrap-up", "zh": "话后处理"},
}
_BY_PATH = {
    "set_field": "change",
    "set_text": "change",
    "remove_field": "remove",
    "insert_item": "insert",
    "insert_entry": "insert",
    "move_item": "move",
}


def label_of(edit: Edit) -> Label:
    """What an edit does; of a batch what its first edit does, or the words that were sent with it, and how many more there are."""
    if not edit.parts:
        return _label_of_one(edit)
    if edit["label"]:
        return {"code": "words", "words": edit["label"]}
    more = len(edit.parts) - 1
    return {**_label_of_one(edit.parts[0]), **({"more": more} if more else {})}


def _label_of_one(edit: Edit) -> Label:
    path = edit["path"]
    if edit.op == "rename_entry":
        return {"code": "rename", "name": path[-1], "to": edit["name"]}
    if path is not None:
        kind = _BY_PATH[edit.op]
        if len(path) > 1 and path[0] == "steps":
            return {"code": f"{kind}_in_step", "step": path[1], "field": path[2] if len(path) > 2 else path[1]}
        return {"code": kind, "field": path[0]}
    details = {"step": edit["step"] if edit.op != "add_step" else edit["id"], "answer": edit["answer"]}
    if edit.op in ("rename_objection", "rename_variable"):
        details["name"] = edit["objection"] or edit["variable"]
    if edit.op in ("rename_step", "rename_answer", "rename_objection", "rename_variable"):
        details["to"] = edit["id"] or edit["name"]
    return {"code": edit.op, **{name: value for name, value in details.items() if value is not None}}


def words_of(label: Label, language: str, *, by: str = "") -> str:
    """A label as a sentence; `by`: the colleague who did it, named where it was not the reader."""
    if label.get("code") == "words":
        words = str(label.get("words", ""))
    else:
        shown = {name: str(value)[:LONGEST_SHOWN] for name, value in label.items()}
        if "field" in label:
            shown["field"] = _field_words(str(label["field"]), language)
        words = in_language(_SENTENCES[str(label["code"])], language).format_map(shown)
    if more := label.get("more"):
        words = in_language(_MORE, language).format(words=words, more=more, total=int(more) + 1)
    return in_language(_BY, language).format(words=words, by=by) if by else words


def step_of(label: Label) -> str:
    """The step that a label speaks of, empty where it is none."""
    return str(label.get("to") if label.get("code") == "rename_step" else label.get("step") or "")


def _field_words(field: str, language: str) -> str:
    """What a field is called; one that nobody named is called as it is written."""
    if field in _FIELDS:
        return in_language(_FIELDS[field], language)
    return f" {field[:LONGEST_SHOWN]} " if language == "zh" else field[:LONGEST_SHOWN]
