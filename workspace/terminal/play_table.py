"""Where a script is played by hand: lines told beside the result, questions asked on standard input."""

import sys
from collections.abc import Mapping, Sequence

from scripts_dsl.types import Words
from workspace.terminal.output import complain

_WORDS: Mapping[str, Words] = {
    "again": {"en": "? please choose one of the numbers", "zh": "？请输入列表里的编号"},
    "not_offered": {"en": "? that is not offered here", "zh": "？这里没有这个选项"},
    "goes_on": {"en": "Enter: go on", "zh": "回车：继续"},
    "fill": {"en": "Enter: fill in", "zh": "回车：填写"},
    "answer": {"en": "Enter: what comes of it", "zh": "回车：输入结果"},
    "cancel": {"en": "c: wait no longer", "zh": "c：不再等待"},
    "given": {"en": "y: consent given", "zh": "y：同意"},
    "refused": {"en": "n: consent refused", "zh": "n：不同意"},
    "number": {"en": "a number: answer", "zh": "编号：选择"},
    "tick": {"en": "a number: read", "zh": "编号：已读"},
    "back": {"en": "b: back", "zh": "b：返回"},
    "objection": {"en": "o: objection", "zh": "o：异议"},
    "close": {"en": "c: objection answered", "zh": "c：异议已答复"},
    "exit": {"en": "x: exit", "zh": "x：出口"},
    "jump": {"en": "j: jump", "zh": "j：跳到"},
    "language": {"en": "l: language", "zh": "l：语言"},
    "wrap_up": {"en": "w: wrap up", "zh": "w：去小结"},
    "quit": {"en": "q: end", "zh": "q：结束"},
    "refused_because": {"en": "refused", "zh": "被拒绝"},
    "waiting": {"en": "waiting for", "zh": "正在等待"},
    "asked": {"en": "is asked", "zh": "被请求"},
    "result": {
        "en": "what comes of it (as in a test: ok, {{field: value}}, {{error: {errors}}}; nothing: let it wait)",
        "zh": "结果（写法同测试文件：ok、{{字段: 值}}、{{error: {errors}}}；留空则让它等待）",
    },
    "offer": {"en": "which offer is there", "zh": "有哪个推荐"},
    "no_offer": {"en": "none", "zh": "没有"},
    "reason": {"en": "reason (nothing: none)", "zh": "原因（留空：无）"},
    "empty": {"en": "- empties it", "zh": "- 清空"},
    "several": {"en": "numbers with spaces", "zh": "编号用空格分开"},
    "parameter": {"en": "parameter", "zh": "参数"},
    "ended": {"en": "The walk as a test:", "zh": "这次演练写成的测试："},
}


class LeftError(Exception):
    """Nothing more is typed."""


class Table:
    """The person at the terminal, spoken to in one language. Everything is written beside the result, on standard error."""

    def __init__(self, language: str) -> None:
        self.language = language

    def word(self, name: str, **details: object) -> str:
        """A word or sentence of the game."""
        return _WORDS[name][self.language].format(**details) if details else _WORDS[name][self.language]

    def tell(self, line: str = "") -> None:
        """Write one line."""
        complain(line)

    def ask(self, prompt: str) -> str:
        """What the person types; LeftError at the end of input."""
        sys.stderr.write(f"{prompt}> ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise LeftError
        return line.strip()

    def choose(self, prompt: str, options: Sequence[str], *, may_be_none: bool = False) -> int | None:
        """The place of the option chosen by its number; None where nothing was typed and that is allowed."""
        for number, option in enumerate(options, 1):
            self.tell(f"  {number} {option}")
        while True:
            typed = self.ask(prompt)
            if not typed and may_be_none:
                return None
            place = place_in(typed, options)
            if place is not None:
                return place
            self.tell(self.word("again"))


def place_in(typed: str, options: Sequence[str]) -> int | None:
    """The place that a number from 1 names, or an option typed in full."""
    if typed in options:
        return list(options).index(typed)
    if typed.isascii() and typed.isdigit() and len(typed) < 5 and 1 <= int(typed) <= len(options):
        return int(typed) - 1
    return None
