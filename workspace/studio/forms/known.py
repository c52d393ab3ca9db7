"""What a form knows beside the step itself: the script as it is read, its steps and names, and what stands around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flows.offers.offer import SLOTS
from flows.publishing.frozen import catalogue_of, sha256_of
from scripts_dsl.catalogue import Catalogue
from scripts_dsl.editing.variables import names_declared
from scripts_dsl.expressions.compiler import category
from scripts_dsl.loader import MappedLibrary, load_script
from scripts_dsl.problem import Problem
from scripts_dsl.script import Script
from scripts_dsl.source.nodes import MapNode, Source
from scripts_dsl.types import EnumType, ListType, OptionalType, RecordType, ValueType, present
from workspace.scripts.bundles import offer_catalogue, parts_beside
from workspace.scripts.publishing import LIB
from workspace.studio.checks import KEPT, Recent, checked_of, document_of
from workspace.studio.forms.conditions import quoted
from workspace.studio.forms.controls import Option
from workspace.studio.forms.words import PHRASES, TYPES
from workspace.studio.outline import Row, outline_of
from workspace.wiring.parts import Unit
from workspace.words import OFFER_KINDS, in_language, word

DEEPEST = 2
"""Records inside records that the menus go down into."""


@dataclass(frozen=True)
class Named:
    """A name that conditions and words may use, as the menus show it. `sample`: what it may hold."""

    name: str
    label: str
    type: ValueType
    sample: str
    phrase: str
    """How words take it: `${bill.amount | money}`."""
    start: str
    """The condition that a new row begins with."""

    @property
    def category(self) -> str:
        """What it is compared as."""
        return category(self.type)


@dataclass(frozen=True)
class Known:
    """Everything that the menus of a form are filled from, in a person's `language`."""

    key: str
    language: str
    text: str
    root: MapNode | None
    problems: tuple[Problem, ...]
    script: Script | None
    catalogue: Catalogue
    offers: tuple[Option, ...] = ()
    cards: tuple[Option, ...] = ()
    codes: tuple[Option, ...] = ()
    libraries: tuple[Option, ...] = ()

    @cached_property
    def source(self) -> Source:
        """The text with its lines."""
        return Source(self.text)

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The steps in the order written."""
        return tuple(outline_of(document_of(self.text), self.problems, self.language).rows)

    @cached_property
    def steps(self) -> Mapping[str, MapNode]:
        """The steps that are written as maps, by name."""
        found = self.root.get("steps") if self.root is not None else None
        entries = found.entries if isinstance(found, MapNode) else ()
        return {entry.key.text: entry.value for entry in entries if isinstance(entry.value, MapNode)}

    @cached_property
    def named(self) -> frozenset[str]:
        """Every name that the text declares, also while there are errors."""
        return names_declared(self.root) if self.root is not None else frozenset()

    @cached_property
    def declared(self) -> frozenset[str]:
        """The names that need no declaration any more."""
        return frozenset() if self.script is None else frozenset((*self.script.scope, *self.script.variables))

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the script, the first one stands in for a missing text."""
        if self.script is not None:
            return self.script.languages
        return tuple(each for each in outline_of(document_of(self.text), (), self.language).languages)

    @cached_property
    def names(self) -> tuple[Named, ...]:
        """Every name that may be used, fields of records too."""
        script = self.script
        if script is None:
            return ()
        labels = {
            field.name: self.words_of({lang: phrase.source for lang, phrase in field.label.phrases.items()})
            for field in script.form_fields()
        }
        types: dict[str, ValueType] = dict(script.scope)
        types |= {each.name: each.type for each in script.variables.values() if each.formula is not None}
        masked = {each.name for each in script.variables.values() if each.sensitive}
        found: list[Named] = []
        for name, type_ in types.items():
            found += self._named(name, labels.get(name) or readable(name), type_, masked=name in masked)
        return tuple(found)

    @cached_property
    def by_name(self) -> Mapping[str, Named]:
        """The names by themselves."""
        return {each.name: each for each in self.names}

    def words_of(self, words: Mapping[str, str]) -> str:
        """Words in the person's language, else in any."""
        return in_language(words, self.language)

    def phrase(self, key: str) -> str:
        """One of the form's own words."""
        return PHRASES[key][self.language]

    def _named(
        self, name: str, label: str, type_: ValueType, *, masked: bool = False, optional: bool = False, depth: int = 0
    ) -> list[Named]:
        optional = optional or isinstance(type_, OptionalType)
        inner = present(type_)
        found = [
            Named(name, label, type_, self._sample(inner), _phrase(name, inner, masked=masked, optional=optional), _start(name, inner))
        ]
        if isinstance(inner, RecordType) and depth < DEEPEST:
            for field in inner.fields.values():
                words = f"{label} · {self.words_of(field.labels) or readable(field.name)}"
                found += self._named(f"{name}.{field.name}", words, field.type, masked=field.sensitive, optional=optional, depth=depth + 1)
        return found

    def _sample(self, type_: ValueType) -> str:
        if isinstance(type_, EnumType):
            return type_.choices[0].label(self.language) if type_.choices else ""
        return _SAMPLES[self.language].get(category(type_), self.type_words(type_))

    def type_words(self, type_: ValueType) -> str:
        """A type in words: "Number", "Plan", "Choices of its own"."""
        inner = present(type_)
        if isinstance(inner, RecordType):
            return self.words_of(inner.labels) or inner.name
        if isinstance(inner, ListType):
            return f"[{self.type_words(inner.item)}]"
        return word(TYPES, "enum" if isinstance(inner, EnumType) else str(inner), self.language)


_SAMPLES: Mapping[str, Mapping[str, str]] = {
    "en": {"text": "Maria", "number": "12", "money": "$19.90", "yesno": "yes", "date": "24 November 2026", "time": "15:30"},
    "zh": {"text": "王先生", "number": "12", "money": "199元", "yesno": "是", "date": "2026年11月24日", "time": "15:30"},
}
_FORMATTERS = {"money": "money", "date": "date", "datetime": "date", "time": "time", "enum": "label", "yesno": "label"}


def readable(name: str) -> str:
    """A name as a person reads it."""
    return name.replace("_", " ").strip().capitalize()


def _phrase(name: str, type_: ValueType, *, masked: bool, optional: bool) -> str:
    formatter = "mask" if masked else _FORMATTERS.get(category(type_), "")
    parts = [name, *([formatter] if formatter else []), *(['default("")'] if optional else [])]
    return "${" + " | ".join(parts) + "}"


def _start(name: str, type_: ValueType) -> str:
    """A condition on the name that is complete, whatever its type."""
    match category(type_):
        case "yesno":
            return name
        case "enum" if isinstance(type_, EnumType) and type_.choices:
            return f"{name} == {quoted(type_.choices[0].value)}"
        case "number" | "money":
            return f"{name} > 0"
        case "date" | "datetime":
            return f"{name} == today()"
    return f"has({name})"


_SCRIPTS: Recent[tuple[str, str, str], Script | None] = Recent(KEPT)
"""Scripts with errors, by key, text and what stands beside it: going from step to step reads the text once."""


def known_of(unit: Unit, key: str, source: str, language: str) -> Known:
    """What the form of a text needs, from the text and from what is live beside it."""
    parts = parts_beside(unit, key)
    catalogue = catalogue_of(parts)
    beside = sha256_of(repr((parts["scripts"], parts["offers"], parts["attributes"])))
    checked = checked_of(unit, key, source)
    script = checked.script or _SCRIPTS.get((key, sha256_of(source), beside), lambda: _declared(key, source, parts, catalogue))
    suffix = "_zh" if language == "zh" else "_en"
    titles = [row for row in unit.scripts.titles() if row["key"].startswith(LIB) and row["key"] != key]
    offers = offer_catalogue(unit).offers.values()
    return Known(
        key=key,
        language=language,
        text=source,
        root=document_of(source).root,
        problems=checked.problems,
        script=script,
        catalogue=catalogue,
        offers=tuple(
            Option(each.key, f"{in_language(each.names, language)} · {word(OFFER_KINDS, each.kind.value, language)}") for each in offers
        ),
        cards=tuple(
            Option(row["key"], row[f"title{suffix}"] or row["key"])
            for row in unit.knowledge.all()
            if row["version"] and row["archived_at"] is None
        ),
        codes=tuple(Option(row["code"], row[f"label{suffix}"] or row["code"]) for row in unit.routing.dispositions()),
        libraries=tuple(Option(row["key"], row[f"title{suffix}"] or row["key"]) for row in titles),
    )


def _declared(key: str, source: str, parts: Mapping[str, Any], catalogue: Catalogue) -> Script | None:
    """The script as far as it can be built: a text with errors is not judged here, and what it declares is known all the same."""
    library = MappedLibrary(parts["scripts"], parts["offers"], SLOTS)
    return load_script(document_of(source), name=key, catalogue=catalogue, library=library, published=True).script
