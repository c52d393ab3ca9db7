"""The lines of a test as they are written: each held against the step it stands at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from scripts_dsl.catalogue.builtins import DECLINE_REASONS
from scripts_dsl.problem import Words
from scripts_dsl.reading import MAP_WANTED, Reading
from scripts_dsl.script import (
    BUILT_IN_EXITS,
    SUPPRESS,
    AskStep,
    DoStep,
    FormStep,
    OfferStep,
    ReadBackStep,
    Script,
    Step,
    WrapupStep,
)
from scripts_dsl.source.nodes import Entry, ListNode, MapNode, Node, TextNode
from scripts_dsl.testing import Answered, Line, Place
from scripts_dsl.testing.outside import OutsideReading
from scripts_dsl.testing.values import is_nothing, plain, tell_unknown, typed_map
from scripts_dsl.types import ValueType, present

FALLBACK = "fallback"
_BUILT_IN = (SUPPRESS, FALLBACK)
_LINE: Words = {"en": "a line of a test", "zh": "测试步骤"}
_LOOKS = ("at", "sees", "not_sees", "offered", "suggested", "tick", "fill", "reason", "refused")
_AT_KINDS: Mapping[str, tuple[type[Step], ...]] = {
    "answer": (AskStep,),
    "outcome": (OfferStep,),
    "consent": (ReadBackStep,),
    "tick": (ReadBackStep,),
    "fill": (FormStep, WrapupStep),
    "disposition": (WrapupStep,),
    "suggested": (WrapupStep,),
    "offered": (OfferStep,),
    "result": (DoStep,),
    "error": (DoStep,),
    "approve": (DoStep,),
    "cancel": (DoStep,),
}
"""Keys that only steps of these kinds take."""
_FLAGS = ("close_objection", "wrap_up", "cancel")
MOVES = (
    "answer",
    "outcome",
    "consent",
    "objection",
    "close_objection",
    "disposition",
    "exit",
    "back",
    "jump",
    "language",
    "wrap_up",
    "result",
    "error",
    "approve",
    "cancel",
    "late",
    "link",
)
"""What a line does; at most one of them stands in a line."""


@dataclass
class LineReading:
    """Reads the lines of tests of one script."""

    reading: Reading
    script: Script
    outside: OutsideReading
    given_types: Mapping[str, ValueType]

    def line(self, node: Node) -> Line | None:
        """One line; None after telling what is wrong with it."""
        found = self.reading.fields(node, _LINE, (*_LOOKS, *MOVES), ("at",))
        if found is None or "at" not in found:
            return None
        place = self.place(found["at"].value, "at")
        if place is None:
            return None
        step = self.step_of(place)
        self._fits(found, place, step)
        if "fill" in found and "refused" not in found:
            self._check_dates(found["fill"].value, step)
        made = [each for each in MOVES if each in found]
        if len(made) > 1:
            self.reading.tell("T101/two", found[made[1]].key.at, one=made[0], two=made[1])
        move = made[0] if made else "fill" if "fill" in found else None
        line = Line(
            place=place,
            sees=self._texts(found.get("sees")),
            not_sees=self._texts(found.get("not_sees")),
            offered=self._text(found.get("offered")),
            suggested=self._suggested(found.get("suggested"), step),
            ticks=self._ticks(found.get("tick"), step),
            fields=self._fields(found["fill"].value, step) if "fill" in found else None,
            move=move,
            reason=self._reason(found.get("reason")),
            refused=self._texts(found.get("refused")),
        )
        if move is None or move == "fill":
            return line
        entry = found[move]
        if move in _FLAGS and not self.reading.truth(entry):
            return replace(line, move=None)
        return replace(line, value=self._value(move, entry, step))

    def place(self, node: Node | None, what: str) -> Place | None:
        """A step as a test names it; tells when there is none."""
        text = self.reading.text(node, what)
        if text is None or node is None:
            return None
        folder, _, step = text.rpartition("/")
        everything = {self.script.name: self.script, **self.script.subscripts}
        if folder:
            script = everything.get(folder)
            if script is None:
                self.reading.tell("S026/script", node.at, meant=self.reading.close(folder, tuple(everything)), name=folder)
                return None
            if step in script.steps or step in _BUILT_IN:
                return Place(frozenset({folder}), step, node.at)
            self.reading.tell("S020", node.at, meant=self.reading.close(step, tuple(script.steps)), target=step)
            return None
        if step in self.script.steps:
            return Place(frozenset({self.script.name}), step, node.at)
        holders = [name for name, each in everything.items() if step in each.steps or step in _BUILT_IN]
        if holders:
            return Place(frozenset(holders), step, node.at)
        known = [*self.script.steps, *(each for sub in self.script.subscripts.values() for each in sub.steps)]
        self.reading.tell("S020", node.at, meant=self.reading.close(step, known), target=step)
        return None

    def step_of(self, place: Place) -> Step | None:
        """The step at a place; None where it is a built-in one or may be one of several."""
        if len(place.scripts) != 1:
            return None
        name = next(iter(place.scripts))
        script = self.script if name == self.script.name else self.script.subscripts[name]
        return script.steps.get(place.step)

    def _fits(self, found: Mapping[str, Entry], place: Place, step: Step | None) -> None:
        """Tell of keys that do not belong to a step of this kind."""
        if step is None:
            return
        for key, kinds in _AT_KINDS.items():
            if key in found and not isinstance(step, kinds):
                self.reading.tell("T101", found[key].key.at, key=key, step=place.step, kind=step.kind)

    def _value(self, move: str, entry: Entry, step: Step | None) -> object:
        """What a move needs."""
        reading, node = self.reading, entry.value
        if move in _FLAGS:
            return True
        if move == "link":
            return self._link(node)
        if move == "late":
            return self._late(node)
        if move in ("result", "error", "approve"):
            return self._answered(move, node, step)
        if move == "jump" and isinstance(node, MapNode):
            found = reading.fields(node, _LINE, ("step", "visit"), ("step",)) or {}
            place = self.place(found["step"].value, "step") if "step" in found else None
            visit = reading.whole(found["visit"].value, "visit", 1, 500) if "visit" in found else None
            return None if place is None else replace(place, visit=visit)
        if move in ("back", "jump"):
            return self.place(node, move)
        text = reading.text(node, move)
        if text is not None and isinstance(node, TextNode):
            self._known(move, node, text, step)
        return text

    def _known(self, move: str, node: TextNode, text: str, step: Step | None) -> None:
        """Tell of an answer, outcome, objection, exit, disposition or language that there is not."""
        reading = self.reading
        match move, step:
            case "answer", AskStep() if step.scale is None:
                self._among(node, text, [each.value for each in step.answers], "S025/unknown", value=text, name=step.id)
            case "outcome", OfferStep():
                self._among(node, text, [each for each in step.outcomes if each != "none"], "S025/unknown_outcome", value=text)
            case "consent", _:
                reading.one_of(node, "consent", ("given", "refused"))
            case "objection", Step():
                self._among(node, text, step.objections, "S020/objection", target=text)
            case "disposition", WrapupStep():
                self._among(node, text, step.dispositions, "D001", code=text)
            case "exit", _:
                scripts = (self.script, *self.script.subscripts.values())
                known = {name for each in scripts for name in each.exits} | {BUILT_IN_EXITS[0]}
                self._among(node, text, sorted(known), "T101/exit", name=text)
            case "language", _:
                reading.one_of(node, "language", self.script.languages)
            case _:
                pass

    def _among(self, node: Node, text: str, known: Collection[str], rule: str, **details: object) -> None:
        if text not in known:
            tell_unknown(self.reading, rule, node.at, text, known, details)

    def _answered(self, move: str, node: Node, step: Step | None) -> Answered | None:
        """What the outside answers to an action that is waited for."""
        if not isinstance(step, DoStep):
            return None
        signature = self.outside.signature(step.action)
        if move == "error":
            return Answered("error", error=self.outside.error(signature, node))
        if move == "approve":
            if signature.name != "desk.ask_supervisor":
                self.reading.tell("T101", node.at, key=move, step=step.id, kind=signature.name)
            granted = self.reading.one_of(node, move, ("yes", "no", "true", "false"))
            return Answered("done", {"granted": granted})
        return self.outside.answer(signature, node)

    def _late(self, node: Node) -> tuple[str, Answered] | None:
        """The action whose answer comes late, and the answer."""
        if not isinstance(node, MapNode) or len(node.entries) != 1:
            self.reading.tell("S003", node.at, field="late", wanted={"en": "one action with its answer", "zh": "一个动作及其结果"})
            return None
        entry = node.entries[0]
        answered = self.outside.action_mock(entry)
        return None if answered is None else (entry.key.text, answered[0])

    def _link(self, node: Node) -> dict[str, object]:
        found = self.reading.fields(node, _LINE, ("given", "zone")) or {}
        given = typed_map(self.reading, found["given"].value, self.given_types, "given", "X010") if "given" in found else {}
        return {"given": given, "zone": self.reading.text(found["zone"].value, "zone") if "zone" in found else None}

    def _texts(self, entry: Entry | None) -> tuple[TextNode, ...]:
        """One text or a list of them."""
        if entry is None:
            return ()
        items = entry.value.items if isinstance(entry.value, ListNode) else (entry.value,)
        return tuple(each for each in items if self.reading.text(each, entry.key.text) is not None and isinstance(each, TextNode))

    def _text(self, entry: Entry | None) -> TextNode | None:
        return next(iter(self._texts(entry)), None)

    def _suggested(self, entry: Entry | None, step: Step | None) -> TextNode | None:
        """The code that must be suggested, `none` for no suggestion."""
        node = self._text(entry)
        if node is not None and isinstance(step, WrapupStep):
            self._among(node, node.text, [*step.dispositions, "none"], "D001", code=node.text)
        return node

    def _ticks(self, entry: Entry | None, step: Step | None) -> tuple[TextNode, ...]:
        """The lines that are ticked, `all` of them for the word all."""
        ticks = self._texts(entry)
        if isinstance(step, ReadBackStep):
            for each in ticks:
                self._among(each, each.text, [*(line.id for line in step.lines), "all"], "T101/line", step=step.id, line=each.text)
        return ticks

    def _reason(self, entry: Entry | None) -> str | None:
        return None if entry is None else self.reading.one_of(entry.value, "reason", DECLINE_REASONS.values)

    def _fields(self, node: Node, step: Step | None) -> dict[str, object]:
        """Fields as typed: a text each, a list of texts for several choices."""
        if is_nothing(node):
            return {}
        if not isinstance(node, MapNode):
            self.reading.tell("S003", node.at, field="fill", wanted=MAP_WANTED)
            return {}
        typed: dict[str, object] = {}
        for entry in node:
            if isinstance(step, FormStep | WrapupStep):
                self._among(
                    entry.key, entry.key.text, [each.name for each in step.fields], "T101/field", step=step.id, field=entry.key.text
                )
            typed[entry.key.text] = _as_typed(entry.value)
        return typed

    def _check_dates(self, node: Node, step: Step | None) -> None:
        """X014: a date that is none, in a line that does not say that it must be refused."""
        types = {each.name: present(each.type) for each in step.fields} if isinstance(step, FormStep | WrapupStep) else {}
        for entry in node if isinstance(node, MapNode) else ():
            type_ = types.get(entry.key.text)
            if type_ is not None and str(type_) in ("date", "time", "datetime"):
                plain(self.reading, entry.value, type_, entry.key.text)


def _as_typed(node: Node) -> object:
    """What a form sends for a value."""
    if isinstance(node, ListNode):
        return [each.text for each in node if isinstance(each, TextNode)]
    return node.text if isinstance(node, TextNode) and not is_nothing(node) else ""
