"""`cuecard check FILE...`: the problems of script and offer files, for people, for tools and for GitHub's annotations.

Sub-scripts and offers are found beside the file: in its folder and the folders above it, then in the shipped library.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flows
from flows.catalogue import CATALOGUE
from flows.offer import SLOTS
from flows.offer_catalogue import load_offers
from scripts_dsl.loader import load_script
from scripts_dsl.nodes import MapNode
from scripts_dsl.problem import Problem
from scripts_dsl.reader import read
from workspace.settings import Settings
from workspace.terminal import say

CLEAN, WRONG, UNREADABLE = 0, 1, 2
"""Exit codes: no problem of severity E, at least one, a file that could not be read."""
LIBRARY = Path(flows.__file__).parent / "library"
_GITHUB = {"E": "error", "W": "warning", "I": "notice"}


@dataclass(frozen=True)
class FolderLibrary:
    """What stands beside a file on the disk."""

    folders: Sequence[Path]

    def script(self, name: str) -> str | None:
        """The source of a sub-script, from the nearest folder that has it; None when none has."""
        # A name is text of the author's: it must not lead out of the folder.
        if not all(part.isidentifier() for part in name.split("/")):
            return None
        return next((text for folder in self.folders if (text := _text_of(folder / f"{name}.yaml")) is not None), None)

    def offers(self) -> Collection[str] | None:
        """The offers of the nearest folder that has any."""
        found = (sorted(path.stem for path in (folder / "offers").glob("*.yaml")) for folder in self.folders)
        return next((names for names in found if names), ())

    def slots(self) -> Collection[str] | None:
        """The slots there are."""
        return SLOTS


def check(settings: Settings, *, files: Sequence[Path], lang: str = "en", format: str = "text") -> int:
    """Check the files and print every problem; returns the exit code."""
    found: list[tuple[Path, Problem]] = []
    unreadable: list[Path] = []
    for path in files:
        try:
            found += [(path, problem) for problem in check_file(path)]
        except OSError:
            unreadable.append(path)
    for line in _printed(found, unreadable, lang, format):
        say(line)
    if unreadable:
        return UNREADABLE
    return WRONG if any(problem.severity == "E" for _, problem in found) else CLEAN


def check_file(path: Path) -> tuple[Problem, ...]:
    """The problems of one script or offer file. Raises OSError when it cannot be read."""
    text = path.read_bytes()
    root = read(text).root
    if isinstance(root, MapNode) and (root.entry("offer") or root.entry("offers")) and not root.entry("steps"):
        return load_offers(text, path.stem, CATALOGUE)[1]
    folder = path.resolve().parent
    # A sub-script is known by the name that others call it by.
    name = f"lib/{path.stem}" if folder.name == "lib" else path.stem
    return load_script(text, name=name, catalogue=CATALOGUE, library=FolderLibrary([folder, *folder.parents, LIBRARY])).problems


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _printed(found: Sequence[tuple[Path, Problem]], unreadable: Sequence[Path], language: str, format: str) -> Iterator[str]:
    if format == "json":
        yield json.dumps([_as_json(path, problem, language) for path, problem in found], ensure_ascii=False, indent=2)
    else:
        for path, problem in found:
            yield _as_github(path, problem, language) if format == "github" else _as_text(path, problem, language)
    for path in unreadable if format != "json" else ():
        yield f"{path}: could not be read" if language == "en" else f"{path}：无法读取"


def _as_text(path: Path, problem: Problem, language: str) -> str:
    hint = f" ({problem.hint_in(language)})" if problem.hint else ""
    return f"{path}:{problem.line}:{problem.column}: {problem.severity} {problem.code} {problem.message(language)}{hint}"


def _as_json(path: Path, problem: Problem, language: str) -> dict[str, Any]:
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


def _as_github(path: Path, problem: Problem, language: str) -> str:
    def escaped(text: str, signs: str) -> str:
        return "".join(f"%{ord(sign):02X}" if sign in signs else sign for sign in text)

    place = f"file={escaped(str(path), '%' + chr(13) + chr(10) + ':,')},line={problem.line},col={problem.column},title={problem.code}"
    hint = f" ({problem.hint_in(language)})" if problem.hint else ""
    return f"::{_GITHUB[problem.severity]} {place}::{escaped(problem.message(language) + hint, '%' + chr(13) + chr(10))}"
