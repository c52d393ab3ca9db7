"""What others wrote and we ship is the file we looked at, with its licence, and small enough."""

import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from workspace.static_files import STATIC_ROOT, STATIC_VERSION, digest_of, static_url

FOLDERS = [STATIC_ROOT / "vendor", Path(__file__).parents[1] / "browser" / "vendor"]
DESK_SCRIPTS = ["vendor/htmx-4.0.1.min.js", "vendor/hx-ws-4.0.1.min.js", "vendor/hx-csp-4.0.1.min.js"]
DESK_STYLES = ["app", "desk", "board"]
STUDIO_STYLES = ["app", "desk", "editor", "studio", "studio-form", "studio-map", "publish"]
ASKED_FOR = ["form", "map", "map-layout", "preview", "publish", "tools"]
"""Modules that the page's boxes name in data-studio-module, and the worker of the map, beside what these import."""
DRAGGING = "sortable-1.15.7.min.js"
IMPORT = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"'`]+\.js)["']""")
DESK_MODULES = ["app", "clock", "desk", "socket", "keys", "keys-dialog", "palette", "ring", "autosave", "watchdog"]


def entries(folder: Path) -> list[dict[str, Any]]:
    """The lock file of a vendor folder."""
    found: list[dict[str, Any]] = json.loads((folder / "vendor.lock.json").read_text())
    return found


def zipped(path: Path) -> int:
    """Bytes of a file as it is sent."""
    return len(gzip.compress(path.read_bytes(), 9))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_each_vendored_file_is_the_locked_one_and_has_its_licence(folder: Path) -> None:
    for entry in entries(folder):
        assert hashlib.sha256((folder / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry["file"]
        assert entry["version"] in entry["file"]
        assert (folder / entry["licence_file"]).read_text().strip()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_no_vendored_file_is_unlocked(folder: Path) -> None:
    shipped = {path.name for path in folder.iterdir() if path.suffix in (".js", ".css")}
    assert shipped == {entry["file"] for entry in entries(folder)}


def test_the_desk_stays_within_its_budgets() -> None:
    ours = [f"js/{name}.js" for name in DESK_MODULES]
    assert sum(zipped(STATIC_ROOT / path) for path in DESK_SCRIPTS + ours) <= 40 * 1024
    assert sum(zipped(STATIC_ROOT / "css" / f"{name}.css") for name in DESK_STYLES) <= 12 * 1024


def test_the_studio_stays_within_its_budgets() -> None:
    studio = modules_of("js/app.js", "js/studio/studio.js", *(f"js/studio/{name}.js" for name in ASKED_FOR))
    assert f"vendor/{DRAGGING}" in studio, "the imports were not followed"
    assert "vendor/codemirror-6.0.2.min.js" in studio
    assert sum(zipped(STATIC_ROOT / path) for path in studio) <= 230 * 1024
    assert sum(zipped(STATIC_ROOT / "css" / f"{name}.css") for name in STUDIO_STYLES) <= 20 * 1024


def modules_of(*entries: str) -> set[str]:
    """Modules with everything they import, now or later, as paths from the folder of static files."""
    found: set[str] = set()
    waiting = list(entries)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        if path.startswith("js/"):
            home = (STATIC_ROOT / path).parent
            asked = IMPORT.findall((STATIC_ROOT / path).read_text())
            waiting += [(home / each).resolve().relative_to(STATIC_ROOT.resolve()).as_posix() for each in asked]
    return found


def test_a_changed_file_changes_every_address(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("one")
    before = digest_of(tmp_path)
    (tmp_path / "a.js").write_text("two")
    assert digest_of(tmp_path) != before
    assert static_url("js/app.js") == f"/static/{STATIC_VERSION}/js/app.js"
    with pytest.raises(FileNotFoundError):
        static_url("js/nothing.js")
