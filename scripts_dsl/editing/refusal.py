"""Why an edit is not made: a code with its words, and where it helps both texts, the one before and the one that was refused."""

from collections.abc import Mapping

MESSAGES: Mapping[str, tuple[str, str]] = {
    "edit.unreadable": (
        "the text cannot be read, line {line}: mend it by hand first",
        "文本无法读取（第 {line} 行）：请先手工改正",
    ),
    "edit.no_place": ("there is nothing at {path}", "找不到 {path}"),
    "edit.no_step": ("no step is called {name}", "没有名为 {name} 的步骤"),
    "edit.no_variable": ("no variable is called {name}", "没有名为 {name} 的变量"),
    "edit.no_answer": ("step {step} has no answer {name}", "步骤 {step} 没有回答 {name}"),
    "edit.name": ("{name} cannot be a name: use a-z, 0-9 and _, a letter first", "{name} 不能作为名称：请用 a-z、0-9 和 _，以字母开头"),
    "edit.taken": ("{name} is there already", "{name} 已经存在"),
    "edit.reserved": ("{name} is a word of the language", "{name} 是保留字"),
    "edit.shape": ("{path} is written in a shape that cannot be edited here", "{path} 的写法不能在此编辑"),
    "edit.unwritable": ("this text holds a character that a script cannot hold", "这段文字含有脚本不允许的字符"),
    "edit.elsewhere": ("the edit would change something else as well, so it was not made", "该修改会影响其他内容，未执行"),
}
"""For each code the sentence in English and in Chinese."""


class EditRefusedError(Exception):
    """An edit that is not made: `key` is its code, `before` the text as it was, `after` the text it would have become."""

    def __init__(self, key: str, *, before: str = "", after: str | None = None, **details: object) -> None:
        super().__init__(key)
        self.key = key
        self.before = before
        self.after = after
        self.details = details

    def message(self, language: str = "en") -> str:
        """The sentence in that language."""
        english, chinese = MESSAGES[self.key]
        shown = {name: _in_words(detail) for name, detail in self.details.items()}
        return (chinese if language == "zh" else english).format(**shown)

    def __str__(self) -> str:
        return f"{self.key}: {self.message()}"


def _in_words(detail: object) -> str:
    return ".".join(map(str, detail)) if isinstance(detail, tuple) else str(detail)
