"""The templates that new scripts begin with load without a problem, speak both languages, and are tested to the last way on."""

import pytest

from workspace.scripts.files import load_file
from workspace.studio.beginnings import FOLDER, TEMPLATES
from workspace.terminal.testing import run_file


def test_every_file_is_a_template_with_its_tests() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}{ending}" for name in TEMPLATES for ending in (".yaml", ".test.yaml")}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_complete_and_green(name: str) -> None:
    loaded = load_file(FOLDER / f"{name}.yaml")
    assert [(each.code, each.line, each.message()) for each in loaded.problems] == []
    assert loaded.script is not None
    assert (loaded.script.languages, loaded.script.name) == (("en", "zh"), name)
    report = run_file(FOLDER / f"{name}.yaml").report
    assert report is not None
    failures = [(each.name, wrong.line, wrong.seen["en"]) for each in report.outcomes for wrong in each.failures]
    assert (failures, report.problems) == ([], ())
    assert [each.name for each in report.coverage.missing] == []
