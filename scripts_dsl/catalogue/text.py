"""An action catalogue as text: the records and actions of an installation's own systems, beside those it is given already.

catalogue: 1
records:
  crm.customer: {fields: {contract: {type: text?, label: {en: Contract, zh: 合约}}}}      # more fields of a known record
  erp.invoice: {label: {en: Invoice, zh: 发票}, fields: {id: text, total: money}}         # or a record of one's own
actions:
  erp.get_invoice:
    label: {en: Look up an invoice, zh: 查询发票}
    with: {account: text, period: text?}                                                 # "?": may be left out
    result: erp.invoice
    errors: [refused, down]
    writes: false                                                                        # also: commits, verifies
dispositions: [sold, info_only]
cards: [refund_terms, roaming]                                                           # the knowledge cards that kb: may name
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from scripts_dsl.catalogue import ActionSignature, Catalogue, Parameter
from scripts_dsl.declarations import read_type
from scripts_dsl.expressions.condition import Scope
from scripts_dsl.problem import Problem, Words
from scripts_dsl.reading import NAME, Reading
from scripts_dsl.source.nodes import Entry, MapNode, Node, TextNode
from scripts_dsl.source.reader import read
from scripts_dsl.types import Field, OptionalType, RecordType, ValueType, present

FILE_NAME = "catalogue.yaml"
"""What such a file is called where it stands beside scripts."""
_DOTTED = re.compile(r"[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,63}")
_OWNER: Words = {"en": "an action catalogue", "zh": "动作目录"}
_RECORD: Words = {"en": "a record", "zh": "记录"}
_ACTION: Words = {"en": "an action", "zh": "动作"}
_FIELD: Words = {"en": "a field", "zh": "字段"}
_NAMED: Words = {"en": "a name of two parts, like erp.invoice", "zh": "两段名称，如 erp.invoice"}
_MAP: Words = {"en": "names with their contents", "zh": "“名称: 内容”"}
_TYPE_KEYS = ("type", "enum", "enum?")


def load_catalogue(text: str | bytes, given: Catalogue) -> tuple[Catalogue | None, tuple[Problem, ...]]:
    """The given catalogue with what the text adds, None where a problem of severity E stops it, and all problems. Never raises."""
    document = read(text)
    if document.root is None:
        return None, document.problems
    reading = Reading(document.source, given, lambda _name, _at: None, languages=("en", "zh"), problems=list(document.problems))
    made = _read(reading, document.root, given)
    problems = tuple(sorted(reading.problems, key=lambda each: (each.line, each.column)))
    return None if any(each.severity == "E" for each in problems) else made, problems


def is_catalogue(root: Node | None) -> bool:
    """Whether a file holds a catalogue instead of a script."""
    return isinstance(root, MapNode) and root.entry("catalogue") is not None


def _read(reading: Reading, root: MapNode, given: Catalogue) -> Catalogue:
    entries = reading.fields(root, _OWNER, ("catalogue", "records", "actions", "dispositions", "cards"), ("catalogue",)) or {}
    if "catalogue" in entries:
        reading.whole(entries["catalogue"].value, "catalogue", 1, 1)
    for entry in _named(reading, entries.get("records"), "records"):
        record = _record(reading, entry)
        # a later record may have this one as the type of a field
        reading.catalogue = replace(reading.catalogue, records=MappingProxyType({**reading.catalogue.records, record.name: record}))
    actions = dict(given.actions)
    for entry in _named(reading, entries.get("actions"), "actions"):
        if entry.key.text in given.actions:
            reading.tell("S003/twice", entry.key.at, name=entry.key.text)
        actions[entry.key.text] = _action(reading, entry)
    found = replace(given, records=reading.catalogue.records, actions=MappingProxyType(actions))
    if "dispositions" in entries:
        found = found.with_dispositions([each.text for each in reading.names(entries["dispositions"].value, "dispositions")])
    if "cards" in entries:
        found = found.with_cards([each.text for each in reading.names(entries["cards"].value, "cards")])
    return found


def _named(reading: Reading, entry: Entry | None, what: str) -> Iterator[Entry]:
    """The entries of a map whose keys are names of two parts."""
    if entry is None:
        return
    if not isinstance(entry.value, MapNode):
        reading.tell("S003", entry.value.at, field=what, wanted=_MAP)
        return
    for inner in entry.value:
        if _DOTTED.fullmatch(inner.key.text) is None:
            reading.tell("S003", inner.key.at, field=what, wanted=_NAMED)
        else:
            yield inner


def _record(reading: Reading, entry: Entry) -> RecordType:
    """A record: fields beside those it has already, or a new one, which has words of its own."""
    known = reading.catalogue.records.get(entry.key.text)
    entries = reading.fields(entry.value, _RECORD, ("label", "fields"), ("fields",) if known else ("label", "fields")) or {}
    fields = [_field(reading, each) for each in _inner(reading, entries.get("fields"), "fields")]
    added = [each for each in fields if each is not None]
    labels = _words(reading, entries.get("label"))
    return known.extended(added) if known is not None else RecordType.of(entry.key.text, *added, labels=labels)


def _inner(reading: Reading, entry: Entry | None, what: str) -> Iterator[Entry]:
    """The entries of a map whose keys are plain names."""
    node = entry.value if entry is not None else None
    if node is None or (isinstance(node, TextNode) and node.is_empty):
        return
    if not isinstance(node, MapNode):
        reading.tell("S003", node.at, field=what, wanted=_MAP)
        return
    for each in node:
        if NAME.fullmatch(each.key.text) is None:
            reading.tell("S003/id", each.key.at, name=each.key.text)
        else:
            yield each


def _typed(reading: Reading, entry: Entry) -> tuple[ValueType | None, Mapping[str, Entry]]:
    """A type, written alone or in a map beside words and marks."""
    if not isinstance(entry.value, MapNode):
        return read_type(reading, entry.value), {}
    said = reading.fields(entry.value, _FIELD, (*_TYPE_KEYS, "label", "private", "sensitive")) or {}
    if not said.keys() & set(_TYPE_KEYS):
        reading.tell("S003/missing", entry.value.at, owner=_FIELD, field="type / enum")
        return None, said
    return read_type(reading, entry.value), said


def _field(reading: Reading, entry: Entry) -> Field | None:
    type_, said = _typed(reading, entry)
    if type_ is None:
        return None
    words = _words(reading, said.get("label"))
    return Field(entry.key.text, type_, words, reading.truth(said.get("sensitive")), reading.truth(said.get("private")))


def _action(reading: Reading, entry: Entry) -> ActionSignature:
    """One action with its parameters, result, errors, and what it does to the customer."""
    known = ("label", "with", "result", "errors", "writes", "commits", "verifies")
    entries = reading.fields(entry.value, _ACTION, known, ("label",)) or {}
    parameters = []
    for each in _inner(reading, entries.get("with"), "with"):
        type_, said = _typed(reading, each)
        if type_ is not None:
            words, is_required = _words(reading, said.get("label")), not isinstance(type_, OptionalType)
            parameters.append(Parameter(each.key.text, present(type_), words, is_required, reading.truth(said.get("sensitive"))))
    return ActionSignature.of(
        entry.key.text,
        *parameters,
        labels=_words(reading, entries.get("label")),
        result=read_type(reading, entries["result"].value) if "result" in entries else None,
        writes=reading.truth(entries.get("writes")) or reading.truth(entries.get("commits")),
        commits=reading.truth(entries.get("commits")),
        verifies=reading.truth(entries.get("verifies")),
        errors=[each.text for each in reading.names(entries["errors"].value, "errors")] if "errors" in entries else (),
    )


def _words(reading: Reading, entry: Entry | None) -> Words:
    """A label per language; it stands alone, so it holds no `${...}`."""
    text = None if entry is None else reading.local_text(entry.value, entry.key.text, scope=Scope({}))
    return {} if text is None else {language: phrase.source for language, phrase in text.phrases.items()}
