"""The guide to scripts shows nothing that does not work: its files are checked and run, excerpts stand in a whole, output is true."""

import json
import re
import shlex
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.connectors.catalogue import CATALOGUE
from flows.offers.offer import SLOTS
from scripts_dsl.declarations import FORM_KINDS
from scripts_dsl.expressions.formatters import FORMATTERS
from scripts_dsl.expressions.functions import FUNCTIONS
from scripts_dsl.outside_steps import KINDS
from scripts_dsl.types import OptionalType
from workspace.cli import main
from workspace.scripts.files import load_file
from workspace.terminal.checking import check
from workspace.words import SECTIONS

REPOSITORY = Path(__file__).parents[2]
GUIDES = ("docs/scripts.md", "docs/zh/scripts.md")
BLOCK = re.compile(r"^```(\w*) ?([^\n]*)\n(.*?)^```$", re.M | re.S)

every_guide = pytest.mark.parametrize("guide", GUIDES)


@dataclass(frozen=True)
class Block:
    """One block of code of a page: its language, what stands behind it, its text."""

    language: str
    about: str
    text: str


def blocks(guide: str) -> list[Block]:
    """Every block of a page, in order."""
    return [Block(*found) for found in BLOCK.findall((REPOSITORY / guide).read_text(encoding="utf-8"))]


def files(guide: str) -> dict[str, str]:
    """The whole files of a guide by their names."""
    named = [each for each in blocks(guide) if each.language in ("yaml", "csv") and not each.about.startswith("from ")]
    return {each.about: each.text for each in named}


def lines_of(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


@pytest.fixture
def folder(guide: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reader's folder with every file that the guide makes them write."""
    for name, text in files(guide).items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commands(guide: str) -> Iterator[tuple[list[str], list[str]]]:
    """Each command that the guide shows with its output: the words behind `cuecard`, and the lines."""
    for block in blocks(guide):
        if block.language == "console":
            first, *output = block.text.splitlines()
            assert first.startswith("$ cuecard "), first
            yield shlex.split(first)[2:], output


@every_guide
def test_every_script_is_a_file_or_an_excerpt(guide: str) -> None:
    shown = [each for each in blocks(guide) if each.language == "yaml"]
    assert len(shown) > 20
    assert [each.text for each in shown if not each.about] == []
    assert len(files(guide)) == sum(1 for each in shown if not each.about.startswith("from ")) + 1  # each once, and the customers


@every_guide
def test_every_excerpt_stands_in_its_file(guide: str) -> None:
    whole = files(guide)
    for block in blocks(guide):
        if block.language != "yaml" or not block.about.startswith("from "):
            continue
        name = block.about.removeprefix("from ")
        source = lines_of(whole[name] if name in whole else (REPOSITORY / name).read_text(encoding="utf-8"))
        wanted = lines_of(block.text)
        places = [source[start : start + len(wanted)] for start in range(len(source) - len(wanted) + 1)]
        assert any(lines_of(textwrap.dedent("\n".join(each))) == wanted for each in places), f"{name}: {wanted[0]}"


@every_guide
@pytest.mark.usefixtures("folder")
def test_every_file_is_clean_but_those_that_show_mistakes(guide: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown_wrong = {word for words, output in commands(guide) if words[0] == "check" and output for word in words[1:]}
    sound = [Path(name) for name in files(guide) if name not in shown_wrong and name.endswith(".yaml") and ".test." not in name]
    assert len(sound) >= 5
    assert check(files=sound) == 0
    assert capsys.readouterr().out == ""


@every_guide
@pytest.mark.usefixtures("folder")
def test_every_test_is_green(guide: str, capsys: pytest.CaptureFixture[str]) -> None:
    tests = [name for name in files(guide) if name.endswith(".test.yaml")]
    assert main(["test", *tests, "--format", "json"]) == 0
    reports = json.loads(capsys.readouterr().out)
    assert len(reports) == len(tests) >= 3


@every_guide
@pytest.mark.usefixtures("folder")
def test_every_command_says_what_is_shown(guide: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = list(commands(guide))
    assert {words[0] for words, _ in shown} >= {"check", "test", "diff"}
    for words, output in shown:
        main(words)
        assert capsys.readouterr().out.splitlines() == output, " ".join(words)


@every_guide
@pytest.mark.usefixtures("folder")
def test_the_simulation_that_is_shown_reaches_the_offer(guide: str, capsys: pytest.CaptureFixture[str]) -> None:
    (words,) = [
        shlex.split(line)[1:] for each in blocks(guide) if not each.language for line in each.text.splitlines() if " simulate " in line
    ]
    assert main([*words, "--now", "2026-11-22T10:00", "--format", "json"]) == 0
    assert "moving_bonus" in capsys.readouterr().out


@every_guide
def test_the_word_lists_are_whole(guide: str) -> None:
    text = BLOCK.sub("", (REPOSITORY / guide).read_text(encoding="utf-8"))
    rows = {found[0]: found[1] for found in re.findall(r"^\| `([\w.]+)`(.*)$", text, re.M)}
    for action in CATALOGUE.actions.values():
        needs = rows[action.name].split(" | ")[1]
        written = {(name, not bracket) for bracket, name in re.findall(r"(\[?)`(\w+)`", needs)}
        assert written == {(each.name, each.required) for each in action.parameters.values()}, action.name
    for record in CATALOGUE.records.values():
        written = {(name, bool(star)) for star, name in re.findall(r"(\*?)`(\w+)`", rows[record.name])}
        assert written == {(each.name, each.private) for each in record.fields.values()}, record.name
    told = {name for code in re.findall(r"`([^`\n]+)`", text) for name in re.findall(r"\w+", code)}
    assert told >= {*FORM_KINDS, *FORMATTERS, *FUNCTIONS, *KINDS, *SLOTS, *SECTIONS}


@every_guide
def test_every_shipped_sub_script_is_told(guide: str) -> None:
    text = BLOCK.sub("", (REPOSITORY / guide).read_text(encoding="utf-8"))
    rows = {
        name: [re.findall(r"(\[?)`(\w+)`", cell) for cell in cells.split(" | ")]
        for name, cells in re.findall(r"^\| `(lib/\w+)`(.*)$", text, re.M)
    }
    shipped = [each for each in (REPOSITORY / "flows/library/lib").glob("*.yaml") if not each.name.endswith(".test.yaml")]
    assert set(rows) == {f"lib/{each.stem}" for each in shipped}
    for path in shipped:
        script = load_file(path).script
        assert script is not None
        needs, ways, gives = rows[f"lib/{path.stem}"][1:]
        parameters = {(name, not isinstance(each.type, OptionalType)) for name, each in script.parameters.items()}
        assert parameters == {(name, not bracket) for bracket, name in needs}, path.stem
        assert ({name for _, name in ways}, [name for _, name in gives]) == (script.ways_out, list(script.gives)), path.stem
