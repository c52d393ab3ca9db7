"""A text written as YAML: the plainest way that the reader reads back as exactly this text."""

import re
from collections.abc import Iterator
from functools import lru_cache

from scripts_dsl.editing.folds import folded, refolded
from scripts_dsl.editing.refusal import EditRefusedError
from scripts_dsl.source.nodes import TextNode
from scripts_dsl.source.reader import read

_SIMPLE = re.compile(r"[A-Za-z][\w./]*", re.ASCII)
_HEADER = re.compile(r"(?P<style>[|>])(?P<indent>[1-9]?)(?P<chomp>[+-]?)(?P<rest>.*)")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\xa0\u00ad\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\ufeff\ufffe\uffff]")


@lru_cache(maxsize=4096)
def reads_as(written: str, text: str, in_flow: bool, indent: int) -> bool:
    """Whether a piece of YAML, written as a value at that indentation, reads as this text and disturbs nothing beside it."""
    if _SIMPLE.fullmatch(written):
        return written == text
    margin = " " * indent
    root = read(f"{{k: {written}, z: z}}\n" if in_flow else f"{margin}k: {written}\n{margin}z: z\n")
    if root.problems or root.root is None or len(root.root.entries) != 2:
        return False
    found, after = (entry.value for entry in root.root.entries)
    return isinstance(found, TextNode) and found.text == text and isinstance(after, TextNode) and after.text == "z"


def inline(text: str, *, in_flow: bool, indent: int = 0, style: str = "", careful: bool = False) -> str:
    """A text on one line, in the given style where it fits; EditRefusedError when no style can hold it."""
    for written in _ways(text, style, careful):
        if reads_as(written, text, in_flow, indent):
            return written
    raise EditRefusedError("edit.unwritable")


def _ways(text: str, style: str, careful: bool) -> Iterator[str]:
    """A text in each style that may hold it, the best first."""
    breaks = "\n" in text or "\r" in text
    if style == "'" and not careful and not breaks:
        yield _single(text)
    if text and style != '"' and not careful and not breaks:
        yield text
    if style != '"' and not careful and not breaks and '"' in text and not _UNPRINTABLE.search(text):
        yield _single(text)
    yield _double(text, keep=True)
    yield _double(text, keep=False)


def _single(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _double(text: str, *, keep: bool) -> str:
    """A text between double quotes; unless kept, whatever cannot be seen is written by its number."""
    quoted = "".join(_ESCAPES.get(sign, sign) for sign in text)
    return f'"{quoted if keep else _UNPRINTABLE.sub(_by_number, quoted)}"'


def _by_number(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def literal(text: str, *, indent: int, margin: int, header: str = "|") -> str | None:
    """A text of several lines as a block, without the last line end; None when a block cannot hold it.

    `indent`: how far the key is indented · `margin`: how far the lines are · `header`: the signs that open it, a comment behind them
    included.
    """
    found = _HEADER.fullmatch(header)
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    if found is None or not body or any(line.isspace() for line in body.split("\n")):
        return None
    lines = body.split("\n") if found["style"] == "|" else folded(body)
    if found["style"] == "|" or ends > 1:
        lines = [*lines, *[""] * max(0, ends - 1)]
    opening = found["style"] + found["indent"] + ("-" if ends == 0 else "" if ends == 1 else "+") + found["rest"]
    return _block(opening, lines, text, indent, margin)


def _block(opening: str, lines: list[str], text: str, indent: int, margin: int) -> str | None:
    written = "\n".join([opening, *(" " * margin + line if line else "" for line in lines)])
    return written if reads_as(written, text, False, indent) else None


def rewritten(raw: str, node: TextNode, text: str, *, in_flow: bool, indent: int, careful: bool) -> str:
    """Another text in the style of the one that stood there, where that style can hold it; lines that need not change stay.

    `raw` is what stood there, with `\\n` between its lines; EditRefusedError when no style can hold the text.
    """
    if not careful:
        if node.style in ("|", ">"):
            written = _reblocked(raw, text, indent)
            if written is not None:
                return written
        elif "\n" in raw:
            written = _rewrapped(raw, node.style, text, in_flow, indent)
            if written is not None:
                return written
        if "\n" in text and not in_flow:
            written = literal(text, indent=indent, margin=indent + 2)
            if written is not None:
                return written
    return inline(text, in_flow=in_flow, indent=indent, style=node.style, careful=careful)


def _reblocked(raw: str, text: str, indent: int) -> str | None:
    """A block with another text in it."""
    opening, *lines = raw.split("\n")
    margin = next((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), indent + 2)
    body = text.rstrip("\n")
    if opening.startswith(">") and body:
        kept = refolded([line.strip() for line in lines], body)
        found = _HEADER.fullmatch(opening)
        ends = len(text) - len(body)
        if kept is not None and found is not None and ends < 2:
            head = found["style"] + found["indent"] + ("-" if ends == 0 else "") + found["rest"]
            written = _block(head, kept, text, indent, margin)
            if written is not None:
                return written
    return literal(text, indent=indent, margin=margin, header=opening) or literal(text, indent=indent, margin=margin)


def _rewrapped(raw: str, style: str, text: str, in_flow: bool, indent: int) -> str | None:
    """A plain or quoted text of several lines with another text in it."""
    if not text or (style == '"' and "\\" in raw):
        return None
    inside = raw[1:-1] if style else raw
    old = [line.strip(" \r") for line in inside.split("\n")]
    margin = next((len(line) - len(line.lstrip(" ")) for line in inside.split("\n")[1:] if line.strip()), indent + 2)
    escaped = text.replace("'", "''") if style == "'" else text.replace('"', '\\"') if style == '"' else text
    for lines in (refolded(old, escaped), folded(escaped, max(map(len, old)))):
        if lines is None:
            continue
        written = style + "\n".join([lines[0], *(" " * margin + line if line else "" for line in lines[1:])]) + style
        if reads_as(written, text, in_flow, indent):
            return written
    return None
