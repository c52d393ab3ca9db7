"""A newcomer can point at any folder and say what lives there: packages say it themselves, docs/maintainers.md says it of all."""

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
CODE = ("adapters", "flows", "scripts_dsl", "workspace")
PAGE = REPOSITORY / "docs" / "maintainers.md"
PACKAGES = sorted(path.parent for top in CODE for path in (REPOSITORY / top).rglob("__init__.py"))


def folders_of_the_page() -> set[str]:
    """The folders in the table of the page, without the last slash."""
    return set(re.findall(r"^\| `([^`]+)/` \|", PAGE.read_text(), re.M))


def inside(top: str) -> set[str]:
    """The folders one level down that hold files, as paths from the repository."""
    found = (path for path in (REPOSITORY / top).iterdir() if path.is_dir() and path.name != "__pycache__")
    return {path.relative_to(REPOSITORY).as_posix() for path in found if any(each.suffix != ".pyc" for each in path.rglob("*.*"))}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_a_package_says_what_lives_in_it(package: Path) -> None:
    assert ast.get_docstring(ast.parse((package / "__init__.py").read_text()))
    assert package.relative_to(REPOSITORY).as_posix() in folders_of_the_page()


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_each_module_begins_with_what_it_is(package: Path) -> None:
    silent = [path.name for path in package.glob("*.py") if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == []


def test_folders_of_tests_and_browser_files_are_told_too() -> None:
    assert inside("tests") | inside("static") <= folders_of_the_page()


def test_no_folder_is_told_that_is_gone() -> None:
    assert sorted(folder for folder in folders_of_the_page() if not (REPOSITORY / folder).is_dir()) == []
