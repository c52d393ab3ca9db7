"""The types a script's values can have.

At run time a value is: text, phone, email, address, digits, enum -> str · number -> Decimal · money -> Money ·
yesno -> bool · date, time -> datetime.date, datetime.time · datetime -> aware datetime · files -> tuple of str ·
record -> Mapping · list -> tuple. A missing value is None, whatever the type.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

Words = Mapping[str, str]
"""A text per language code ("en", "zh")."""

SCALARS = ("text", "number", "money", "yesno", "date", "time", "datetime", "phone", "email", "address", "digits", "files")
"""Names of the plain types, as authors write them."""

TEXTUAL = frozenset({"text", "phone", "email", "address", "digits"})
"""Plain types whose values are text and may be compared with text."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A plain type, by its name in SCALARS."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of an enum and its labels per language; no labels means that the value names itself."""

    value: str
    labels: Words = field(default_factory=dict)

    def label(self, language: str) -> str:
        """The label in that language, else in any, else the value."""
        return self.labels.get(language) or next(iter(self.labels.values()), self.value)


@dataclass(frozen=True, slots=True)
class EnumType:
    """One of a closed list of text values."""

    choices: tuple[Choice, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The values, in their order."""
        return tuple(choice.value for choice in self.choices)

    def label(self, value: str, language: str) -> str:
        """The label of a value; the value itself where it is not a choice."""
        return next((choice.label(language) for choice in self.choices if choice.value == value), value)

    def __str__(self) -> str:
        return "enum(" + ", ".join(self.values) + ")"


@dataclass(frozen=True, slots=True)
class Field:
    """One typed field of a record: sensitive is masked everywhere, private is not said before identity is verified."""

    name: str
    type: "ValueType"
    labels: Words = field(default_factory=dict)
    sensitive: bool = False
    private: bool = False


@dataclass(frozen=True, slots=True)
class RecordType:
    """A named record with typed fields, like crm.customer; values are mappings that may lack fields."""

    name: str
    fields: Mapping[str, Field]
    labels: Words = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, *fields: Field, labels: Words | None = None) -> "RecordType":
        """A record type made of these fields."""
        return cls(name, MappingProxyType({each.name: each for each in fields}), labels or {})

    def extended(self, fields: Iterable[Field]) -> "RecordType":
        """The same record with more fields; a field of the same name is replaced."""
        return replace(self, fields=MappingProxyType({**self.fields, **{each.name: each for each in fields}}))

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ListType:
    """A list of values of one type."""

    item: "ValueType"

    def __str__(self) -> str:
        return f"[{self.item}]"


@dataclass(frozen=True, slots=True)
class OptionalType:
    """A value that may be missing; never nested."""

    of: "PresentType"

    def __str__(self) -> str:
        return f"{self.of}?"


PresentType = Scalar | EnumType | RecordType | ListType
ValueType = PresentType | OptionalType

TEXT, NUMBER, MONEY, YESNO, DATE, TIME, DATETIME, PHONE, EMAIL, ADDRESS, DIGITS, FILES = (Scalar(name) for name in SCALARS)


def present(type_: ValueType) -> PresentType:
    """The type without its optionality."""
    return type_.of if isinstance(type_, OptionalType) else type_


def optional(type_: ValueType) -> OptionalType:
    """The type as one that may be missing."""
    return type_ if isinstance(type_, OptionalType) else OptionalType(type_)
