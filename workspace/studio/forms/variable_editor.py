"""The editor of a script's variables and parameters: name, type, choices or formula, and what must not be said."""

from dataclasses import replace

from scripts_dsl.editing import FieldPath, Value
from scripts_dsl.source.nodes import ListNode, MapNode, Node, TextNode
from scripts_dsl.types import SCALARS
from workspace.studio.forms import ops
from workspace.studio.forms.choice_editor import choices
from workspace.studio.forms.controls import Asked, Control, Item, Many, NewEntry, Option, Options, Pick, Tick, id_of
from workspace.studio.forms.making import Making, behind_button, entries_of, kept, line, pick, plain, text_of, tick, unknown
from workspace.studio.forms.words import TYPES, VARIABLE, Said
from workspace.words import word

_KEYS = ("enum", "enum?", "is", "type", "private", "sensitive")


def variables(m: Making, path: FieldPath, node: Node | None, said: Said, add: str) -> Control:
    """Names with their types."""
    if node is not None and not isinstance(node, MapNode) and not (isinstance(node, TextNode) and node.is_empty):
        return kept(m, path, node, m.label(said))
    found = entries_of(node)
    types = tuple(each for group in _types(m) for each in group.options)
    asked = (
        Asked("name", m.label(VARIABLE["name"]), "name", needed=True),
        Asked("value", m.label(VARIABLE["type"]), "json", options=(*types, *_own(m)), needed=True),
    )
    return Many(
        path=path,
        label=m.label(said),
        help=m.help(said),
        items=tuple(_variable(m, (*path, name), index, name, value) for index, (name, value) in enumerate(found.items())),
        told=m.told(path),
        look="fields",
        new=NewEntry(path=(*path, "+"), label=add, op=ops.insert_entry(path), inputs=asked, taken=tuple(found)),
    )


def _types(m: Making) -> list[Options]:
    known = m.known
    records = sorted((each for each in known.catalogue.records.values() if each.name != "offer"), key=lambda each: each.name)
    return [
        Options("", tuple(Option(each, word(TYPES, each, known.language)) for each in SCALARS)),
        Options(known.phrase("connected"), tuple(Option(each.name, f"{known.words_of(each.labels)} ({each.name})") for each in records)),
    ]


def _own(m: Making) -> tuple[Option, ...]:
    """Kinds of variables that are more than the name of a type; their values are JSON."""
    return (Option("enum", TYPES["enum"][m.known.language]), Option("is", TYPES["is"][m.known.language]))


def _variable(m: Making, path: FieldPath, index: int, name: str, node: Node) -> Item:
    controls: list[Control] = []
    body = node if isinstance(node, MapNode) else None
    if isinstance(node, TextNode | ListNode):
        controls += _plain_type(m, path, node)
    elif body is not None:
        for key in ("enum", "enum?"):
            if body.get(key) is not None:
                controls.append(choices(m, (*path, key), body.get(key), VARIABLE["enum"]))
                controls.append(_may_be_empty(m, path, body, key))
        if body.get("is") is not None:
            controls.append(line(m, (*path, "is"), body.get("is"), VARIABLE["is"], kind="code", inserts="name"))
        if (type_ := body.get("type")) is not None:
            controls += _plain_type(m, (*path, "type"), type_)
        controls += [tick(m, (*path, key), body.get(key), VARIABLE[key]) for key in ("private", "sensitive")]
        controls += unknown(m, path, body, _KEYS)
    if body is None and isinstance(node, TextNode):
        controls += [_mark(m, path, node, key) for key in ("private", "sensitive")]
    rename = behind_button(
        line(m, (*path, "name"), TextNode(name, node.at), VARIABLE["name"], kind="name", op=ops.rename_variable(name), put="name")
    )
    return Item(
        id=id_of(path, "item"),
        title=f"{name} · {_type_words(m, name, node)}",
        controls=(*controls, rename),
        remove=ops.remove_field(path, plain(node)),
        move=ops.move_item(path),
        index=index,
        told=m.told(path),
    )


def _type_words(m: Making, name: str, node: Node) -> str:
    named = m.known.by_name.get(name)
    return m.known.type_words(named.type) if named is not None else text_of(node)


def _plain_type(m: Making, path: FieldPath, node: Node) -> list[Control]:
    """A named type with its two marks: may be missing, and a list of these."""
    if isinstance(node, MapNode) or (isinstance(node, ListNode) and (len(node.items) != 1 or not isinstance(node.items[0], TextNode))):
        return [kept(m, path, node, m.label(VARIABLE["type"]))]
    is_list = isinstance(node, ListNode)
    written = text_of(node.items[0]) if isinstance(node, ListNode) else text_of(node)
    name, is_optional = written.removesuffix("?").strip(), written.endswith("?")
    menu = pick(m, path, TextNode(name, node.at), VARIABLE["type"], _types(m))
    was = plain(node)
    controls: list[Control] = []
    if isinstance(menu, Pick):
        others: dict[str, Value] = {}
        for group in menu.groups:
            for each in group.options:
                others[each.value] = [each.value] if is_list else f"{each.value}{'?' if is_optional else ''}"
        controls.append(replace(menu, instead={value: ops.set_field(path, was, wanted) for value, wanted in others.items() if value}))
    marks: list[tuple[str, bool, Value, Value]] = [("listed", is_list, [name], name)]
    if not is_list:
        marks.insert(0, ("optional", is_optional, f"{name}?", name))
    for key, value, on, off in marks:
        controls.append(
            Tick(
                path=(*path, key),
                label=m.label(VARIABLE[key]),
                value=value,
                on=ops.set_field(path, was, on),
                off=ops.set_field(path, was, off),
            )
        )
    return controls


def _may_be_empty(m: Making, path: FieldPath, body: MapNode, key: str) -> Control:
    return Tick(
        path=(*path, "optional"),
        label=m.label(VARIABLE["optional"]),
        value=key == "enum?",
        on={"op": "rename_entry", "path": [*path, "enum"], "name": "enum?"},
        off={"op": "rename_entry", "path": [*path, "enum?"], "name": "enum"},
    )


def _mark(m: Making, path: FieldPath, node: TextNode, key: str) -> Control:
    """Private or sensitive, where only the name of the type is written: then the long form is."""
    long: Value = {"type": node.text, key: "true"}
    return Tick(
        path=(*path, key),
        label=m.label(VARIABLE[key]),
        on=ops.set_field(path, node.text, long),
        off=ops.set_field(path, node.text, node.text),
    )
