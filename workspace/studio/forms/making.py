"""The simple controls, each made from what stands at a place of the text; of a shape it does not know, what is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from scripts_dsl.editing import FieldPath, Value
from scripts_dsl.editing.values import plain_of
from scripts_dsl.source.nodes import ListNode, MapNode, Node, TextNode
from workspace.studio.forms import ops
from workspace.studio.forms.controls import Chip, Control, Kept, Line, Names, Op, Option, Options, Pick, Target, TextIn, Tick, Told
from workspace.studio.forms.known import Known
from workspace.studio.forms.told import Problems
from workspace.studio.forms.words import Said

TRUE = frozenset({"true", "yes"})


@dataclass(frozen=True)
class Making:
    """One form being made: what is known, and the problems that no control has taken yet."""

    known: Known
    problems: Problems

    def label(self, said: Said) -> str:
        """What a field is called."""
        return said.label[self.known.language]

    def help(self, said: Said) -> str:
        """What is said of it."""
        return said.help[self.known.language]

    def told(self, path: FieldPath, *, deep: bool = True, codes: Sequence[str] = ()) -> tuple[Told, ...]:
        """The problems at a place."""
        return self.problems.take(path, deep=deep, codes=codes)

    def written(self, node: Node) -> str:
        """A node as it stands in the text."""
        return self.known.text[node.at.start : node.at.end].rstrip()

    def empty_words(self) -> Mapping[str, Value]:
        """A text in every language, nothing said yet."""
        return dict.fromkeys(self.known.languages, "")


def plain(node: Node | None) -> Value | None:
    """What stands at a place, None where nothing does."""
    return None if node is None else plain_of(node)


def text_of(node: Node | None) -> str:
    """A text without its blanks, "" for anything else."""
    return node.text.strip() if isinstance(node, TextNode) else ""


def removal(path: FieldPath, node: Node | None, *, optional: bool) -> Op | None:
    """The edit that takes an optional field away."""
    return ops.remove_field(path, plain(node)) if optional and node is not None else None


def kept(m: Making, path: FieldPath, node: Node, label: str) -> Kept:
    """What is written, to be looked at."""
    return Kept(path=path, label=label, value=m.written(node), told=m.told(path))


def line(
    m: Making,
    path: FieldPath,
    node: Node | None,
    said: Said,
    *,
    kind: str = "line",
    optional: bool = False,
    inserts: str = "",
    suggestions: Iterable[Option] = (),
    op: Op | None = None,
    put: str = "value",
    placeholder: str = "",
    may_be_empty: bool = False,
) -> Control:
    """A text in one line, or in several with kind "long"."""
    if node is not None and not isinstance(node, TextNode):
        return kept(m, path, node, m.label(said))
    return Line(
        path=path,
        label=m.label(said),
        help=m.help(said),
        told=m.told(path),
        value=node.text if node is not None else "",
        op=op or ops.set_field(path, plain(node)),
        put=put,
        empty=removal(path, node, optional=optional or may_be_empty),
        remove=removal(path, node, optional=optional),
        is_absent=optional and node is None,
        kind=kind,
        inserts=inserts,
        suggestions=tuple(suggestions),
        placeholder=placeholder,
    )


def words(
    m: Making,
    path: FieldPath,
    node: Node | None,
    said: Said,
    *,
    optional: bool = False,
    long: bool = False,
    ignoring: str = "",
    inserts: str = "phrase",
) -> Control:
    """The same words in each language; a bare text is that of the first language."""
    if isinstance(node, ListNode):
        return kept(m, path, node, m.label(said))
    languages = m.known.languages
    found: dict[str, Node] = {}
    if isinstance(node, MapNode):
        found = {entry.key.text: entry.value for entry in node if entry.key.text != ignoring}
    elif node is not None and languages:
        found = {languages[0]: node}
    wanted = dict.fromkeys((*languages, *(each for each in found if each in ("en", "zh"))))
    others = {language: text_of(found.get(language)) for language in wanted}
    lines = []
    for language in wanted:
        value = found.get(language)
        if value is not None and not isinstance(value, TextNode):
            return kept(m, path, node, m.label(said)) if node is not None else TextIn(path=path, label=m.label(said))
        other = next((text for each, text in others.items() if each != language and text), "")
        lines.append(
            Line(
                path=path,
                label=m.label(said),
                told=m.told((*path, language)),
                value=value.text if value is not None else "",
                op=ops.set_text(path, language, plain(value)),
                put="text",
                kind="long" if long else "line",
                inserts=inserts,
                lang=language,
                placeholder=other,
                is_missing=bool(other) and not text_of(value),
            )
        )
    return TextIn(
        path=path,
        label=m.label(said),
        help=m.help(said),
        lines=tuple(lines),
        told=m.told(path, deep=not isinstance(node, MapNode) or not ignoring) if node is not None else (),
        remove=removal(path, node, optional=optional),
        is_absent=optional and node is None,
    )


def tick(m: Making, path: FieldPath, node: Node | None, said: Said, *, on: Op | None = None) -> Control:
    """Yes or no; no takes the field away."""
    if node is not None and not isinstance(node, TextNode):
        return kept(m, path, node, m.label(said))
    return Tick(
        path=path,
        label=m.label(said),
        help=m.help(said),
        told=m.told(path),
        value=text_of(node) in TRUE,
        on=on or ops.set_field(path, plain(node), "true"),
        off=ops.remove_field(path, plain(node)),
    )


def pick(
    m: Making,
    path: FieldPath,
    node: Node | None,
    said: Said,
    groups: Iterable[Options],
    *,
    optional: bool = False,
    empty_label: str = "",
    op: Op | None = None,
) -> Control:
    """One of a menu; what is written and is not in it stands in it all the same."""
    if node is not None and not isinstance(node, TextNode):
        return kept(m, path, node, m.label(said))
    value = text_of(node)
    chosen = [
        Options(each.label, tuple(replace(one, selected=one.value == value) for one in each.options)) for each in groups if each.options
    ]
    if value and not any(one.selected for each in chosen for one in each.options):
        chosen.append(Options(m.known.phrase("written"), (Option(value, value, selected=True),)))
    if not value or optional:
        chosen.insert(0, Options("", (Option("", empty_label or m.known.phrase("choose"), selected=not value),)))
    return Pick(
        path=path,
        label=m.label(said),
        help=m.help(said),
        told=m.told(path),
        groups=tuple(chosen),
        op=op or ops.set_field(path, plain(node)),
        empty=removal(path, node, optional=optional),
        remove=removal(path, node, optional=optional),
        is_absent=optional and node is None,
    )


def target(
    m: Making,
    path: FieldPath,
    node: Node | None,
    said: Said | None = None,
    *,
    label: str = "",
    optional: bool = False,
    op: Op | None = None,
    section: str = "",
    after: str = "",
) -> Control:
    """The step that a way leads to; a new one is put behind `after`, in the same section."""
    name = label or (m.label(said) if said else "")
    if node is not None and not isinstance(node, TextNode):
        return kept(m, path, node, name)
    value = text_of(node)
    where = {"after": after} if after else {}
    return Target(
        path=path,
        label=name,
        help=m.help(said) if said else "",
        told=m.told(path),
        value=value,
        words=next((row.title for row in m.known.rows if row.id == value), ""),
        op=op or ops.set_field(path, plain(node)),
        empty=removal(path, node, optional=optional),
        remove=removal(path, node, optional=optional),
        is_absent=optional and node is None,
        add={"op": "add_step", **where, **({"section": section} if section else {})},
    )


def names(
    m: Making,
    path: FieldPath,
    node: Node | None,
    said: Said,
    options: Sequence[Option],
    *,
    optional: bool = False,
    is_open: bool = False,
) -> Control:
    """A list of names, in an order that counts."""
    if node is not None and not isinstance(node, ListNode) and not (isinstance(node, TextNode) and node.is_empty):
        return kept(m, path, node, m.label(said))
    items = node.items if isinstance(node, ListNode) else ()
    labels = {each.value: each.label for each in options}
    chips = tuple(
        Chip(
            value=text_of(item),
            label=labels.get(text_of(item), text_of(item)),
            remove=ops.remove_field((*path, index), plain(item)),
            move=ops.move_item((*path, index)),
            index=index,
            told=m.told((*path, index)),
        )
        for index, item in enumerate(items)
    )
    listed = {each.value for each in chips}
    return Names(
        path=path,
        label=m.label(said),
        help=m.help(said),
        told=m.told(path),
        chips=chips,
        others=tuple(each for each in options if each.value not in listed),
        op=ops.insert_item(path),
        is_open=is_open,
        remove=removal(path, node, optional=optional),
        is_absent=optional and node is None,
    )


def behind_button(control: Control) -> Control:
    """A control that stands in the text and is wanted so seldom that it waits behind its button."""
    return replace(control, is_absent=not control.told)


def entries_of(node: Node | None) -> dict[str, Node]:
    """The values of a map by their keys; nothing for anything else."""
    return {entry.key.text: entry.value for entry in node} if isinstance(node, MapNode) else {}


def unknown(m: Making, path: FieldPath, node: Node | None, known: Iterable[str]) -> tuple[Control, ...]:
    """The fields of a map that the form does not know, as they are written."""
    wanted = set(known)
    found = node.entries if isinstance(node, MapNode) else ()
    return tuple(kept(m, (*path, each.key.text), each.value, each.key.text) for each in found if each.key.text not in wanted)
