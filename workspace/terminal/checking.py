"""`cuecard check FILE...`: the problems of scripts and of what stands beside them, for people, for tools and for GitHub's annotations.

A file is a script, an offer, an action catalogue or a test file; a folder stands for every one in it, `-` for a script on standard input.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flows.connectors.catalogue import CATALOGUE
from scripts_dsl.catalogue.text import is_catalogue, load_catalogue
from scripts_dsl.loader import load_script
from scripts_dsl.problem import Problem
from scripts_dsl.source.nodes import MapNode
from scripts_dsl.source.reader import read
from workspace.scripts.files import (
    STANDARD_INPUT,
    TEST_FILES,
    NearbyCatalogue,
    beside,
    catalogue_beside,
    load_file,
    name_of,
    read_bytes,
)
from workspace.terminal.output import complain, is_colourful, painted, say

CLEAN, WRONG, UNREADABLE = 0, 1, 2
"""Exit codes: no problem of severity E, at least one, a file that could not be read."""
_PROPERTY = "%\r\n:,"
_GITHUB = {"E": "error", "W": "warning", "I": "notice"}
_COLOURS = {"E": "red", "W": "yellow", "I": "blue"}


def check(*, files: Sequence[Path], lang: str = "en", format: str = "text") -> int:
    """Check the files and print every problem; returns the exit code."""
    found: list[tuple[Path, Problem]] = []
    is_unreadable = False
    for path in files:
        try:
            for each in scripts_of(path):
                found += [(file, problem) for file, problem in _problems(each) if (file, problem) not in found]
        except OSError as error:
            is_unreadable = True
            complain(could_not_read(path, error, lang))
    for line in _printed(found, lang, format):
        say(line)
    if is_unreadable:
        return UNREADABLE
    return WRONG if any(problem.severity == "E" for _, problem in found) else CLEAN


def could_not_read(path: Path, error: OSError, language: str) -> str:
    """The sentence about a file that could not be read."""
    why = f" ({error.strerror})" if error.strerror else ""
    return f"{path}: could not be read{why}" if language == "en" else f"{path}：无法读取{why}"


def scripts_of(path: Path) -> list[Path]:
    """The files a path stands for: itself, or those of a folder but hidden ones and mappings. OSError for a folder without any."""
    if path == STANDARD_INPUT or not path.is_dir():
        return [path]
    found = [
        each
        for each in sorted(path.rglob("*.yaml"))
        if not each.name.endswith(".mapping.yaml") and not any(part.startswith(".") for part in each.relative_to(path).parts)
    ]
    if not found:
        raise FileNotFoundError(None, "no scripts in it", str(path))
    return found


def _problems(path: Path) -> list[tuple[Path, Problem]]:
    """The problems of one file, after those of the action catalogue that it was checked with."""
    text = read_bytes(path)
    if path.name.endswith(TEST_FILES):
        return [(path, problem) for problem in _of_tests(path, text)]
    holds = kind_of(text)
    if holds == "catalogue":
        return [(path, problem) for problem in load_catalogue(text, CATALOGUE)[1]]
    nearby = catalogue_beside(path)
    problems = _of_offers(path, text, nearby) if holds == "offers" else _of_script(path, text, nearby)
    beside_it = [(nearby.path, problem) for problem in nearby.problems if problem.severity == "E"] if nearby.path else []
    return [*beside_it, *((path, problem) for problem in problems)]


def _of_script(path: Path, text: bytes, nearby: NearbyCatalogue) -> tuple[Problem, ...]:
    return load_script(text, name=name_of(path), catalogue=nearby.catalogue, library=beside(path)).problems


def _of_offers(path: Path, text: bytes, nearby: NearbyCatalogue) -> tuple[Problem, ...]:
    from flows.offers.catalogue import load_offers  # the check of a script starts faster without it

    return load_offers(text, path.stem, nearby.catalogue)[1]


def _of_tests(path: Path, text: bytes) -> tuple[Problem, ...]:
    """The problems of a test file; none can be told while its script has errors. Raises OSError without a script."""
    from scripts_dsl.testing.loader import load_tests  # the check of a script starts faster without it

    script = path.with_name(path.name.removesuffix(TEST_FILES) + ".yaml")
    loaded = load_file(script)
    return () if loaded.script is None else load_tests(text, loaded.script, catalogue_beside(script).catalogue).problems


def kind_of(text: bytes) -> str:
    """What a file holds: "offers", "catalogue", else "script"."""
    if not any(line.startswith((b"offer:", b"offers:", b"catalogue:")) for line in text.splitlines()):
        return "script"
    root = read(text).root
    if is_catalogue(root):
        return "catalogue"
    is_offers = isinstance(root, MapNode) and bool(root.entry("offer") or root.entry("offers")) and not root.entry("steps")
    return "offers" if is_offers else "script"


def _printed(found: Sequence[tuple[Path, Problem]], language: str, format: str) -> Iterator[str]:
    if format == "json":
        import json  # most checks are read by people, and start faster without it

        yield json.dumps([as_json(path, problem, language) for path, problem in found], ensure_ascii=False, indent=2)
        return
    colourful = is_colourful()
    for path, problem in found:
        yield as_github(path, problem, language) if format == "github" else as_text(path, problem, language, colourful=colourful)


def as_text(path: Path, problem: Problem, language: str, *, colourful: bool) -> str:
    """A problem as a line for people."""
    hint = f" ({problem.hint_in(language)})" if problem.hint else ""
    severity = (
        painted(f"{problem.severity} {problem.code}", _COLOURS[problem.severity]) if colourful else f"{problem.severity} {problem.code}"
    )
    return f"{path}:{problem.line}:{problem.column}: {severity} {problem.message(language)}{hint}"


def as_json(path: Path, problem: Problem, language: str) -> dict[str, Any]:
    """A problem as JSON."""
    fix = problem.fix
    return {
        "file": str(path),
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message(language),
        "hint": problem.hint_in(language) or None,
        "fix": None if fix is None else {"start": fix.start, "end": fix.end, "replacement": fix.replacement},
    }


def as_github(path: Path, problem: Problem, language: str) -> str:
    """A problem as an annotation of GitHub's."""
    hint = f" ({problem.hint_in(language)})" if problem.hint else ""
    return annotation(_GITHUB[problem.severity], path, problem.line, problem.column, problem.code, problem.message(language) + hint)


def annotation(level: str, path: Path, line: int, column: int, title: str, message: str) -> str:
    """One line that GitHub shows beside the file: level error, warning or notice."""

    def escaped(text: str, signs: str = "%\r\n") -> str:
        return "".join(f"%{ord(sign):02X}" if sign in signs else sign for sign in text)

    place = f"file={escaped(str(path), _PROPERTY)},line={line},col={column},title={escaped(title, _PROPERTY)}"
    return f"::{level} {place}::{escaped(message)}"
