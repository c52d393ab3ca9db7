"""Walks made discreet: a test that is kept for years does not name the customer of the call it was made from.

Contact data, what is marked as sensitive, and who the customer and the agent are is replaced by made-up values of the same type; free
text too, field by field, where the walk does not depend on it. What no script looks at is left out. Amounts, products and dates that
nobody marked stay, because conditions look at them. What was replaced is remembered until the test is written: where any of it stands in
the test all the same, as in a name that was typed, or what was typed and stays has a long number in it, the test is not kept.
"""

import re
from collections.abc import Mapping, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from flows.publishing.bundle import Bundle
from flows.runs.moves import ActionResult, LinkCustomer, Move, OfferChosen, SubmitForm, WrapUp
from flows.runs.run import Asked, Run
from flows.script_tests.telling import has_day, has_long_number, has_name, tells, words_of
from scripts_dsl.script import FormField, FormStep, WrapupStep
from scripts_dsl.types import EnumType, ListType, OptionalType, RecordType, ValueType, present

SAMPLES: Mapping[str, str] = {
    "text": "example",
    "number": "1",
    "money": "1",
    "yesno": "yes",
    "date": "1980-01-01",
    "time": "10:00",
    "datetime": "2026-01-05T10:00",
    "phone": "+12025550100",
    "email": "customer@example.com",
    "address": "1 Main Street",
    "files": "file-1",
}
_CONTACT = frozenset({"phone", "email", "address", "digits"})
_WHO: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "crm.customer": {
        "en": {"account": "1000001", "name": "Alex Example", "surname": "Example", "salutation": "Alex Example"},
        "zh": {"account": "1000001", "name": "王示例", "surname": "王", "salutation": "王先生"},
    },
    "desk.agent": {"en": {"badge": "1000", "name": "Sam Sample"}, "zh": {"badge": "1000", "name": "李示例"}},
    "bss.order": {"en": {"id": "PREVIEW-1"}},  # as the preview calls each order, which stands in its other texts too
}
"""The customer, the agent and the order that stand in for every other one."""
_BORN = "date_of_birth"
"""A customer attribute that tells who somebody is even where nobody marked it."""
_NAMES = frozenset({"name", "surname"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Discretion:
    """Replaces what would name somebody, and what was typed as free text, but for the fields of `stays`."""

    bundle: Bundle
    language: str
    stays: Set[str] = frozenset()
    replaced: set[str] = field(default_factory=set)
    """What was replaced and would tell who the customer is."""
    days: set[date] = field(default_factory=set)
    """The days among it."""
    names: set[str] = field(default_factory=set)
    """The names of people among it, short ones as well."""
    typed: dict[str, list[str]] = field(default_factory=dict)
    """What was typed as free text, by field."""

    @cached_property
    def _words(self) -> frozenset[str]:
        """Every word of the script and of those it calls: a name among them may be looked at."""
        sources, waiting = [], [self.bundle.script]
        while waiting:
            script = waiting.pop()
            sources.append(script.source)
            waiting += script.subscripts.values()
        return frozenset(_WORD.findall("\n".join(sources)))

    def names_somebody(self, text: str) -> bool:
        """Whether anything that was replaced stands in a text all the same, or what was typed and stays may tell who it was."""
        if any(each in text for each in self.replaced):
            return True
        # A person types a name in parts, in any case, and a day as they please; a word of the script itself is no short name.
        common = frozenset(each.casefold() for each in self._words)
        parts = {word for each in self.replaced for word in words_of(each) if tells(word)} | self.names
        kept = [each for name in self.stays for each in self.typed.get(name, ())]
        return any(has_long_number(each) or has_name(each, parts, common) or has_day(each, self.days) for each in kept)

    def given(self, given: Mapping[str, object]) -> dict[str, object]:
        """Records by variable or record name."""
        variables = self.bundle.script.variables
        types = {name: present(each.type) for name, each in variables.items()}
        return {name: self._value(value, self.bundle.catalogue.records.get(name) or types.get(name)) for name, value in given.items()}

    def asked(self, earlier: Asked) -> Asked:
        """What another run had asked for, and heard."""
        signature = self.bundle.catalogue.actions.get(earlier.action)
        return earlier if signature is None else replace(earlier, result=self._value(earlier.result, signature.result))

    def move(self, run: Run, made: Move) -> Move:
        """A move made where the run stands."""
        if isinstance(made, LinkCustomer):
            return replace(made, given=self.given(made.given))
        if isinstance(made, SubmitForm | WrapUp):
            step = self.bundle.script_named(run.frame.script).steps.get(run.step)
            fields = step.fields if isinstance(step, FormStep | WrapupStep) else ()
            known = {field.name: field for field in fields}
            return replace(made, fields={name: self._typed(raw, known.get(name)) for name, raw in made.fields.items()})
        if isinstance(made, OfferChosen) and made.offer is not None:
            # The words were rendered for this customer and may say who it was.
            return OfferChosen(replace(made.offer, treatment={}, why={}))
        if isinstance(made, ActionResult):
            asked = next((each for each in run.asked if each.key == made.key), None)
            signature = None if asked is None else self.bundle.catalogue.actions.get(asked.action)
            return made if signature is None else replace(made, result=self._value(made.result, signature.result))
        return made

    def _typed(self, raw: object, field: FormField | None) -> object:
        """What was typed into a field; nothing of a field that the step does not have."""
        if field is None:
            return ""
        if raw in (None, "", [], ()):
            return raw
        if field.sensitive or field.kind in _CONTACT:
            return self._made_up(raw, field.type)
        if field.kind == "number" and has_long_number(str(raw)):
            return self._instead(raw, re.sub(r"\d", "1", str(raw)))
        if field.kind == "date" and str(raw) in self.replaced:
            return self._made_up(raw, field.type)
        if field.kind != "text":
            return raw
        self.typed.setdefault(field.name, []).append(str(raw))
        return raw if field.name in self.stays else self._sample(raw, field.type)

    def _value(self, value: object, type_: ValueType | None) -> object:
        """A value of the outside; records field by field."""
        kind = None if type_ is None else present(type_)
        if isinstance(kind, ListType) and isinstance(value, list | tuple):
            return [self._value(each, kind.item) for each in value]
        if isinstance(kind, RecordType) and isinstance(value, Mapping):
            return {name: self._field(kind, str(name), each) for name, each in value.items()}
        return self._made_up(value, kind) if value is not None and str(kind) in _CONTACT else value

    def _field(self, record: RecordType, name: str, value: object) -> object:
        field = record.fields.get(name)
        people = _WHO.get(record.name, {})
        known = people.get(self.language, people.get("en", {}))
        if value is not None and name in _NAMES and name in known:
            self.names.add(str(value))
        if field is None or value is None or (isinstance(field.type, OptionalType) and name not in self._words):
            # No script looks at it; an agent may have typed it all the same.
            tells_who = name in known or name == _BORN or (field is not None and (field.sensitive or str(present(field.type)) in _CONTACT))
            return self._instead(value, None) if tells_who else None
        if name in known:
            return self._instead(value, known[name])
        if name == _BORN:
            return self._made_up(value, field.type)
        return self._made_up(value, field.type) if field.sensitive else self._value(value, field.type)

    def _made_up(self, value: object, type_: ValueType | None) -> object:
        """A made-up value in place of one that tells; a choice among few tells of nobody."""
        made_up = self._sample(value, type_)
        is_choice = type_ is not None and isinstance(present(type_), EnumType)
        return made_up if is_choice else self._instead(value, made_up)

    def _instead(self, value: object, made_up: object) -> object:
        """The made-up value, once the real one is remembered."""
        text = value if isinstance(value, str) else value.isoformat() if isinstance(value, date) else ""
        if value != made_up and tells(text):
            self.replaced.add(text)
            if _DAY.fullmatch(text):
                with suppress(ValueError):  # a text that only looks like a day
                    self.days.add(date.fromisoformat(text))
        return made_up

    @staticmethod
    def _sample(value: object, type_: ValueType | None) -> object:
        """A made-up value in place of one; of a choice the first."""
        kind = None if type_ is None else present(type_)
        if isinstance(kind, EnumType):
            return kind.values[0] if kind.values else None
        if str(kind) == "digits":
            return "1" * len(str(value))
        return SAMPLES.get(str(kind))
