"""Scripts written by hand in all the ways that people write them, and how an edit is held against its source."""

from pathlib import Path

from scripts_dsl.editing import Edited
from scripts_dsl.editing.values import Plain, plain_of
from scripts_dsl.source.reader import read

_HERE = Path(__file__).parent / "editing_files"
_LIBRARY = Path(__file__).parents[3] / "flows" / "library"

BY_HAND = (_HERE / "by_hand.yaml").read_text("utf-8")
BY_HAND_TESTS = (_HERE / "by_hand.test.yaml").read_text("utf-8")
BROKEN = (_HERE / "broken.yaml").read_text("utf-8")
WINDOWS = "\ufeff" + BY_HAND.rstrip("\n").replace("\n", "\r\n")
TIGHT = """\
script: tight
title: {zh: 紧, en: Tight}
languages: [zh, en]
start: a
steps:
  a:
    say: {zh: 你好, en: Hi}
    next: b
  b:
    ask: {zh: 好吗, en: Well}
    answers: {yes: a, no: c}
  c:
    wrapup: {dispositions: [sold]}"""

SOURCES = {
    "by hand": BY_HAND,
    "by hand, its last line not ended": BY_HAND.rstrip("\n"),
    "by hand, from Windows": WINDOWS,
    "tight, its last line not ended": TIGHT,
    "broken": BROKEN,
    **{str(path.relative_to(_LIBRARY)): path.read_text("utf-8") for path in sorted(_LIBRARY.rglob("*.yaml")) if "data" not in path.parts},
}
"""Every source that is edited at random."""


def model_of(source: str) -> Plain:
    """What a source reads as, as plain data."""
    root = read(source).root
    assert root is not None
    return plain_of(root)


def changed_lines(source: str, edited: Edited) -> tuple[list[str], list[str]]:
    """The lines that the edit took away and those that it brought, after checking that all others are as they were."""
    position, rebuilt = 0, []
    for splice in edited.splices:
        assert position <= splice.start <= splice.end
        rebuilt += [source[position : splice.start], splice.text]
        position = splice.end
    assert "".join([*rebuilt, source[position:]]) == edited.text
    old, new = source.split("\n"), edited.text.split("\n")
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return old, new
