"""Records and actions that every script has without a connector."""

from scripts_dsl.catalogue import ActionSignature, Parameter
from scripts_dsl.types import (
    DATE,
    DATETIME,
    MONEY,
    NUMBER,
    PHONE,
    TEXT,
    YESNO,
    Choice,
    EnumType,
    Field,
    RecordType,
    optional,
)

DECLINE_REASONS = EnumType(
    (
        Choice("price", {"en": "Too expensive", "zh": "价格太高"}),
        Choice("no_need", {"en": "No need", "zh": "不需要"}),
        Choice("has_other", {"en": "Has something similar", "zh": "已有同类产品"}),
        Choice("not_now", {"en": "Not now", "zh": "暂时不考虑"}),
        Choice("trust", {"en": "Does not trust it", "zh": "不信任"}),
        Choice("other", {"en": "Other", "zh": "其他原因"}),
    )
)
"""Why an offer was declined; one click on the desk."""

OFFER = RecordType.of(
    "offer",
    Field("id", TEXT, {"en": "Offer", "zh": "推荐编号"}),
    Field("name", TEXT, {"en": "Name", "zh": "名称"}),
    Field("kind", optional(TEXT), {"en": "Kind", "zh": "类型"}),
    Field("price", MONEY, {"en": "Price", "zh": "价格"}),
    Field("term", NUMBER, {"en": "Months", "zh": "合约月数"}),
    Field("cooling_off", NUMBER, {"en": "Cooling-off days", "zh": "冷静期天数"}),
    Field("valid_until", DATE, {"en": "Valid until", "zh": "有效期至"}),
    Field("reason", optional(DECLINE_REASONS), {"en": "Reason of decline", "zh": "拒绝原因"}),
    labels={"en": "Offer", "zh": "推荐"},
)
"""The variable `offer`: the last offer shown in this run, frozen with its treatment and price."""

AGENT = RecordType.of(
    "desk.agent",
    Field("badge", TEXT, {"en": "Badge", "zh": "工号"}),
    Field("name", TEXT, {"en": "Name", "zh": "姓名"}),
    labels={"en": "Agent", "zh": "坐席"},
)

TICKET = RecordType.of(
    "desk.ticket",
    Field("id", TEXT, {"en": "Ticket number", "zh": "工单号"}),
    Field("due_at", optional(DATETIME), {"en": "Answer due", "zh": "承诺回复时间"}),
    labels={"en": "Ticket", "zh": "工单"},
)

CALLBACK = RecordType.of(
    "desk.callback",
    Field("id", TEXT, {"en": "Callback number", "zh": "回访编号"}),
    Field("due_at", DATETIME, {"en": "Due at", "zh": "回访时间"}),
    labels={"en": "Callback", "zh": "预约回访"},
)

APPROVAL = RecordType.of(
    "desk.approval",
    Field("granted", YESNO, {"en": "Approved", "zh": "已批准"}),
    Field("note", optional(TEXT), {"en": "Note", "zh": "说明"}),
    labels={"en": "Approval", "zh": "审批"},
)

BUILT_IN_RECORDS = (OFFER, AGENT, TICKET, CALLBACK, APPROVAL)

_PRIORITY = EnumType(
    (
        Choice("normal", {"en": "Normal", "zh": "普通"}),
        Choice("high", {"en": "High", "zh": "紧急"}),
    )
)
_MEDIUM = EnumType(
    (
        Choice("sms", {"en": "Text message", "zh": "短信"}),
        Choice("email", {"en": "Email", "zh": "邮件"}),
    )
)

BUILT_IN_ACTIONS = tuple(
    ActionSignature(each.name, each.labels, each.parameters, each.result, each.writes, errors=each.errors, built_in=True)
    for each in (
        ActionSignature.of(
            "ticket.open",
            Parameter("department", TEXT, {"en": "Department", "zh": "部门"}),
            Parameter("subject", TEXT, {"en": "Subject", "zh": "主题"}),
            Parameter("details", TEXT, {"en": "Details", "zh": "详情"}, required=False),
            Parameter("priority", _PRIORITY, {"en": "Priority", "zh": "优先级"}, required=False),
            Parameter("category", TEXT, {"en": "Category", "zh": "类别"}, required=False),
            labels={"en": "Open a ticket", "zh": "创建工单"},
            result=TICKET,
            writes=True,
            errors=("refused",),
        ),
        ActionSignature.of(
            "callback.book",
            Parameter("at", DATETIME, {"en": "When", "zh": "时间"}),
            Parameter("phone", PHONE, {"en": "Number", "zh": "号码"}, required=False),
            Parameter("note", TEXT, {"en": "Note", "zh": "备注"}, required=False),
            labels={"en": "Book a callback", "zh": "预约回访"},
            result=CALLBACK,
            writes=True,
            errors=("refused",),
        ),
        ActionSignature.of(
            "message.send",
            Parameter("text", TEXT, {"en": "Text", "zh": "内容"}),
            Parameter("medium", _MEDIUM, {"en": "By", "zh": "方式"}, required=False),
            labels={"en": "Send a message", "zh": "发送消息"},
            writes=True,
            errors=("refused",),
        ),
        ActionSignature.of(
            "phone.transfer",
            Parameter("queue", TEXT, {"en": "Queue", "zh": "队列"}),
            Parameter("note", TEXT, {"en": "Note", "zh": "备注"}, required=False),
            labels={"en": "Transfer the call", "zh": "转接"},
            writes=True,
            errors=("refused",),
        ),
        ActionSignature.of(
            "desk.ask_supervisor",
            Parameter("question", TEXT, {"en": "Question", "zh": "问题"}),
            Parameter("amount", MONEY, {"en": "Amount", "zh": "金额"}, required=False),
            labels={"en": "Ask a supervisor", "zh": "请示班长"},
            result=APPROVAL,
            errors=("refused",),
        ),
        ActionSignature.of("recording.pause", labels={"en": "Pause the recording", "zh": "暂停录音"}),
        ActionSignature.of("recording.resume", labels={"en": "Resume the recording", "zh": "恢复录音"}),
    )
)
