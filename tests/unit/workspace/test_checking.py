"""`cuecard check` prints one problem a line, or JSON, or GitHub's annotations, and says by its exit code how it went."""

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from workspace.cli import main
from workspace.scripts.files import LIBRARY

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


def test_cards_beside_a_script_are_the_ones_it_may_name(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken.write_text(BROKEN.replace("nxet: wrap", "kb: refund_term\n    next: wrap"))
    main(["check", str(broken)])
    assert "K001" not in capsys.readouterr().out
    (broken.parent / "cards").mkdir()
    (broken.parent / "cards" / "refund_terms.md").write_text("")
    main(["check", str(broken)])
    assert f"{broken}:9:9: W K001" in capsys.readouterr().out


def test_json_has_the_keys_of_the_contract(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(broken), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {tuple(each) for each in found} == {("file", "line", "column", "severity", "code", "message", "hint", "fix")}


def test_github_gets_annotations(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(broken), "--format", "github"])
    assert any(line.startswith("::error file=") and ",line=9,col=5,title=S001::" in line for line in capsys.readouterr().out.splitlines())


def test_a_file_that_cannot_be_read_is_told_apart(broken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "nothing.yaml"), str(broken)]) == 2
    said = capsys.readouterr()
    assert said.err == f"{tmp_path / 'nothing.yaml'}: could not be read (No such file or directory)\n"
    assert "E S001" in said.out


def test_a_folder_stands_for_every_script_in_it(broken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inner = tmp_path / "inner" / "also_broken.yaml"
    inner.parent.mkdir()
    inner.write_text(BROKEN)
    (tmp_path / "customers.mapping.yaml").write_text("mapping: customers\n")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "not_ours.yaml").write_text(BROKEN)
    assert main(["check", str(tmp_path), "--format", "json"]) == 1
    assert {each["file"] for each in json.loads(capsys.readouterr().out)} == {str(broken), str(inner)}


def test_a_folder_without_scripts_could_not_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path}: could not be read")


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(BROKEN.encode())))
    assert main(["check", "-"]) == 1
    assert capsys.readouterr().out.startswith("-:9:5: E S001 ")


def test_colours_are_for_a_terminal_only(broken: Path) -> None:
    command = [sys.executable, "-m", "workspace.cli", "check", str(broken)]
    variables = {**os.environ, "TERM": "xterm", "NO_COLOR": ""}
    assert b"\x1b" not in subprocess.run(command, capture_output=True, check=False, env=variables).stdout
    for colour, is_expected in (("", True), ("1", False)):
        outer, inner = pty.openpty()
        with subprocess.Popen(command, stdout=inner, env={**variables, "NO_COLOR": colour}) as running:
            os.close(inner)
            assert (b"\x1b[31mE S001\x1b[0m" in _everything(outer)) is is_expected
            assert running.wait() == 1


def _everything(descriptor: int) -> bytes:
    """What is read from a terminal until the other side is closed."""
    found = b""
    with os.fdopen(descriptor, "rb", buffering=0) as terminal:
        while True:
            try:
                chunk = terminal.read(4096)
            except OSError:  # how Linux tells that nobody holds the other side any more
                return found
            if not chunk:
                return found
            found += chunk


CATALOGUE = """\
catalogue: 1
records:
  crm.customer: {fields: {contract: {type: text?, label: {en: Contract, zh: 合约}}}}
"""
ASKING = """\
script: asking
spec: 1
languages: [en]
channel: inbound
start: greet
vars:
  customer: crm.customer
steps:
  greet:
    say: {en: "Your contract is ${customer.contract | default('open')}"}
    next: wrap
  wrap:
    wrapup: {dispositions: [sold]}
exits:
  hung_up: {next: wrap}
"""


def test_the_action_catalogue_of_a_folder_above_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "inner" / "asking.yaml"
    script.parent.mkdir()
    script.write_text(ASKING)
    assert main(["check", str(script)]) == 1
    assert ": E X010 " in capsys.readouterr().out
    (tmp_path / "catalogue.yaml").write_text(CATALOGUE)
    assert main(["check", str(script)]) == 0
    assert main(["check", str(tmp_path)]) == 0


def test_a_broken_catalogue_is_told_once_with_the_scripts_it_breaks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalogue = tmp_path / "catalogue.yaml"
    catalogue.write_text(CATALOGUE.replace("text?", "txet"))
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(ASKING.replace("asking", name))
    assert main(["check", str(tmp_path / "one.yaml"), str(tmp_path / "two.yaml")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in lines if "catalogue.yaml:" in line] == [f"{catalogue}:3:44"]
    assert main(["check", str(catalogue)]) == 1


def test_a_test_file_is_checked_beside_its_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "asking.yaml").write_text(ASKING.replace("${customer.contract | default('open')}", "open"))
    tests = tmp_path / "asking.test.yaml"
    tests.write_text("script: asking\ntests:\n  - name: ends\n    steps:\n      - {at: greet}\n      - {at: warp, disposition: sold}\n")
    assert main(["check", str(tests)]) == 1
    assert f"{tests}:6:" in capsys.readouterr().out
    tests.write_text(tests.read_text().replace("warp", "wrap"))
    assert main(["check", str(tests)]) == 0


def test_a_check_loads_nothing_that_it_does_not_need() -> None:
    heavy = ("sqlalchemy", "starlette", "redis", "rq", "duckdb", "numpy", "sklearn", "jinja2", "pydantic", "phonenumbers", "adapters")
    found = f"[each for each in {heavy} if each in sys.modules]"
    code = f"import sys; from workspace.cli import main; main(['check', {SHIPPED[0]!r}]); print({found})"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


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
