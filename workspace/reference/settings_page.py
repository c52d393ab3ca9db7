"""The documentation page of the settings, written from the settings themselves: `python -m workspace.reference.settings_page`."""

import sys
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from workspace.settings import Settings, variable

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"

OPENING = """# Settings

Every setting is an environment variable, read once when a process starts. A wrong value stops the process with one sentence
that names the variable. An empty variable counts as not set. `cuecard doctor` shows what is in force and warns of misspelt names.

This page is written from `workspace/settings.py` by `make docs`.
"""


def page() -> str:
    """Return the whole page as Markdown."""
    parts = [OPENING]
    for group, fields in groupby(Settings.model_fields.items(), key=lambda item: _extra(item[1])["group"]):
        parts.append(
            f"## {group}\n\n| variable | default | what it is |\n|---|---|---|\n" + "".join(_row(name, field) for name, field in fields)
        )
    return "\n".join(parts)


def _row(name: str, field: FieldInfo) -> str:
    return f"| `{variable(name)}` | {_default(field)} | {field.description} |\n"


def _default(field: FieldInfo) -> str:
    shown = _extra(field)["shown"]
    if shown is not None:
        return str(shown)
    if field.default == "":
        return "empty"
    return str(field.default).lower() if isinstance(field.default, bool) else f"`{field.default}`"


def _extra(field: FieldInfo) -> dict[str, Any]:
    extra = field.json_schema_extra
    if not isinstance(extra, dict):
        raise AssertionError("every setting is made by _setting()")
    return extra


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} is written.\n")
