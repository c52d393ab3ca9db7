"""X016 in the words of an offer: a value that may be empty is said only where it is sure to be there, or with a default."""

from collections.abc import Iterable, Mapping

from flows.offers.offer import Demand, Treatment
from scripts_dsl.expressions.phrase import Phrase
from scripts_dsl.expressions.presence import Names, Presence, Verdict
from scripts_dsl.expressions.slots import default_or_has, defaulting, place_of_slot
from scripts_dsl.reading import Reading
from scripts_dsl.types import OptionalType, RecordType, ValueType, present

_PRESENCE = Presence({})


def check_missing(reading: Reading, demands: Iterable[Demand], treatments: Iterable[Treatment], reason: Mapping[str, Phrase]) -> None:
    """Tell of each value that may be empty where it is said: whom the offer is for, and whom the wording is for, may rule that out."""
    always = frozenset[str]().union(*(_PRESENCE.told(each.when, Verdict.TRUE) for each in demands))
    _check_phrases(reading, reason, always)
    for treatment in treatments:
        _check_phrases(reading, treatment.phrases, always | _PRESENCE.told(treatment.when, Verdict.TRUE))


def _check_phrases(reading: Reading, phrases: Mapping[str, Phrase], there: Names) -> None:
    for phrase in phrases.values():
        for number, slot in enumerate(phrase.slots):
            if slot.default is not None:
                continue
            wanted = sorted(_PRESENCE.demanded(slot.expression) - there)
            missing = next((found for name in wanted if (found := _empty_part(reading, name, there)) is not None), None)
            if missing is not None:
                at = place_of_slot(reading.source, phrase, number)
                reading.tell("X016", at, hint=default_or_has(slot, missing), fix=defaulting(reading.source, phrase, at), name=missing)


def _empty_part(reading: Reading, name: str, there: Names) -> str | None:
    """The first part of a dotted name that may have no value: plan, or plan.speed."""
    root, *fields = name.split(".")
    type_: ValueType | None = reading.scope.names.get(root)
    path = root
    for field in (*fields, ""):
        if isinstance(type_, OptionalType) and path not in there:
            return path
        record = present(type_) if type_ is not None else None
        found = record.fields.get(field) if isinstance(record, RecordType) else None
        type_, path = (found.type if found is not None else None), f"{path}.{field}"
    return None
