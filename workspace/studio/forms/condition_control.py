"""The control of a condition: its rows with their menus, and its text."""

from collections.abc import Sequence

from scripts_dsl.editing import FieldPath
from scripts_dsl.source.nodes import Node, TextNode
from scripts_dsl.types import EnumType, ListType, ValueType, present
from workspace.studio.forms import ops
from workspace.studio.forms.conditions import OPERATORS, Group, Row, model, shown
from workspace.studio.forms.controls import Condition, Control, Op, Option, ShownGroup, ShownRow
from workspace.studio.forms.known import Named
from workspace.studio.forms.making import Making, kept, plain, removal
from workspace.studio.forms.words import Said


def condition(
    m: Making, path: FieldPath, node: Node | None, said: Said, *, optional: bool = True, op: Op | None = None, empty: Op | None = None
) -> Control:
    """A condition as rows and as text."""
    if node is not None and not isinstance(node, TextNode):
        return kept(m, path, node, m.label(said))
    value = node.text if node is not None else ""
    found = model(value) if value.strip() else None
    return Condition(
        path=path,
        label=m.label(said),
        help=m.help(said),
        told=m.told(path),
        value=value,
        op=op or ops.set_field(path, plain(node)),
        empty=empty or removal(path, node, optional=optional),
        rows=_group(m, found) if found is not None else None,
        model=found,
        remove=(empty if node is not None else None) or removal(path, node, optional=optional),
        is_absent=optional and node is None,
    )


def _group(m: Making, group: Group) -> ShownGroup:
    parts = tuple(_row(m, each) if isinstance(each, Row) else _group(m, each) for each in group.parts)
    return ShownGroup(group.combine, parts, group.source, group.sign)


def _row(m: Making, row: Row) -> ShownRow:
    named, kind = measured(m, row.left)
    fitting = [each for each in OPERATORS.values() if kind in each.categories or each.key == row.operator]
    operator = OPERATORS[row.operator]
    choices: Sequence[Option] = ()
    if operator.takes == "name":
        choices = [Option(each.name, each.label) for each in m.known.names if each.category == kind and each.name != row.left]
    elif operator.takes in ("value", "values"):
        choices = _choices(m, named.type if named is not None else None)
    values = tuple(shown(each) for each in row.values) if operator.takes != "name" else row.values
    missing = [Option(each, each) for each in values if choices and each not in {one.value for one in choices}]
    return ShownRow(
        left=row.left,
        left_words=words_of_left(m, row.left),
        operator=row.operator,
        operators=tuple(Option(each.key, each.words[m.known.language], each.key == row.operator) for each in fitting),
        takes=operator.takes,
        values=values,
        raw=row.values,
        choices=(*choices, *missing),
        kind=kind,
        source=row.source,
    )


def measured(m: Making, left: str) -> tuple[Named | None, str]:
    """The name on the left, and what it is compared as; a measure is a number."""
    if left.endswith(")"):
        return None, "number"
    named = m.known.by_name.get(left)
    return named, named.category if named is not None else "text"


def words_of_left(m: Making, left: str) -> str:
    """What a person reads for a name or a measure."""
    function, _, inside = left.removesuffix(")").partition("(")
    if not left.endswith(")"):
        named = m.known.by_name.get(left)
        return named.label if named is not None else left
    if function in ("hour", "weekday") and not inside:
        return m.known.phrase(function)
    key = {"visits": "times_in", "days_until": "days_until", "size": "size_of"}.get(function)
    if key is None:
        return left
    if function == "visits":
        title = next((row.title for row in m.known.rows if row.id == inside), inside)
        return m.known.phrase(key) % title
    named = m.known.by_name.get(inside)
    return m.known.phrase(key) % (named.label if named is not None else inside)


def _choices(m: Making, type_: ValueType | None) -> list[Option]:
    """The values there are, for a type that has only so many."""
    inner = present(type_) if type_ is not None else None
    item = present(inner.item) if isinstance(inner, ListType) else inner
    if not isinstance(item, EnumType):
        return []
    return [Option(each.value, each.label(m.known.language)) for each in item.choices]
