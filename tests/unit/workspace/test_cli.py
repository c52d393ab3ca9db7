"""The command line: commands are found, arguments arrive, wrong ones are refused in one sentence, nothing heavy is imported early."""

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workspace.cli import main
from workspace.cli_commands import COMMANDS, Command

REPOSITORY = Path(__file__).parents[3]


def cuecard(*words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "workspace.cli", *words]
    return subprocess.run(command, cwd=REPOSITORY, env={**os.environ, **variables}, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.words)
def test_every_command_has_a_function(command: Command) -> None:
    module, _, name = command.target.partition(":")
    assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.words)
def test_every_command_has_help(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.words.split(), "--help"])
    assert ended.value.code == 0
    assert command.help[1:] in " ".join(capsys.readouterr().out.split())


def test_an_unknown_command_is_refused_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dance"])
    assert ended.value.code == 2
    assert "invalid choice: 'dance'" in capsys.readouterr().err


def test_nothing_heavy_is_imported_for_help() -> None:
    heavy = ("sqlalchemy", "starlette", "redis", "duckdb", "adapters")
    code = f"import sys, workspace.cli; sys.exit(any(name in sys.modules for name in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False).returncode == 0


def test_a_wrong_setting_is_one_sentence() -> None:
    done = cuecard("doctor", CUECARD_PORT="x")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "cuecard: CUECARD_PORT is 'x': it should be a valid integer, unable to parse string as an integer.\n"


@pytest.mark.parametrize("words", [["migrate"], ["serve"], ["worker"]], ids=" ".join)
def test_a_wrong_database_address_is_one_sentence_without_the_password(words: list[str]) -> None:
    done = cuecard(*words, CUECARD_DATABASE_URL="postgresql://ana:secret@localhost:1/x", CUECARD_REDIS_URL="redis://localhost:1")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "cuecard: Cannot use the database at postgresql://ana:***@localhost:1/x (Connection refused): check CUECARD_DATABASE_URL.\n"
    )


def test_a_home_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = cuecard("migrate", CUECARD_HOME=str(tmp_path / "file" / "home"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("cuecard: Cannot write to the data folder")
    assert done.stderr.count("\n") == 1


def test_a_reader_that_has_read_enough_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "workspace.cli", "check", "--format", "json", "flows/library/plan_inquiry.yaml"]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")
