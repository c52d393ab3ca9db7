"""What the form calls each field and says of it in one line, in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from scripts_dsl.types import Words


@dataclass(frozen=True, slots=True)
class Said:
    """A label and a line of help, per language."""

    label: Words
    help: Words


def _said(en: str, zh: str, help_en: str = "", help_zh: str = "") -> Said:
    return Said({"en": en, "zh": zh}, {"en": help_en, "zh": help_zh})


STEP: Mapping[str, Said] = {
    "say": _said("Say", "话术", "What the agent says, word by word.", "坐席要说的话。"),
    "ask": _said("Ask", "提问", "The question; its answers are buttons.", "要问的问题；回答显示为按钮。"),
    "form": _said("Fields", "字段", "What the agent fills in.", "坐席需要填写的内容。"),
    "branch": _said(
        "Decide", "判断", "The first line that is true is taken; the agent sees nothing.", "取第一条成立的条件；坐席看不到这一步。"
    ),
    "do": _said("Action", "操作", "What is looked up or done elsewhere.", "要在其他系统查询或办理的事项。"),
    "offer": _said(
        "Offer", "推荐", "One offer by name, or the best one for this customer.", "指定一个推荐，或由系统为该客户挑选最合适的。"
    ),
    "read_back": _said("Read word for word", "逐字复述", "The agent reads and ticks each line.", "坐席逐条朗读并勾选。"),
    "call": _said("Sub-script", "子话术", "Another script that is run here and comes back.", "在此运行另一段话术，结束后返回。"),
    "wrapup": _said("Wrap-up", "小结", "How the call ends.", "通话如何收尾。"),
    "return": _said("Come back with", "返回结果", "The way out that the calling script sees.", "调用它的话术会看到的结果名称。"),
    "next": _said("Then go to", "下一步", "The step that follows.", "接下来的步骤。"),
    "answers": _said(
        "Answers and where they lead",
        "回答与去向",
        "Buttons, in this order; keys 1–9 press them.",
        "按此顺序显示为按钮；数字键 1–9 可直接选择。",
    ),
    "scale": _said("Scale instead of answers", "评分（代替回答）", "The customer names a number.", "客户给出一个分数。"),
    "save_as": _said(
        "Keep the result in", "结果存入", "The variable that conditions and words can use later.", "供后面的条件和话术使用的变量。"
    ),
    "with": _said("Given to it", "传入的内容", "What the action or sub-script works with.", "操作或子话术所需的内容。"),
    "timeout": _said("Wait at most", "最长等待", "Like 5s; then it counts as failed.", "如 5s；超时按失败处理。"),
    "once": _said("Send it", "发送次数", "What is ordered or booked must not happen twice.", "办理、预约等不可重复执行。"),
    "fulfils": _said("Delivers the accepted offer", "兑现已接受的推荐", "Its success makes the offer delivered.", "成功即视为推荐已兑现。"),
    "on_error": _said(
        "If it fails, go to", "失败时转到", "One step for all failures, or one for each kind.", "所有失败去同一步，或按类型分别指定。"
    ),
    "attempts": _said("Present at most", "最多推荐次数", "How often in one call.", "一次通话内最多几次。"),
    "outcomes": _said(
        "What the customer says, and where it leads", "客户的回应与去向", "Every response needs a step.", "每种回应都要有去向。"
    ),
    "consent": _said("Consent", "客户同意", "Where yes and no lead.", "同意与拒绝分别去哪一步。"),
    "returns": _said(
        "What it comes back with, and where that leads", "返回结果与去向", "Every way out needs a step.", "每种结果都要有去向。"
    ),
    "each": _said("Once for each of", "逐项执行", "A list; each item is called ${item}.", "一个列表；每一项称为 ${item}。"),
    "at_most": _said("At most so many", "最多几项", "The rest of the list is left out.", "其余的不再处理。"),
    "section": _said("Section", "所属部分", "The part of the call, as in the outline.", "在提纲中属于哪一部分。"),
    "note": _said("Note for the agent", "坐席提示", "Shown to the agent, never said.", "只给坐席看，不对客户说。"),
    "kb": _said("Knowledge card", "知识卡片", "Opens beside this step.", "在这一步旁边打开。"),
    "objections": _said("Objections open here", "可用的异议处理", "Buttons with an answer for each doubt.", "客户有顾虑时可点的按钮。"),
    "lint": _said("Warnings left as they are", "忽略的提醒", "With the reason, which is kept.", "需写明原因，会留存。"),
}
"""The fields of steps."""

PARTS: Mapping[str, Said] = {
    "label": _said("Button", "按钮文字"),
    "when": _said("Only if", "仅当", "Shown or taken only if this is true.", "条件成立时才显示或采用。"),
    "next": _said("Leads to", "去向"),
    "answer": _said("Value", "取值", "What is kept when it is pressed: a–z, 0–9 and _.", "点击后保存的值：a–z、0–9 和 _。"),
    "else": _said("Otherwise", "否则", "Where all other calls go.", "其他情况的去向。"),
    "from": _said("From", "从"),
    "to": _said("To", "到"),
    "id": _said("Name of the line", "行名称", "Never shown: a–z, 0–9 and _.", "不显示：a–z、0–9 和 _。"),
    "text": _said("Words to read", "朗读内容"),
    "accepted": _said("Accepted", "接受"),
    "declined": _said("Declined", "拒绝"),
    "later": _said("Later", "以后再说"),
    "none": _said("No offer fits", "没有合适的推荐"),
    "given": _said("Given", "同意"),
    "refused": _said("Refused", "被拒绝"),
    "timeout": _said("No answer in time", "超时"),
    "cancelled": _said("Cancelled by the agent", "坐席取消"),
    "down": _said("System is down", "系统不可用"),
    "failure": _said("Any failure", "任何失败"),
    "other_failure": _said("Any other failure", "其他失败"),
    "dispositions": _said("Codes to choose from", "可选小结代码", "In this order, 15 at most.", "按此顺序，最多 15 个。"),
    "suggest": _said(
        "Suggest a code", "建议代码", "The first line that is true puts its code first.", "第一条成立的条件会把其代码排在最前。"
    ),
    "code": _said("Code", "代码"),
    "ignore": _said("Warnings", "提醒"),
    "why": _said("Why", "原因"),
    "kept_in": _said("Our variable", "我方变量"),
    "gift": _said("What it gives", "子话术交回的内容"),
    "paragraph": _said("Paragraph", "段落"),
    "line": _said("Line", "行"),
    "step_name": _said(
        "Name of this step", "步骤名称", "Never shown to agents; every way to it follows.", "坐席看不到；改名后所有指向都会跟着改。"
    ),
}
"""The fields inside others."""

FIELD: Mapping[str, Said] = {
    "name": _said("Kept in the variable", "存入变量", "a–z, 0–9 and _; conditions use this name.", "a–z、0–9 和 _；条件中用这个名称。"),
    "type": _said("Type", "类型", "What can be entered.", "可填写的内容类型。"),
    "of": _said("Choices", "选项", "A variable with choices, or choices of its own.", "使用已有选项的变量，或自定义选项。"),
    "from": _said("Choices from a list", "选项来自列表", "A list that was looked up, like plans.", "查询得到的列表，如 plans。"),
    "show": _said("How one choice reads", "选项如何显示", "Like ${item.name}.", "如 ${item.name}。"),
    "required": _said("Must be filled in", "必填"),
    "min": _said("At least", "下限", "A number, a date, or the least length.", "数字、日期或最短长度。"),
    "max": _said("At most", "上限", "A number, a date, or the greatest length.", "数字、日期或最长长度。"),
    "value": _said("Filled in beforehand with", "预填", "A name or ${…}; the agent can change it.", "变量名或 ${…}；坐席可修改。"),
    "label": _said("Label", "标签"),
    "help": _said("Help below the field", "字段说明"),
    "when": _said("Only if", "仅当", "The field is shown only if this is true.", "条件成立时才显示该字段。"),
    "sensitive": _said("Mask it everywhere", "全程遮盖"),
}
"""The fields of a field of a form."""

SCRIPT: Mapping[str, Said] = {
    "script": _said("Id", "标识", "Never shown to agents and never changed.", "坐席看不到，也不会更改。"),
    "spec": _said("Version of the language", "语言版本"),
    "title": _said("Title", "标题", "What people see as its name.", "大家看到的名称。"),
    "languages": _said("Languages", "语言", "The first one stands in for a missing text.", "缺少译文时用第一种语言。"),
    "channel": _said("Channel", "渠道", "Outbound scripts need their exits.", "外呼话术必须有规定的出口。"),
    "start": _said("First step", "第一步"),
    "params": _said("What the calling script passes", "调用方传入", "Only for sub-scripts.", "仅用于子话术。"),
    "gives": _said("What it gives back", "交回的变量", "Only for sub-scripts.", "仅用于子话术。"),
    "vars": _said("Variables", "变量", "Everything that conditions and words may use.", "条件和话术中可使用的一切。"),
    "exits": _said("Exits", "出口", "Open at every step, as when the customer hangs up.", "每一步都可用，如客户挂断。"),
    "objections": _said("Objections", "异议处理", "Steps list the ones that are open there.", "在步骤中列出可用的异议处理。"),
    "steps": _said("Steps", "步骤", "They stand in the outline.", "见提纲。"),
}
"""The fields of a script."""

VARIABLE: Mapping[str, Said] = {
    "name": _said("Name", "名称", "a–z, 0–9 and _.", "a–z、0–9 和 _。"),
    "type": _said("Type", "类型"),
    "optional": _said("May be empty", "可为空"),
    "listed": _said("A list of these", "是列表"),
    "enum": _said("Choices", "选项", "The values and how each reads.", "取值及其显示文字。"),
    "is": _said("Formula", "公式", "Worked out when it is used; never set.", "使用时计算，不赋值。"),
    "private": _said("Private: not said before identity is verified", "隐私：核验身份前不得说出"),
    "sensitive": _said("Mask it everywhere", "全程遮盖"),
    "value": _said("Value", "取值"),
    "choice": _said("Reads as", "显示为"),
}
"""The fields of a variable."""

KINDS: Mapping[str, Words] = {
    "say": {"en": "Say", "zh": "话术"},
    "ask": {"en": "Question", "zh": "提问"},
    "form": {"en": "Form", "zh": "表单"},
    "branch": {"en": "Decision", "zh": "判断"},
    "do": {"en": "Action", "zh": "操作"},
    "offer": {"en": "Offer", "zh": "推荐"},
    "read_back": {"en": "Read-back", "zh": "复述确认"},
    "call": {"en": "Sub-script", "zh": "子话术"},
    "wrapup": {"en": "Wrap-up", "zh": "小结"},
    "return": {"en": "Back to the caller", "zh": "返回"},
}
"""What a step of each kind is called."""

TYPES: Mapping[str, Words] = {
    "text": {"en": "Text", "zh": "文字"},
    "number": {"en": "Number", "zh": "数字"},
    "money": {"en": "Money", "zh": "金额"},
    "yesno": {"en": "Yes or no", "zh": "是否"},
    "date": {"en": "Date", "zh": "日期"},
    "time": {"en": "Time", "zh": "时间"},
    "datetime": {"en": "Date and time", "zh": "日期和时间"},
    "phone": {"en": "Telephone number", "zh": "电话号码"},
    "email": {"en": "Email", "zh": "邮箱"},
    "address": {"en": "Address", "zh": "地址"},
    "digits": {"en": "Digits", "zh": "数字串"},
    "files": {"en": "Files", "zh": "文件"},
    "choice": {"en": "One choice", "zh": "单选"},
    "multichoice": {"en": "Several choices", "zh": "多选"},
    "enum": {"en": "Choices of its own", "zh": "自定义选项"},
    "is": {"en": "Formula", "zh": "公式"},
}
"""What each type is called."""

CHANNELS: Mapping[str, Words] = {
    "inbound": {"en": "Inbound calls", "zh": "来电"},
    "outbound": {"en": "Outbound calls", "zh": "外呼"},
    "chat": {"en": "Chat", "zh": "在线会话"},
    "any": {"en": "Any", "zh": "不限"},
}

PHRASES: Mapping[str, Words] = {
    "choose": {"en": "Choose …", "zh": "请选择…"},
    "once_never": {"en": "Whenever the step is reached", "zh": "每次到达都发送"},
    "once_true": {"en": "Once in a call", "zh": "一次通话只发送一次"},
    "once_visit": {"en": "Once for each arrival", "zh": "每次进入发送一次"},
    "slot": {"en": "Best for this customer", "zh": "系统为客户挑选"},
    "named": {"en": "One by name", "zh": "指定推荐"},
    "built_in": {"en": "In the workspace", "zh": "工作台"},
    "connected": {"en": "Other systems", "zh": "其他系统"},
    "variables": {"en": "Variables", "zh": "变量"},
    "new_variable": {"en": "A new variable", "zh": "新变量"},
    "steps": {"en": "Steps", "zh": "步骤"},
    "written": {"en": "As written", "zh": "原文"},
    "times_in": {"en": "times in step %s", "zh": "经过步骤“%s”的次数"},
    "days_until": {"en": "days until %s", "zh": "距“%s”的天数"},
    "size_of": {"en": "how many %s", "zh": "“%s”的数量"},
    "hour": {"en": "the hour now (0–23)", "zh": "当前小时（0–23）"},
    "weekday": {"en": "the weekday today (Monday is 1)", "zh": "今天星期几（周一为 1）"},
    "start": {"en": "the start", "zh": "话术开始"},
    "exit": {"en": "exit: %s", "zh": "出口：%s"},
    "objection": {"en": "objection: %s", "zh": "异议处理：%s"},
    "add_paragraph": {"en": "Add a paragraph", "zh": "添加段落"},
    "add_line": {"en": "Add a line", "zh": "添加一行"},
    "add_case": {"en": "Add a condition", "zh": "添加条件"},
    "add_else": {"en": "Add “otherwise”", "zh": "添加“否则”"},
    "add_field": {"en": "Add a field", "zh": "添加字段"},
    "add_answer": {"en": "Add an answer", "zh": "添加回答"},
    "add_suggestion": {"en": "Add a suggestion", "zh": "添加建议"},
    "add_choice": {"en": "Add a choice", "zh": "添加选项"},
    "add_variable": {"en": "Add a variable", "zh": "添加变量"},
    "add_parameter": {"en": "Add a parameter", "zh": "添加参数"},
    "add_exit": {"en": "Add an exit", "zh": "添加出口"},
    "add_objection": {"en": "Add an objection", "zh": "添加异议处理"},
    "form_in_wrapup": {"en": "Fields at the end", "zh": "收尾时填写"},
    "own_choices": {"en": "Choices of its own", "zh": "自定义选项"},
    "optional_mark": {"en": "%s (optional)", "zh": "%s（可不填）"},
    "gift": {"en": "Keep “%s” in", "zh": "把“%s”存入"},
    "way_out": {"en": "It says “%s”", "zh": "结果为“%s”"},
    "again": {"en": "again: the next item", "zh": "again：处理下一项"},
    "suppress": {"en": "suppress: never call again", "zh": "suppress：不再联系"},
    "is_on": {"en": "Yes", "zh": "是"},
}
"""Other words of the form."""
