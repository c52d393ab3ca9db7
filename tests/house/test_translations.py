"""Every word of the templates has a Chinese one: none missing, fuzzy, contradicted or left over."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from workspace.render import TEMPLATE_ROOT

CATALOGUES = sorted((TEMPLATE_ROOT / "locale" / "zh_Hans").glob("*.po"))
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}


def in_templates() -> dict[str, str]:
    """Each message of the templates (its singular, with its context) and a file that says it."""
    found = extract_from_dir(
        TEMPLATE_ROOT,
        method_map=[("**.html", "jinja2")],
        # Without this option a template that cannot be parsed is passed over in silence.
        options_map={"**.html": {"extensions": "jinja2.ext.do", "silent": "false"}},
        keywords=KEYWORDS,
    )
    return {named(message, context): file for file, _, message, _, context in found}


def named(message: str | tuple[str, ...], context: str | None) -> str:
    """A message's singular, with its context."""
    singular = message if isinstance(message, str) else message[0]
    return f"{context}|{singular}" if context else singular


def in_catalogues() -> Iterator[tuple[Path, str, str, bool]]:
    """Each entry of each catalogue: file, message, its Chinese words, and if it is fuzzy."""
    for path in CATALOGUES:
        with path.open("rb") as file:
            for entry in read_po(file, abort_invalid=True):
                if entry.id:
                    words = entry.string if isinstance(entry.string, str) else entry.string[0]
                    yield path, named(entry.id, entry.context), words, entry.fuzzy


def test_every_message_of_the_templates_has_chinese_words() -> None:
    translated = {message for _, message, words, fuzzy in in_catalogues() if words and not fuzzy}
    missing = {message: file for message, file in in_templates().items() if message not in translated}
    assert not missing


def test_no_catalogue_holds_a_fuzzy_or_empty_entry() -> None:
    assert not [(path.name, message) for path, message, words, fuzzy in in_catalogues() if fuzzy or not words.strip()]


def test_no_catalogue_keeps_words_that_no_template_says() -> None:
    said = in_templates()
    assert not [(path.name, message) for path, message, _, _ in in_catalogues() if message not in said]


def test_two_catalogues_never_translate_one_message_differently() -> None:
    words_of: dict[str, set[str]] = {}
    for _, message, words, _ in in_catalogues():
        words_of.setdefault(message, set()).add(words)
    assert not {message: words for message, words in words_of.items() if len(words) > 1}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_placeholders_survive_translation(path: Path) -> None:
    entries = [(message, words) for file, message, words, _ in in_catalogues() if file == path]
    assert entries
    assert not [message for message, words in entries if sorted(PLACEHOLDER.findall(message)) != sorted(PLACEHOLDER.findall(words))]
