"""Single mistakes seeded all over the shipped library: each is found with its code on its line."""

import re
from collections.abc import Iterator

import pytest

from tests.unit.scripts_dsl.test_library import SOURCES, loaded

KINDS: dict[str, tuple[str, str, str, int]] = {
    # a pattern of one line, what it becomes, the code expected, and on which line after the first of what was written
    "a step misspelt": (r"^    next: (\w+)\w(.*)$", r"    next: \1qq\2", "S020", 0),
    "a field misspelt": (r"^    next: (.*)$", r"    nxet: \1", "S001", 0),
    "a kind misspelt": (r"^    call: (.*)$", r"    clal: \1", "S001", 0),
    "a full-width colon": (r"^    next: (.*)$", r"    next：\1", "Y013", 0),
    "a space too many": (r"^    next: (.*)$", r"     next: \1", "Y006", 0),
    "a tab": (r"^    next: (.*)$", "\tnext: \\1", "Y005", 0),
    "a full-width space": (r"^    next: (.*)$", "\u3000\u3000next: \\1", "Y005", 0),
    "a copy": (r"^    next: (\w+).*$", r"    next: *\1", "Y003", 0),
    "a field twice": (r"^(    next: .*)$", r"\1" + "\n" + r"\1", "Y010", 1),
    "a colon in text": (r"^(\s+)en: ([A-Z][^\"'{$:\n]{8,})$", r"\1en: Note: \2", "Y007", 0),
    "text cut off": (r"^(\s+)en: ([A-Z]\w+ )([^\"'{$:\n]{8,})$", r"\1en: \2#\3", "Y009", 0),
    "a text left empty": (r"^(      )en: [A-Z][^$\n]*$", r'\1en: ""', "T001", 0),
    "a value left out": (r"^(      )en: ([^\"'$\n]*)\$\{\w+\.\w+\}([^$\n]*)$", r"\1en: \2this\3", "T002", 0),
    "a formatter misspelt": (r"^(\s+en: .*)\| money\}(.*)$", r"\1| mony}\2", "X011", 0),
    "one equals sign": (r"^(.*when: [^=!<>\n]*)==([^=\n]*)$", r"\1=\2", "X004", 0),
    "a function misspelt": (r"^(.*when: )has\((.*)$", r"\1hass(\2", "X011", 0),
    "a condition in quotes": (r"^(.*when: )(\w[^\"\n]*)$", r'\1"x" == \2', "Y008", 0),
    "a line twice": (r"^(      - \{when: [^{}\n]+, next: \w+\}).*$", r"\1" + "\n" + r"\1", "X018", 1),
    "a circle": (r"^  (\w+):(\n    branch:\n(?:      .*\n)*?      - else: )\w+$", r"  \1:\2\1", "S022", -1),
    "an action misspelt": (r"^    do: ([\w.]+)$", r"    do: \1x", "S031", 0),
    "a sub-script misspelt": (r"^    call: (\S+)$", r"    call: \1x", "S026", 0),
    "a variable misspelt": (r"^    save_as: (\w+)$", r"    save_as: \1x", "X010", 0),
    "an offer put too often": (r"^    attempts: \d$", r"    attempts: 9", "C003", 0),
    "an objection misspelt": (r"^    objections: \[(\w+)(.*)$", r"    objections: [\1x\2", "S020", 0),
    "a code twice": (r"^      dispositions: \[(\w+), (.*)\]$", r"      dispositions: [\1, \2, \1]", "D001", 0),
    "a suggestion misspelt": (r"^(.*code: \w+)\}$", r"\1x}", "D001", 0),
}  # fmt: skip


def places() -> Iterator[tuple[str, str, int]]:
    """Two scripts for each kind of mistake, and in each the place in the middle."""
    for kind, (pattern, *_) in KINDS.items():
        found = [(name, len(re.findall(pattern, source, re.M))) for name, source in SOURCES.items()]
        having = [(name, count) for name, count in found if count]
        for name, count in having[:: max(len(having) - 1, 1)]:
            yield kind, name, count // 2


@pytest.mark.parametrize(("kind", "name", "number"), list(places()))
def test_a_mistake_is_found_where_it_was_made(kind: str, name: str, number: int) -> None:
    pattern, new, code, later = KINDS[kind]
    match = list(re.finditer(pattern, SOURCES[name], re.M))[number]
    written = match.expand(new)
    seeded = SOURCES[name][: match.start()] + written + SOURCES[name][match.end() :]
    line = seeded.count("\n", 0, match.start()) + 1 + (written.count("\n") if later < 0 else later)
    problems = [(problem.code, problem.line) for problem in loaded(name, seeded).problems]
    assert (code, line) in problems, (problems[:5], written)
