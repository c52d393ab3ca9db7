"""What is known of the dotted names of one script: what must be there for them to have a value, and whom they may be told."""

from dataclasses import dataclass

from scripts_dsl.rules.flow_graph import Bits, Graph
from scripts_dsl.script import Script
from scripts_dsl.types import OptionalType, RecordType, ValueType, present


@dataclass(frozen=True, slots=True)
class KnownName:
    """A dotted name: the facts about its variable (None when that always has a value), and which part of it may be empty, is private,
    is sensitive."""

    root: str
    bits: Bits | None
    optional: str | None
    private: str | None
    sensitive: bool


class KnownNames:
    """The dotted names of a script, each looked up once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[str, KnownName] = {}

    def __getitem__(self, name: str) -> KnownName:
        """What is known of a name."""
        if name not in self._known:
            self._known[name] = _known(self._graph.script, self._graph, name)
        return self._known[name]


def _known(script: Script, graph: Graph, name: str) -> KnownName:
    root, *fields = name.split(".")
    variable = script.variables.get(root) or script.parameters.get(root)
    private = root if variable is not None and variable.private else None
    sensitive = variable is not None and variable.sensitive
    optional: str | None = None
    type_: ValueType | None = script.scope.get(root)
    path = root
    for field in fields:
        record = present(type_) if type_ is not None else None
        found = record.fields.get(field) if isinstance(record, RecordType) else None
        if found is None:
            break
        path = f"{path}.{field}"
        sensitive = sensitive or found.sensitive
        private = private or (path if found.private else None)
        if isinstance(found.type, OptionalType):
            optional = optional or path
        type_ = found.type
    return KnownName(root, graph.bits.get(root), optional, private, sensitive)
