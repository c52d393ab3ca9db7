"""The controls of steps that reach outside the conversation: actions, offers, sub-scripts, the end; and what every step may have."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from scripts_dsl.compiler import category
from scripts_dsl.editing import FieldPath, Value
from scripts_dsl.nodes import ListNode, MapNode, Node, TextNode
from scripts_dsl.rules import RULES
from scripts_dsl.types import EnumType, ListType, OptionalType, RecordType, ValueType, present
from workspace.studio.forms import ops
from workspace.studio.forms.condition_control import condition
from workspace.studio.forms.controls import (
    Asked,
    Block,
    Button,
    Control,
    Item,
    Line,
    Many,
    NewEntry,
    Option,
    Options,
    Pick,
    Tick,
    as_json,
    id_of,
)
from workspace.studio.forms.form_items import fields
from workspace.studio.forms.known import readable
from workspace.studio.forms.making import entries_of, kept, line, names, pick, plain, removal, text_of, tick, unknown
from workspace.studio.forms.step_part import Part
from workspace.studio.forms.words import PARTS, STEP, Said
from workspace.words import OFFER_KINDS, SECTIONS, word


def action(part: Part) -> Control:
    """What is looked up or done."""
    known = part.m.known
    actions = sorted(known.catalogue.actions.values(), key=lambda each: each.name)
    groups = [
        Options(known.phrase("connected"), tuple(Option(each.name, known.words_of(each.labels)) for each in actions if not each.built_in)),
        Options(known.phrase("built_in"), tuple(Option(each.name, known.words_of(each.labels)) for each in actions if each.built_in)),
    ]
    return pick(part.m, part.path("do"), part.node("do"), STEP["do"], groups)


def given(part: Part) -> Control:
    """What the action or sub-script is given, each with an input of its type."""
    m, path, node = part.m, part.path("with"), part.node("with")
    if node is not None and not isinstance(node, MapNode):
        return kept(m, path, node, m.label(STEP["with"]))
    found = entries_of(node)
    wanted = _parameters(part)
    controls: list[Control] = [_argument(part, (*path, name), found.get(name), *each) for name, each in wanted.items()]
    controls += [
        line(m, (*path, name), value, Said({"en": name, "zh": name}, {"en": "", "zh": ""}), optional=True, inserts="value")
        for name, value in found.items()
        if name not in wanted
    ]
    return Block(
        path=path,
        label=m.label(STEP["with"]),
        help=m.help(STEP["with"]),
        controls=tuple(controls),
        told=m.told(path),
        is_absent=not controls and node is None,
        look="given",
    )


def _parameters(part: Part) -> dict[str, tuple[str, ValueType, bool]]:
    """Label, type and whether it must be given, of each parameter."""
    known = part.m.known
    if part.kind == "do":
        signature = part.action
        found = signature.parameters.values() if signature is not None else ()
        return {each.name: (known.words_of(each.labels) or readable(each.name), each.type, each.required) for each in found}
    script = part.subscript
    return {
        each.name: (readable(each.name), each.type, not isinstance(each.type, OptionalType))
        for each in (script.parameters.values() if script is not None else ())
    }


def _argument(part: Part, path: FieldPath, node: Node | None, label: str, type_: ValueType, required: bool) -> Control:
    m, inner = part.m, present(type_)
    said = Said({m.known.language: label}, {m.known.language: m.known.type_words(type_)})
    kind = category(inner)
    fitting = [each for each in m.known.names if each.category == kind or {each.category, kind} == {"text", "enum"}]
    values = tuple(Option(f"${{{each.name}}}", each.label) for each in fitting)
    if isinstance(inner, EnumType) or kind == "yesno":
        own = inner.choices if isinstance(inner, EnumType) else ()
        plain_values = tuple(Option(each.value, each.label(m.known.language)) for each in own) or (
            Option("true", m.known.phrase("is_on")),
            Option("false", word({"no": {"en": "No", "zh": "否"}}, "no", m.known.language)),
        )
        groups = [Options("", plain_values), Options(m.known.phrase("variables"), values)]
        return pick(m, path, node, said, groups, optional=not required)
    hint = {"date": "2026-11-24", "datetime": "2026-11-24T15:30", "time": "15:30", "money": "20 CNY"}.get(kind, "")
    return line(m, path, node, said, optional=not required, inserts="value", suggestions=values, placeholder=hint, may_be_empty=True)


def save_as(part: Part) -> Control:
    """The variable that keeps an answer or a result; of a sub-script, which of ours takes which of its gifts."""
    if part.kind == "call":
        return _gifts(part)
    m, path, node = part.m, part.path("save_as"), part.node("save_as")
    wanted = _kept_type(part)
    kind = category(wanted) if wanted is not None else "text"
    roots = [each for each in m.known.names if "." not in each.name and each.name != "offer"]
    fitting = [each for each in roots if each.category == kind or {each.category, kind} == {"text", "enum"}]
    options = [Option(each.name, each.label) for each in fitting]
    control = line(m, path, node, STEP["save_as"], kind="name", optional=True, suggestions=options)
    return (
        replace(control, declare=written_type(wanted) if wanted is not None else _answers_type(part))
        if isinstance(control, Line)
        else control
    )


def _kept_type(part: Part) -> ValueType | None:
    """The type of what is kept; None where the answers make it."""
    if part.kind == "do":
        return part.action.result if part.action is not None else None
    if part.node("scale") is not None:
        from scripts_dsl.types import NUMBER

        return NUMBER
    return None


def _answers_type(part: Part) -> Value | None:
    """A closed list of the answers, for a question; nothing for an action without result."""
    if part.kind != "ask":
        return None
    found = entries_of(part.node("answers"))
    labels = {value: plain(node.get("label")) if isinstance(node, MapNode) else None for value, node in found.items()}
    named: dict[str, Value] = {value: label if label is not None else {part.m.known.languages[0]: value} for value, label in labels.items()}
    return {"enum": named} if named else "text?"


def written_type(type_: ValueType) -> Value:
    """A type as authors write it, allowed to be missing: nothing is kept before the step was reached."""
    inner = present(type_)
    if isinstance(inner, EnumType):
        return {"enum?": [each.value for each in inner.choices]}
    if isinstance(inner, ListType):
        item = present(inner.item)
        return [item.name if isinstance(item, RecordType) else str(item)]
    return f"{inner.name if isinstance(inner, RecordType) else inner}?"


def _gifts(part: Part) -> Control:
    m, path, node = part.m, part.path("save_as"), part.node("save_as")
    if node is not None and not isinstance(node, MapNode):
        return kept(m, path, node, m.label(STEP["save_as"]))
    script = part.subscript
    options = tuple(Option(each, readable(each)) for each in (script.gives if script is not None else ()))
    phrase = m.known.phrase("gift")
    items = tuple(
        Item(
            id=id_of((*path, ours), "item"),
            title=phrase % text_of(value),
            controls=(
                line(
                    m,
                    (*path, ours, "name"),
                    TextNode(ours, value.at),
                    PARTS["kept_in"],
                    kind="name",
                    op=ops.rename_entry((*path, ours)),
                    put="name",
                ),
                pick(m, (*path, ours), value, PARTS["gift"], [Options("", options)]),
            ),
            remove=ops.remove_field((*path, ours), plain(value)),
            move=None,
            index=index,
            told=m.told((*path, ours)),
        )
        for index, (ours, value) in enumerate(entries_of(node).items())
    )
    ours = tuple(Option(each.name, each.label) for each in m.known.names if "." not in each.name and each.name != "offer")
    asked = (
        Asked("value", m.label(PARTS["gift"]), "pick", options=options, needed=True),
        Asked("name", m.label(PARTS["kept_in"]), "name", options=ours, needed=True),
    )
    return Many(
        path=path,
        label=m.label(STEP["save_as"]),
        help=m.help(STEP["save_as"]),
        items=items,
        told=m.told(path),
        look="choices",
        new=NewEntry(path=(*path, "+"), label=m.label(STEP["save_as"]), op=ops.insert_entry(path), inputs=asked) if options else None,
        remove=removal(path, node, optional=True),
        is_absent=node is None,
    )


def timeout(part: Part) -> Control:
    """How long to wait."""
    return line(part.m, part.path("timeout"), part.node("timeout"), STEP["timeout"], optional=True, placeholder="5s")


def once(part: Part) -> Control:
    """Whether it may be sent more than once."""
    phrase = part.m.known.phrase
    options = tuple(Option(value, phrase(f"once_{key}")) for value, key in (("true", "true"), ("visit", "visit"), ("false", "never")))
    is_writing = part.action is not None and part.action.writes
    control = pick(
        part.m, part.path("once"), part.node("once"), STEP["once"], [Options("", options)], optional=True, empty_label=phrase("once_never")
    )
    return replace(control, is_absent=control.is_absent and not is_writing)


def fulfils(part: Part) -> Control:
    """Whether its success delivers the accepted offer."""
    path, node = part.path("fulfils"), part.node("fulfils")
    control = tick(part.m, path, node, STEP["fulfils"], on=ops.set_field(path, plain(node), "offer"))
    is_on = text_of(node) == "offer"
    writes = part.action is not None and part.action.commits
    return replace(control, value=is_on, is_absent=not is_on and not writes) if isinstance(control, Tick) else control


def offer(part: Part) -> Control:
    """One offer by name, or the best of a slot."""
    m, path, node = part.m, part.path("offer"), part.node("offer")
    value = plain(node)
    known = m.known
    slots = tuple(Option(as_json({"slot": each}), _slot_words(each, known.language)) for each in ("best", *OFFER_KINDS))
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
        adds=(Button(m.known.phrase("add_suggestion"), new, id_of((*path, len(items), "when"), "left")),),
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


def section(part: Part) -> Control:
    """The part of the call that the step belongs to."""
    known = part.m.known
    used = dict.fromkeys((*(row.section for row in known.rows if row.section), *SECTIONS))
    options = [Option(each, word(SECTIONS, each, known.language)) for each in used]
    return line(part.m, part.path("section"), part.node("section"), STEP["section"], optional=True, suggestions=options)


def card(part: Part) -> Control:
    """The knowledge card that opens beside the step."""
    return pick(part.m, part.path("kb"), part.node("kb"), STEP["kb"], [Options("", part.m.known.cards)], optional=True)


def objections(part: Part) -> Control:
    """The objections that are open here."""
    root = part.m.known.root
    found = entries_of(root.get("objections") if root is not None else None)
    options = [Option(name, _label_of(part, node) or name) for name, node in found.items()]
    return names(part.m, part.path("objections"), part.node("objections"), STEP["objections"], options, optional=True)


def _label_of(part: Part, node: Node) -> str:
    label = node.get("label") if isinstance(node, MapNode) else None
    words: Mapping[str, str] = {key: text_of(value) for key, value in entries_of(label).items() if text_of(value)}
    return part.m.known.words_of(words) if words else text_of(label)


def lint(part: Part) -> Control:
    """Warnings that are left as they are, and why."""
    m, path, node = part.m, part.path("lint"), part.node("lint")
    if node is not None and not isinstance(node, MapNode):
        return kept(m, path, node, m.label(STEP["lint"]))
    found = entries_of(node)
    codes = [Option(code, code) for code, rule in sorted(RULES.items()) if rule.severity != "E"]
    return Block(
        path=path,
        label=m.label(STEP["lint"]),
        help=m.help(STEP["lint"]),
        controls=(
            names(m, (*path, "ignore"), found.get("ignore"), PARTS["ignore"], codes),
            line(m, (*path, "why"), found.get("why"), PARTS["why"]),
            *unknown(m, path, node, ("ignore", "why")),
        ),
        told=m.told(path),
        remove=removal(path, node, optional=True),
        is_absent=node is None,
        look="plain",
    )
