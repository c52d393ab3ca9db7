"""The scripts that call a sub-script, held against a text of it that is not published yet."""

from scripts_dsl.problem import Problem
from workspace.screens.publishing import BrokenCaller
from workspace.scripts.bundles import parts_beside
from workspace.scripts.pages import address_of, title_of
from workspace.scripts.publishing import LIB, check_beside
from workspace.wiring.parts import Unit

MOST = 20
"""Callers that are checked; nobody reads more, and each takes some hundredths of a second."""


def broken_callers(unit: Unit, key: str, source: str, language: str) -> tuple[BrokenCaller, ...]:
    """The live scripts that have errors because of this text of the sub-script they call, each with its first.

    A caller keeps the version that it was published with, so that no call is in danger; but it cannot be published again as it stands.
    """
    if not key.startswith(LIB):
        return ()
    live = [*unit.scripts.live_of("script")]
    found = []
    for row in [each for each in live if key in each["parts"].get("scripts", {})][:MOST]:
        standing = (unit.scripts.draft(row["key"]) or row)["source"]
        parts = parts_beside(unit, row["key"])
        before = {_what(each) for each in check_beside(row["key"], standing, parts).errors}
        after = check_beside(row["key"], standing, {**parts, "scripts": {**parts["scripts"], key: source}}).errors
        new = [each for each in after if _what(each) not in before]
        if new:
            found.append(BrokenCaller(title_of(row, language), address_of(row["key"]), new[0].message(language)))
    return tuple(found)


def _what(problem: Problem) -> tuple[str, int, str]:
    return problem.code, problem.line, problem.message()
