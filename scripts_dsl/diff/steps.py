"""The parts of every kind of step, and of what stands around the steps, for comparing two versions of a script."""

from collections.abc import Iterable, Iterator, Mapping

from scripts_dsl.diff.parts import STEP, Key, Part, Traits, choices, paragraphs, part, traits, written_type
from scripts_dsl.script import (
    Answer,
    Argument,
    AskStep,
    BranchStep,
    CallStep,
    DoStep,
    FormField,
    FormStep,
    LocalText,
    OfferStep,
    ReadBackStep,
    ReturnStep,
    SayStep,
    Script,
    Step,
    Variable,
    Way,
    WrapupStep,
)
from scripts_dsl.source.location import NOWHERE
from scripts_dsl.types import EnumType, Words, present

Parts = Iterator[tuple[Key, Part]]
_ONCE: Mapping[str, tuple[str | None, str | None]] = {"never": (None, None), "interaction": ("true", "true"), "visit": ("visit", "visit")}


def script_part(script: Script) -> Part:
    """The whole script."""
    found = traits().put("channel", script.channel).put("languages", script.languages).put("start", (STEP, script.start), script.start)
    found.put("spec", script.spec).put("gives", tuple(sorted(script.gives)))
    found.words("title", script.title)
    wrapup = script.wrapup
    if wrapup is not None:
        found.put("closing", (STEP, wrapup.id), wrapup.id)
    return part({}, script.at, found, _around(script))


def _around(script: Script) -> Parts:
    """The steps, and what stands around them."""
    asked = {each.name for each in script.form_fields()}
    for kind, declared in (("parameter", script.parameters), ("variable", script.variables)):
        for variable in declared.values():
            if variable.name not in asked:
                yield (kind, variable.name), _variable(kind, variable)
    for step in script.steps.values():
        yield ("step", step.id), step_part(script, step)
    for exit_ in script.exits.values():
        name = {"en": f"exit {exit_.name}", "zh": f"出口 {exit_.name}"}
        yield ("exit", exit_.name), part(name, exit_.at, traits().words("label", exit_.label).way(exit_.way))
    for objection in script.objections.values():
        name = {"en": f"objection {objection.id}", "zh": f"异议处理 {objection.id}"}
        found = traits().words("label", objection.label).way(objection.next)
        yield ("objection", objection.id), part(name, objection.at, found, paragraphs(objection.say))
    for section in script.sections:
        yield ("section", section), part({"en": f"section {section}", "zh": f"部分“{section}”"}, NOWHERE)


def _variable(kind: str, variable: Variable) -> Part:
    name = {"en": f"{kind} {variable.name}", "zh": f"{'参数' if kind == 'parameter' else '变量'} {variable.name}"}
    found = traits().test("formula", variable.formula).put("private", variable.private).put("sensitive", variable.sensitive)
    found.put("type", written_type(variable.type))
    return part(name, variable.at, found, choices(variable.type, variable.at))


def step_part(script: Script, step: Step) -> Part:
    """One step."""
    found = traits().put("kind", step.kind).put("section", step.section).words("note", step.note).put("kb", step.kb)
    found.put("silenced", tuple(sorted(step.ignored_rules))).put("why", step.ignored_why)
    parts = [*_of_kind(script, step, found), *paragraphs(step.say)]
    parts += [(("raised", name), part({"en": f"objection {name}", "zh": f"异议处理 {name}"}, step.at)) for name in step.objections]
    return part({"en": f"step {step.id}", "zh": f"步骤 {step.id}"}, step.at, found, parts)


def _of_kind(script: Script, step: Step, found: Traits) -> Parts:
    """What only steps of this kind have."""
    match step:
        case SayStep():
            found.way(step.next)
        case AskStep():
            found.words("question", step.question).put("save_as", step.save_as).way(step.next)
            if step.scale is not None:
                found.put("scale", (step.scale.first, step.scale.last), f"{step.scale.first}–{step.scale.last}")
            yield from ((("answer", each.value), _answer(script, step, each)) for each in step.answers)
        case FormStep():
            found.way(step.next)
            yield from _fields(step.fields)
        case BranchStep():
            for number, case in enumerate(step.cases, 1):
                name, found_here = {"en": f"line {number}", "zh": f"第 {number} 行"}, traits().test("condition", case.when).way(case.way)
                yield ("case", str(number)), part(name, case.way.at, found_here, detail=f"`{case.when.source}`")
            yield _way("else", step.otherwise, "else", "else 行")
        case DoStep():
            found.put("action", step.action).put("save_as", step.save_as).put("timeout", step.timeout).put("fulfils", step.fulfils)
            found.put("once", *_ONCE[step.once]).way(step.next)
            yield from _arguments(step.arguments)
            yield from _ways("error", step.errors, "error", "错误")
        case OfferStep():
            found.put("offer", step.offer).put("slot", step.slot).put("attempts", step.attempts)
            yield from _ways("outcome", step.outcomes, "outcome", "结果")
        case ReadBackStep():
            for line in step.lines:
                name = {"en": f"line {line.id} to read back", "zh": f"复述内容 {line.id}"}
                yield ("line", line.id), part(name, line.at, traits().words("words", line.text).test("condition", line.when))
            yield from _ways("consent", {"given": step.given, "refused": step.refused}, "consent", "确认")
        case CallStep():
            found.put("script", step.script).test("each", step.each).put("at_most", step.at_most).way(step.next)
            found.put("taken", tuple(sorted(step.save_as.items())), ", ".join(f"{ours}: {theirs}" for ours, theirs in step.save_as.items()))
            yield from _arguments(step.arguments)
            yield from _ways("way_out", step.returns, "way out", "返回")
        case WrapupStep():
            codes = ((code, {"en": f"disposition {code}", "zh": f"小结 {code}"}) for code in step.dispositions)
            yield from ((("disposition", code), part(name, step.at)) for code, name in codes)
            for number, each in enumerate(step.suggestions, 1):
                name, found_here = {"en": f"suggestion {number}", "zh": f"第 {number} 条推荐小结"}, traits().test("condition", each.when)
                yield ("suggestion", str(number)), part(name, each.at, found_here.put("code", each.code), detail=each.code)
            yield from _fields(step.fields)
        case ReturnStep():
            found.put("way_out", step.way_out)


def _answer(script: Script, step: AskStep, answer: Answer) -> Part:
    """One answer; a label that it has of its variable's values is told there."""
    phrases = answer.label.phrases
    shown = {language: phrases[language].source if language in phrases else answer.value for language in ("en", "zh")}
    name = {"en": f"answer '{shown['en']}'", "zh": f"回答“{shown['zh']}”"}
    found = traits().words("label", None if _is_inherited(script, step, answer) else answer.label)
    return part(name, answer.way.at, found.test("condition", answer.when).way(answer.way), detail=shown)


def _is_inherited(script: Script, step: AskStep, answer: Answer) -> bool:
    variable = script.variables.get(step.save_as or "")
    kind = present(variable.type) if variable is not None else None
    found = next((each for each in kind.choices if each.value == answer.value), None) if isinstance(kind, EnumType) else None
    return found is not None and bool(found.labels) and _sources(answer.label) == dict(found.labels)


def _sources(text: LocalText) -> dict[str, str]:
    return {language: phrase.source for language, phrase in text.phrases.items()}


def _fields(fields: Iterable[FormField]) -> Parts:
    for each in fields:
        found = traits().put("type", each.kind).words("label", each.label).words("help", each.help).test("condition", each.when)
        found.put("required", each.required).put("sensitive", each.sensitive).test("least", each.minimum).test("greatest", each.maximum)
        found.passed("value", each.value).test("from", each.choices_from).passed("show", each.show)
        yield (
            ("field", each.name),
            part({"en": f"field {each.name}", "zh": f"字段 {each.name}"}, each.at, found, choices(each.type, each.at)),
        )


def _arguments(arguments: Iterable[Argument]) -> Parts:
    for each in sorted(arguments, key=lambda each: each.name):
        name = {"en": f"parameter {each.name}", "zh": f"参数 {each.name}"}
        yield ("argument", each.name), part(name, each.at, traits().passed("value", each.value))


def _ways(kind: str, ways: Mapping[str, Way], en: str, zh: str) -> Parts:
    # a plain `on_error: step` stands for every kind of error
    every: Words = {"en": "every other error", "zh": "其他错误"} if len(ways) > 1 else {"en": "any error", "zh": "任何错误"}
    for name, way in ways.items():
        called = every if kind == "error" and name == "else" else {"en": f"{en} '{name}'", "zh": f"{zh}“{name}”"}
        yield (kind, name), part(called, way.at, traits().way(way))


def _way(kind: str, way: Way, en: str, zh: str) -> tuple[Key, Part]:
    return (kind, ""), part({"en": en, "zh": zh}, way.at, traits().way(way))
