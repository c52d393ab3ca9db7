"""Values as YAML that people can read and the reader of scripts gives back unchanged: one line, braces and brackets."""

import re
from collections.abc import Mapping, Sequence

from scripts_dsl.values import to_json

_PLAIN = re.compile(r"[0-9A-Za-z_\u4e00-\u9fff](?:[0-9A-Za-z_\u4e00-\u9fff./+-]|:(?=[0-9])| (?=[0-9A-Za-z_\u4e00-\u9fff]))*")
_NOT_TEXT = frozenset({"null", "none", "yes", "no", "true", "false"})
"""Words that read as something else than a text; quoted so that nobody wonders."""
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class Word(str):
    """A word of the test language itself, which is never quoted: yes, none, null."""

    __slots__ = ()


def plain(value: object) -> object:
    """A typed value of a run as tests write it: texts, yes and no, lists, and records without their missing fields."""
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, bool | Word) else str(to_json(value))


def flow(value: object) -> str:
    """A value in one line; TypeError for what no test holds."""
    if value is None:
        return "null"
    if isinstance(value, Word):
        return str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(str(name))}: {flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    raise TypeError(f"a {type(value).__name__} cannot stand in a test")


def _text(text: str) -> str:
    """A text, in quotes where it could be read otherwise."""
    looks_octal = text.isdigit() and len(text) > 1 and text.startswith("0")  # other readers of YAML would count it
    if _PLAIN.fullmatch(text) and text not in _NOT_TEXT and not looks_octal:
        return text
    return '"' + "".join(_SHORT.get(sign) or _sign(sign) for sign in text) + '"'


def _sign(sign: str) -> str:
    """A sign, escaped where nobody would see it."""
    if sign == " " or sign.isprintable():
        return sign
    number = ord(sign)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
