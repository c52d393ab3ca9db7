"""`cuecard diff OLD NEW`: what changed between two versions of a script, step by step, in words."""

import json
from pathlib import Path

from scripts_dsl.diff import SAME, Change, compare
from scripts_dsl.loader import load_script
from scripts_dsl.script import Script
from workspace.scripts.files import beside, catalogue_beside, name_of, read_bytes
from workspace.terminal.checking import could_not_read, kind_of
from workspace.terminal.output import complain, is_colourful, painted, say

ALIKE, DIFFERENT, UNREADABLE = 0, 1, 2
"""Exit codes, as of diff(1): nothing that a call would notice changed, something did, a file is no script that can be compared."""
_COLOURS = {"added": "green", "removed": "red"}
_IS_NONE = {"en": "{file}: is no script", "zh": "{file}：不是话术"}
_HAS_ERRORS = {
    "en": "{file}: has errors, so that it cannot be compared; `cuecard check {file}` tells them",
    "zh": "{file}：有错误，无法比较；请运行 `cuecard check {file}` 查看",
}


def diff(*, old: Path, new: Path, lang: str = "en", format: str = "text") -> int:
    """Print every change and return the exit code."""
    scripts = [_script(path, other, lang) for path, other in ((old, new), (new, old))]
    before, after = scripts
    if before is None or after is None:
        return UNREADABLE
    changes = compare(before, after)
    if format == "json":
        say(json.dumps([each.to_json(lang) for each in changes], ensure_ascii=False, indent=2))
    elif not changes:
        say(SAME[lang])
    else:
        for each in changes:
            say(_as_text(each, old, new, lang))
    return DIFFERENT if changes else ALIKE


def _script(path: Path, other: Path, language: str) -> Script | None:
    """The script of a file; None after telling why there is none. What an old copy elsewhere lacks is found beside the other file."""
    nearby = catalogue_beside(path)
    catalogue = (nearby if nearby.path is not None else catalogue_beside(other)).catalogue
    try:
        text = read_bytes(path)
    except OSError as error:
        complain(could_not_read(path, error, language))
        return None
    if kind_of(text) != "script":
        complain(_IS_NONE[language].format(file=path))
        return None
    loaded = load_script(text, name=name_of(path), catalogue=catalogue, library=beside(path, other))
    if loaded.script is None:
        complain(_HAS_ERRORS[language].format(file=path))
    return loaded.script


def _as_text(change: Change, old: Path, new: Path, language: str) -> str:
    """One change with its place: in the new file, or in the old one where only that has it."""
    file, line = (new, change.line_new) if change.line_new is not None else (old, change.line_old)
    place = f"{change.script or file}:{line}:"
    sentence = change.sentence(language)
    paint = _COLOURS.get(change.kind)
    return f"{place} {painted(sentence, paint) if paint and is_colourful() else sentence}"
