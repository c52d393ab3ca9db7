"""A failure of a test: where it stands, what was expected, what was seen, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts_dsl.source.location import Location
from scripts_dsl.types import Words

_LONGEST = 300
_WORDS: Mapping[str, tuple[str, str, str, str]] = {
    "at": ("to stand at {wanted}", "停在 {wanted}", "stands at {step}{why}", "停在 {step}{why}"),
    "sees": ("to see “{text}”", "看到“{text}”", "{screen}", "{screen}"),
    "not_sees": ("not to see “{text}”", "不出现“{text}”", "{screen}", "{screen}"),
    "offered": ("the offer {wanted}", "推荐 {wanted}", "{found}", "{found}"),
    "suggested": ("{wanted} suggested", "建议小结 {wanted}", "{found}", "{found}"),
    "taken": ("{move} to be taken", "{move} 被接受", "refused: {why}", "被拒绝：{why}"),
    "refused": ("{move} to be refused", "{move} 被拒绝", "it was taken, the run is at {step}", "已被接受，停在 {step}"),
    "refused_for": ("refused for {wanted}", "因 {wanted} 被拒绝", "refused: {why}", "被拒绝：{why}"),
    "field": ("the field {field} to be asked", "有字段 {field}", "it is not shown here", "这里不显示该字段"),
    "back": ("to get back to {wanted}", "退回 {wanted}", "stands at {step}", "停在 {step}"),
    "jump": ("to jump to {wanted}", "跳到 {wanted}", "it was not visited", "没有到过该步骤"),
    "awaited": ("an action that is waited for", "正在等待某个动作", "nothing is waited for", "没有在等待的动作"),
    "late": ("{action} still open", "{action} 尚无结果", "nothing of it is open", "没有未完成的"),
    "untold": ("{name} described under offers", "offers 里写有 {name}", "the script wants it here", "话术在这里用到它，却没有写"),
    "actions": ("the actions {wanted}", "动作为 {wanted}", "{found}", "{found}"),
    "parameter": ("{action} with {name}: {wanted}", "{action} 的 {name} 为 {wanted}", "{found}", "{found}"),
    "never": ("never {wanted}", "不出现 {wanted}", "it happened", "出现了"),
    "path": ("the path {wanted}", "路径为 {wanted}", "{found}", "{found}"),
    "return": ("to return {wanted}", "返回 {wanted}", "{found}", "{found}"),
    "value": ("{name} to be {wanted}", "{name} 为 {wanted}", "{found}", "{found}"),
}
NOTHING: Words = {"en": "nothing", "zh": "无"}


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that was otherwise than a test says, at a line of the test file."""

    line: int
    column: int
    expected: Words
    seen: Words

    def to_json(self) -> dict[str, Any]:
        """The failure as JSON."""
        return {"line": self.line, "column": self.column, "expected": dict(self.expected), "seen": dict(self.seen)}


def failure(kind: str, at: Location, **details: object) -> Failure:
    """A failure of a kind, its words filled with the details, which may be Words."""
    expected_en, expected_zh, seen_en, seen_zh = _WORDS[kind]
    return Failure(
        at.line,
        at.column,
        {"en": _filled(expected_en, details, "en"), "zh": _filled(expected_zh, details, "zh")},
        {"en": _filled(seen_en, details, "en"), "zh": _filled(seen_zh, details, "zh")},
    )


def _filled(words: str, details: Mapping[str, object], language: str) -> str:
    """The words with the details of that language, cut where they are endless."""
    told = {name: detail.get(language, "") if isinstance(detail, Mapping) else detail for name, detail in details.items()}
    text = words.format(**told)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
