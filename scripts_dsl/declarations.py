"""The names a script declares: variables with their types, parameters, and the fields of its forms."""

from collections.abc import Iterator, Mapping

from scripts_dsl.expressions.compiler import category
from scripts_dsl.expressions.condition import Scope, compile_expression
from scripts_dsl.problem import Words
from scripts_dsl.reading import NAME, Reading
from scripts_dsl.script import Variable
from scripts_dsl.source.nodes import Entry, ListNode, MapNode, Node, TextNode
from scripts_dsl.types import (
    SCALARS,
    Choice,
    EnumType,
    ListType,
    OptionalType,
    PresentType,
    Scalar,
    ValueType,
    optional,
    present,
)

RESERVED = frozenset({"offer", "item", "and", "or", "not", "in", "true", "false", "null", "yes", "no", "today", "now"})
"""Names of the language itself."""
FORM_KINDS = (*SCALARS, "choice", "multichoice")
_VARIABLE: Words = {"en": "a variable", "zh": "变量"}


def read_type(reading: Reading, node: Node) -> ValueType | None:
    """A type as written: a name with or without `?`, a list of one, or a map with `enum` or `type`."""
    if isinstance(node, ListNode):
        inner = read_type(reading, node.items[0]) if len(node.items) == 1 else None
        if len(node.items) != 1:
            wanted = {
                "en": "a list of one type, like [bss.plan], or the values of an answer, like {enum: [a, b]}",
                "zh": "单一类型的列表，如 [bss.plan]；一组取值写成 {enum: [a, b]}",
            }
            reading.tell("S003", node.at, field="type", wanted=wanted)
        return None if inner is None else ListType(present(inner))
    if isinstance(node, MapNode):
        for key in ("enum", "enum?"):
            entry = node.entry(key)
            if entry is not None:
                enum = _read_enum(reading, entry.value)
                return optional(enum) if enum and key.endswith("?") else enum
        entry = node.entry("type")
        return None if entry is None else read_type(reading, entry.value)
    text = reading.text(node, "type")
    if text is None:
        return None
    name = text.removesuffix("?").strip()
    found = _named_type(reading, name)
    if found is None:
        known = (*SCALARS, *reading.catalogue.records)
        reading.tell("S003/type", node.at, meant=reading.close(name, known), name=name)
        return None
    return optional(found) if text.endswith("?") else found


def _named_type(reading: Reading, name: str) -> PresentType | None:
    if name in SCALARS:
        return Scalar(name)
    if name.startswith("[") and name.endswith("]"):
        inner = _named_type(reading, name[1:-1].strip())
        return None if inner is None else ListType(inner)
    return reading.catalogue.records.get(name)


def _read_enum(reading: Reading, node: Node) -> EnumType | None:
    """A closed list of values: with labels per language, or just the values."""
    if isinstance(node, ListNode):
        values = reading.names(node, "enum", some=True)
        first: dict[str, TextNode] = {}
        for value in values:
            if first.setdefault(value.text, value) is not value:
                reading.tell("S003/twice", value.at, name=value.text)
        return EnumType(tuple(Choice(value.text) for value in values)) if values else None
    if not isinstance(node, MapNode) or not node.entries:
        reading.tell("S003", node.at, field="enum", wanted={"en": "values with labels", "zh": "带文字的取值"})
        return None
    choices = []
    for entry in node:
        if NAME.fullmatch(entry.key.text) is None:
            reading.tell("S003/id", entry.key.at, name=entry.key.text)
            continue
        choices.append(Choice(entry.key.text, _read_labels(reading, entry)))
    return EnumType(tuple(choices))


def _read_labels(reading: Reading, entry: Entry) -> Words:
    """The labels of one enum value: words without any `${...}`; problems point at the value's key."""
    if not isinstance(entry.value, MapNode):
        text = reading.text(entry.value, entry.key.text)
        return {} if text is None else {reading.languages[0]: text}
    pointed = MapNode(entry.value.entries, entry.key.at, entry.value.flow)
    words = reading.local_text(pointed, entry.key.text, scope=Scope({}))
    return {} if words is None else {language: phrase.source for language, phrase in words.phrases.items()}


def read_variables(reading: Reading, node: Node | None) -> tuple[dict[str, Variable], dict[str, Entry]]:
    """The declared variables, and the formulas among them that are still to be compiled."""
    variables: dict[str, Variable] = {}
    formulas: dict[str, Entry] = {}
    if node is None or (isinstance(node, TextNode) and node.is_empty):
        return variables, formulas
    if not isinstance(node, MapNode):
        reading.tell("S003", node.at, field="vars", wanted={"en": "names with types", "zh": "“名称: 类型”"})
        return variables, formulas
    for entry in node:
        name = entry.key.text
        if not _is_free(reading, entry.key, variables):
            continue
        private = sensitive = False
        if isinstance(entry.value, MapNode):
            known = ("enum", "enum?", "is", "type", "private", "sensitive")
            fields = reading.fields(entry.value, _VARIABLE, known) or {}
            private, sensitive = reading.truth(fields.get("private")), reading.truth(fields.get("sensitive"))
            if "is" in fields:
                formulas[name] = fields["is"]
                continue
            if not {"enum", "enum?", "type"} & fields.keys():
                reading.tell("S003/missing", entry.value.at, owner=_VARIABLE, field="type / enum / is")
                continue
        type_ = read_type(reading, entry.value)
        if type_ is not None:
            variables[name] = Variable(name, type_, entry.key.at, None, private, sensitive)
    return variables, formulas


def _is_free(reading: Reading, key: TextNode, taken: Mapping[str, object]) -> bool:
    """Whether a name may be declared; tells when not."""
    name = key.text
    if NAME.fullmatch(name) is None:
        reading.tell("S003/id", key.at, name=name)
    elif name in RESERVED:
        reading.tell("S003/reserved", key.at, name=name)
    elif name in taken:
        reading.tell("S003/twice", key.at, name=name)
    else:
        return True
    return False


def form_nodes(steps: MapNode) -> Iterator[MapNode]:
    """Every form field written in any step, wrap-ups included."""
    for entry in steps:
        if not isinstance(entry.value, MapNode):
            continue
        wrapup = entry.value.get("wrapup")
        for holder in (entry.value, wrapup):
            form = _form_in(holder) if isinstance(holder, MapNode) else None
            yield from (item for item in form.items if isinstance(item, MapNode)) if form is not None else ()


def _form_in(holder: MapNode) -> ListNode | None:
    """The fields under `form`, or under what may be a misspelt one: then the fields are known all the same."""
    form = holder.get("form")
    if form is not None:
        return form if isinstance(form, ListNode) else None
    lists = (each.value for each in holder if isinstance(each.value, ListNode))
    return next((each for each in lists if any(isinstance(item, MapNode) and _is_field(item) for item in each.items)), None)


def _is_field(node: MapNode) -> bool:
    """Whether something looks like a form field."""
    return node.entry("name") is not None and node.entry("type") is not None


def declare_form_fields(reading: Reading, steps: MapNode, names: dict[str, ValueType]) -> dict[str, Variable]:
    """The variables that form fields declare; a name already declared must have the same type."""
    declared: dict[str, Variable] = {}
    for node in form_nodes(steps):
        name, kind = node.get("name"), node.get("type")
        if not isinstance(name, TextNode) or not isinstance(kind, TextNode) or NAME.fullmatch(name.text) is None:
            continue
        type_ = _field_type(reading, node, kind.text, names)
        if type_ is None:
            continue
        existing = declared[name.text].type if name.text in declared else names.get(name.text)
        if existing is None:
            if not _is_free(reading, name, {}):
                continue
            sensitive = node.get("sensitive")
            masked = isinstance(sensitive, TextNode) and sensitive.text in ("true", "yes")
            declared[name.text] = Variable(name.text, optional(type_), name.at, sensitive=masked)
        elif category(existing) != category(type_):
            reading.tell("S003/kept", name.at, name=name.text, type=present(existing), found=type_)
    return declared


def _field_type(reading: Reading, node: MapNode, kind: str, names: Mapping[str, ValueType]) -> PresentType | None:
    """The type of the variable of a form field; a choice from a list is typed by the list's items."""
    if kind in SCALARS:
        return Scalar(kind)
    if kind not in FORM_KINDS:
        return None
    of, source = node.get("of"), node.get("from")
    item: PresentType | None = None
    if isinstance(of, TextNode):
        named = names.get(of.text)
        item = present(named) if named is not None else None
    elif of is not None:
        item = _read_enum(reading, of)
    elif isinstance(source, TextNode):
        found, _ = compile_expression(source.text, Scope(names))
        inner = present(found.type) if found is not None else None
        item = present(inner.item) if isinstance(inner, ListType) else None
    if item is None:
        return None
    return ListType(item) if kind == "multichoice" else item


def is_optional(variable: Variable) -> bool:
    """Whether a parameter may be left out."""
    return isinstance(variable.type, OptionalType)
