"""`cuecard diff` says what changed between two files in words, and by its exit code whether anything did."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from workspace.cli import main
from workspace.scripts.files import LIBRARY

SHIPPED = LIBRARY / "broadband_inbound.yaml"
ANSWERS = "moving: move_form, other: best_offer}"


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the shipped script in which one answer leads elsewhere."""
    path = tmp_path / "edited.yaml"
    text = SHIPPED.read_text()
    assert ANSWERS in text
    path.write_text(text.replace(ANSWERS, "moving: move_form, other: wrap}"))
    return path


def test_a_change_is_one_line_with_its_place(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(SHIPPED), str(edited)]) == 1
    line = next(number for number, text in enumerate(edited.read_text().splitlines(), 1) if "other: wrap" in text)
    said = f"{edited}:{line}: answer 'Something else' of step reason now goes to wrap (before: best_offer)\n"
    assert capsys.readouterr().out == said


def test_it_speaks_chinese(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["diff", str(SHIPPED), str(edited), "--lang", "zh"])
    assert "步骤 reason 的回答“其他”现在转到 wrap" in capsys.readouterr().out


def test_json_is_a_list_of_objects(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(SHIPPED), str(edited), "--format", "json"]) == 1
    (change,) = json.loads(capsys.readouterr().out)
    assert tuple(change) == ("script", "step", "line_old", "line_new", "kind", "sentence")
    assert (change["step"], change["kind"]) == ("reason", "way")


def test_form_alone_is_no_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "same.yaml"
    path.write_text("# written anew\n\n" + SHIPPED.read_text())
    assert main(["diff", str(SHIPPED), str(path)]) == 0
    assert capsys.readouterr().out == "nothing that a call would notice changed\n"
    assert main(["diff", str(SHIPPED), str(path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_what_is_no_script_cannot_be_compared(edited: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(SHIPPED), str(tmp_path / "nothing.yaml")]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'nothing.yaml'}: could not be read (No such file or directory)\n"
    edited.write_text("script: broken\n")
    assert main(["diff", str(edited), str(SHIPPED)]) == 2
    assert "has errors" in capsys.readouterr().err


def test_offers_are_no_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    offer = str(LIBRARY / "offers" / "cloud_disk.yaml")
    assert main(["diff", offer, offer]) == 2
    assert capsys.readouterr().err == f"{offer}: is no script\n" * 2


def test_an_old_copy_elsewhere_finds_the_sub_scripts_of_the_new_one(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "lib").mkdir(parents=True)
    (home / "lib" / "own_check.yaml").write_text((LIBRARY / "lib" / "verify_identity.yaml").read_text())
    text = SHIPPED.read_text().replace("lib/verify_identity", "lib/own_check")
    for path in (home / "script.yaml", tmp_path / "old.yaml"):
        path.write_text(text)
    assert main(["diff", str(tmp_path / "old.yaml"), str(home / "script.yaml")]) == 0


def test_a_comparison_loads_nothing_that_it_does_not_need(edited: Path) -> None:
    heavy = ("sqlalchemy", "starlette", "redis", "rq", "duckdb", "numpy", "sklearn", "jinja2", "pydantic", "phonenumbers", "adapters")
    found = f"[each for each in {heavy} if each in sys.modules]"
    code = f"import sys; from workspace.cli import main; main(['diff', {str(SHIPPED)!r}, {str(edited)!r}]); print({found})"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.endswith("\n[]\n")
