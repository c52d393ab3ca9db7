"""`cuecard play` walks a script by what is typed, and prints the test that repeats the walk; that test is green."""

import io
from pathlib import Path

import pytest

from workspace.cli import main
from workspace.scripts.files import LIBRARY

SOLD = """\

1

1980-01-01
{level: basic}

{speed: 100}
1
o
1

1
1
2
y
{id: A7}

1
"""
"""The broadband script to its end: greeted, verified, an objection answered, sold."""
GIVEN = """\
script: broadband_inbound
now: 2026-11-22T10:00
given: {customer: {salutation: Mr Bruno, account: "0755123", tier: gold}, agent: {badge: "8021"}}
"""
"""Who calls, beside the script."""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """The broadband script with what stands beside it."""
    for folder in ("", "lib", "offers"):
        (tmp_path / folder).mkdir(exist_ok=True)
    for name in ("broadband_inbound.yaml", "lib/verify_identity.yaml", "offers/fibre_1000m.yaml", "offers/cloud_disk.yaml"):
        (tmp_path / name).write_text((LIBRARY / name).read_text())
    (tmp_path / "broadband_inbound.test.yaml").write_text(GIVEN)
    return tmp_path / "broadband_inbound.yaml"


class Played:
    """One walk: what was shown, and the test that was printed."""

    def __init__(self, shown: str, test: str) -> None:
        self.shown = shown
        self.test = test


@pytest.fixture
def play(script: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Plays the script with what is typed."""

    def play(typed: str, *arguments: str, file: Path = script) -> Played:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert main(["play", str(file), *arguments]) == 0
        told = capsys.readouterr()
        return Played(told.err, told.out)

    return play


def is_green(script: Path, test: str) -> bool:
    """Whether the printed test runs green beside the script."""
    script.with_name(f"{script.stem}.test.yaml").write_text(test)
    return main(["test", str(script)]) == 0


def test_a_walk_to_the_end_gives_a_green_test(script: Path, play) -> None:
    played = play(SOLD)
    assert "at: lib/verify_identity/ask_birthday, fill: {date_of_birth: 1980-01-01}" in played.test
    assert "disposition: sold" in played.test
    assert is_green(script, played.test)


def test_the_agent_sees_words_and_choices(script: Path, play) -> None:
    shown = play(SOLD).shown
    for wanted in ("Am I speaking to", "1 Slow (slow)", "That is under", "✓ Gigabit fibre costs", "1 sold *"):
        assert wanted in shown


def test_the_test_fails_when_the_script_changes(script: Path, play) -> None:
    test = play(SOLD).test
    script.write_text(script.read_text().replace("slow: pick_offer", "slow: best_offer"))
    assert not is_green(script, test)


def test_a_walk_left_in_the_middle_is_a_test_too(script: Path, play) -> None:
    played = play("\n1\n")
    assert is_green(script, played.test)
    assert "ask_birthday" in played.shown


def test_back_exits_and_refusals_are_played(script: Path, play) -> None:
    played = play("\n2\nb\n1\n\nsoon\n\n1980-01-01\n{error: refused}\nb\nx\n2\n\n3\n")
    assert "refused: date_of_birth is not written as its type wants" in played.shown
    assert "back: lib/verify_identity/ask_name" in played.test
    assert "exit: do_not_call" in played.test
    assert is_green(script, played.test)


def test_an_action_may_be_waited_for_and_cancelled(script: Path, play) -> None:
    played = play("\n1\n\n1980-01-01\n\nc\n")
    assert "{wait: yes}" in played.test
    assert "cancel: yes" in played.test
    assert is_green(script, played.test)


def test_what_is_typed_wrongly_is_asked_again(script: Path, play) -> None:
    played = play("9\n\n1\n\n1980-01-01\n{levl: basic}\n{level: basic}\n")
    assert "that is not offered here" in played.shown
    assert "did you mean level?" in played.shown
    assert is_green(script, played.test)


def test_the_given_file_answers_instead(script: Path, play, tmp_path: Path) -> None:
    given = tmp_path / "given.yaml"
    given.write_text(
        "now: 2026-11-22T10:00\ngiven: {customer: {salutation: Frau Weber, account: '1', tier: gold}}\n"
        "offers: {slot/upsell: none}\nmocks: {lib/verify_identity: ok, bss.get_plan: {error: down}}\n"
    )
    played = play("\n2\n3\n", "--given", str(given), "--name", "no offer for Weber")
    assert "Frau Weber" in played.shown
    assert "name: no offer for Weber" in played.test
    assert "lib/verify_identity: {way: ok" in played.test
    assert is_green(script, played.test)


def test_a_mistake_in_the_given_file_is_told(script: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / "given.yaml"
    given.write_text("mocks: {bss.get_plam: {}}\n")
    assert main(["play", str(script), "--given", str(given)]) == 1
    assert f"{given}:1:9: E S031" in capsys.readouterr().err


def test_a_sub_script_is_played_with_its_parameters(script: Path, play) -> None:
    sub = script.parent / "lib" / "verify_identity.yaml"
    played = play("huge\nbasic\n2\n\n", file=sub)
    assert "params:" in played.test
    assert "return: failed" in played.test
    assert is_green(sub, played.test)


def test_it_speaks_chinese(script: Path, play) -> None:
    shown = play("\n", "--lang", "zh").shown
    assert "您好" in shown
    assert "回车：继续" in shown


def test_a_file_that_is_not_there_is_2(tmp_path: Path) -> None:
    assert main(["play", str(tmp_path / "nothing.yaml")]) == 2
