"""The editor of a form's fields, in form steps and in wrap-ups."""

from dataclasses import replace

from scripts_dsl.declarations import FORM_KINDS
from scripts_dsl.editing import FieldPath
from scripts_dsl.form_fields import FIELD_KEYS
from scripts_dsl.source.nodes import ListNode, MapNode, Node, TextNode
from workspace.studio.forms import ops
from workspace.studio.forms.choice_editor import choices, new_choices
from workspace.studio.forms.condition_control import condition
from workspace.studio.forms.controls import Button, Control, Item, Line, Many, Option, Options, id_of
from workspace.studio.forms.making import Making, kept, line, pick, plain, removal, text_of, tick, unknown, words
from workspace.studio.forms.words import FIELD, STEP, TYPES
from workspace.words import word

_CHOOSES = frozenset({"choice", "multichoice"})
_UNRANKED = frozenset({"yesno", "choice"})


def fields(m: Making, path: FieldPath, node: Node | None, *, optional: bool = False) -> Control:
    """The fields of one form, in order."""
    if node is not None and not isinstance(node, ListNode):
        return kept(m, path, node, m.label(STEP["form"]))
    items = node.items if isinstance(node, ListNode) else ()
    known = m.known.script
    taken = {text_of(item.get("name")) for item in items if isinstance(item, MapNode)} | set(known.scope if known is not None else ())
    name = next(f"field_{number}" for number in range(len(items) + 1, 10_000) if f"field_{number}" not in taken)
    new = ops.insert_item(path, {"name": name, "type": "text", "label": m.empty_words()})
    button = Button(m.known.phrase("add_field"), new, id_of((*path, len(items), "label"), *m.known.languages[:1]))
    return Many(
        path=path,
        label=m.known.phrase("form_in_wrapup") if optional else m.label(STEP["form"]),
        help=m.help(STEP["form"]),
        items=tuple(_field(m, (*path, index), index, item) for index, item in enumerate(items)),
        adds=(button,),
        told=m.told(path),
        look="fields",
        remove=removal(path, node, optional=optional),
        is_absent=optional and node is None,
    )


def _field(m: Making, path: FieldPath, index: int, node: Node) -> Item:
    if not isinstance(node, MapNode):
        controls: tuple[Control, ...] = (kept(m, path, node, m.label(FIELD["name"])),)
        title = str(index + 1)
    else:
        controls = (*_controls(m, path, node), *unknown(m, path, node, FIELD_KEYS))
        title = _title(m, node) or text_of(node.get("name"))
    return Item(
        id=id_of(path, "item"),
        title=title,
        controls=controls,
        remove=ops.remove_field(path, plain(node)),
        move=ops.move_item(path),
        index=index,
        told=m.told(path),
    )


def _title(m: Making, node: MapNode) -> str:
    label = node.get("label")
    if isinstance(label, MapNode):
        return m.known.words_of({entry.key.text: text_of(entry.value) for entry in label if text_of(entry.value)})
    return text_of(label)


def _controls(m: Making, path: FieldPath, node: MapNode) -> tuple[Control, ...]:
    """What a field of this type can have, and what is written though it cannot."""
    kind = text_of(node.get("type"))
    heard = {
        "of": kind in _CHOOSES and node.get("from") is None,
        "from": kind in _CHOOSES and node.get("of") is None,
        "show": kind in _CHOOSES and node.get("from") is not None,
        "min": kind not in _UNRANKED,
        "max": kind not in _UNRANKED,
    }
    types = Options("", tuple(Option(each, word(TYPES, each, m.known.language)) for each in FORM_KINDS))
    made: list[Control] = [
        words(m, (*path, "label"), node.get("label"), FIELD["label"]),
        pick(m, (*path, "type"), node.get("type"), FIELD["type"], [types]),
        tick(m, (*path, "required"), node.get("required"), FIELD["required"]),
    ]
    if heard["of"] or node.get("of") is not None:
        made.append(_of(m, (*path, "of"), node.get("of"), needed=heard["of"]))
    made += [
        line(m, (*path, key), node.get(key), FIELD[key], kind="code", optional=True, inserts=inserts, placeholder=hint)
        for key, inserts, hint in (("from", "name", "plans"), ("show", "", "${item.name}"))
        if heard[key] or node.get(key) is not None
    ]
    made.append(_name(m, (*path, "name"), node.get("name")))
    made.append(words(m, (*path, "help"), node.get("help"), FIELD["help"], optional=True))
    made += [
        line(m, (*path, key), node.get(key), FIELD[key], kind="code", optional=True, inserts="name")
        for key in ("min", "max", "value")
        if heard.get(key, True) or node.get(key) is not None
    ]
    made.append(condition(m, (*path, "when"), node.get("when"), FIELD["when"]))
    made.append(tick(m, (*path, "sensitive"), node.get("sensitive"), FIELD["sensitive"]))
    return tuple(made)


def _name(m: Making, path: FieldPath, node: Node | None) -> Control:
    """What the field fills: another name is the variable's everywhere, that of another variable fills that one instead."""
    named = text_of(node)
    made = line(m, path, node, FIELD["name"], kind="name")
    if not isinstance(made, Line) or named not in m.known.named:
        return made
    return replace(made, op=ops.rename_variable(named, str(path[1])), put="name", takes=made.op)


def _of(m: Making, path: FieldPath, node: Node | None, *, needed: bool) -> Control:
    """The choices: those of a variable, or the field's own."""
    if node is not None and not isinstance(node, TextNode):
        return choices(m, path, node, FIELD["of"], optional=True)
    named = tuple(Option(each.name, each.label) for each in m.known.names if each.category in ("enum", "list") and "." not in each.name)
    own = Option("+own", m.known.phrase("own_choices"))
    control = pick(m, path, node, FIELD["of"], [Options(m.known.phrase("variables"), named), Options("", (own,))], optional=not needed)
    return new_choices(m, control, own.value)
