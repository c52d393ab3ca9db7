"""Words for outbound work that screens take as ready text: why a number may not be dialled, how a try ended."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from flows.outbound.attempt import AttemptResult
from flows.outbound.gate import GateReason
from workspace.transactions.callbacks import local_time

Words = Mapping[str, str]

GATE_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        GateReason.DIALLING_OFF: {"en": "dialling is switched off for this installation", "zh": "系统外呼功能已关闭"},
        GateReason.CAMPAIGN_NOT_RUNNING: {"en": "the campaign is not running", "zh": "外呼活动未在运行"},
        GateReason.NUMBER_INVALID: {"en": "the number is not a valid telephone number", "zh": "号码无效"},
        GateReason.NO_PROFILE: {"en": "no calling rules are set for this number's country", "zh": "尚未设置该号码所属国家的外呼规则"},
        GateReason.ZONE_UNKNOWN: {"en": "the customer's time zone is not known", "zh": "无法确定客户所在时区"},
        GateReason.OUTSIDE_WINDOW: {"en": "it is outside the calling hours where the customer is", "zh": "客户当地不在可外呼时段"},
        GateReason.SUPPRESSED: {"en": "the customer asked not to be called", "zh": "客户已要求免打扰"},
        GateReason.LIST_NOT_CURRENT: {"en": "the list is older than 31 days", "zh": "名单获取已超过 31 天"},
        GateReason.NO_CONSENT: {"en": "no consent of the customer is on record", "zh": "没有客户同意接听的记录"},
        GateReason.TOO_OFTEN: {"en": "this number was tried as often as the rules allow", "zh": "该号码的呼叫次数已达上限"},
        GateReason.RESTING_AFTER_REFUSAL: {"en": "the customer refused recently", "zh": "客户近期已拒绝，暂不联系"},
        GateReason.OPEN_ATTEMPT: {"en": "another call to this number is open or of unknown fate", "zh": "该号码另有未结束或结果未知的呼叫"},
        GateReason.ABANDONMENT: {"en": "too many of the campaign's answered calls were abandoned", "zh": "该活动的放弃率已达上限"},
    }
)
RESULT_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        AttemptResult.ANSWERED: {"en": "answered", "zh": "已接听"},
        AttemptResult.BUSY: {"en": "busy", "zh": "忙线"},
        AttemptResult.NO_ANSWER: {"en": "no answer", "zh": "无人接听"},
        AttemptResult.MACHINE: {"en": "answering machine", "zh": "答录机"},
        AttemptResult.INVALID: {"en": "not a working number", "zh": "空号"},
        AttemptResult.ABANDONED: {"en": "abandoned", "zh": "接通后放弃"},
        AttemptResult.UNKNOWN: {"en": "unknown", "zh": "结果未知"},
    }
)
ATTEMPT_STATES: Mapping[str, Words] = MappingProxyType(
    {
        "refused": {"en": "not dialled", "zh": "未拨出"},
        "intended": {"en": "about to be dialled", "zh": "即将拨出"},
        "dialling": {"en": "being dialled", "zh": "拨号中"},
        "ended": {"en": "ended", "zh": "已结束"},
        "unknown": {"en": "unknown", "zh": "结果未知"},
    }
)
FACT_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "script": {"en": "Script", "zh": "话术"},
        "region": {"en": "Calling rules", "zh": "外呼规则"},
        "window": {"en": "Calling window, weekdays", "zh": "工作日可外呼时段"},
        "caller_number": {"en": "Number shown", "zh": "外显号码"},
        "seller": {"en": "On behalf of", "zh": "委托方"},
        "leads_open": {"en": "Leads open", "zh": "未完成名单"},
        "leads_closed": {"en": "Leads closed", "zh": "已关闭名单"},
        "due": {"en": "Tasks due now", "zh": "当前到期任务"},
        "ready": {"en": "Tasks ready", "zh": "待处理任务"},
        "claimed": {"en": "In agents' hands", "zh": "坐席处理中"},
        "done": {"en": "Tasks done", "zh": "已完成任务"},
        "dials": {"en": "Dials", "zh": "拨打次数"},
        "answered": {"en": "Answered", "zh": "接听"},
        "right_parties": {"en": "Right party", "zh": "确认本人"},
        "conversions": {"en": "Conversions", "zh": "成功办理"},
        "rules": {"en": "Rules", "zh": "适用规则"},
        "zone": {"en": "Time zone", "zh": "时区"},
        "suppressions": {"en": "Suppressions", "zh": "免打扰记录"},
        "attempts_30_days": {"en": "Attempts in 30 days", "zh": "30 天内呼叫次数"},
        "list_date": {"en": "List obtained on", "zh": "名单获取日期"},
        "consent": {"en": "Consent on record", "zh": "同意记录"},
    }
)
_OPENS = {"en": "It opens on {when} there.", "zh": "当地{when}起可以外呼。"}
_AGAIN = {"en": "It is due again on {when} there.", "zh": "当地{when}再次安排。"}
_WEEKDAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日")}


def words_of(table: Mapping[str, Words], code: str, language: str) -> str:
    """The words of a code in that language; a code without words is shown as it is."""
    words = table.get(code)
    return words.get(language, words["en"]) if words else code


def day_and_time(moment: datetime, zone: str, language: str) -> str:
    """A moment on the wall of a zone: "Mon 23 Nov 08:00", "周一 11月23日 08:00"."""
    local = local_time(moment, zone)
    weekday = _WEEKDAYS.get(language, _WEEKDAYS["en"])[local.weekday()]
    if language == "zh":
        return f"{weekday} {local.month}月{local.day}日 {local:%H:%M}"
    return f"{weekday} {local.day} {_MONTHS[local.month - 1]} {local:%H:%M}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def refusal_words(gate: Mapping[str, object], due_at: datetime | None, zone: str, language: str) -> str:
    """A stored verdict as a sentence: every reason, and when the task comes back (None: it does not)."""
    reasons = gate.get("reasons")
    codes = [str(code) for code in reasons] if isinstance(reasons, list) else []
    joined = ("；" if language == "zh" else "; ").join(words_of(GATE_WORDS, code, language) for code in codes)
    sentence = f"{joined}。" if language == "zh" else f"{joined}."
    if due_at is None:
        return sentence
    form = _OPENS if codes == [GateReason.OUTSIDE_WINDOW] else _AGAIN
    again = form.get(language, form["en"]).format(when=day_and_time(due_at, zone, language))
    return sentence + again if language == "zh" else f"{sentence} {again}"
