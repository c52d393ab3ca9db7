"""The disposition codes that come with Cuecard: what the shipped scripts end with, and what a new installation begins with."""

DISPOSITIONS = (
    ("sold", "Sold", "成功办理", "success"),
    ("interested", "Interested", "有意向", "success"),
    ("info_only", "Information given", "仅咨询", "neutral"),
    ("ticket_opened", "Ticket opened", "已建工单", "neutral"),
    ("complaint", "Complaint", "投诉", "neutral"),
    ("moved", "Moving house", "移机", "neutral"),
    ("callback", "Call back", "预约回访", "callback"),
    ("not_interested", "Not interested", "无意向", "failure"),
    ("unverified", "Not verified", "核验未通过", "failure"),
    ("cut_off", "Cut off", "通话中断", "failure"),
    ("not_reached", "Not reached", "未找到本人", "failure"),
    ("do_not_call", "Never call again", "免打扰", "opt_out"),
    ("wrong_number", "Wrong number", "号码错误", "failure"),
    ("busy", "Busy", "忙线", "failure"),
    ("no_answer", "No answer", "无人接听", "failure"),
    ("machine", "Answering machine", "语音信箱", "failure"),
    ("retained", "Stays with us", "挽留成功", "success"),
    ("leaving", "Leaving", "确认退订", "failure"),
    ("transferred", "Transferred", "已转接", "neutral"),
    ("surveyed", "Survey answered", "已完成调查", "success"),
)
"""Each code with its label in English and Chinese and its kind; an installation adds its own and retires what it does not use."""
CODES = frozenset(code for code, *_ in DISPOSITIONS)
