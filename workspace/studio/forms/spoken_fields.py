"""The controls of what is said: paragraphs, the question, lines to be read word for word, notes."""

from scripts_dsl.editing import FieldPath
from scripts_dsl.source.nodes import ListNode, MapNode, Node
from workspace.studio.forms import ops
from workspace.studio.forms.condition_control import condition
from workspace.studio.forms.controls import Block, Button, Control, Item, Many, id_of
from workspace.studio.forms.making import Making, behind_button, kept, line, plain, removal, text_of, unknown, words
from workspace.studio.forms.step_part import Part
from workspace.studio.forms.words import PARTS, STEP, Said


def paragraphs(m: Making, path: FieldPath, node: Node | None, said: Said, *, optional: bool) -> Control:
    """Words to speak: one text, or paragraphs, each perhaps with a condition."""
    button = Button(m.known.phrase("add_paragraph"), ops.insert_item(path, m.empty_words()), _next_id(m, path, node))
    if not isinstance(node, ListNode):
        text = words(m, path, node, said, optional=optional, long=True, ignoring="when")
        when = node.get("when") if isinstance(node, MapNode) else None
        only = condition(m, (*path, "when"), when, PARTS["when"])
        return Block(
            path=path,
            label=m.label(said),
            help=m.help(said),
            controls=(text, *((only,) if node is not None else ())),
            told=m.told(path),
            look="say",
            remove=removal(path, node, optional=optional),
            is_absent=optional and node is None,
            buttons=(button,) if node is not None else (),
        )
    items = tuple(_paragraph(m, (*path, index), index, item) for index, item in enumerate(node.items))
    return Many(
        path=path,
        label=m.label(said),
        help=m.help(said),
        items=items,
        adds=(button,),
        told=m.told(path),
        look="say",
        remove=removal(path, node, optional=optional),
    )


def _next_id(m: Making, path: FieldPath, node: Node | None) -> str:
    count = len(node.items) if isinstance(node, ListNode) else 1
    return id_of((*path, count), m.known.languages[0]) if m.known.languages else ""


def _paragraph(m: Making, path: FieldPath, index: int, node: Node) -> Item:
    when = node.get("when") if isinstance(node, MapNode) else None
    text = words(m, path, node, PARTS["paragraph"], long=True, ignoring="when")
    return Item(
        id=id_of(path, "item"),
        title=f"{m.label(PARTS['paragraph'])} {index + 1}",
        controls=(text, condition(m, (*path, "when"), when, PARTS["when"])),
        remove=ops.remove_field(path, plain(node)),
        move=ops.move_item(path),
        index=index,
        told=m.told(path),
    )


def say(part: Part) -> Control:
    """What the agent says."""
    return paragraphs(part.m, part.path("say"), part.node("say"), STEP["say"], optional=part.kind != "say")


def question(part: Part) -> Control:
    """The question of an ask step."""
    return words(part.m, part.path("ask"), part.node("ask"), STEP["ask"], long=True)


def note(part: Part) -> Control:
    """Words for the agent alone."""
    return words(part.m, part.path("note"), part.node("note"), STEP["note"], optional=True, long=True)


def read_back(part: Part) -> Control:
    """Lines that are read word for word and ticked."""
    m, path, node = part.m, part.path("read_back"), part.node("read_back")
    if node is not None and not isinstance(node, ListNode):
        return kept(m, path, node, m.label(STEP["read_back"]))
    items = node.items if isinstance(node, ListNode) else ()
    taken = {text_of(item.get("id")) for item in items if isinstance(item, MapNode)}
    name = next(f"line_{number}" for number in range(len(items) + 1, 10_000) if f"line_{number}" not in taken)
    new = ops.insert_item(path, {"id": name, "text": m.empty_words()})
    return Many(
        path=path,
        label=m.label(STEP["read_back"]),
        help=m.help(STEP["read_back"]),
        items=tuple(_line(m, (*path, index), index, item) for index, item in enumerate(items)),
        adds=(Button(m.known.phrase("add_line"), new, id_of((*path, len(items), "text"), *m.known.languages[:1])),),
        told=m.told(path),
        look="lines",
    )


def _line(m: Making, path: FieldPath, index: int, node: Node) -> Item:
    if not isinstance(node, MapNode):
        controls: tuple[Control, ...] = (kept(m, path, node, m.label(PARTS["line"])),)
    else:
        controls = (
            words(m, (*path, "text"), node.get("text"), PARTS["text"], long=True),
            behind_button(line(m, (*path, "id"), node.get("id"), PARTS["id"], kind="name")),
            condition(m, (*path, "when"), node.get("when"), PARTS["when"]),
            *unknown(m, path, node, ("id", "text", "when")),
        )
    return Item(
        id=id_of(path, "item"),
        title=f"{m.label(PARTS['line'])} {index + 1}",
        controls=controls,
        remove=ops.remove_field(path, plain(node)),
        move=ops.move_item(path),
        index=index,
        told=m.told(path),
    )
