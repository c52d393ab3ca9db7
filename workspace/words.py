"""Words of closed sets that come from code, in both languages, and the shapes of times, money and numbers that people read."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo

import phonenumbers
from babel import Locale
from babel.dates import format_date, format_time, format_timedelta, get_datetime_format
from babel.numbers import format_currency

from scripts_dsl.money import Money
from scripts_dsl.types import Words

LOCALES: Mapping[str, Locale] = {"en": Locale.parse("en_US"), "zh": Locale.parse("zh_Hans_CN")}

PRESENCE_REASONS: Mapping[str, Words] = {
    "break": {"en": "Break", "zh": "小休"},
    "lunch": {"en": "Lunch", "zh": "用餐"},
    "meeting": {"en": "Meeting", "zh": "会议"},
    "training": {"en": "Training", "zh": "培训"},
    "coaching": {"en": "Coaching", "zh": "辅导"},
    "back_office": {"en": "Back office", "zh": "后台工作"},
    "signed_in": {"en": "Signed in", "zh": "已签入"},
    "missed": {"en": "Missed a call", "zh": "漏接来电"},
    "rejected": {"en": "Turned a call down", "zh": "拒接来电"},
    "task_missed": {"en": "Missed a task", "zh": "未响应任务"},
    "connection_lost": {"en": "Connection lost", "zh": "连接中断"},
}
PRESENCE_CAUSES: Mapping[str, Words] = {
    "supervisor": {"en": "Set by {name}", "zh": "由 {name} 设置"},
    "sign_in": {"en": "You have signed in", "zh": "您已签入"},
    "sign_out": {"en": "You have signed out", "zh": "您已签出"},
    "call": {"en": "The call has ended", "zh": "通话已结束"},
    "task": {"en": "The task was put back", "zh": "任务已放回"},
    "disposition": {"en": "The wrap-up is done", "zh": "话后处理已完成"},
    "missed": {"en": "A call rang here and was not answered", "zh": "有来电振铃未接听"},
    "rejected": {"en": "You turned a call down", "zh": "您拒接了来电"},
    "task_missed": {"en": "A task was offered here and nobody took it", "zh": "有任务分派到此，但无人响应"},
    "connection_lost": {"en": "Nothing was heard from this screen for 30 seconds", "zh": "超过 30 秒未收到本屏幕的响应"},
    "connection_back": {"en": "This screen is heard again", "zh": "本屏幕已恢复连接"},
    "system_restart": {"en": "The system was restarted", "zh": "系统曾重新启动"},
    "session_ended": {"en": "Your session had ended", "zh": "登录会话已结束"},
    "account_closed": {"en": "The account was closed", "zh": "账号已停用"},
}
"""Why a presence is what it is, told to the agent it belongs to; what they chose themselves needs no words."""
TIERS: Mapping[str, Words] = {
    "standard": {"en": "Standard", "zh": "普通客户"},
    "silver": {"en": "Silver", "zh": "银卡客户"},
    "gold": {"en": "Gold", "zh": "金卡客户"},
    "platinum": {"en": "Platinum", "zh": "白金客户"},
}
LANGUAGES: Mapping[str, Words] = {"en": {"en": "English", "zh": "英语"}, "zh": {"en": "Chinese", "zh": "中文"}}
ORDER_STATES: Mapping[str, Words] = {
    "accepted": {"en": "accepted", "zh": "已受理"},
    "provisioning": {"en": "being set up", "zh": "开通中"},
    "active": {"en": "active", "zh": "已生效"},
    "failed": {"en": "failed", "zh": "开通失败"},
    "cancelled": {"en": "cancelled", "zh": "已取消"},
}
SKIP_REASONS: Mapping[str, Words] = {
    "not_now": {"en": "Not a good moment", "zh": "时机不合适"},
    "prepare": {"en": "Needs preparation", "zh": "需要准备"},
    "language": {"en": "Other language", "zh": "语言不通"},
    "known": {"en": "I know this person", "zh": "与客户相识"},
    "other": {"en": "Other", "zh": "其他"},
}
SECTIONS: Mapping[str, Words] = {
    "opening": {"en": "Opening", "zh": "开场"},
    "verify": {"en": "Verify", "zh": "核验"},
    "reason": {"en": "Reason", "zh": "来意"},
    "inquiry": {"en": "Inquiry", "zh": "咨询"},
    "needs": {"en": "Needs", "zh": "需求"},
    "resolve": {"en": "Resolve", "zh": "处理"},
    "answer": {"en": "Answer", "zh": "答复"},
    "questions": {"en": "Questions", "zh": "提问"},
    "care": {"en": "Care", "zh": "安抚"},
    "approval": {"en": "Approval", "zh": "审批"},
    "leaving": {"en": "Leaving", "zh": "退订"},
    "offer": {"en": "Offer", "zh": "推荐"},
    "close": {"en": "Close", "zh": "成交"},
    "callback": {"en": "Callback", "zh": "回访"},
    "complaint": {"en": "Complaint", "zh": "投诉"},
    "listen": {"en": "Listen", "zh": "倾听"},
    "promise": {"en": "Promise", "zh": "承诺"},
    "gesture": {"en": "Compensation", "zh": "补偿"},
    "supervisor": {"en": "Supervisor", "zh": "转班长"},
    "need": {"en": "Need", "zh": "需求"},
    "choice": {"en": "Choice", "zh": "选择"},
    "orders": {"en": "Orders", "zh": "在途订单"},
    "purchase": {"en": "Purchase", "zh": "购买"},
    "amount": {"en": "Amount", "zh": "金额"},
    "status": {"en": "Status", "zh": "进度"},
    "suspension": {"en": "Suspension", "zh": "停机"},
    "test": {"en": "Test", "zh": "测试"},
    "signal": {"en": "Signal", "zh": "信号"},
    "settings": {"en": "Settings", "zh": "设置"},
    "data": {"en": "Data", "zh": "流量"},
    "slow": {"en": "Slow", "zh": "网速"},
    "bill": {"en": "Bill", "zh": "账单"},
    "dispute": {"en": "Dispute", "zh": "争议"},
    "payment": {"en": "Payment", "zh": "缴费"},
    "wrap": {"en": "Wrap-up", "zh": "小结"},
    "end": {"en": "End", "zh": "结束"},
}
STEP_KINDS: Mapping[str, Words] = {
    "suppress": {"en": "Never call again", "zh": "登记免打扰"},
    "fallback": {"en": "The script cannot go on", "zh": "话术无法继续"},
    "read_back": {"en": "Read back and confirm", "zh": "复述确认"},
    "wrapup": {"en": "How did it end?", "zh": "通话小结"},
}
"""Steps that are called after what they are, not after what is said there."""
EXITS: Mapping[str, Words] = {
    "hung_up": {"en": "The customer hung up", "zh": "客户已挂断"},
    "do_not_call": {"en": "Never call again", "zh": "不要再联系"},
    "wrong_person": {"en": "Wrong person", "zh": "非本人"},
    "idle": {"en": "No reply", "zh": "客户无响应"},
}
OFFER_KINDS: Mapping[str, Words] = {
    "upsell": {"en": "up-sell", "zh": "升级销售"},
    "cross_sell": {"en": "cross-sell", "zh": "交叉销售"},
    "retention": {"en": "retention", "zh": "挽留"},
}


def word(table: Mapping[str, Words], key: str | None, language: str) -> str:
    """The words for a key; the key itself, made readable, where the table has none."""
    if not key:
        return ""
    found = table.get(key)
    return found[language] if found else key.replace("_", " ").strip().capitalize()


def in_language(words: Words, language: str) -> str:
    """Words of data in a language, in whichever there is otherwise."""
    return words.get(language) or next(iter(words.values()), "")


def money_words(money: Money | None, language: str) -> str:
    """An amount with its currency; empty for none."""
    return format_currency(money.amount, money.currency, locale=LOCALES[language]) if money is not None else ""


def ago(at: datetime, now: datetime, language: str) -> str:
    """How long ago something was: "2 days ago"."""
    return format_timedelta(at - now, add_direction=True, locale=LOCALES[language])


def how_long(span: timedelta, language: str) -> str:
    """A length of time in its largest unit: "3 hours"."""
    return format_timedelta(span, locale=LOCALES[language])


def clock_words(at: datetime, zone: tzinfo, language: str) -> str:
    """The time of day in a zone: 6:17 PM, 18:17."""
    return format_time(at.astimezone(zone), "short", locale=LOCALES[language])


def moment_words(at: datetime, zone: tzinfo, language: str) -> str:
    """A date with the time, in a zone: Nov 23, 2026, 2:19 PM."""
    form = str(get_datetime_format("medium", locale=LOCALES[language])).replace("'", "")
    return form.replace("{0}", clock_words(at, zone, language)).replace("{1}", date_words(at.astimezone(zone).date(), language))


def date_words(day: date, language: str) -> str:
    """A date."""
    return format_date(day, "medium", locale=LOCALES[language])


def number_words(number: str | None) -> str:
    """A telephone number as people read it; what is no number stays as it is."""
    if not number:
        return ""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
