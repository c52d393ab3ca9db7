"""Earlier interactions made up for the demo, so that a desk has a past to show; each is marked as generated where it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random  # noqa: TID251 - the type of the dice that are handed in

from scripts_dsl.types import Words


@dataclass(frozen=True, slots=True)
class GeneratedInteraction:
    """One made-up interaction: when it began, how long was spoken and written, how it ended and what was noted."""

    direction: str
    channel: str
    at: datetime
    talked_for: timedelta
    wrapped_up_for: timedelta
    disposition: str
    notes: str


@dataclass(frozen=True, slots=True)
class _Story:
    """A kind of interaction: its disposition, its notes per language, and how often it happens."""

    direction: str
    disposition: str
    weight: int
    notes: Words
    seconds: tuple[int, int]


_STORIES = (
    _Story(
        "inbound",
        "info_only",
        26,
        {"en": "Asked why the bill was higher. Explained the lines.", "zh": "询问账单偏高原因，已逐项说明。"},
        (120, 420),
    ),
    _Story(
        "inbound",
        "info_only",
        18,
        {"en": "Line slow in the evening. Router restarted, fine now.", "zh": "晚间网速慢，指导重启路由器后恢复。"},
        (180, 600),
    ),
    _Story("inbound", "info_only", 12, {"en": "Asked when the agreement ends.", "zh": "咨询合约到期时间。"}, (60, 200)),
    _Story("inbound", "moved", 4, {"en": "Moving house. New address taken down.", "zh": "搬家移机，已登记新地址。"}, (240, 500)),
    _Story(
        "inbound", "unverified", 3, {"en": "Could not be verified. Nothing disclosed.", "zh": "身份核验未通过，未透露任何信息。"}, (40, 120)
    ),
    _Story("inbound", "cut_off", 4, {"en": "Call broke off.", "zh": "通话中断。"}, (10, 90)),
    _Story(
        "outbound",
        "not_interested",
        16,
        {"en": "Offered online security. Not needed.", "zh": "推荐网络安全防护，客户表示不需要。"},
        (40, 150),
    ),
    _Story("outbound", "callback", 6, {"en": "No time now. Wants a call in the evening.", "zh": "客户正忙，约晚间再联系。"}, (20, 60)),
    _Story("outbound", "sold", 5, {"en": "Took the streaming package.", "zh": "已办理影视点播。"}, (180, 420)),
)
_MOST = 6


def past_interactions(
    language: str, tenure_months: int, has: Mapping[str, bool], now: datetime, dice: Random
) -> list[GeneratedInteraction]:
    """Up to six earlier interactions of a customer, newest first.

    The longer they are with us the more there are; none lies before they came; nobody took the streaming package who has none (`has`).
    """
    stories = [each for each in _STORIES if each.disposition != "sold" or has.get("streaming_movies")]
    most = min(_MOST, 1 + tenure_months // 8)
    days = max(2, min(540, tenure_months * 30))
    made = []
    for _ in range(dice.randint(0, most)):
        story = dice.choices(stories, [each.weight for each in stories])[0]
        at = now - timedelta(days=dice.randint(1, days), seconds=dice.randint(0, 8 * 3600))
        made.append(
            GeneratedInteraction(
                direction=story.direction,
                channel="voice",
                at=at,
                talked_for=timedelta(seconds=dice.randint(*story.seconds)),
                wrapped_up_for=timedelta(seconds=dice.randint(8, 70)),
                disposition=story.disposition,
                notes=story.notes[language],
            )
        )
    return sorted(made, key=lambda each: each.at, reverse=True)
