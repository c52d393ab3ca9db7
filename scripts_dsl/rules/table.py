"""The table of rules: for each code its severity and, in each language, what it asks of a script."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Severity = Literal["E", "W", "I"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the checker: E stops publishing, W asks for a tick, I informs."""

    code: str
    severity: Severity
    title: Mapping[str, str]


_TABLE: tuple[tuple[str, Severity, str, str], ...] = (
    ("Y001", "E", "A file keeps within the limits of size, depth and number of values", "文件不超过大小、层数和数量上限"),
    ("Y002", "E", "A file is readable YAML text in UTF-8", "文件是可读的 UTF-8 YAML 文本"),
    ("Y003", "E", "No anchors, aliases or merge keys", "不使用锚点、引用和合并键"),
    ("Y004", "E", "No YAML tags", "不使用 YAML 标签"),
    ("Y005", "E", "Lines are indented with ordinary spaces", "缩进只用半角空格"),
    ("Y006", "E", "Siblings are indented alike", "同级内容缩进一致"),
    ("Y007", "E", "Text with a colon and a space stands in quotes", "含冒号加空格的文字要加引号"),
    ("Y008", "E", "A condition does not start with a sign that YAML uses itself", "条件不能以 YAML 专用符号开头"),
    ("Y009", "W", "Text is not cut by a comment", "文字没有被注释截断"),
    ("Y010", "E", "Each key stands once", "同一层的键不重复"),
    ("Y012", "E", "Special signs inside { } stand in quotes", "花括号内的特殊符号要加引号"),
    ("Y013", "E", "Colons and commas are half-width, list items begin with - and a space", "冒号和逗号用半角，列表项写成“- ”加内容"),
    ("S001", "E", "Every key is a known field", "每个键都是已知字段"),
    ("S002", "E", "A step is of exactly one kind", "每个步骤恰好属于一种类型"),
    ("S003", "E", "A field has the shape it needs", "字段的写法正确"),
    ("S010", "E", "Every step leads on", "每个步骤都有去处"),
    ("S020", "E", "Every step that is named exists", "引用的步骤都存在"),
    ("S021", "W", "Every step can be reached", "每个步骤都走得到"),
    ("S022", "E", "Every loop stops at the agent", "每个循环都会停在坐席处"),
    ("S023", "W", "From every step the call can be closed", "从每个步骤都能走到结束"),
    ("S024", "E", "A branch ends with its else", "分支以 else 结尾"),
    ("S025", "E", "Every answer and outcome is handled", "每个回答和结果都有去处"),
    ("S026", "E", "A sub-script is called as it is declared", "子话术的调用与声明一致"),
    ("S027", "E", "Sub-scripts do not call each other in a circle", "子话术不能循环调用"),
    ("S028", "E", "An outbound script declares its exits, and whoever hung up is told nothing", "外呼话术声明必需的出口，挂机后不再说话"),
    (
        "S030",
        "W",
        "What changes something outside is done once, says what it fulfils, and has a way on when it fails",
        "办理类动作只办一次，写明办的是什么、失败时去哪里",
    ),
    ("S031", "E", "An action is asked for as the catalogue says", "动作的写法与目录一致"),
    ("X001", "E", "An expression keeps within its limits", "表达式不超过上限"),
    ("X002", "E", "Expressions use half-width signs", "表达式使用半角符号"),
    ("X003", "E", "Quotes are closed", "引号成对"),
    ("X004", "E", "Equality is written ==", "相等写作 =="),
    ("X005", "E", "An expression follows the grammar", "表达式符合语法"),
    ("X006", "E", "No private names", "不使用私有名称"),
    ("X010", "E", "Every variable and field is known", "变量和字段都已声明"),
    ("X011", "E", "Every function and formatter is known", "函数和格式都存在"),
    ("X012", "E", "Only records have fields", "只有记录才有字段"),
    ("X013", "E", "Both sides are of the same type", "两边类型一致"),
    ("X014", "E", "A value is one the variable can have", "值是变量可能取到的"),
    ("X015", "E", "Functions and formatters get what they need", "函数和格式的参数正确"),
    ("X016", "W", "What may be empty is not said without has() or default()", "可能为空的内容先用 has() 判断或给出 default()"),
    ("X017", "W", "What is said has been set on every path", "说到的内容在每条路径上都已有值"),
    ("X018", "W", "A condition can be true and can be false", "条件既可能成立也可能不成立"),
    ("T001", "W", "Every text is there in every language", "每段文字各语言都有"),
    ("T002", "W", "Every language says the same values", "各语言用到的变量一致"),
    ("T101", "E", "A line of a test fits the step it stands at", "测试步骤与所在步骤相符"),
    ("T102", "E", "A test says when it is, where its script looks at dates", "话术用到日期时，测试要写明时间"),
    ("V001", "I", "Tests reach at least four fifths of the steps", "测试至少走到五分之四的步骤"),
    ("T003", "W", "Nothing takes too long to read aloud", "每段话不会长到客户听不下去"),
    ("C001", "E", "No committing action without consent", "未经同意不得办理"),
    ("C002", "E", "What is sensitive is masked", "敏感信息要遮蔽"),
    ("C003", "W", "An offer is not pressed upon a customer", "不强行推荐"),
    ("C004", "E", "Nothing private is said before identity is verified", "核验身份之前不说隐私内容"),
    ("L001", "W", "An exception names a rule that it can silence", "忽略的规则确实存在并且有必要"),
    ("K001", "W", "Every knowledge card that is named exists", "引用的知识都存在"),
    ("D001", "E", "Disposition codes are known and listed", "小结代码存在且已列出"),
)

RULES: Mapping[str, Rule] = {code: Rule(code, severity, {"en": en, "zh": zh}) for code, severity, en, zh in _TABLE}
"""Every rule by its code."""
