"""The controls of offers, sub-scripts, the end of a call and the way back to a caller."""

from collections.abc import Iterable
from dataclasses import replace

from scripts_dsl.editing import FieldPath
from scripts_dsl.source.nodes import ListNode, MapNode, Node
from workspace.studio.forms import ops
from workspace.studio.forms.condition_control import condition
from workspace.studio.forms.controls import (
    Block,
    Button,
    Control,
    Item,
    Many,
    Option,
    Options,
    Pick,
    as_json,
    id_of,
)
from workspace.studio.forms.form_items import fields
from workspace.studio.forms.known import readable
from workspace.studio.forms.making import entries_of, kept, line, names, pick, plain, removal, text_of, unknown
from workspace.studio.forms.step_part import Part
from workspace.studio.forms.words import PARTS, STEP
from workspace.words import OFFER_KINDS, word


def offer(part: Part) -> Control:
    """One offer by name, or the best of a slot."""
    m, path, node = part.m, part.path("offer"), part.node("offer")
    value = plain(node)
    known = m.known
    slots = tuple(
        Option(as_json({"slot": each}), f"{known.phrase('slot')}: {_slot_words(each, known.language)}") for each in ("best", *OFFER_KINDS)
    )
    groups = [
        Options(known.phrase("slot"), slots),
        Options(known.phrase("named"), tuple(Option(as_json(each.value), each.label) for each in known.offers)),
    ]
    now = as_json(value) if value else ""
    shown = [Options(each.label, tuple(replace(one, selected=one.value == now) for one in each.options)) for each in groups if each.options]
    if now and not any(one.selected for each in shown for one in each.options):
        shown.append(Options(known.phrase("written"), (Option(now, m.written(node) if node is not None else "", selected=True),)))
    if not now:
        shown.insert(0, Options("", (Option("", known.phrase("choose"), selected=True),)))
    return Pick(
        path=path, label=m.label(STEP["offer"]), help=m.help(STEP["offer"]), told=m.told(path), groups=tuple(shown),
        op=ops.set_field(path, value), is_json=True,
    )  # fmt: skip


def _slot_words(slot: str, language: str) -> str:
    if slot == "best":
        return {"en": "of any kind", "zh": "任何类型"}[language]
    return word(OFFER_KINDS, slot, language)


def attempts(part: Part) -> Control:
    """How often the offer is presented at most."""
    return line(part.m, part.path("attempts"), part.node("attempts"), STEP["attempts"], kind="number", optional=True)


def call(part: Part) -> Control:
    """The sub-script that is run."""
    return pick(part.m, part.path("call"), part.node("call"), STEP["call"], [Options("", part.m.known.libraries)])


def each(part: Part) -> Control:
    """The list that a sub-script is repeated over."""
    lists = [Option(named.name, named.label) for named in part.m.known.names if named.category == "list"]
    return line(part.m, part.path("each"), part.node("each"), STEP["each"], kind="code", optional=True, inserts="name", suggestions=lists)


def at_most(part: Part) -> Control:
    """How many rounds at most."""
    return line(part.m, part.path("at_most"), part.node("at_most"), STEP["at_most"], kind="number", optional=True)


def wrapup(part: Part) -> Control:
    """Codes, what suggests one, and fields to fill in at the end."""
    m, path, node = part.m, part.path("wrapup"), part.node("wrapup")
    if node is not None and not isinstance(node, MapNode):
        return kept(m, path, node, m.label(STEP["wrapup"]))
    found = entries_of(node)
    listed = found.get("dispositions")
    codes = [text_of(each) for each in listed] if isinstance(listed, ListNode) else []
    labels = {one.value: one.label for one in m.known.codes}
    options = tuple(Option(code, labels.get(code, code)) for code in codes)
    return Block(
        path=path,
        label=m.label(STEP["wrapup"]),
        help=m.help(STEP["wrapup"]),
        controls=(
            names(m, (*path, "dispositions"), listed, PARTS["dispositions"], m.known.codes),
            _suggestions(part, (*path, "suggest"), found.get("suggest"), options),
            fields(m, (*path, "form"), found.get("form"), optional=True),
            *unknown(m, path, node, ("dispositions", "suggest", "form")),
        ),
        told=m.told(path),
        look="plain",
    )


def _suggestions(part: Part, path: FieldPath, node: Node | None, codes: Iterable[Option]) -> Control:
    m, options = part.m, tuple(codes)
    if node is not None and not isinstance(node, ListNode):
        return kept(m, path, node, m.label(PARTS["suggest"]))
    items = node.items if isinstance(node, ListNode) else ()
    new = ops.insert_item(path, {"when": "", "code": options[0].value if options else ""})
    return Many(
        path=path,
        label=m.label(PARTS["suggest"]),
        help=m.help(PARTS["suggest"]),
        items=tuple(_suggestion(part, (*path, index), index, item, options) for index, item in enumerate(items)),
        adds=(Button(m.known.phrase("add_suggestion"), new, id_of((*path, len(items), "when"), "rows", "0", "left")),),
        told=m.told(path),
        look="cases",
        remove=removal(path, node, optional=True),
        is_absent=node is None,
    )


def _suggestion(part: Part, path: FieldPath, index: int, node: Node, codes: tuple[Option, ...]) -> Item:
    m = part.m
    if not isinstance(node, MapNode):
        controls: tuple[Control, ...] = (kept(m, path, node, m.label(PARTS["suggest"])),)
    else:
        controls = (
            condition(m, (*path, "when"), node.get("when"), replace(PARTS["when"], label={"en": "If", "zh": "如果"}), optional=False),
            pick(m, (*path, "code"), node.get("code"), PARTS["code"], [Options("", codes)]),
            *unknown(m, path, node, ("when", "code")),
        )
    return Item(
        id=id_of(path, "item"),
        title=str(index + 1),
        controls=controls,
        remove=ops.remove_field(path, plain(node)),
        move=ops.move_item(path),
        index=index,
        told=m.told(path),
    )


def way_out(part: Part) -> Control:
    """The way out that the calling script sees."""
    script = part.m.known.script
    known = [Option(each, readable(each)) for each in sorted(script.ways_out)] if script is not None else []
    return line(part.m, part.path("return"), part.node("return"), STEP["return"], kind="name", suggestions=known)
