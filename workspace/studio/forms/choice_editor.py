"""The editor of a closed list of values with what each reads as: of a variable, or of one field of a form."""

from dataclasses import replace

from scripts_dsl.editing import FieldPath, Value
from scripts_dsl.source.nodes import ListNode, MapNode, Node, TextNode
from workspace.studio.forms import ops
from workspace.studio.forms.controls import Asked, Control, Item, Many, NewEntry, Pick, id_of
from workspace.studio.forms.making import Making, behind_button, entries_of, kept, line, names, plain, removal, words
from workspace.studio.forms.words import VARIABLE, Said


def choices(m: Making, path: FieldPath, node: Node | None, said: Said, *, optional: bool = False) -> Control:
    """Values with labels per language; plain values are listed by their names alone."""
    if isinstance(node, ListNode):
        return names(m, path, node, said, (), optional=optional, is_open=True)
    if node is not None and not isinstance(node, MapNode):
        return kept(m, path, node, m.label(said))
    items = tuple(
        _choice(m, (*path, entry.key.text), index, entry.value) for index, entry in enumerate(node.entries if node is not None else ())
    )
    asked = [Asked(f"value.{each}", m.label(VARIABLE["choice"]), lang=each) for each in m.known.languages]
    return Many(
        path=path,
        label=m.label(said),
        help=m.help(said),
        items=items,
        told=m.told(path),
        look="choices",
        remove=removal(path, node, optional=optional),
        new=NewEntry(
            path=(*path, "+"),
            label=m.known.phrase("add_choice"),
            op=ops.insert_entry(path),
            inputs=tuple(asked),
            name="name",
            taken=tuple(entries_of(node)),
        ),
    )


def _choice(m: Making, path: FieldPath, index: int, node: Node) -> Item:
    value = str(path[-1])
    return Item(
        id=id_of(path, "item"),
        title=value,
        controls=(
            words(m, path, node, VARIABLE["choice"], inserts=""),
            behind_button(
                line(m, (*path, "name"), _as_text(value, node), VARIABLE["value"], kind="name", op=ops.rename_entry(path), put="name")
            ),
        ),
        remove=ops.remove_field(path, plain(node)),
        move=ops.move_item(path),
        index=index,
        told=m.told(path),
    )


def _as_text(value: str, node: Node) -> Node:
    """A name as if it stood there: the control that renames it shows it."""
    return TextNode(value, node.at)


def new_choices(m: Making, control: Control, marker: str) -> Control:
    """The menu, of which the entry `marker` puts in two choices to be written over."""
    if not isinstance(control, Pick):
        return control
    sample: dict[str, Value] = {f"choice_{number}": m.empty_words() for number in (1, 2)}
    return replace(control, instead={marker: {**control.op, "value": sample}})
