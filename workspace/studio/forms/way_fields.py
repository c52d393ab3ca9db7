"""The controls of where a step leads: the next one, answers, lines of a decision, outcomes, failures."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from scripts_dsl.editing import FieldPath, Value
from scripts_dsl.source.nodes import ListNode, MapNode, Node, TextNode
from scripts_dsl.steps import YES_NO
from scripts_dsl.types import EnumType, present
from workspace.studio.forms import ops
from workspace.studio.forms.condition_control import condition
from workspace.studio.forms.controls import Asked, Block, Button, Control, Item, Line, Many, NewEntry, Op, Option, TextIn, id_of
from workspace.studio.forms.known import Known
from workspace.studio.forms.making import behind_button, entries_of, kept, line, plain, removal, target, text_of, unknown, words
from workspace.studio.forms.step_part import Part
from workspace.studio.forms.words import PARTS, STEP, Said


def next_step(part: Part) -> Control:
    """The step that follows."""
    optional = part.kind in ("ask", "call")
    control = target(part.m, part.path("next"), part.node("next"), STEP["next"], optional=optional, after=part.id)
    return control if optional else part.with_missing(control, "S010")


def scale(part: Part) -> Control:
    """Numbers instead of answers."""
    m, path, node = part.m, part.path("scale"), part.node("scale")
    if node is not None and not isinstance(node, MapNode):
        return kept(m, path, node, m.label(STEP["scale"]))
    found = entries_of(node)
    controls = tuple(line(m, (*path, key), found.get(key), PARTS[key], kind="number") for key in ("from", "to"))
    return Block(
        path=path,
        label=m.label(STEP["scale"]),
        help=m.help(STEP["scale"]),
        controls=(*controls, *unknown(m, path, node, ("from", "to"))),
        told=m.told(path),
        remove=removal(path, node, optional=True),
        is_absent=node is None,
        look="row",
    )


def answers(part: Part) -> Control:
    """The buttons of a question and the step that each leads to."""
    m, path, node = part.m, part.path("answers"), part.node("answers")
    if node is not None and not isinstance(node, MapNode):
        return kept(m, path, node, m.label(STEP["answers"]))
    found = node.entries if node is not None else ()
    labels, values = known_labels(part.m.known, part.text("save_as"))
    items = tuple(_answer(part, index, each.key.text, each.value, labels) for index, each in enumerate(found))
    missing = [value for value in values if value not in entries_of(node)]
    control = Many(
        path=path,
        label=m.label(STEP["answers"]),
        help=m.help(STEP["answers"]),
        items=items,
        told=m.told(path),
        look="answers",
        new=_new_answer(part, missing, labels) if missing or not values else None,
    )
    return part.with_missing(control, "S025")


def known_labels(known: Known, kept_in: str) -> tuple[Mapping[str, Mapping[str, str]], tuple[str, ...]]:
    """Labels that answers have without saying so, and the values there are, where the variable they are kept in has only so many."""
    type_ = known.script.scope.get(kept_in) if known.script is not None and kept_in else None
    inner = present(type_) if type_ is not None else None
    if isinstance(inner, EnumType):
        return {each.value: each.labels for each in inner.choices}, inner.values
    return YES_NO, ("yes", "no") if inner is not None and str(inner) == "yesno" else ()


def _answer(part: Part, index: int, value: str, node: Node, labels: Mapping[str, Mapping[str, str]]) -> Item:
    m, path = part.m, part.path("answers", value)
    body = node if isinstance(node, MapNode) else None
    to = body.get("next") if body is not None else node
    set_next = {"op": "set_answer", "step": part.id, "answer": value, "field": "next", "was": plain(to)}
    when = body.get("when") if body is not None else None
    set_when = {**_answer_op("set_answer", part, value), "field": "when", "was": plain(when)}
    controls: tuple[Control, ...] = (
        _label(part, value, body, labels.get(value, {})),
        target(m, (*path, "next"), to, PARTS["next"], op=set_next, after=part.id),
        behind_button(
            line(
                m,
                (*path, "answer"),
                TextNode(value, node.at),
                PARTS["answer"],
                kind="name",
                op=_answer_op("rename_answer", part, value),
                put="name",
            )
        ),
        condition(m, (*path, "when"), when, PARTS["when"], op=set_when, empty=set_when if when is not None else None),
        *unknown(m, path, body, ("label", "when", "next")),
    )
    return Item(
        id=id_of(path, "item"),
        title=value,
        controls=controls,
        remove=_answer_op("remove_answer", part, value),
        move=_answer_op("move_answer", part, value),
        index=index,
        told=m.told(path),
        hotkey=str(index + 1) if index < 9 else "",
    )


def _answer_op(op: str, part: Part, answer: str) -> Op:
    return {"op": op, "step": part.id, "answer": answer}


def _label(part: Part, value: str, body: MapNode | None, usual: Mapping[str, str]) -> Control:
    """What stands on the button; where the answer says nothing of its own, the label of its value, to be written over."""
    m = part.m
    path = part.path("answers", value, "label")
    node = body.get("label") if body is not None else None
    if node is not None:
        return words(m, path, node, PARTS["label"])
    preset: dict[str, Value] = {language: usual.get(language, "") for language in m.known.languages}
    op: Op = {**_answer_op("set_answer", part, value), "field": "label", "value": preset, "was": None}
    lines = tuple(
        Line(
            path=path,
            label=m.label(PARTS["label"]),
            op=op,
            put=f"value.{each}",
            lang=each,
            placeholder=usual.get(each, ""),
            inserts="phrase",
        )
        for each in m.known.languages
    )
    return TextIn(path=path, label=m.label(PARTS["label"]), lines=lines)


def _new_answer(part: Part, missing: Iterable[str], labels: Mapping[str, Mapping[str, str]]) -> NewEntry:
    m = part.m
    values = tuple(Option(value, m.known.words_of(labels.get(value, {})) or value) for value in missing)
    asked: list[Asked] = []
    if values:
        asked.append(Asked("answer", m.label(PARTS["answer"]), "pick", options=values, needed=True))
    else:
        asked += [Asked(f"label.{each}", m.label(PARTS["label"]), lang=each) for each in m.known.languages]
    asked.append(Asked("next", m.label(PARTS["next"]), "target", needed=True))
    return NewEntry(
        path=part.path("answers", "+"),
        label=m.known.phrase("add_answer"),
        op={"op": "add_answer", "step": part.id},
        inputs=tuple(asked),
        name="" if values else "answer",
        taken=tuple(entries_of(part.node("answers"))),
    )


def branch(part: Part) -> Control:
    """Lines with conditions, and where all other calls go."""
    m, path, node = part.m, part.path("branch"), part.node("branch")
    if node is not None and not isinstance(node, ListNode):
        return kept(m, path, node, m.label(STEP["branch"]))
    items = node.items if isinstance(node, ListNode) else ()
    last = next((index for index, item in enumerate(items) if isinstance(item, MapNode) and item.entry("else")), None)
    other = items[last] if last is not None else None
    elsewhere = text_of(other.get("else")) if isinstance(other, MapNode) else ""
    place = len(items) if last is None else last
    add = Button(
        m.known.phrase("add_case"),
        ops.insert_item(path, {"when": "", "next": elsewhere or "wrap"}, place),
        id_of((*path, place, "when"), "rows", "0", "left"),
    )
    adds = [add]
    if last is None:
        adds.append(Button(m.known.phrase("add_else"), ops.insert_item(path, {"else": "wrap"})))
    return Many(
        path=path,
        label=m.label(STEP["branch"]),
        help=m.help(STEP["branch"]),
        items=tuple(_case(part, (*path, index), index, item) for index, item in enumerate(items)),
        adds=tuple(adds),
        told=m.told(path),
        look="cases",
    )


def _case(part: Part, path: FieldPath, index: int, node: Node) -> Item:
    m = part.m
    is_else = isinstance(node, MapNode) and node.entry("else") is not None
    if not isinstance(node, MapNode):
        controls: tuple[Control, ...] = (kept(m, path, node, m.label(PARTS["line"])),)
    elif is_else:
        controls = (target(m, (*path, "else"), node.get("else"), PARTS["else"], after=part.id), *unknown(m, path, node, ("else",)))
    else:
        controls = (
            condition(m, (*path, "when"), node.get("when"), replace(PARTS["when"], label={"en": "If", "zh": "如果"}), optional=False),
            target(m, (*path, "next"), node.get("next"), PARTS["next"], after=part.id),
            *unknown(m, path, node, ("when", "next")),
        )
    return Item(
        id=id_of(path, "item"),
        title=m.label(PARTS["else"]) if is_else else str(index + 1),
        controls=controls,
        remove=ops.remove_field(path, plain(node)),
        move=None if is_else else ops.move_item(path),
        index=index,
        told=m.told(path),
    )


def ways(part: Part, key: str, wanted: Mapping[str, str], *, optional: bool = False, missing: str = "") -> Control:
    """Words, each with the step it leads to; what is written beside the wanted ones can be taken away."""
    m, path, node = part.m, part.path(key), part.node(key)
    if node is not None and not isinstance(node, MapNode):
        return kept(m, path, node, m.label(STEP[key]))
    found = entries_of(node)
    controls: list[Control] = [
        target(m, (*path, word), found.get(word), label=label, optional=optional, after=part.id) for word, label in wanted.items()
    ]
    controls += [
        target(m, (*path, word), value, label=word, optional=True, after=part.id) for word, value in found.items() if word not in wanted
    ]
    block = Block(
        path=path,
        label=m.label(STEP[key]),
        help=m.help(STEP[key]),
        controls=tuple(controls),
        told=m.told(path),
        remove=removal(path, node, optional=optional),
        is_absent=optional and node is None,
        look="ways",
    )
    return part.with_missing(block, missing) if missing else block


def outcomes(part: Part) -> Control:
    """Where each response to an offer leads; a slot may find none."""
    wanted = ["accepted", "declined", "later"]
    if isinstance(part.node("offer"), MapNode):
        wanted.append("none")
    return ways(part, "outcomes", {each: part.m.label(PARTS[each]) for each in wanted}, missing="S010")


def consent(part: Part) -> Control:
    """Where consent and its refusal lead."""
    wanted = {"given": PARTS["given"], "refused": Said({"en": "Refused", "zh": "不同意"}, {"en": "", "zh": ""})}
    return ways(part, "consent", {word: part.m.label(said) for word, said in wanted.items()}, missing="S010")


def returns(part: Part) -> Control:
    """Where each way out of the sub-script leads."""
    script = part.subscript
    written = tuple(entries_of(part.node("returns")))
    known = (
        written
        if script is None
        else sorted(script.ways_out, key=lambda way: (written.index(way) if way in written else len(written), way))
    )
    phrase = part.m.known.phrase("way_out")
    return ways(part, "returns", {word: phrase % word for word in known}, missing="S010")


def on_error(part: Part) -> Control:
    """Where a failure leads: one step for all, or one for each kind."""
    m, path, node = part.m, part.path("on_error"), part.node("on_error")
    if isinstance(node, ListNode):
        return kept(m, path, node, m.label(STEP["on_error"]))
    found = entries_of(node)
    kinds = sorted(part.action.error_kinds) if part.action is not None else ["cancelled", "refused", "timeout"]
    kinds += [word for word in found if word not in kinds and word != "else"]
    is_short = not isinstance(node, MapNode)
    label = m.label(PARTS["failure" if is_short else "other_failure"])
    first = target(
        m, path if is_short else (*path, "else"), node if is_short else found.get("else"), label=label, optional=True, after=part.id
    )
    others = tuple(
        target(m, (*path, kind), found.get(kind), label=m.label(PARTS[kind]) if kind in PARTS else kind, optional=True, after=part.id)
        for kind in kinds
    )
    return Block(
        path=path,
        label=m.label(STEP["on_error"]),
        help=m.help(STEP["on_error"]),
        controls=(replace(first, is_absent=False), *(others if node is not None else ())),
        told=m.told(path),
        remove=removal(path, node, optional=True),
        is_absent=node is None,
        look="ways",
    )
