"""The fields of forms, in `form` steps and in wrap-ups."""

import re
from collections.abc import Mapping
from decimal import Decimal

from scripts_dsl.arguments import read_argument
from scripts_dsl.declarations import FORM_KINDS
from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.phrase import Phrase, sole_slot
from scripts_dsl.problem import Words
from scripts_dsl.reading import Reading
from scripts_dsl.script import FormField
from scripts_dsl.source.nodes import Entry, Node, TextNode
from scripts_dsl.types import ListType, ValueType, present

_OWNER: Words = {"en": "a form field", "zh": "表单字段"}
FIELD_KEYS = (
    "name", "type", "of", "from", "show", "required", "min", "max", "value", "label", "help", "when", "sensitive",
)  # fmt: skip
_BOUNDED = frozenset({"number", "money", "date", "time", "datetime"})
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")


def read_fields(reading: Reading, node: Node) -> tuple[FormField, ...]:
    """The fields of one form, in order."""
    fields = [read_field(reading, item) for item in reading.items(node, "form", some=True)]
    return tuple(field for field in fields if field is not None)


def read_field(reading: Reading, node: Node) -> FormField | None:
    """One field; None after telling what it lacks."""
    found = reading.fields(node, _OWNER, FIELD_KEYS, ("name", "type", "label"))
    if found is None or not {"name", "type", "label"} <= found.keys():
        return None
    name = reading.name(found["name"].value, "name")
    kind = reading.one_of(found["type"].value, "type", FORM_KINDS)
    label = reading.local_text(found["label"].value, "label")
    if name is None or kind is None or label is None:
        return None
    _refuse_idle(reading, found, kind)
    type_ = reading.scope.names.get(name)
    if type_ is None:
        if kind in ("choice", "multichoice"):
            source = found.get("of") or found.get("from")
            if source is None:
                reading.tell("S003/missing", node.at, owner=_OWNER, field={"en": "of or from", "zh": "of 或 from"})
            elif isinstance(source.value, TextNode) and (given := reading.expression(source.value, "from")) is not None:
                reading.tell("X013/wanted", source.value.at, wanted="list", found=present(given.type))
        return None
    _check_order(reading, found)
    choices = reading.expression(found["from"].value, "from") if "from" in found else None
    show: Phrase | None = None
    if "show" in found and isinstance(found["show"].value, TextNode) and choices is not None:
        listed = present(choices.type)
        item = listed.item if isinstance(listed, ListType) else listed
        show = reading.phrase(found["show"].value, reading.scope.with_name("item", item))
        if show is not None and not show.slots:
            wanted = {"en": "a text with a value of the item, like ${item.name}", "zh": "含有取值的文字，如 ${item.name}"}
            reading.tell("S003", found["show"].value.at, field="show", wanted=wanted)
    return FormField(
        name=name,
        kind=kind,
        type=type_,
        at=node.at,
        label=label,
        help=reading.local_text(found["help"].value, "help") if "help" in found else None,
        required=reading.truth(found.get("required")),
        minimum=_bound(reading, found["min"].value, "min", type_) if "min" in found else None,
        maximum=_bound(reading, found["max"].value, "max", type_) if "max" in found else None,
        value=_prefill(reading, found["value"].value, type_) if "value" in found else None,
        when=reading.condition(found.get("when")),
        choices_from=choices,
        show=show,
        sensitive=reading.truth(found.get("sensitive")),
    )


def _refuse_idle(reading: Reading, found: Mapping[str, Entry], kind: str) -> None:
    """Tell of keys that say nothing about a field of this type."""
    chooses, ranks = kind in ("choice", "multichoice"), kind not in ("yesno", "choice")
    heard = {"of": chooses and "from" not in found, "from": chooses, "show": chooses and "from" in found, "min": ranks, "max": ranks}
    owner = {"en": f"a {kind} field", "zh": f" {kind} 字段"}
    for key, is_heard in heard.items():
        if key in found and not is_heard:
            reading.tell("S001", found[key].key.at, key=key, owner=owner)


def _check_order(reading: Reading, found: Mapping[str, Entry]) -> None:
    """Tell of two plain numbers between which there is none."""
    least, most = (entry.value if (entry := found.get(key)) else None for key in ("min", "max"))
    if not isinstance(least, TextNode) or not isinstance(most, TextNode):
        return
    if _NUMBER.fullmatch(least.text) and _NUMBER.fullmatch(most.text) and Decimal(most.text) < Decimal(least.text):
        wanted = {"en": f"at least {least.text}, the least allowed", "zh": f"不小于下限 {least.text} 的数"}
        reading.tell("S003", most.at, field="max", wanted=wanted)


def _bound(reading: Reading, node: Node, what: str, type_: ValueType) -> Expression | None:
    """A limit: of the field's own type, a number for the length of anything that has no order, a plain date read as one."""
    if isinstance(node, TextNode) and node.text[:4].isdigit() and "-" in node.text and "(" not in node.text:
        value = read_argument(reading, node, what, type_, reading.scope)
        return value if isinstance(value, Expression) else None
    expression = reading.expression(node, what)
    if expression is None:
        return None
    one, two = str(present(expression.type)), str(present(type_))
    alike = one == two or (two == "money" and one == "number") or {one, two} == {"date", "datetime"}
    if alike or (one == "number" and two not in _BOUNDED):
        return expression
    reading.tell("X013/wanted", node.at, wanted=present(type_), found=present(expression.type))
    return None


def _prefill(reading: Reading, node: Node, type_: ValueType) -> Expression | Phrase | None:
    """What the field holds when it is shown: an expression, bare or in `${...}`, or a plain value."""
    if isinstance(node, TextNode) and sole_slot(node.text) is None and "${" not in node.text and not node.style:
        head = node.text.split("(")[0].split(".")[0].strip()
        if head in reading.scope.names or head in reading.scope.formulas or "(" in node.text:
            return reading.expression(node, "value")
    return read_argument(reading, node, "value", type_, reading.scope)
