"""The tools of this house as tests: style, form, types, arrows between packages, pages made from code."""

import subprocess
import sys
from pathlib import Path

import pytest

from workspace.reference import settings_page

REPOSITORY = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "."], id="ruff finds nothing"),
        pytest.param(["ruff", "format", "--check", "."], id="all code has its one form"),
        pytest.param(["mypy"], id="mypy strict finds nothing"),
        pytest.param(["lint-imports", "--no-cache"], id="imports follow the arrows"),
    ],
)
def test_tool(command: list[str]) -> None:
    done = subprocess.run([TOOLS / command[0], *command[1:]], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_of_settings_is_fresh() -> None:
    assert settings_page.PAGE.read_text(encoding="utf-8") == settings_page.page(), "run `make docs`"
