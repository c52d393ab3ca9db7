"""A step while its form is made: its place, its fields as written, and the making of the whole form."""

from dataclasses import dataclass, replace
from typing import TypeVar

from scripts_dsl.catalogue import ActionSignature
from scripts_dsl.editing import FieldPath
from scripts_dsl.script import Script
from scripts_dsl.source.nodes import MapNode, Node
from workspace.studio.forms.controls import Control
from workspace.studio.forms.making import Making, text_of

Some = TypeVar("Some", bound=Control)


@dataclass(frozen=True)
class Part:
    """One step being shown."""

    m: Making
    id: str
    kind: str
    body: MapNode

    def path(self, *more: str | int) -> FieldPath:
        """The place of one of its fields."""
        return ("steps", self.id, *more)

    def node(self, key: str) -> Node | None:
        """What stands in a field."""
        return self.body.get(key)

    def text(self, key: str) -> str:
        """The text in a field."""
        return text_of(self.node(key))

    @property
    def action(self) -> ActionSignature | None:
        """The action it asks for, where the catalogue knows it."""
        return self.m.known.catalogue.actions.get(self.text("do"))

    @property
    def subscript(self) -> Script | None:
        """The sub-script it calls, where that can be read."""
        script = self.m.known.script
        return script.subscripts.get(self.text("call")) if script is not None else None

    def with_missing(self, control: Some, *codes: str) -> Some:
        """The control, telling what is told of the whole step because the field is not there."""
        return replace(control, told=(*control.told, *self.m.told(self.path(), deep=False, codes=codes)))
