"""What a form is made of: controls, each with its place in the text, its words, its problems, and the edits behind it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from scripts_dsl.editing import FieldPath, Value
from workspace.studio.forms.conditions import Group

Op = Mapping[str, Any]
"""An edit as `workspace.studio.edits` takes it; of a control that a person fills, all but the value."""


def as_json(value: object) -> str:
    """A value as the browser reads it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def id_of(path: FieldPath, *more: str) -> str:
    """The id of an element for a place: the same place gives the same id, two places never do."""
    return "f-" + "-".join(re.sub(r"[^a-z0-9_]", lambda sign: f".{ord(sign[0]):x}.", str(part)) for part in (*path, *more))


@dataclass(frozen=True)
class Told:
    """A problem beside its field. `fix`: from, to and insert in the text, as browsers count; None where there is none."""

    code: str
    severity: str
    message: str
    hint: str = ""
    fix: Mapping[str, Any] | None = None
    before: str = ""
    marked: str = ""
    """Of a condition or text: what stands before the mistake, and the word where it is."""


@dataclass(frozen=True)
class Option:
    """One choice of a menu."""

    value: str
    label: str
    selected: bool = False


@dataclass(frozen=True)
class Options:
    """Choices under one heading."""

    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class Control:
    """One control. `remove` takes the field out of the text; an absent one stands behind “+ Add …” until somebody wants it."""

    shape: ClassVar[str] = ""
    path: FieldPath
    label: str
    help: str = ""
    told: tuple[Told, ...] = ()
    remove: Op | None = None
    is_absent: bool = False
    add_words: str = ""
    """What the button says that brings an absent control forward; its label where it is empty."""

    @property
    def id(self) -> str:
        """The id of its element."""
        return id_of(self.path)

    def inner(self) -> Iterator["Control"]:
        """The controls inside it."""
        return iter(())


@dataclass(frozen=True, kw_only=True)
class Line(Control):
    """A text to type. `kind`: line, long, number, code, name · `put`: the key of the op that takes the value.

    `empty`: the op when the text is taken away, None where it stays as an empty text · `inserts`: what the value menu puts in,
    "phrase" for `${...}`, "name" for the bare name · `lang`: the language it is written in.
    """

    shape = "line"
    value: str = ""
    op: Op = field(default_factory=dict)
    put: str = "value"
    empty: Op | None = None
    kind: str = "line"
    inserts: str = ""
    lang: str = ""
    placeholder: str = ""
    suggestions: tuple[Option, ...] = ()
    is_missing: bool = False
    declare: Value | None = None
    """Of a name: the type it gets where the script does not know it yet."""
    takes: Op | None = None
    """Of a name: the edit where the script knows that name already."""

    @property
    def id(self) -> str:
        """The id of its element; a text of one language has its own."""
        return id_of(self.path, *([self.lang] if self.lang else []))


@dataclass(frozen=True, kw_only=True)
class Pick(Control):
    """One of a menu. With `is_json` the values of the options are JSON."""

    shape = "pick"
    groups: tuple[Options, ...] = ()
    op: Op = field(default_factory=dict)
    put: str = "value"
    empty: Op | None = None
    is_json: bool = False
    instead: Mapping[str, Op] = field(default_factory=dict)
    """Options that make an edit of their own."""


@dataclass(frozen=True, kw_only=True)
class Tick(Control):
    """Yes or no, with the edit behind each."""

    shape = "tick"
    value: bool = False
    on: Op = field(default_factory=dict)
    off: Op = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class TextIn(Control):
    """The same words in each language of the script, beside each other."""

    shape = "words"
    lines: tuple[Line, ...] = ()

    def inner(self) -> Iterator[Control]:
        """A line per language."""
        return iter(self.lines)


@dataclass(frozen=True, kw_only=True)
class Target(Control):
    """The step that a way leads to. `add`: how a new step in between is put into the text, its id left out."""

    shape = "target"
    value: str = ""
    op: Op = field(default_factory=dict)
    put: str = "value"
    empty: Op | None = None
    words: str = ""
    """What the step it leads to says."""
    add: Op | None = None


@dataclass(frozen=True)
class ShownRow:
    """A row of a condition with what its menus hold."""

    left: str
    left_words: str
    operator: str
    operators: tuple[Option, ...]
    takes: str
    values: tuple[str, ...]
    raw: tuple[str, ...]
    choices: tuple[Option, ...]
    kind: str
    source: str


@dataclass(frozen=True)
class ShownGroup:
    """A group of a condition; parts are rows or, in the outermost, groups."""

    combine: str
    parts: tuple["ShownRow | ShownGroup", ...]
    source: str
    sign: str


@dataclass(frozen=True, kw_only=True)
class Condition(Control):
    """A condition as rows and as text; no rows where they cannot show it."""

    shape = "condition"
    value: str = ""
    op: Op = field(default_factory=dict)
    put: str = "value"
    empty: Op | None = None
    rows: ShownGroup | None = None
    model: Group | None = None


@dataclass(frozen=True)
class Chip:
    """One of several names that are listed."""

    value: str
    label: str
    remove: Op
    move: Op
    index: int
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Names(Control):
    """A list of names: those listed, and the others that may be added."""

    shape = "names"
    chips: tuple[Chip, ...] = ()
    others: tuple[Option, ...] = ()
    op: Op = field(default_factory=dict)
    put: str = "value"
    is_open: bool = False
    """Whether any name may be typed, not only those of the menu."""


@dataclass(frozen=True)
class Item:
    """One of a list of things: its controls, and the edits that move it or take it away. `move` lacks its `index`."""

    id: str
    title: str
    controls: tuple[Control, ...]
    remove: Op | None
    move: Op | None
    index: int
    told: tuple[Told, ...] = ()
    hotkey: str = ""


@dataclass(frozen=True)
class Button:
    """A button that makes an edit at once. `focus`: the id of the control that is wanted next."""

    words: str
    op: Op
    focus: str = ""
    icon: str = "add"


@dataclass(frozen=True, kw_only=True)
class Many(Control):
    """A list of things with their own controls, and the buttons that add one. `empty_words`: what is said of none."""

    shape = "many"
    items: tuple[Item, ...] = ()
    adds: tuple[Button, ...] = ()
    empty_words: str = ""
    look: str = ""
    new: "NewEntry | None" = None

    def inner(self) -> Iterator[Control]:
        """The controls of every item, and of the one to come."""
        for item in self.items:
            yield from item.controls
        if self.new is not None:
            yield self.new


@dataclass(frozen=True, kw_only=True)
class Block(Control):
    """Controls under one heading."""

    shape = "block"
    controls: tuple[Control, ...] = ()
    look: str = ""
    buttons: tuple[Button, ...] = ()

    @property
    def id(self) -> str:
        """The id of its element: what it holds may stand at the same place."""
        return id_of(self.path, "block")

    def inner(self) -> Iterator[Control]:
        """The controls of the block."""
        return iter(self.controls)


@dataclass(frozen=True, kw_only=True)
class NewEntry(Control):
    """A small form for something that has a name of its own: an answer, a variable, an exit.

    What `inputs` are given stands at their keys in `op`. `name`: the key whose value is made from the first text, where nobody types
    it; `taken` are the names that it cannot be.
    """

    shape = "new"
    op: Op = field(default_factory=dict)
    inputs: tuple["Asked", ...] = ()
    name: str = ""
    taken: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """Something a small form asks for. `put`: where in the op it stands, dots between; `kind`: line, name, target, pick."""

    put: str
    label: str
    kind: str = "line"
    lang: str = ""
    options: tuple[Option, ...] = ()
    value: str = ""
    needed: bool = False


@dataclass(frozen=True, kw_only=True)
class Fact(Control):
    """Something that is only shown."""

    shape = "fact"
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Kept(Control):
    """What the form does not know, as it is written; it is kept."""

    shape = "kept"
    value: str = ""


@dataclass(frozen=True)
class Arrival:
    """A step, exit or objection that leads here, and by which way. `step` is empty for the settings of the script."""

    step: str
    words: str
    way: str


@dataclass(frozen=True)
class OtherKind:
    """A kind that the step may become: the edit that does it, and the fields whose contents are gone then."""

    kind: str
    words: str
    op: Op
    lost: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StepForm:
    """The form of a step, or with an empty `step` of the script's settings. `known`: what the menus of the browser hold."""

    key: str
    step: str
    title: str
    kind: str
    kind_words: str
    controls: tuple[Control, ...] = ()
    more: tuple[Control, ...] = ()
    told: tuple[Told, ...] = ()
    arrives: tuple[Arrival, ...] = ()
    known: Mapping[str, Any] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    others: tuple[OtherKind, ...] = ()
    reason: str = ""
    """Why there is no form: "unreadable", "gone", "shape"."""
    source: str = ""
    """The step as it is written, where it cannot be shown as a form."""

    def everything(self) -> Iterator[Control]:
        """Every control, those inside others too."""
        waiting: list[Control] = [*self.controls, *self.more]
        while waiting:
            control = waiting.pop(0)
            yield control
            waiting.extend(control.inner())
