"""What a new script begins with: a blank text, a template, a copy of a published script, or a pasted text; with its tests if it has any."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import flows
from flows.errors import InvalidError, NotFoundError
from scripts_dsl.editing import remove_field, set_text
from scripts_dsl.source.nodes import ListNode, TextNode
from scripts_dsl.source.reader import read
from workspace.scripts.blank_texts import blank
from workspace.scripts.publishing import kind_of, own_name
from workspace.studio.pasting import pasted
from workspace.wiring.parts import Unit

TEMPLATES = ("inbound", "outbound", "survey")
FOLDER = Path(flows.__file__).parent / "templates"
CHANNELS = ("inbound", "outbound", "chat", "any")
LONGEST_TITLE = 80
_OWN_NAME = re.compile(r"^(script|offer):[ \t]*[A-Za-z0-9_]+", re.MULTILINE)


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to begin: at most one of `template` (one of TEMPLATES), `copy_of` (a key) and `text` (pasted); none is blank.

    `titles` are words by language; where there are none at all, those of what it begins with stay · `channel` is of a pasted text.
    """

    template: str = ""
    copy_of: str = ""
    text: str | None = None
    channel: str = "any"
    titles: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Beginning:
    """The text a script begins with, and its test file; empty for none."""

    source: str
    tests: str = ""


@cache
def template(name: str) -> Beginning:
    """A shipped template with its tests."""
    source, tests = (FOLDER / f"{name}{ending}" for ending in (".yaml", ".test.yaml"))
    return Beginning(source.read_text(encoding="utf-8"), tests.read_text(encoding="utf-8"))


def beginning(unit: Unit, key: str, wanted: Wanted) -> Beginning:
    """The text and tests that a new key begins with.

    Raises NotFoundError without that original, InvalidError at `template`, and at `text` with why nothing comes of it.
    """
    begun = _begun(unit, key, wanted)
    return Beginning(_titled(_named(begun.source, key), wanted.titles or {}), _named(begun.tests, key))


def _titled(source: str, titles: Mapping[str, str]) -> str:
    """The text under its own title: what it began with is another script's, so a language without words is left to be translated."""
    given = {language: " ".join(words.split()).replace("${", "$${") for language, words in titles.items() if words.strip()}
    if not given:
        return source
    spoken = _languages(source)
    fitting = {each: given[each] for each in spoken if each in given} or {spoken[0]: next(iter(given.values()))}
    for language, words in fitting.items():
        source = set_text(source, ("title",), language, words).text
    for language in spoken:
        if language not in fitting:
            source = remove_field(source, ("title", language)).text
    return source


def _languages(source: str) -> tuple[str, ...]:
    """The languages that a script says it is in."""
    root = read(source).root
    node = root.get("languages") if root is not None else None
    return tuple(each.text for each in node if isinstance(each, TextNode)) if isinstance(node, ListNode) else ("en",)


def _begun(unit: Unit, key: str, wanted: Wanted) -> Beginning:
    codes = unit.routing.disposition_codes()
    if wanted.text is not None:
        made = pasted(wanted.text, name=own_name(key), channel=wanted.channel, codes=codes)
        if made.refusal:
            raise InvalidError(fields={"text": made.refusal})
        return Beginning(made.source)
    if wanted.template:
        if wanted.template not in TEMPLATES:
            raise InvalidError(fields={"template": "not_listed"})
        return template(wanted.template)
    if wanted.copy_of:
        original = unit.scripts.live(wanted.copy_of)
        if original is None or original["kind"] != kind_of(key):
            raise NotFoundError
        tests = unit.scripts.tests(wanted.copy_of)
        return Beginning(original["source"], tests["source"] if tests else "")
    return Beginning(blank(key, codes))


def _named(text: str, key: str) -> str:
    """The text under its own name."""
    return _OWN_NAME.sub(lambda found: f"{found[1]}: {own_name(key)}", text, count=1)
