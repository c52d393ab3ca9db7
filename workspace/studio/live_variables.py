"""Live variables of a preview: what the script's conditions and words look at, with the values that stand now, changed in place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from zoneinfo import ZoneInfo

from flows.publishing.bundle import Bundle
from flows.runs.run import Run
from flows.runs.variables import typed
from scripts_dsl.expressions.condition import Expression
from scripts_dsl.expressions.phrase import Phrase
from scripts_dsl.script import AskStep, DoStep, FormStep, Script, WrapupStep
from scripts_dsl.types import EnumType, RecordType, Scalar, ValueType, Words, present
from scripts_dsl.values import BadValueError, to_json

MOST = 200
"""Changed variables of one preview."""
LONGEST = 500
"""Characters of a changed value."""
_SINGLE = frozenset({"text", "number", "money", "yesno", "date", "time", "datetime", "phone", "email", "address", "digits"})


@dataclass(frozen=True, slots=True)
class LiveVariable:
    """One value a script looks at: "pain", or a field of a record, "customer.tier".

    `value` is what stands now, as it is typed · `choices` of an enum or a yes-or-no · `is_changed`: somebody put another value in its
    place · `is_wrong`: what was put there is not of its type · `is_answered`: the walk itself set it, so it is changed there.
    """

    name: str
    type: str
    value: str
    choices: tuple[tuple[str, Words], ...] = ()
    is_changed: bool = False
    is_wrong: bool = False
    is_answered: bool = False


class Changes:
    """Values that stand in for those of the sample customer and of other systems, by variable or field of a record."""

    def __init__(self, bundle: Bundle, texts: Mapping[str, str], zone: str, currency: str) -> None:
        self._script = bundle.script
        self.texts = texts
        self.wrong: set[str] = set()
        self._plain: dict[str, object] = {}
        self._fields: dict[str, dict[str, object]] = {}
        for name, text in texts.items():
            type_ = type_of(bundle.script, name)
            try:
                value = typed(text, type_, ZoneInfo(zone), currency) if type_ is not None else None
            except BadValueError:
                self.wrong.add(name)
                continue
            root, _, field = name.partition(".")
            if type_ is not None and field:
                self._fields.setdefault(root, {})[field] = value
            elif type_ is not None:
                self._plain[root] = value

    def given(self, given: Mapping[str, object], *, from_a_step: bool) -> dict[str, object]:
        """What the run begins with. What other systems are asked for on the way is given only where it begins at a later step."""
        asked = {step.save_as for step in self._script.steps.values() if isinstance(step, DoStep)}
        found = dict(given)
        for root, changed in self._fields.items():
            type_ = present(self._script.variables[root].type)
            stood = found.get(root, found.get(type_.name if isinstance(type_, RecordType) else ""))
            if stood is not None or from_a_step or root not in asked:
                found[root] = {**(stood if isinstance(stood, Mapping) else {}), **changed}
        return {**found, **self._plain}

    def answered(self, variable: str | None, result: object) -> object:
        """What another system answers, with the changed fields of the variable that keeps it."""
        changed = self._fields.get(variable or "")
        return {**result, **changed} if changed and isinstance(result, Mapping) else result


def type_of(script: Script, name: str) -> ValueType | None:
    """The type of a variable, or of a field of a record; None for what is neither, or is more than one value."""
    root, _, field = name.partition(".")
    variable = script.variables.get(root)
    if variable is None or variable.formula is not None:
        return None
    kind = present(variable.type)
    if field:
        known = kind.fields.get(field) if isinstance(kind, RecordType) else None
        kind = present(known.type) if known is not None else kind
    single = isinstance(kind, EnumType) or (isinstance(kind, Scalar) and kind.name in _SINGLE)
    return kind if single else None


def live_variables(bundle: Bundle, run: Run, changes: Changes) -> tuple[LiveVariable, ...]:
    """What the main script looks at, records by their fields, in order of name."""
    script = bundle.script
    answered = set(_answered(script, run))
    names = {name for name in (*reads_of(script), *changes.texts) if type_of(script, name) is not None}
    return tuple(_live(script, run, changes, name, is_answered=name in answered) for name in sorted(names))


def _live(script: Script, run: Run, changes: Changes, name: str, *, is_answered: bool) -> LiveVariable:
    root, _, field = name.partition(".")
    value = run.value(root)
    if field:
        value = value.get(field) if isinstance(value, Mapping) else None
    type_ = type_of(script, name)
    choices: tuple[tuple[str, Words], ...] = ()
    if isinstance(type_, EnumType):
        choices = tuple((each.value, each.labels) for each in type_.choices)
    shown = changes.texts[name] if name in changes.texts else _text(value)
    return LiveVariable(
        name, str(type_), shown, choices, is_changed=name in changes.texts, is_wrong=name in changes.wrong, is_answered=is_answered
    )


def _text(value: object) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(to_json(value))


def _answered(script: Script, run: Run) -> Iterator[str]:
    """The variables that a step of this walk set by an answer or a form."""
    for arrival in run.path:
        step = script.steps.get(arrival.step)
        if isinstance(step, AskStep) and step.save_as and run.value(step.save_as) is not None:
            yield step.save_as
        elif isinstance(step, FormStep | WrapupStep):
            yield from (field.name for field in step.fields if run.value(field.name) is not None)


def reads_of(script: Script) -> set[str]:
    """Every name that an expression or a text of the script looks at; the parts of formulas stand for them."""
    found: set[str] = set()
    waiting: list[object] = [*script.steps.values(), *script.objections.values()]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Expression | Phrase):
            found |= part.reads
        elif isinstance(part, Mapping):
            waiting += part.values()
        elif isinstance(part, tuple):
            waiting += part
        elif is_dataclass(part):
            waiting += [getattr(part, each.name) for each in fields(part)]
    return found
