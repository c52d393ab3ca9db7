"""Whole calls with the shipped scripts, held against golden files; `pytest tests/stories --update` writes them anew."""

from pathlib import Path

import pytest

from tests.stories.library import SCRIPTS, bundle
from tests.stories.stories import STORIES
from tests.stories.telling import tell

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_as_it_was(name: str, update_goldens: bool) -> None:
    story = STORIES[name]
    told = tell(bundle(story.script), story.moves, story.language, story.agent)
    path = GOLDEN / f"{name}.txt"
    if update_goldens:
        path.write_text(told)
    assert path.exists(), f"no golden file for {name}: look at the story, then run with --update"
    assert told == path.read_text()


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(STORIES)


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_shipped_script_starts(name: str) -> None:
    assert tell(bundle(name), (), "zh", "zh").startswith(name)
