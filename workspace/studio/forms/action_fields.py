"""The controls of actions: what is asked for, what it is given, where its result is kept; a sub-script is given and gives the same way."""

from dataclasses import replace

from scripts_dsl.editing import FieldPath, Value
from scripts_dsl.expressions.compiler import category
from scripts_dsl.source.nodes import MapNode, Node, TextNode
from scripts_dsl.types import NUMBER, EnumType, ListType, OptionalType, RecordType, ValueType, present
from workspace.studio.forms import ops
from workspace.studio.forms.controls import (
    Asked,
    Block,
    Control,
    Item,
    Line,
    Many,
    NewEntry,
    Option,
    Options,
    Tick,
    id_of,
)
from workspace.studio.forms.known import readable
from workspace.studio.forms.making import entries_of, kept, line, pick, plain, removal, text_of, tick
from workspace.studio.forms.step_part import Part
from workspace.studio.forms.words import PARTS, STEP, Said
from workspace.words import word


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
