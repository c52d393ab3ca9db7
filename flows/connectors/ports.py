"""The customer port: how a run asks the systems that keep customers, and the one way they say no."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol
from uuid import UUID

from scripts_dsl.types import Words


class ErrorKind(StrEnum):
    """How an action failed; what a step's `on_error` branches on."""

    REFUSED = "refused"
    TIMEOUT = "timeout"
    DOWN = "down"
    CANCELLED = "cancelled"


KIND_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        ErrorKind.REFUSED: {"en": "The customer system refused.", "zh": "客户系统拒绝了该请求。"},
        ErrorKind.TIMEOUT: {
            "en": "No answer in time. It may have been done all the same: do not promise either.",
            "zh": "系统未及时响应，可能已办理也可能未办理，请勿向客户承诺。",
        },
        ErrorKind.DOWN: {"en": "The customer system cannot be reached.", "zh": "客户系统无法连接。"},
        ErrorKind.CANCELLED: {"en": "You cancelled it.", "zh": "您已取消该操作。"},
    }
)
"""What the agent reads for each kind, when the error's own code has no words."""

CODE_WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "unknown_account": {"en": "There is no such account.", "zh": "该账户不存在。"},
        "unknown_plan": {"en": "There is no such plan.", "zh": "该套餐不存在。"},
        "unknown_offer": {"en": "This offer is not on sale.", "zh": "该产品当前不可办理。"},
        "unknown_order": {"en": "There is no such order.", "zh": "该订单不存在。"},
        "no_plan": {"en": "This account has no plan.", "zh": "该账户没有套餐。"},
        "no_bill": {"en": "There is no such bill.", "zh": "没有找到该账单。"},
        "same_plan": {"en": "The customer already has this plan.", "zh": "客户已在使用该套餐。"},
        "order_open": {"en": "An order for this is still being carried out.", "zh": "该产品已有订单正在处理中。"},
        "order_ended": {"en": "The order can no longer be cancelled.", "zh": "该订单已无法取消。"},
        "roaming_on": {"en": "Data roaming is switched on already.", "zh": "漫游流量已经开通。"},
        "not_allowed": {"en": "The system does not allow this for the line.", "zh": "系统显示该线路暂不能办理。"},
        "identity_mismatch": {"en": "What the caller said does not match.", "zh": "来电人提供的信息与记录不符。"},
        "unknown_action": {"en": "The customer system cannot do this.", "zh": "客户系统不支持该操作。"},
        "bad_parameter": {"en": "The customer system did not understand the request.", "zh": "客户系统无法识别该请求。"},
        "in_the_past": {"en": "That time has passed.", "zh": "所选时间已过。"},
        "too_far_off": {"en": "That is too far off to promise.", "zh": "所选时间过远，无法预约。"},
        "outside_window": {"en": "The customer may not be called at that hour.", "zh": "该时段不可致电客户，请另选时间。"},
        "no_recipient": {"en": "There is no number to call.", "zh": "没有可回拨的号码。"},
        "no_connection": {"en": "The customer system cannot be reached.", "zh": "客户系统无法连接。"},
        "no_reply": KIND_WORDS[ErrorKind.TIMEOUT],
    }
)
"""What the agent reads for each code an adapter gives."""


class ActionFailed(Exception):  # noqa: N818 - house style: named for what happened
    """An action that did not give its result.

    `permanent` is the one retry bit: True says that asking again with the same parameters gives the same answer. `code` names the
    reason in CODE_WORDS; `parameter` the input at fault, where one is.
    """

    def __init__(self, kind: ErrorKind, code: str, *, permanent: bool, parameter: str = "") -> None:
        super().__init__(f"{kind}: {code}")
        self.kind = kind
        self.code = code
        self.permanent = permanent
        self.parameter = parameter

    def words(self, language: str) -> str:
        """The sentence for the agent in that language, English where there is none."""
        words = CODE_WORDS.get(self.code, KIND_WORDS[self.kind])
        return words.get(language, words["en"])


def refused(code: str, parameter: str = "") -> ActionFailed:
    """The refusal of a request that the system understood."""
    return ActionFailed(ErrorKind.REFUSED, code, permanent=True, parameter=parameter)


class Bss(Protocol):
    """A system that keeps customers' accounts: reads and changes them by the actions of `flows.connectors.catalogue`."""

    def ask(self, action: str, parameters: Mapping[str, Any], request_id: UUID, timeout: timedelta) -> Mapping[str, Any] | tuple[Any, ...]:
        """Do the action and give its result, typed as the catalogue says.

        The same `request_id` gives the same result and one effect, however often it is asked. Raises ActionFailed.
        """
        ...
