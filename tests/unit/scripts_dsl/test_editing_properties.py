"""Edits at random: whatever is done to whatever file, the text reads as the edited data, and what was not edited stays to the byte."""

from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from scripts_dsl.editing import (
    Edited,
    EditRefusedError,
    delete_step,
    duplicate_step,
    insert_entry,
    insert_item,
    move_item,
    move_step,
    references_to,
    remove_field,
    rename_step,
    set_field,
)
from scripts_dsl.editing.values import FieldPath, Plain, same, value_at
from scripts_dsl.source.nodes import MapNode, TextNode
from scripts_dsl.source.reader import read
from tests.unit.scripts_dsl.editing_cases import BY_HAND, SOURCES, TIGHT, changed_lines, model_of

SIGNS = "ab Z09_-.,:;!?#&*|>%@`'\"{}[]$\\/=~<\n你好，。：“”（）　\t\u200b😀\x85\u2028"
TEXTS = st.text(st.sampled_from(SIGNS) | st.characters(), max_size=40) | st.lists(
    st.sampled_from(["您好，", "很高兴", "为您服务。", "Hello ", "and thank you ", "${customer.name}", "a: b", " # c", "\n", "- "]),
    max_size=12,
).map("".join)
WORDS = st.sampled_from(["word", "two words", "一句话", "yes", "007", "x > 1"])
KEYS = st.sampled_from(["zh", "en", "label", "when", "b_c"])
VALUES = st.recursive(TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=5)


def places(value: Plain, path: FieldPath = ()) -> list[tuple[FieldPath, Plain]]:
    """Every place below a value, the value itself first."""
    inner: list[tuple[str | int, Plain]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [(path, value), *(found for part, each in inner for found in places(each, (*path, part)))]


def unordered(value: Any) -> Any:
    """A value whose maps have forgotten the order of their keys, which an edit takes from the file."""
    if isinstance(value, dict):
        return {key: unordered(value[key]) for key in sorted(value)}
    return [unordered(each) for each in value] if isinstance(value, list) else value


def writable(value: Any) -> bool:
    """Whether every sign of every text is one that a file can hold: half of a pair is none."""
    return not any("\ud800" <= sign <= "\udfff" for _, text in places(value) if isinstance(text, str) for sign in text)


class Editing(RuleBasedStateMachine):
    """A file that is edited again and again, with the same done to plain data beside it."""

    @initialize(name=st.sampled_from(sorted(SOURCES)))
    def open(self, name: str) -> None:
        self.text = SOURCES[name]
        self.model = model_of(self.text)

    def take(self, edited: Edited) -> None:
        """Check an edit and go on from it."""
        changed_lines(self.text, edited)
        start, end = edited.span
        assert edited.text[:start] == self.text[:start]
        assert edited.text[end:] == self.text[len(self.text) - len(edited.text) + end :]
        known = {each.code for each in read(self.text).problems}
        assert {each.code for each in edited.problems} <= known
        self.text = edited.text
        self.model = model_of(self.text)

    def pick(self, data: st.DataObject, kind: type | None = None) -> tuple[FieldPath, Plain]:
        """Some place that holds a value of that kind."""
        found = [each for each in places(self.model) if each[0] and (kind is None or isinstance(each[1], kind))]
        assume(found)
        return data.draw(st.sampled_from(found))

    def step(self, data: st.DataObject) -> str:
        """Some step."""
        steps = self.model.get("steps", {}) if isinstance(self.model, dict) else {}
        names = list(steps) if isinstance(steps, dict) else []
        assume(len(names) > 1)
        return data.draw(st.sampled_from(names))

    @rule(data=st.data(), text=TEXTS)
    def set_a_text(self, data: st.DataObject, text: str) -> None:
        path, before = self.pick(data, str)
        expected = model_of(self.text)
        holder: Any = value_at(expected, path[:-1])
        holder[path[-1]] = text
        try:
            edited = set_field(self.text, path, text)
        except EditRefusedError as refusal:
            assert (refusal.key, writable(text)) == ("edit.unwritable", False)
            return
        back = set_field(edited.text, path, before)
        assert same(model_of(back.text), self.model)
        self.take(edited)
        assert same(self.model, expected)

    @rule(data=st.data(), value=VALUES)
    def set_anything(self, data: st.DataObject, value: Any) -> None:
        path, _ = self.pick(data)
        expected = model_of(self.text)
        holder: Any = value_at(expected, path[:-1])
        holder[path[-1]] = value
        try:
            self.take(set_field(self.text, path, value))
        except EditRefusedError as refusal:
            assert (refusal.key, writable(value)) == ("edit.unwritable", False)
            return
        assert unordered(self.model) == unordered(expected)

    @rule(data=st.data())
    def remove_anything(self, data: st.DataObject) -> None:
        path, _ = self.pick(data)
        assume(len(path) > 1)
        expected = model_of(self.text)
        holder: Any = value_at(expected, path[:-1])
        del holder[path[-1]]
        try:
            self.take(remove_field(self.text, path))
        except EditRefusedError as refusal:
            assert refusal.key == "edit.elsewhere"
            assert "twice" in self.text
            return
        assert same(self.model, expected)

    @rule(data=st.data(), value=VALUES)
    def insert_an_item(self, data: st.DataObject, value: Any) -> None:
        path, items = self.pick(data, list)
        index = data.draw(st.integers(0, len(items)))
        expected = model_of(self.text)
        holder: Any = value_at(expected, path)
        holder.insert(index, value)
        try:
            self.take(insert_item(self.text, path, value, index))
        except EditRefusedError as refusal:
            assert (refusal.key, writable(value)) == ("edit.unwritable", False)
            return
        assert same(self.model, expected)

    @rule(data=st.data(), value=VALUES)
    def insert_an_entry(self, data: st.DataObject, value: Any) -> None:
        path, entries = self.pick(data, dict)
        assert isinstance(entries, dict)
        assume("new_name" not in entries)
        index = data.draw(st.integers(0, len(entries)))
        try:
            edited = insert_entry(self.text, path, "new_name", value, index)
        except EditRefusedError as refusal:
            assert (refusal.key, writable(value)) == ("edit.unwritable", False)
            return
        assert list(value_at(model_of(edited.text), path))[index] == "new_name"
        assert remove_field(edited.text, (*path, "new_name")).text == self.text
        self.take(edited)
        assert same(value_at(self.model, (*path, "new_name")), value)

    @rule(data=st.data())
    def move_an_item(self, data: st.DataObject) -> None:
        path, items = self.pick(data, list)
        assume(len(items) > 1)
        first, second = (data.draw(st.integers(0, len(items) - 1)) for _ in range(2))
        expected = model_of(self.text)
        holder: Any = value_at(expected, path)
        holder.insert(second, holder.pop(first))
        self.take(move_item(self.text, (*path, first), second))
        assert same(self.model, expected)

    @rule(data=st.data())
    def rename_a_step(self, data: st.DataObject) -> None:
        step = self.step(data)
        edited = rename_step(self.text, step, "renamed_step")
        assert not references_to(edited.text, step)
        assert len(references_to(edited.text, "renamed_step")) >= len(references_to(self.text, step))
        assert rename_step(edited.text, "renamed_step", step).text == self.text
        changed_lines(self.text, edited)

    @rule(data=st.data())
    def duplicate_a_step(self, data: st.DataObject) -> None:
        step = self.step(data)
        edited = duplicate_step(self.text, step, "copied_step")
        steps = value_at(model_of(edited.text), ("steps",))
        assert isinstance(steps, dict)
        assert same(steps["copied_step"], steps[step])
        assert list(steps).index("copied_step") == list(steps).index(step) + 1
        assert delete_step(edited.text, "copied_step").text == self.text
        changed_lines(self.text, edited)

    @rule(data=st.data(), rerouting=st.booleans())
    def delete_a_step(self, data: st.DataObject, rerouting: bool) -> None:
        step, other = self.step(data), self.step(data)
        assume(step != other)
        self.take(delete_step(self.text, step, reroute_to=other if rerouting else None))
        assert isinstance(self.model, dict)
        assert step not in self.model["steps"]
        assert not rerouting or not any(each.is_way for each in references_to(self.text, step))

    @rule(data=st.data(), before=st.booleans())
    def move_a_step(self, data: st.DataObject, before: bool) -> None:
        step, other = self.step(data), self.step(data)
        assume(step != other)
        old = model_of(self.text)
        self.take(move_step(self.text, step, before=other) if before else move_step(self.text, step, after=other))
        assert isinstance(self.model, dict)
        steps: Any = self.model["steps"]
        assert list(steps).index(step) - list(steps).index(other) == (-1 if before else 1)
        assert unordered(self.model) == unordered(old)


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=15, stateful_step_count=6, deadline=None)


@settings(max_examples=120, deadline=None)
@given(data=st.data(), text=TEXTS)
def test_any_text_is_read_back_exactly(data: st.DataObject, text: str) -> None:
    found = [path for path, value in places(model_of(BY_HAND)) if isinstance(value, str) and path]
    path = data.draw(st.sampled_from(found))
    try:
        edited = set_field(BY_HAND, path, text)
    except EditRefusedError as refusal:
        assert (refusal.key, writable(text)) == ("edit.unwritable", False)
        return
    assert value_at(model_of(edited.text), path) == text


@settings(max_examples=60, deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(SOURCES)), word=WORDS)
def test_a_text_set_and_set_back_leaves_no_trace_where_it_stood_on_one_line(data: st.DataObject, name: str, word: str) -> None:
    source = SOURCES[name]
    root = read(source).root
    assert root is not None
    path, node = data.draw(st.sampled_from([each for each in texts(root) if each[1].at.line == line_of_end(source, each[1])]))
    assume(not node.is_empty)
    once = set_field(source, path, word)
    assert set_field(once.text, path, node.text).text == source


@settings(max_examples=60, deadline=None)
@given(data=st.data(), name=st.sampled_from(sorted(SOURCES)))
def test_setting_what_is_there_changes_no_byte(data: st.DataObject, name: str) -> None:
    source = SOURCES[name]
    path, value = data.draw(st.sampled_from([each for each in places(model_of(source)) if each[0]]))
    edited = set_field(source, path, value)
    assert (edited.text, edited.splices) == (source, ())


@given(text=st.binary(max_size=60).map(lambda raw: raw.decode("utf-8", "replace")) | st.text(max_size=60))
@example("{}")
def test_a_text_that_cannot_be_edited_is_refused_and_nothing_else_happens(text: str) -> None:
    try:
        edited = set_field(text, ("title",), "x")
    except EditRefusedError as refusal:
        assert refusal.key in ("edit.unreadable", "edit.shape", "edit.elsewhere", "edit.no_place")
        return
    assert value_at(model_of(edited.text), ("title",)) == "x"


def texts(node: Any, path: FieldPath = ()) -> list[tuple[FieldPath, TextNode]]:
    """Every text below a node."""
    if isinstance(node, TextNode):
        return [(path, node)]
    if isinstance(node, MapNode):
        return [found for entry in node.entries for found in texts(entry.value, (*path, entry.key.text))]
    return [found for index, item in enumerate(node.items) for found in texts(item, (*path, index))]


def line_of_end(source: str, node: TextNode) -> int:
    """The line on which a text ends."""
    return source.removeprefix("\ufeff").count("\n", 0, node.at.end) + 1


def test_the_smallest_script_survives_every_edit_of_every_place() -> None:
    for path, _ in places(model_of(TIGHT)):
        if len(path) > 1:
            edited = remove_field(TIGHT, path)
            changed_lines(TIGHT, edited)
            edited = set_field(TIGHT, path, {"zh": "一", "en": ["a", "b"]})
            assert value_at(model_of(edited.text), path) == {"zh": "一", "en": ["a", "b"]}
