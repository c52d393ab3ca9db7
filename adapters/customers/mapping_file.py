"""A mapping file: YAML read by the same reader as scripts, checked by pydantic, each mistake told with its line."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from adapters.customers.errors import FileRefused
from adapters.customers.mapping import Attribute, CustomerMapping, Labels, LeadMapping
from flows.customers.customer import CUSTOMER_SINCE, AttributeDefinition
from scripts_dsl.source.nodes import ListNode, MapNode, Node, TextNode
from scripts_dsl.source.reader import read

Kind = TypeVar("Kind", CustomerMapping, LeadMapping)


class MappingFile:
    """The text of a mapping, read: its values, and on which line each of them stands."""

    def __init__(self, text: bytes) -> None:
        document = read(text)
        errors = [problem for problem in document.problems if problem.severity == "E"]
        if document.root is None or errors:
            first = errors[0]
            raise FileRefused("mapping", line=first.line, why=first.message())
        self._root = document.root
        self._values = _plain(document.root)

    def parsed(self, kind: type[Kind]) -> Kind:
        """The mapping; FileRefused with the line of the first mistake."""
        try:
            return kind.model_validate(self._values)
        except ValidationError as error:
            # What stands there wrongly goes before what is missing: a mistyped key is both, and its own line shows the slip.
            first = min(error.errors(), key=lambda each: (each["type"] == "missing", self.line(each["loc"])))
            named = ".".join(str(part) for part in first["loc"])
            raise FileRefused("mapping", line=self.line(first["loc"]), why=f"{named}: {first['msg']}") from error

    def line(self, path: Sequence[int | str]) -> int:
        """The line of a value, or of the nearest thing around it where the path goes on outside the text."""
        node: Node = self._root
        line = 1
        for part in path:
            if isinstance(node, MapNode):
                entry = next((each for each in node.entries if each.key.text == part), None)
                if entry is None:
                    continue  # a step of pydantic's own, or a key that is missing
                line, node = entry.key.at.line, entry.value
            elif isinstance(node, ListNode) and isinstance(part, int) and part < len(node.items):
                node = node.items[part]
                line = node.at.line
        return line

    def check_columns(self, header: Iterable[str]) -> None:
        """Refuse the file when the mapping names a column that it has not; the message names the line of the mapping."""
        known = set(header)
        for column, line in _columns(self._root):
            if column not in known:
                raise FileRefused("no_such_column", line=line, column=column)


def mapping_at(path: Path) -> MappingFile:
    """The mapping file at a path; FileRefused when it cannot be read."""
    try:
        return MappingFile(path.read_bytes())
    except OSError as error:
        raise FileRefused("no_file", path=path.name, why=error.strerror or "not readable") from error


def attributes_of(mapping: CustomerMapping | LeadMapping, header: Sequence[str]) -> dict[str, Attribute]:
    """The custom attributes of a list: those of the mapping, and where it says so each column it does not name, as text."""
    used = {column for column, _ in named_columns(mapping)}
    further = [column for column in header if column not in used]
    if further and mapping.further == "refuse":
        raise FileRefused("mapping", line=1, why=f"it says nothing of the column {further[0]}")
    if mapping.further != "attributes":
        return dict(mapping.attributes)
    attributes = dict(mapping.attributes)
    for column in further:
        key = key_of(column, header.index(column) + 1)
        if key in attributes:  # another column's already: its place tells them apart
            key = f"{key[:50]}_{header.index(column) + 1}"
        attributes[key] = Attribute(column=column, type="text", label=Labels(en=column, zh=column))
    return attributes


def definitions_of(mapping: CustomerMapping | LeadMapping, attributes: dict[str, Attribute]) -> list[AttributeDefinition]:
    """The attributes as the workspace keeps them."""
    made = [
        AttributeDefinition(
            key,
            each.type,
            each.label.words,
            tuple({"value": option.value, "en": option.en, "zh": option.zh} for option in each.options.values()),
            each.sensitive,
        )
        for key, each in attributes.items()
    ]
    return [CUSTOMER_SINCE, *made] if isinstance(mapping, CustomerMapping) and mapping.agreement else made


def key_of(column: str, place: int) -> str:
    """The attribute key of a column that the mapping does not name; one without Latin letters goes by its place."""
    key = "".join(each if each.isascii() and each.isalnum() else "_" for each in column.lower()).strip("_")
    if not key:
        return f"column_{place}"
    return (key if key[0].isalpha() else f"column_{key}")[:60]


def named_columns(mapping: CustomerMapping | LeadMapping) -> set[tuple[str, str]]:
    """Every column that a mapping speaks of, with the key it stands under."""
    found: set[tuple[str, str]] = {(column, "ignore") for column in mapping.ignore}
    person = mapping.customer if isinstance(mapping, CustomerMapping) else mapping.lead
    for key, value in person:
        if value is not None:
            found.add((value if isinstance(value, str) else value.column, key))
    found |= {(attribute.column, key) for key, attribute in mapping.attributes.items()}
    if isinstance(mapping, CustomerMapping):
        found |= {(number.column, "numbers") for number in mapping.numbers}
        found |= {(each.column, each.product) for each in mapping.subscriptions}
        if mapping.agreement:
            agreement = mapping.agreement
            parts = (agreement.name.column, agreement.term_months.column, agreement.tenure_months, agreement.monthly)
            found |= {(column, "agreement") for column in parts}
        if mapping.billing:
            billing = mapping.billing
            found |= {(column, "billing") for column in (billing.plan.column, billing.payment_method, billing.monthly)}
    return found


def _plain(node: Node) -> Any:
    if isinstance(node, MapNode):
        return {entry.key.text: _plain(entry.value) for entry in node.entries}
    if isinstance(node, ListNode):
        return [_plain(item) for item in node.items]
    return node.text


# Where a bare text is a column, beside everything that stands under `column`.
_BARE = {"customer": None, "lead": None, "agreement": ("tenure_months", "monthly"), "billing": ("payment_method", "monthly")}


def _columns(root: MapNode) -> Iterable[tuple[str, int]]:
    """Every column that the text names, with its line."""
    for entry in root.entries:
        if entry.key.text == "ignore" and isinstance(entry.value, ListNode):
            yield from ((item.text, item.at.line) for item in entry.value.items if isinstance(item, TextNode))
        if entry.key.text in _BARE and isinstance(entry.value, MapNode):
            bare = _BARE[entry.key.text]
            yield from (
                (inner.value.text, inner.value.at.line)
                for inner in entry.value.entries
                if isinstance(inner.value, TextNode) and (bare is None or inner.key.text in bare)
            )
        yield from _under_column(entry.value)


def _under_column(node: Node) -> Iterable[tuple[str, int]]:
    if isinstance(node, ListNode):
        for item in node.items:
            yield from _under_column(item)
    if isinstance(node, MapNode):
        for entry in node.entries:
            if entry.key.text == "column" and isinstance(entry.value, TextNode):
                yield entry.value.text, entry.value.at.line
            elif entry.key.text not in ("values", "options"):
                yield from _under_column(entry.value)
