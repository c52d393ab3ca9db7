"""An expression as tokens, each with its place in characters; what is not a token is told in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "text", "name", "operator", "end"]

FULL_WIDTH: Mapping[str, str] = {
    "（": "(", "）": ")", "，": ",", "。": ".", "：": ":", "？": "?", "！": "!", "＝": "=", "＜": "<", "＞": ">", "＋": "+", "－": "-",
    "＊": "*", "／": "/", "％": "%", "＆": "&", "｜": "|", "【": "[", "】": "]", "［": "[", "］": "]", "．": ".", "；": ";", "　": " ",
    "“": '"', "”": '"', "‘": '"', "’": '"', "＂": '"', "＇": "'", "「": '"', "」": '"', "≥": ">=", "≤": "<=", "≠": "!=", "\u00a0": " ",
    "｛": "{", "｝": "}",
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
}  # fmt: skip
"""What a Chinese keyboard types in place of a sign, and the sign that is meant."""

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<number>[0-9]+(?:\.[0-9]+)?)
      | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<name>[^\W\d]\w*)
      | (?P<operator>&&|\|\||==|!=|<=|>=|[<>!+\-*/%?:(),.\[\]|])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t"}
_MAX_DIGITS = 24


@dataclass(frozen=True, slots=True)
class Token:
    """One token: what it means (`value`: the text without quotes, the name, the sign) and its characters `start:end`."""

    kind: Kind
    value: str
    start: int
    end: int


class SyntaxFault(Exception):  # noqa: N818 - not an error of ours: it becomes a Problem
    """An expression cannot be read: the rule it breaks, the characters where, the words to fill in and perhaps a replacement."""

    def __init__(self, rule: str, start: int, end: int, *, replacement: str | None = None, **details: object) -> None:
        super().__init__(rule)
        self.rule = rule
        self.start = start
        self.end = end
        self.replacement = replacement
        self.details = details


def tokens_of(source: str) -> list[Token]:
    """The tokens of an expression, an "end" token last; SyntaxFault where a character belongs to none."""
    tokens: list[Token] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            raise _fault_at(source, position)
        kind, text, start = match.lastgroup, match.group(), position
        position = match.end()
        if kind == "space":
            continue
        if kind == "number":
            if len(text) > _MAX_DIGITS:
                raise SyntaxFault("X001/number", start, position)
            tokens.append(Token("number", text, start, position))
        elif kind == "text":
            tokens.append(Token("text", _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text[1:-1]), start, position))
        elif kind == "name":
            if text.startswith("_"):
                raise SyntaxFault("X006", start, position, name=text)
            tokens.append(Token("name", text, start, position))
        else:
            tokens.append(Token("operator", text, start, position))
    tokens.append(Token("end", "", len(source), len(source)))
    return tokens


def _fault_at(source: str, position: int) -> SyntaxFault:
    """Why no token begins here."""
    sign = source[position]
    if sign in FULL_WIDTH:
        return SyntaxFault(
            "X002", position, position + 1, replacement=FULL_WIDTH[sign], sign=sign, meant=FULL_WIDTH[sign].strip() or "space"
        )
    if sign in "\"'":
        return SyntaxFault("X003", position, len(source))
    if sign == "=":
        return SyntaxFault("X004", position, position + 1, replacement="==")
    if sign == "&":
        return SyntaxFault("X005/sign", position, position + 1, replacement="&&", sign=sign)
    return SyntaxFault("X005/sign", position, position + 1, sign=sign)
