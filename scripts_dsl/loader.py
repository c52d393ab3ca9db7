"""From source text to a checked script."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from scripts_dsl.catalogue import Catalogue
from scripts_dsl.problem import Problem
from scripts_dsl.script import Script


class Library(Protocol):
    """What stands beside a script: sub-scripts and offers, found by name."""

    def script(self, name: str) -> str | None:
        """The source of a sub-script ("lib/verify_identity"), None when there is none."""

    def offers(self) -> Collection[str] | None:
        """The ids of all offers; None when not known, then any is accepted."""

    def slots(self) -> Collection[str] | None:
        """The names of all slots; None when not known, then any is accepted."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What reading a script gave: the model, unless an E problem prevents it, and every problem found, in order of place."""

    script: Script | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop publishing."""
        return tuple(problem for problem in self.problems if problem.severity == "E")


def load_script(text: str | bytes, *, name: str, catalogue: Catalogue, library: Library) -> Loaded:
    """Read, check and compile one script; never raises for whatever text."""
    raise NotImplementedError
