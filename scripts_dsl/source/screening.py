"""A cheap look at a text's lines before YAML sees it: signs that YAML would take for text, or that nobody can see."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from scripts_dsl.problem import Fix, Problem, Words, make_problem
from scripts_dsl.source.nodes import Source

CONDITION_KEYS = frozenset({"when", "is", "each", "min", "max", "value", "from"})
"""Fields whose value is an expression."""

_KEYS = """
    script spec title languages channel start vars params gives steps exits objections say ask form branch do offer
    read_back call wrapup return next section note kb lint when else save_as answers scale label name type of from to show
    required min max value help sensitive private is enum with timeout once fulfils on_error attempts outcomes slot consent
    given refused id text returns each at_most dispositions suggest code zh en accepted declined later none ignore why
"""
KNOWN_KEYS = frozenset(_KEYS.split())
"""Words that are keys of the language: a full-width colon after one of them is a slip of the keyboard."""

BLANKS = "\t\u3000\u00a0\u1680\u180e" + "".join(map(chr, range(0x2000, 0x2010))) + "\u202f\u205f\u2060\ufeff\u00ad"
"""Blank or invisible characters that are not the ordinary space."""
_INDENT = re.compile(rf"^(?:- |[ ])*+(?P<bad>[{BLANKS}])[ {BLANKS}]*", re.MULTILINE)
_INVISIBLE = re.compile(rf"[{BLANKS}]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]|\r(?!\n)")
_COLON = re.compile(r"^[ ]*(?:- )*(?P<key>[A-Za-z_]+)[ ]*(?P<colon>：)[ ]*", re.MULTILINE)
_DASH = re.compile(r"^[ ]*(?P<dash>-)(?=[^\s\-\d])", re.MULTILINE)


_MOST = 5_000
"""Suspicions of one sort that are followed up; more stand only in a file that nobody wrote by hand."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A problem that holds unless its line is inside a quoted or block text; it is made only when it is told."""

    line: int
    make: Callable[[], Problem]


_NAMES = {"\t": "a tab", "\u3000": "a full-width space", "\u00a0": "a no-break space"}
_NAMES_ZH = {"\t": "制表符", "\u3000": "全角空格", "\u00a0": "不换行空格"}


def sign_name(sign: str) -> str:
    """A blank character in words."""
    return _NAMES.get(sign, f"an invisible character (U+{ord(sign):04X})")


def _spaces(count: int) -> Words:
    return {"en": f"use {count} ordinary spaces", "zh": f"请改用 {count} 个半角空格"}


def invisible_in(text: str) -> str | None:
    """The first invisible or odd blank character of a text."""
    found = _INVISIBLE.search(text)
    return found.group() if found else None


def screen(source: Source) -> tuple[list[Suspicion], Problem | None]:
    """What looks wrong line by line, and the control character that forbids reading on at all."""
    text = source.text
    if found := _CONTROL.search(text):
        sign = f"U+{ord(found.group()):04X}"
        return [], make_problem("Y002/control", source.at(found.start()), sign=sign)
    return sorted(_suspicions(source), key=lambda each: each.line), None


def _suspicions(source: Source) -> Iterator[Suspicion]:
    text = source.text
    for found in islice(_INDENT.finditer(text), _MOST):
        if found.end() == len(text) or text[found.end()] not in "\r\n#":
            yield Suspicion(source.at(found.start("bad")).line, partial(_bad_indent, source, found.start("bad"), found.end()))
    for found in islice(_COLON.finditer(text), _MOST):
        if found["key"] in KNOWN_KEYS:
            at = source.at(found.start("colon"), found.end("colon"))
            yield Suspicion(at.line, partial(make_problem, "Y013/colon", at, key=found["key"], fix=Fix(at.start, found.end(), ": ")))
    for found in islice(_DASH.finditer(text), _MOST):
        at = source.at(found.start("dash"), found.end("dash"))
        yield Suspicion(at.line, partial(make_problem, "Y013/dash", at, fix=Fix(at.end, at.end, " ")))


def _bad_indent(source: Source, start: int, end: int) -> Problem:
    """A line whose indentation holds other blanks than spaces, from `start` on."""
    text = source.text
    width = sum(2 if sign in "\t\u3000" else 1 if sign in " \u00a0" else 0 for sign in text[start:end])
    line = source.line_start(source.at(start).line)
    problem = make_problem("Y005/indent", source.at(line), sign=sign_name(text[start]), hint=_spaces(width))
    messages = {**problem.messages, "zh": f"这一行用{_NAMES_ZH.get(text[start], '不可见字符')}缩进"}
    return replace(problem, messages=messages, fix=Fix(start, end, " " * width))
