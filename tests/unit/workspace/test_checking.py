"""`cuecard check` prints one problem a line, or JSON, or GitHub's annotations, and says by its exit code how it went."""

import json
from pathlib import Path

import pytest

from workspace.checking import LIBRARY
from workspace.cli import main

SHIPPED = sorted(str(path) for folder in ("", "lib", "offers") for path in (LIBRARY / folder).glob("*.yaml") if ".test." not in path.name)
BROKEN = """\
script: broken
spec: 1
languages: [en]
channel: inbound
start: greet
steps:
  greet:
    say: {en: Hello}
    nxet: wrap
  wrap:
    wrapup: {dispositions: [sold]}
"""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    path.write_text(BROKEN)
    return path


def test_the_shipped_library_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *SHIPPED]) == 0
    assert capsys.readouterr().out == ""


def test_a_problem_is_one_line_with_its_place(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(broken)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith(f"{broken}:9:5: E S001 ") and "next" in line for line in lines)


def test_problems_come_in_chinese(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(broken), "--lang", "zh"])
    assert "是否想写" in capsys.readouterr().out


def test_json_has_the_keys_of_the_contract(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(broken), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {tuple(each) for each in found} == {("file", "line", "column", "severity", "code", "message", "hint", "fix")}


def test_github_gets_annotations(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(broken), "--format", "github"])
    assert any(line.startswith("::error file=") and ",line=9,col=5,title=S001::" in line for line in capsys.readouterr().out.splitlines())


def test_a_file_that_cannot_be_read_is_told_apart(broken: Path, tmp_path: Path) -> None:
    assert main(["check", str(tmp_path / "nothing.yaml"), str(broken)]) == 2
    assert main(["check", str(tmp_path)]) == 2


def test_sub_scripts_beside_the_file_come_before_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "verify_identity.yaml").write_text((LIBRARY / "lib" / "callback.yaml").read_text())
    script = tmp_path / "broadband_inbound.yaml"
    script.write_text((LIBRARY / "broadband_inbound.yaml").read_text())
    assert main(["check", str(script)]) == 1
    (tmp_path / "lib" / "verify_identity.yaml").unlink()
    assert main(["check", str(script)]) == 0


def test_a_sub_scripts_name_does_not_lead_out_of_its_folder(tmp_path: Path) -> None:
    script = tmp_path / "inner" / "script.yaml"
    script.parent.mkdir()
    (tmp_path / "secret.yaml").write_text("script: secret\n")
    script.write_text(BROKEN.replace("say: {en: Hello}\n    nxet: wrap", "call: ../secret\n    returns: {ok: wrap}"))
    assert main(["check", str(script)]) == 1
