"""What is wrong with a list: the whole file refused, or one row of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from scripts_dsl.types import Words

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "missing": {"en": "is empty", "zh": "为空"},
        "not_a_number": {"en": "is not a number", "zh": "不是数字"},
        "not_a_date": {"en": "is not a date (write 2026-11-22)", "zh": "不是日期（请写成 2026-11-22）"},
        "not_a_moment": {
            "en": "is not a time with a zone (write 2026-11-22T18:00+08:00)",
            "zh": "不是带时区的时间（如 2026-11-22T18:00+08:00）",
        },
        "not_yes_or_no": {"en": "is neither yes nor no", "zh": "不是“是”或“否”"},
        "not_a_choice": {"en": "is not one of the values in the mapping", "zh": "不在映射文件列出的取值中"},
        "not_of_type": {"en": "is not of the type in the mapping", "zh": "与映射文件中的类型不符"},
        "not_a_phone": {"en": "is not a phone number", "zh": "不是电话号码"},
        "not_an_email": {"en": "is not an email address", "zh": "不是邮箱地址"},
        "not_a_zone": {"en": "is not a time zone (write America/Chicago)", "zh": "不是时区（如 Asia/Shanghai）"},
        "not_a_propensity": {"en": "is not a probability from 0 to 1", "zh": "不是 0 到 1 之间的概率"},
        "too_long": {"en": "is too long", "zh": "过长"},
        "control_character": {"en": "contains a control character", "zh": "含有控制字符"},
        "negative": {"en": "is below zero", "zh": "小于零"},
        "card_number": {"en": "looks like a card number, which is never stored", "zh": "疑似银行卡号，不予保存"},
        "columns": {"en": "the row has another number of columns than the header", "zh": "该行列数与表头不一致"},
        "repeated": {"en": "stands in an earlier row already", "zh": "在前面的行中已出现"},
        "unknown_account": {"en": "is no customer that we have", "zh": "不是已有客户"},
        "unknown_offer": {"en": "is no offer that we have", "zh": "不是已有推荐产品"},
    }
)
"""Why a field is refused, to stand behind its name."""


@dataclass(frozen=True, slots=True)
class BadField:
    """One field that keeps its row out: the row number as an editor shows it (the header is 1), the column, the reason's code."""

    row: int
    column: str
    code: str
    value: str = ""

    def sentence(self, language: str = "en") -> str:
        """The reason as a person reads it, with the value cut short."""
        words = WORDS[self.code]
        shown = f" ({self.value[:40]})" if self.value else ""
        return f"{words.get(language, words['en'])}{shown}"


class FileRefused(Exception):  # noqa: N818 - house style: named for what happened
    """A list or mapping that cannot be read at all; nothing of it was stored.

    `details` fill the sentence of the code: `line` is a line of the mapping file, 0 where the fault has no line.
    """

    SENTENCES: Mapping[str, Words] = MappingProxyType(
        {
            "no_file": {"en": "{path} cannot be read: {why}", "zh": "无法读取 {path}：{why}"},
            "not_text": {"en": "{path} is not text in UTF-8, UTF-16 or GB 18030", "zh": "{path} 不是 UTF-8、UTF-16 或 GB 18030 文本"},
            "not_gzip": {"en": "{path} is a damaged gzip file", "zh": "{path} 是损坏的 gzip 文件"},
            "too_large": {"en": "{path} is larger than {limit} MB unpacked", "zh": "{path} 解压后超过 {limit} MB"},
            "empty": {"en": "{path} has no header line", "zh": "{path} 没有表头"},
            "header_twice": {"en": "the header names {column} twice", "zh": "表头中 {column} 重复"},
            "header_nameless": {"en": "column {number} of the header has no name", "zh": "表头第 {number} 列没有名称"},
            "no_such_column": {
                "en": "line {line} of the mapping: the file has no column {column}",
                "zh": "映射文件第 {line} 行：文件中没有 {column} 列",
            },
            "mapping": {"en": "line {line} of the mapping: {why}", "zh": "映射文件第 {line} 行：{why}"},
            "no_list_date": {
                "en": "when was this list obtained? It is asked for (obtained_on), for an old list may not be called",
                "zh": "请注明名单取得日期（obtained_on）：过期名单不得外呼",
            },
            "unknown_campaign": {"en": "there is no campaign {campaign}", "zh": "没有名为 {campaign} 的外呼活动"},
            "columns_wanted": {"en": "the header needs the columns {columns}", "zh": "表头必须包含以下列：{columns}"},
        }
    )

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = {"line": 0, **details}
        super().__init__(self.sentence())

    def sentence(self, language: str = "en") -> str:
        """What is wrong, in that language."""
        words = self.SENTENCES[self.code]
        return words.get(language, words["en"]).format(**self.details)


@dataclass(slots=True)
class RowReport:
    """Rows that were refused, each with its fields; `rows` counts the data rows that were read."""

    rows: int = 0
    bad: list[BadField] = field(default_factory=list)

    @property
    def refused_rows(self) -> int:
        """How many rows were kept out."""
        return len({each.row for each in self.bad})
