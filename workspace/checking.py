"""`cuecard check FILE...`: the problems of script and offer files, for people, for tools and for GitHub's annotations.

A folder stands for every script and offer in it, `-` for standard input.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flows.catalogue import CATALOGUE
from scripts_dsl.loader import load_script
from scripts_dsl.nodes import MapNode
from scripts_dsl.problem import Problem
from scripts_dsl.reader import read
from workspace.script_files import STANDARD_INPUT, TEST_FILES, beside, name_of, read_bytes
from workspace.terminal import complain, is_colourful, painted, say

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
                found += [(each, problem) for problem in check_file(each)]
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
    """The files a path stands for: itself, or those of a folder, test files and hidden ones excepted. OSError for a folder without any."""
    if path == STANDARD_INPUT or not path.is_dir():
        return [path]
    found = [
        each
        for each in sorted(path.rglob("*.yaml"))
        if not each.name.endswith((TEST_FILES, ".mapping.yaml")) and not any(part.startswith(".") for part in each.relative_to(path).parts)
    ]
    if not found:
        raise FileNotFoundError(None, "no scripts in it", str(path))
    return found


def check_file(path: Path) -> tuple[Problem, ...]:
    """The problems of one script or offer file. Raises OSError when it cannot be read."""
    text = read_bytes(path)
    if b"offer" in text and _is_of_offers(text):
        from flows.offer_catalogue import load_offers  # the check of a script starts faster without it

        return load_offers(text, path.stem, CATALOGUE)[1]
    return load_script(text, name=name_of(path), catalogue=CATALOGUE, library=beside(path)).problems


def _is_of_offers(text: bytes) -> bool:
    """Whether a file holds offers instead of a script."""
    if not any(line.startswith((b"offer:", b"offers:")) for line in text.splitlines()):
        return False
    root = read(text).root
    return isinstance(root, MapNode) and bool(root.entry("offer") or root.entry("offers")) and not root.entry("steps")


def _printed(found: Sequence[tuple[Path, Problem]], language: str, format: str) -> Iterator[str]:
    if format == "json":
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
