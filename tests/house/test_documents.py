"""Documents tell the truth where a machine can see it: links, paths, commands, targets and settings."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.analytics.topics import TOPICS
from flows.connectors.catalogue import ACTIONS
from workspace.cli import main
from workspace.cli_commands import COMMANDS
from workspace.desk.keys import DELIVERED, key_words
from workspace.settings import Settings, variable

REPOSITORY = Path(__file__).parents[2]
PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md"), *(REPOSITORY / "flows" / "library").rglob("*.md")])
PAGE_IDS = [path.relative_to(REPOSITORY).as_posix() for path in PAGES]
TOPS = sorted(path.name for path in REPOSITORY.iterdir() if path.is_dir() and not path.name.startswith("."))
LINK = re.compile(r"\]\(([^)\s]+)\)")
WRITTEN_PATH = re.compile(rf"`((?:{'|'.join(TOPS)})/[\w./*-]+)`")
LARGEST_IMAGE = 250 * 1024

every_page = pytest.mark.parametrize("page", PAGES, ids=PAGE_IDS)


def anchor(heading: str) -> str:
    """The name a heading gets on the pages of common hosts."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def code_of(page: Path) -> list[str]:
    """What stands on a page as code: its blocks, and what is between backquotes elsewhere."""
    text = page.read_text()
    return re.findall(r"```[a-z]*\n(.*?)```", text, re.S) + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.S))


def commands_of(page: Path) -> Iterator[str]:
    """The one or two words behind `cuecard` where a line of code begins with it, with or without its folder."""
    for code in code_of(page):
        yield from re.findall(r"^(?:\.venv/bin/)?cuecard ([a-z]+(?: [a-z]+\b(?![./]))?)", code, re.M)


@every_page
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text()):
        if re.match(r"https?://", link):
            continue
        path, _, part = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if part:
            headings = re.findall(r"^#+ (.+)$", target.read_text(), re.M)
            assert part in {anchor(heading) for heading in headings}, link


@every_page
def test_paths_that_are_written_exist(page: Path) -> None:
    gone = [path for path in WRITTEN_PATH.findall(page.read_text()) if path.upper() != path and not list(REPOSITORY.glob(path.rstrip("/")))]
    assert [path for path in gone if not re.search(r"[A-Z]{4,}\.", path)] == []


@every_page
def test_commands_that_are_written_exist(page: Path) -> None:
    known = {command.words for command in COMMANDS}
    groups = {words.split()[0] for words in known if " " in words}
    for said in commands_of(page):
        first = said.split()[0]
        assert first in groups or first in known, said
        if first in groups and " " in said:
            assert said in known, said


@every_page
def test_make_targets_that_are_written_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.M))
    said = {target for code in code_of(page) for target in re.findall(r"(?:^|\n)make ([a-z-]+)", code)}
    assert said <= targets


@every_page
def test_settings_that_are_written_exist(page: Path) -> None:
    known = {variable(name) for name in Settings.model_fields}
    assert set(re.findall(r"\bCUECARD_[A-Z_]+\b", page.read_text())) <= known


@every_page
def test_no_page_names_a_machine_or_a_registry(page: Path) -> None:
    assert not re.search(r"/(?:home|root|work|Users)/\w|pypi\.org|npmjs\.", page.read_text())


def test_every_page_is_in_the_index() -> None:
    index = REPOSITORY / "docs" / "README.md"
    linked = {(index.parent / link.partition("#")[0]).resolve() for link in LINK.findall(index.read_text())}
    assert {page for page in (REPOSITORY / "docs").rglob("*.md") if page != index} <= linked


def test_pictures_are_light() -> None:
    heavy = [path.name for path in (REPOSITORY / "docs" / "images").iterdir() if path.stat().st_size > LARGEST_IMAGE]
    assert heavy == []


def test_analysts_are_told_every_topic_and_column() -> None:
    page = (REPOSITORY / "docs" / "analysts.md").read_text()
    told = set(re.findall(r"`(\w+)`", page))
    assert told >= set(TOPICS)
    assert {column.name for topic in TOPICS.values() for column in topic.columns} <= told


def test_integrators_are_told_every_action() -> None:
    page = (REPOSITORY / "docs" / "integrators.md").read_text()
    assert {action.name for action in ACTIONS} <= set(re.findall(r"`([a-z]+\.[a-z_]+)`", page))


def test_agents_are_told_every_key() -> None:
    keys = ["1 – 9", *(key_words(chord) for chord in DELIVERED)]
    for page in ("docs/agents.md", "docs/zh/agents.md"):
        assert {f"| {key} |" for key in keys} - {line[: line.index("|", 2) + 1] for line in _rows(page)} == set()


def _rows(page: str) -> list[str]:
    return [line for line in (REPOSITORY / page).read_text().splitlines() if line.startswith("| ") and line.count("|") > 2]


def test_the_version_has_an_entry_in_the_changes() -> None:
    version = re.search(r'^version = "([^"]+)"', (REPOSITORY / "pyproject.toml").read_text(), re.M)
    assert version is not None
    assert f"\n## {version[1]}" in (REPOSITORY / "CHANGELOG.md").read_text()


def test_vendored_libraries_are_noticed() -> None:
    notice = (REPOSITORY / "NOTICE").read_text()
    for lock in REPOSITORY.glob("*/**/vendor.lock.json"):
        assert json.loads(lock.read_text())
        assert lock.parent.relative_to(REPOSITORY).as_posix() in notice


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        with pytest.raises(SystemExit) as ended:
            main([*command.words.split(), "--help"])
        assert ended.value.code == 0
        assert command.help[1:] in " ".join(capsys.readouterr().out.split())
