"""`cuecard telephony replay` prints what we make of captures, and says in one sentence what is no capture."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from workspace.cli import main

CAPTURES = Path(__file__).parents[1] / "adapters" / "telephony" / "asterisk" / "captures"
EXPECTED = json.loads((CAPTURES / "expected.json").read_text())


def test_each_interaction_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    names = ["ours_atxfer", "local_only_outcomes"]
    assert main(["telephony", "replay", *(str(CAPTURES / f"{name}.ami.txt") for name in names), "--format", "ami"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == [row for name in names for row in EXPECTED[name]]


def test_a_file_that_is_no_capture_is_named_with_its_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    wrong = tmp_path / "notes.txt"
    wrong.write_text("Event: FullyBooted\n\nremember the milk\n")
    for path, says in ((wrong, "notes.txt, line 3: 'remember the milk'"), (tmp_path, "directory"), (tmp_path / "none.txt", "No such file")):
        assert main(["telephony", "replay", str(path)]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert says in said.err
        assert len(said.err.splitlines()) == 1


def test_another_format_is_not_understood(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["telephony", "replay", str(CAPTURES / "outbound_busy.ami.txt"), "--format", "ari"])
    assert left.value.code == 2
    assert "ami" in capsys.readouterr().err


def test_the_link_itself_is_still_a_command_of_one_word(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["telephony", "--help"])
    assert left.value.code == 0
    assert "replay" in capsys.readouterr().out


def test_replaying_needs_neither_database_nor_web() -> None:
    code = (
        "import sys; from workspace.cli import main; "
        f"main(['telephony', 'replay', {str(CAPTURES / 'outbound_busy.ami.txt')!r}]); "
        "print(sorted({'sqlalchemy', 'starlette', 'redis', 'duckdb', 'jinja2'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "[]"
