"""What the world offers a script: records it may read and actions it may ask for, all typed."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from scripts_dsl.types import Field, RecordType, ValueType, Words

ALWAYS_POSSIBLE = frozenset({"timeout", "cancelled"})
"""Error kinds every action can give, beside its own."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One typed input of an action; a sensitive one is masked in logs and on screens."""

    name: str
    type: ValueType
    labels: Words = field(default_factory=dict)
    required: bool = True
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class ActionSignature:
    """What an action takes, gives and does to the customer.

    `writes`: changes something outside · `commits`: binds the customer, so consent must come first · `verifies`: its success
    proves the customer's identity · `errors`: the kinds it can give beside timeout and cancelled.
    """

    name: str
    labels: Words
    parameters: Mapping[str, Parameter]
    result: ValueType | None = None
    writes: bool = False
    commits: bool = False
    verifies: bool = False
    errors: frozenset[str] = frozenset()
    built_in: bool = False

    @classmethod
    def of(
        cls,
        name: str,
        *parameters: Parameter,
        labels: Words,
        result: ValueType | None = None,
        writes: bool = False,
        commits: bool = False,
        verifies: bool = False,
        errors: Iterable[str] = (),
    ) -> "ActionSignature":
        """An action made of these parameters."""
        named = MappingProxyType({each.name: each for each in parameters})
        return cls(name, labels, named, result, writes, commits, verifies, frozenset(errors))

    @property
    def error_kinds(self) -> frozenset[str]:
        """Every error kind a step must be ready for."""
        return self.errors | ALWAYS_POSSIBLE


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All records and actions a script may name.

    `dispositions` are the known codes and `cards` the keys of the knowledge cards, None when any is accepted.

    `attempts_allowed`: how often the contact policy lets one offer be presented in a run.
    """

    records: Mapping[str, RecordType]
    actions: Mapping[str, ActionSignature]
    dispositions: Collection[str] | None = None
    attempts_allowed: int = 2
    cards: Collection[str] | None = None

    @classmethod
    def of(
        cls,
        records: Iterable[RecordType] = (),
        actions: Iterable[ActionSignature] = (),
        dispositions: Collection[str] | None = None,
    ) -> "Catalogue":
        """A catalogue of these records and actions, together with the built-in ones."""
        from scripts_dsl.catalogue.builtins import BUILT_IN_ACTIONS, BUILT_IN_RECORDS  # they are made of the classes above

        return cls(
            MappingProxyType({each.name: each for each in (*BUILT_IN_RECORDS, *records)}),
            MappingProxyType({each.name: each for each in (*BUILT_IN_ACTIONS, *actions)}),
            dispositions,
        )

    def extended(self, record: str, fields: Iterable[Field]) -> "Catalogue":
        """The same catalogue with more fields on one record; KeyError when it has no such record."""
        records = {**self.records, record: self.records[record].extended(fields)}
        return replace(self, records=MappingProxyType(records))

    def with_dispositions(self, codes: Collection[str]) -> "Catalogue":
        """The same catalogue knowing these disposition codes."""
        return replace(self, dispositions=frozenset(codes))

    def with_cards(self, keys: Collection[str]) -> "Catalogue":
        """The same catalogue knowing these knowledge cards."""
        return replace(self, cards=frozenset(keys))
