"""More mistakes of `seeded_mistakes`: ways that lead where nobody is, and orders that nobody counts."""

import re
from collections.abc import Iterator

from tests.unit.scripts_dsl.seeded_mistakes import KINDS, Place, Text, kind, lines_of

__all__ = ["KINDS"]


@kind("order that fulfils nothing", "S030")
def fulfils_left_out(text: Text) -> Iterator[Place]:
    for number, line in enumerate(text.lines):
        step = text.step_at(number)
        if (
            step is not None
            and line == "    fulfils: offer"
            and any("bss.place_order" in each for each in text.lines[step.first : step.end])
        ):
            yield text.changed((number, None)), {step.first + 1, *lines_of(text, step, "do:")}


@kind("words after hanging up", "S028")
def words_after_hanging_up(text: Text) -> Iterator[Place]:
    for number in range(*text.sections.get("exits", (0, 0))):
        for step in text.steps:
            if text.lines[number].startswith("  hung_up:") and text.kind(step) in ("say", "ask", "form", "offer", "read_back"):
                yield text.changed((number, f"  hung_up: {{next: {step.id}}}")), {number + 1}


@kind("return of a whole script", "S010")
def stray_return(text: Text) -> Iterator[Place]:
    for number, line in enumerate(text.lines):
        step = text.step_at(number)
        if not text.name.startswith("lib/") and step is not None and text.kind(step) == "say" and re.match(r"    next: \w+$", line):
            yield text.changed((number, "    return: ok")), {number + 1}
