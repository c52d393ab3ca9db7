"""What others wrote and we ship is the file we looked at, with its licence, and small enough."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from workspace.static_files import STATIC_ROOT, STATIC_VERSION, digest_of, static_url

FOLDERS = [STATIC_ROOT / "vendor", Path(__file__).parents[1] / "browser" / "vendor"]
DESK_SCRIPTS = ["vendor/htmx-4.0.1.min.js", "vendor/hx-ws-4.0.1.min.js", "vendor/hx-csp-4.0.1.min.js"]
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
    assert sum(zipped(path) for path in (STATIC_ROOT / "css").glob("*.css")) <= 12 * 1024
    assert zipped(STATIC_ROOT / "vendor/codemirror-6.0.2.min.js") <= 230 * 1024


def test_a_changed_file_changes_every_address(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("one")
    before = digest_of(tmp_path)
    (tmp_path / "a.js").write_text("two")
    assert digest_of(tmp_path) != before
    assert static_url("js/app.js") == f"/static/{STATIC_VERSION}/js/app.js"
    with pytest.raises(FileNotFoundError):
        static_url("js/nothing.js")
