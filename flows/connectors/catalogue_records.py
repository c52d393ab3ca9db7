"""The records that the shipped connectors give to scripts, typed, with words in both languages."""

from scripts_dsl.types import (
    DATE,
    EMAIL,
    MONEY,
    NUMBER,
    PHONE,
    TEXT,
    YESNO,
    Choice,
    EnumType,
    Field,
    ListType,
    RecordType,
    optional,
)

TIER = EnumType(
    (
        Choice("standard", {"en": "Standard", "zh": "普通"}),
        Choice("silver", {"en": "Silver", "zh": "银卡"}),
        Choice("gold", {"en": "Gold", "zh": "金卡"}),
        Choice("platinum", {"en": "Platinum", "zh": "白金卡"}),
    )
)
"""How much a customer is worth to us, least first."""

LANGUAGE = EnumType((Choice("en", {"en": "English", "zh": "英语"}), Choice("zh", {"en": "Chinese", "zh": "中文"})))

ORDER_STATE = EnumType(
    (
        Choice("accepted", {"en": "Accepted", "zh": "已受理"}),
        Choice("provisioning", {"en": "Being set up", "zh": "开通中"}),
        Choice("active", {"en": "Active", "zh": "已生效"}),
        Choice("failed", {"en": "Failed", "zh": "开通失败"}),
        Choice("cancelled", {"en": "Cancelled", "zh": "已取消"}),
    )
)
"""What becomes of an order; it only moves down this list."""

CUSTOMER = RecordType.of(
    "crm.customer",
    Field("account", TEXT, {"en": "Account", "zh": "账户号"}),
    Field("name", TEXT, {"en": "Name", "zh": "姓名"}),
    Field("surname", TEXT, {"en": "Surname", "zh": "姓氏"}),
    Field("title", TEXT, {"en": "Title", "zh": "称谓"}),
    Field("salutation", TEXT, {"en": "Salutation", "zh": "称呼"}),
    Field("language", LANGUAGE, {"en": "Language", "zh": "语言"}),
    Field("tier", TIER, {"en": "Tier", "zh": "客户等级"}),
    Field("zone", optional(TEXT), {"en": "Time zone", "zh": "时区"}),
    Field("phone", optional(PHONE), {"en": "Number", "zh": "号码"}),
    Field("email", optional(EMAIL), {"en": "Email", "zh": "邮箱"}, private=True),
    Field("monthly", optional(MONEY), {"en": "Monthly charge", "zh": "月消费"}, private=True),
    Field("agreement_months", optional(NUMBER), {"en": "Agreement (months)", "zh": "合约期（月）"}, private=True),
    Field("no_personalised_marketing", YESNO, {"en": "No personalised marketing", "zh": "拒绝个性化营销"}),
    Field("products", ListType(TEXT), {"en": "Products", "zh": "已订产品"}, private=True),
    labels={"en": "Customer", "zh": "客户"},
)
"""The customer of the interaction, read from the customer list; custom attributes are further fields."""

IDENTITY = RecordType.of(
    "crm.identity",
    Field(
        "level",
        EnumType((Choice("basic", {"en": "Basic", "zh": "基本核验"}), Choice("strong", {"en": "Strong", "zh": "强核验"}))),
        {"en": "Level", "zh": "核验级别"},
    ),
    labels={"en": "Verified identity", "zh": "身份核验"},
)

PLAN = RecordType.of(
    "bss.plan",
    Field("code", TEXT, {"en": "Plan code", "zh": "套餐编码"}),
    Field("name", TEXT, {"en": "Plan", "zh": "套餐"}),
    Field("speed", optional(NUMBER), {"en": "Mbps", "zh": "带宽（兆）"}),
    Field("price", MONEY, {"en": "Price a month", "zh": "月费"}),
    labels={"en": "Plan", "zh": "套餐"},
)

BILL_LINE = RecordType.of(
    "bss.bill_line",
    Field("name", TEXT, {"en": "What for", "zh": "项目"}),
    Field("amount", MONEY, {"en": "Amount", "zh": "金额"}),
    labels={"en": "Bill line", "zh": "账单明细"},
)

BILL = RecordType.of(
    "bss.bill",
    Field("period", TEXT, {"en": "Month", "zh": "账期"}),
    Field("amount", MONEY, {"en": "Amount", "zh": "金额"}, private=True),
    Field("previous", optional(MONEY), {"en": "Month before", "zh": "上期金额"}, private=True),
    Field("due_on", DATE, {"en": "Due on", "zh": "缴费截止日"}, private=True),
    Field("paid", YESNO, {"en": "Paid", "zh": "是否已缴"}, private=True),
    Field("lines", ListType(BILL_LINE), {"en": "Lines", "zh": "明细"}, private=True),
    labels={"en": "Bill", "zh": "账单"},
)

BALANCE = RecordType.of(
    "bss.balance",
    Field("amount", MONEY, {"en": "Owed (below zero: in credit)", "zh": "应缴金额（负数为余额）"}, private=True),
    Field("due_on", optional(DATE), {"en": "Due on", "zh": "缴费截止日"}, private=True),
    Field("payment_method", TEXT, {"en": "Paid by", "zh": "缴费方式"}, private=True),
    labels={"en": "Balance", "zh": "余额"},
)

USAGE = RecordType.of(
    "bss.usage",
    Field("period", TEXT, {"en": "Month", "zh": "账期"}),
    Field("data_gb", NUMBER, {"en": "Data (GB)", "zh": "流量（GB）"}, private=True),
    Field(
        "data_limit_gb", optional(NUMBER), {"en": "Data included (GB), empty: no limit", "zh": "套餐内流量（GB），空为不限量"}, private=True
    ),
    Field("minutes", NUMBER, {"en": "Minutes", "zh": "通话分钟数"}, private=True),
    labels={"en": "Usage", "zh": "用量"},
)

LINE = RecordType.of(
    "bss.line",
    Field(
        "state",
        EnumType((Choice("active", {"en": "Active", "zh": "正常"}), Choice("suspended", {"en": "Suspended", "zh": "停机"}))),
        {"en": "State", "zh": "状态"},
        private=True,
    ),
    Field(
        "suspended_for",
        optional(
            EnumType(
                (
                    Choice("unpaid_bill", {"en": "An unpaid bill", "zh": "欠费"}),
                    Choice("agreement_ended", {"en": "The agreement ended", "zh": "合约到期"}),
                )
            )
        ),
        {"en": "Suspended for", "zh": "停机原因"},
        private=True,
    ),
    Field("roaming", YESNO, {"en": "Data roaming", "zh": "漫游流量"}),
    labels={"en": "Line", "zh": "线路"},
)
"""How a line stands in the network: whether it works, and whether it may use data abroad."""

ORDER = RecordType.of(
    "bss.order",
    Field("id", TEXT, {"en": "Order number", "zh": "订单号"}),
    Field("product", TEXT, {"en": "Product code", "zh": "产品编码"}),
    Field("name", TEXT, {"en": "Product", "zh": "产品"}),
    Field("state", ORDER_STATE, {"en": "State", "zh": "状态"}),
    Field("price", optional(MONEY), {"en": "Price a month", "zh": "月费"}),
    Field("ordered_on", DATE, {"en": "Ordered on", "zh": "下单日期"}),
    labels={"en": "Order", "zh": "订单"},
)
