"""A published script with everything it stands on, frozen: what a run pins."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from flows.connectors.catalogue_records import CUSTOMER
from scripts_dsl.catalogue import Catalogue
from scripts_dsl.script import BranchStep, CallStep, DoStep, ReturnStep, Script, WrapupStep
from scripts_dsl.types import ValueType


@dataclass(frozen=True)
class Bundle:
    """The main script with its sub-scripts, and the catalogue of actions they were checked against.

    `reference` names the published version in the run's stored state. Equal references mean equal content.
    """

    reference: str
    script: Script
    catalogue: Catalogue

    def script_named(self, name: str) -> Script:
        """The main script or a sub-script; KeyError when the bundle has none of that name."""
        return self.script if name == self.script.name else self.script.subscripts[name]

    @cached_property
    def wrapup(self) -> WrapupStep | None:
        """The main script's wrap-up, where limits and the opt-out lead."""
        return self.script.wrapup

    @cached_property
    def dispositions(self) -> tuple[str, ...]:
        """Every disposition code that any wrap-up of the main script offers, in order."""
        steps = (step for step in self.script.steps.values() if isinstance(step, WrapupStep))
        return tuple(dict.fromkeys(code for step in steps for code in step.dispositions))

    @cached_property
    def custom_attributes(self) -> Mapping[str, ValueType]:
        """The fields of the customer's record that this installation added: answers of the same name are written to them."""
        record = self.catalogue.records.get(CUSTOMER.name, CUSTOMER)
        return {name: each.type for name, each in record.fields.items() if name not in CUSTOMER.fields}

    @cached_property
    def steps_ahead(self) -> Mapping[str, int]:
        """For each step of the main script the fewest steps that the agent still stands at until the run ends, itself not counted."""
        arriving: dict[str, list[str]] = {}
        for step in self.script.steps.values():
            for way in step.ways():
                arriving.setdefault(way.target, []).append(step.id)
        ends = [step.id for step in self.script.steps.values() if isinstance(step, WrapupStep | ReturnStep)]
        ahead = dict.fromkeys(ends, 0)
        open_ = deque(ends)
        while open_:
            name = open_.popleft()
            seen = 0 if isinstance(self.script.steps[name], BranchStep | DoStep | CallStep) else 1
            for former in arriving.get(name, ()):
                if former not in ahead:
                    ahead[former] = ahead[name] + seen
                    open_.append(former) if seen else open_.appendleft(former)
        return ahead
