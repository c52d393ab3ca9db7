"""`cuecard test` says what failed where, and by its exit code how it went."""

import json
from pathlib import Path

import pytest

from workspace.cli import main

SCRIPT = """\
script: hello
spec: 1
title: {zh: 问候, en: Hello}
languages: [en]
channel: inbound
start: greet
steps:
  greet:
    say: {en: Hello}
    next: mood
  mood:
    ask: {en: How are you}
    answers:
      good: {label: {en: Good}, next: wrap}
      bad: {label: {en: Bad}, next: wrap}
  wrap:
    wrapup: {dispositions: [info_only]}
"""
TESTS = """\
script: hello
tests:
  - name: a good day
    steps:
      - {at: greet, sees: Hello}
      - {at: mood, answer: good}
      - {at: wrap, disposition: info_only}
"""
RED = TESTS.replace("sees: Hello", "sees: Goodbye")


@pytest.fixture
def script(tmp_path: Path) -> Path:
    (tmp_path / "hello.yaml").write_text(SCRIPT)
    (tmp_path / "hello.test.yaml").write_text(TESTS)
    return tmp_path / "hello.yaml"


def beside(script: Path) -> Path:
    return script.with_name("hello.test.yaml")


def test_green_is_0(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(script)]) == 0
    assert capsys.readouterr().out == f"{beside(script)}: 1 test green\n"


def test_a_test_file_and_a_folder_may_be_named_too(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(beside(script)), str(script.parent)]) == 0
    assert capsys.readouterr().out.splitlines() == [f"{beside(script)}: 1 test green"] * 2


def test_red_is_1_and_tells_line_expected_and_seen(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    beside(script).write_text(RED)
    assert main(["test", str(script)]) == 1
    failed, verdict = capsys.readouterr().out.splitlines()
    assert failed == f'{beside(script)}:5:27: "a good day": expected to see “Goodbye”; seen: Hello'
    assert verdict == f"{beside(script)}: 1 of 1 test failed"


def test_red_is_told_in_chinese(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    beside(script).write_text(RED)
    assert main(["test", str(script), "--lang", "zh"]) == 1
    assert "预期：看到“Goodbye”；实际：Hello" in capsys.readouterr().out


def test_what_was_not_reached_is_listed_on_demand(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(script), "--coverage"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        f"{script}: 3 of 3 steps and 2 of 3 ways on reached",
        f"{script}:15: way on mood/bad was not reached",
    ]


def test_too_little_reached_is_a_notice(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    beside(script).write_text("".join(TESTS.splitlines(keepends=True)[:5]))
    assert main(["test", str(script), "--coverage"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == f"{script}:16:3: I V001 tests reach 2 of 3 steps; not covered: 16"


def test_a_mistake_in_the_test_file_is_red_with_its_code(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    beside(script).write_text(TESTS.replace("at: mood", "at: mod"))
    assert main(["test", str(script)]) == 1
    assert capsys.readouterr().out.splitlines()[0] == f"{beside(script)}:6:14: E S020 no step is called mod (did you mean mood?)"


def test_a_script_with_errors_is_red(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script.write_text(SCRIPT.replace("next: mood", "next: mod"))
    assert main(["test", str(script)]) == 1
    assert f"{script}:10:11: E S020" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_2(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    beside(script).unlink()
    assert main(["test", str(script)]) == 2
    assert str(beside(script)) in capsys.readouterr().err
    assert main(["test", str(script.parent)]) == 2


def test_tools_get_json(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    beside(script).write_text(RED)
    assert main(["test", str(script), "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["file"] == str(beside(script))
    assert found["script"] == str(script)
    assert found["green"] is False
    assert found["tests"][0]["failures"][0]["line"] == 5
    assert found["coverage"]["ways"] == {"reached": 2, "all": 3}


def test_github_gets_annotations(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    beside(script).write_text(RED)
    assert main(["test", str(script), "--format", "github", "--coverage"]) == 1
    error, notice = capsys.readouterr().out.splitlines()
    assert error == f"::error file={beside(script)},line=5,col=27,title=a good day::expected to see “Goodbye”; seen: Hello"
    assert notice.startswith(f"::notice file={script},line=15,")


CATALOGUE = """\
catalogue: 1
actions:
  door.open:
    label: {en: Open the door, zh: 开门}
    errors: [refused]
"""
OPENING = SCRIPT.replace(
    "    next: mood\n", "    next: open\n  open:\n    do: door.open\n    once: true\n    next: mood\n    on_error: wrap\n"
)


def test_actions_of_a_catalogue_beside_are_known(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script.with_name("catalogue.yaml").write_text(CATALOGUE)
    script.write_text(OPENING)
    beside(script).write_text(TESTS + "    expect: {actions: [door.open]}\n")
    assert main(["test", str(script)]) == 0, capsys.readouterr().out
