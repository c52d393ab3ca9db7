"""The whole form of a step: which controls its kind has, in which order, and what the browser's menus hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scripts_dsl.editing import lost_fields
from scripts_dsl.editing.values import plain_of
from scripts_dsl.outside_steps import KINDS
from scripts_dsl.source.nodes import MapNode, TextNode
from scripts_dsl.steps import SHARED_KEYS
from workspace.studio.forms import action_fields as actions
from workspace.studio.forms import ops
from workspace.studio.forms import outside_fields as outside
from workspace.studio.forms import shared_fields as shared
from workspace.studio.forms import spoken_fields as spoken
from workspace.studio.forms import way_fields as ways
from workspace.studio.forms.arrivals import arrivals
from workspace.studio.forms.controls import Control, OtherKind, StepForm, Told
from workspace.studio.forms.form_items import fields
from workspace.studio.forms.known import Known
from workspace.studio.forms.making import Making, entries_of, line, unknown
from workspace.studio.forms.menus import kinds_for, menus
from workspace.studio.forms.step_part import Part
from workspace.studio.forms.told import Problems
from workspace.studio.forms.words import KINDS as KIND_WORDS
from workspace.studio.forms.words import PARTS, STEP
from workspace.studio.new_steps import instead
from workspace.studio.outline import kind_of_step

Make = Callable[[Part], Control]


@dataclass(frozen=True)
class Layout:
    """The fields of one kind: those in sight, and those that are used seldom."""

    main: Sequence[str]
    more: Sequence[str] = ()


def _form(part: Part) -> Control:
    return fields(part.m, part.path("form"), part.node("form"))


FIELDS: Mapping[str, Make] = {
    "say": spoken.say,
    "ask": spoken.question,
    "form": _form,
    "branch": ways.branch,
    "do": actions.action,
    "offer": outside.offer,
    "read_back": spoken.read_back,
    "call": outside.call,
    "wrapup": outside.wrapup,
    "return": outside.way_out,
    "next": ways.next_step,
    "answers": ways.answers,
    "scale": ways.scale,
    "save_as": actions.save_as,
    "with": actions.given,
    "timeout": actions.timeout,
    "once": actions.once,
    "fulfils": actions.fulfils,
    "on_error": ways.on_error,
    "attempts": outside.attempts,
    "outcomes": ways.outcomes,
    "consent": ways.consent,
    "returns": ways.returns,
    "each": outside.each,
    "at_most": outside.at_most,
    "section": shared.section,
    "note": spoken.note,
    "kb": shared.card,
    "objections": shared.objections,
    "lint": shared.lint,
}
"""What makes the control of each field of a step."""
LAYOUTS: Mapping[str, Layout] = {
    "say": Layout(("say", "next")),
    "ask": Layout(("ask", "answers", "scale", "next", "save_as")),
    "form": Layout(("say", "form", "next")),
    "branch": Layout(("branch",)),
    "do": Layout(("do", "with", "save_as", "say", "next", "on_error"), ("once", "fulfils", "timeout")),
    "offer": Layout(("offer", "say", "outcomes"), ("attempts",)),
    "read_back": Layout(("read_back", "consent")),
    "call": Layout(("call", "with", "returns", "save_as"), ("each", "at_most", "next")),
    "wrapup": Layout(("wrapup",)),
    "return": Layout(("return", "say")),
}
SHARED = Layout(("note", "objections", "kb"), ("section", "lint"))


def step_form(known: Known, step: str) -> StepForm:
    """The form of a step as it stands in the text; of one that has none, why not."""
    root = known.root
    if root is None:
        return _without(known, step, "unreadable")
    steps = root.get("steps")
    entry = steps.entry(step) if isinstance(steps, MapNode) else None
    if entry is None:
        return _without(known, step, "gone")
    problems = Problems(known.source, root, known.problems, known.language)
    m = Making(known, problems)
    if not isinstance(entry.value, MapNode) or not entry.value.entries:
        is_empty = not isinstance(entry.value, TextNode) or entry.value.is_empty
        if not is_empty:
            return _without(known, step, "shape", known.text[entry.value.at.start : entry.value.at.end])
    body = entry.value if isinstance(entry.value, MapNode) else MapNode((), entry.value.at)
    kind = kind_of_step(body)
    part = Part(m, step, kind, body)
    layout = LAYOUTS[kind]
    written = set(entries_of(body))
    name = line(
        m,
        ("steps", step, "id"),
        TextNode(step, entry.key.at),
        PARTS["step_name"],
        kind="name",
        op={"op": "rename_step", "step": step},
        put="id",
    )
    main = [FIELDS[key](part) for key in layout.main if _is_fitting(part, key)]
    main += [FIELDS[key](part) for key in SHARED.main]
    made_more = [FIELDS[key](part) for key in (*layout.more, *SHARED.more) if _is_fitting(part, key)]
    known_keys = (kind, *(("say",) if KINDS[kind].with_say else ()), *KINDS[kind].keys, *SHARED_KEYS)
    others = unknown(m, part.path(), body, known_keys)
    two = [each for each in known_keys if each not in {*layout.main, *layout.more, *SHARED.main, *SHARED.more} and each in written]
    assert not two, two  # noqa: S101 - every key of a kind has its place in the layout
    return StepForm(
        key=known.key,
        step=step,
        title=next((row.title for row in known.rows if row.id == step), step),
        kind=kind,
        kind_words=KIND_WORDS[kind][known.language],
        controls=(*main, *others),
        more=(*made_more, name),
        told=m.told(part.path()),
        arrives=arrivals(known, step),
        known=menus(known),
        languages=known.languages,
        others=tuple(_other_kind(known, step, each, body) for each in kinds_for(known.key) if each != kind),
    )


def _other_kind(known: Known, step: str, kind: str, body: MapNode) -> OtherKind:
    """A kind that the step may become."""
    written = {name: plain_of(node) for name, node in entries_of(body).items()}
    names = lost_fields(written, instead(known, step, kind))
    labels = tuple(STEP[name].label[known.language] if name in STEP else name for name in names)
    return OtherKind(kind, KIND_WORDS[kind][known.language], ops.change_kind(step, kind), labels)


def _is_fitting(part: Part, key: str) -> bool:
    """Whether a field says anything about this step, or is written all the same."""
    if part.node(key) is not None:
        return True
    match part.kind, key:
        case "ask", "scale":
            return part.node("answers") is None
        case "ask", "answers":
            return part.node("scale") is None
        case "ask", "next":
            return part.node("scale") is not None
        case "call", "next" | "at_most":
            return part.node("each") is not None
        case "do", "save_as":
            return part.action is None or part.action.result is not None
    return True


def _without(known: Known, step: str, reason: str, source: str = "") -> StepForm:
    told: tuple[Told, ...] = ()
    if reason == "unreadable" and known.problems:
        told = Problems(known.source, MapNode((), known.source.at(0)), known.problems[:3], known.language).take(())
    return StepForm(key=known.key, step=step, title=step, kind="", kind_words="", reason=reason, source=source, told=told)
