"""The rules that look at a whole script, one function a family; each yields what it finds."""

from collections.abc import Callable, Collection, Iterator

from scripts_dsl.catalogue import Catalogue
from scripts_dsl.consent import breaches
from scripts_dsl.graph import closable, entered, idle_loop
from scripts_dsl.location import Location
from scripts_dsl.phrase import Phrase
from scripts_dsl.problem import Problem, did_you_mean, make_problem
from scripts_dsl.script import (
    AGAIN,
    SUPPRESS,
    AnyStep,
    AskStep,
    CallStep,
    FormField,
    FormStep,
    LocalText,
    ReadBackStep,
    Script,
    Way,
    WrapupStep,
)
from scripts_dsl.types import RecordType, ValueType, present

OUTBOUND_EXITS = ("hung_up", "do_not_call", "wrong_person")

Close = Callable[[str, Collection[str]], str | None]


def check_targets(script: Script, written: Collection[str], close: Close) -> Iterator[Problem]:
    """S020: every way on names a step; `written` are all ids in the source, broken steps included."""

    def judge(way: Way, known: Collection[str] = ()) -> Iterator[Problem]:
        if way.target not in written and way.target not in (SUPPRESS, *known):
            meant = close(way.target, written)
            yield make_problem("S020", way.at, hint=did_you_mean(meant) if meant else None, target=way.target)

    for step in script.steps.values():
        again = (AGAIN,) if isinstance(step, CallStep) and step.each is not None else ()
        for way in step.ways():
            yield from judge(way, again)
    for each in script.exits.values():
        yield from judge(each.way)
    for objection in script.objections.values():
        if objection.next is not None:
            yield from judge(objection.next)


def check_paths(script: Script) -> Iterator[Problem]:
    """S021, S022, S023: what can be reached, loops that never stop, places from which there is no end."""
    reached = entered(script)
    for step in script.steps.values():
        if step.id not in reached:
            yield make_problem("S021", step.at, step=step.id)
    ends = closable(script)
    for step in script.steps.values():
        if step.id in reached and step.id not in ends:
            yield make_problem("S023", step.at, step=step.id)
    loop = idle_loop(script)
    if loop is not None:
        yield make_problem("S022", script.steps[loop[0]].at, path=" -> ".join([*loop, loop[0]]))


def check_exits(script: Script) -> Iterator[Problem]:
    """S028: an outbound script declares how a call is left."""
    if script.channel != "outbound" or script.is_subscript:
        return
    missing = [name for name in OUTBOUND_EXITS if name not in script.exits]
    if missing:
        yield make_problem("S028", script.at, names=", ".join(missing))


def check_consent(script: Script, catalogue: Catalogue) -> Iterator[Problem]:
    """C001: no committing action without consent; a sub-script is judged where it is called."""
    if script.is_subscript:
        return
    for breach in breaches(script, catalogue):
        yield make_problem("C001", script.steps[breach.step].at, step=breach.step, path=breach.path)


def check_masks(script: Script) -> Iterator[Problem]:
    """C002: what is sensitive appears in text only masked."""
    for phrase in phrases_of(script):
        for slot in phrase.slots:
            if slot.masked:
                continue
            for name in sorted(slot.expression.reads):
                if is_sensitive(script, name):
                    yield make_problem("C002", phrase.at, name=name, hint={"en": "write: | mask", "zh": "请写成：| mask"})


def is_sensitive(script: Script, name: str) -> bool:
    """Whether a dotted name holds a sensitive value."""
    root, *fields = name.split(".")
    variable = script.variables.get(root) or script.parameters.get(root)
    if variable is not None and variable.sensitive:
        return True
    type_: ValueType | None = script.scope.get(root)
    for field in fields:
        record = present(type_) if type_ is not None else None
        found = record.fields.get(field) if isinstance(record, RecordType) else None
        if found is None:
            return False
        if found.sensitive:
            return True
        type_ = found.type
    return False


def phrases_of(script: Script) -> Iterator[Phrase]:
    """Every text of a script, in the order of its steps."""
    for step in script.steps.values():
        for text in _texts_of(step):
            yield from text.phrases.values()
    for objection in script.objections.values():
        for text in (objection.label, *(paragraph.text for paragraph in objection.say)):
            yield from text.phrases.values()
    for each in script.exits.values():
        if each.label is not None:
            yield from each.label.phrases.values()


def _texts_of(step: AnyStep) -> Iterator[LocalText]:
    yield from (paragraph.text for paragraph in step.say)
    if step.note is not None:
        yield step.note
    if isinstance(step, AskStep):
        yield step.question
        yield from (answer.label for answer in step.answers)
    if isinstance(step, ReadBackStep):
        yield from (line.text for line in step.lines)
    if isinstance(step, FormStep | WrapupStep):
        yield from _field_texts(step.fields)


def _field_texts(fields: tuple[FormField, ...]) -> Iterator[LocalText]:
    for field in fields:
        yield field.label
        if field.help is not None:
            yield field.help


def silenced(problem: Problem, spans: Collection[tuple[int, int, Collection[str]]]) -> bool:
    """Whether a warning is silenced by the step it stands in; errors never are."""
    return problem.severity != "E" and any(first <= problem.line <= last and problem.code in codes for first, last, codes in spans)


def check_objections(places: dict[str, list[tuple[str, Location]]], declared: Collection[str], close: Close) -> Iterator[Problem]:
    """S020: every objection a step lists is declared; `places` tells where each step names them."""
    for listed in places.values():
        for name, at in listed:
            if name not in declared:
                meant = close(name, declared)
                yield make_problem("S020/objection", at, hint=did_you_mean(meant) if meant else None, target=name)
