"""The workspace meets the adapters in its wiring alone."""

import ast
from pathlib import Path

WORKSPACE = Path(__file__).parents[2] / "workspace"


def imported(source: Path) -> set[str]:
    """Return the top-level packages that a file imports, anywhere in it."""
    packages = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            packages |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            packages.add(node.module.partition(".")[0])
    return packages


def test_only_the_wiring_imports_adapters() -> None:
    meeting = {path.relative_to(WORKSPACE).as_posix() for path in WORKSPACE.rglob("*.py") if "adapters" in imported(path)}
    strangers = {name for name in meeting if not name.startswith("wiring/")}
    assert "wiring/parts.py" in meeting
    assert not strangers
