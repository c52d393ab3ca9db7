"""The catalogue of the shipped connectors: the records and actions of the customer list (`crm`) and of the BSS (`bss`)."""

from collections.abc import Iterable

from flows.connectors.catalogue_records import BALANCE, BILL, CUSTOMER, IDENTITY, LINE, ORDER, PLAN, USAGE
from scripts_dsl.catalogue import ActionSignature, Catalogue, Parameter
from scripts_dsl.types import DATE, EMAIL, TEXT, Field, ListType

_ACCOUNT = Parameter("account", TEXT, {"en": "Account", "zh": "账户号"})
_ERRORS = ("refused", "down")

ACTIONS = (
    ActionSignature.of(
        "crm.verify_identity",
        _ACCOUNT,
        Parameter("date_of_birth", DATE, {"en": "Date of birth", "zh": "出生日期"}, required=False, sensitive=True),
        Parameter("email", EMAIL, {"en": "Email", "zh": "邮箱"}, required=False, sensitive=True),
        labels={"en": "Verify the caller", "zh": "核验身份"},
        result=IDENTITY,
        verifies=True,
        errors=_ERRORS,
    ),
    ActionSignature.of("bss.get_plan", _ACCOUNT, labels={"en": "Look up the plan", "zh": "查询套餐"}, result=PLAN, errors=_ERRORS),
    ActionSignature.of(
        "bss.get_plans",
        _ACCOUNT,
        labels={"en": "Look up what plans there are", "zh": "查询可选套餐"},
        result=ListType(PLAN),
        errors=_ERRORS,
    ),
    ActionSignature.of(
        "bss.get_bill",
        _ACCOUNT,
        Parameter("period", TEXT, {"en": "Month (2026-10), else the latest", "zh": "账期（如2026-10），缺省为最近一期"}, required=False),
        labels={"en": "Look up a bill", "zh": "查询账单"},
        result=BILL,
        errors=_ERRORS,
    ),
    ActionSignature.of("bss.get_balance", _ACCOUNT, labels={"en": "Look up the balance", "zh": "查询余额"}, result=BALANCE, errors=_ERRORS),
    ActionSignature.of("bss.get_usage", _ACCOUNT, labels={"en": "Look up the usage", "zh": "查询用量"}, result=USAGE, errors=_ERRORS),
    ActionSignature.of("bss.get_line", _ACCOUNT, labels={"en": "Look up the line", "zh": "查询线路状态"}, result=LINE, errors=_ERRORS),
    ActionSignature.of(
        "bss.get_orders", _ACCOUNT, labels={"en": "Look up open orders", "zh": "查询在途订单"}, result=ListType(ORDER), errors=_ERRORS
    ),
    ActionSignature.of(
        "bss.change_plan",
        _ACCOUNT,
        Parameter("plan", TEXT, {"en": "New plan", "zh": "新套餐"}),
        labels={"en": "Change the plan", "zh": "变更套餐"},
        result=ORDER,
        writes=True,
        commits=True,
        errors=_ERRORS,
    ),
    ActionSignature.of(
        "bss.place_order",
        _ACCOUNT,
        Parameter("offer", TEXT, {"en": "Offer", "zh": "推荐产品"}),
        labels={"en": "Place the order", "zh": "办理订单"},
        result=ORDER,
        writes=True,
        commits=True,
        errors=_ERRORS,
    ),
    ActionSignature.of(
        "bss.enable_roaming",  # free of charge, so it commits the customer to nothing
        _ACCOUNT,
        labels={"en": "Switch data roaming on", "zh": "开通漫游流量"},
        result=ORDER,
        writes=True,
        errors=_ERRORS,
    ),
    ActionSignature.of(
        "bss.cancel_order",
        _ACCOUNT,
        Parameter("order", TEXT, {"en": "Order number", "zh": "订单号"}),
        labels={"en": "Cancel an order", "zh": "取消订单"},
        result=ORDER,
        writes=True,
        errors=_ERRORS,
    ),
)
"""Every action of the shipped connectors."""

CATALOGUE = Catalogue.of((CUSTOMER, IDENTITY, PLAN, BILL, BALANCE, USAGE, LINE, ORDER), ACTIONS)
"""What scripts may name before any custom attribute is known."""


def catalogue_with(attributes: Iterable[Field], dispositions: Iterable[str] | None = None) -> Catalogue:
    """The catalogue of one installation: `crm.customer` has its custom attributes too, dispositions are its codes."""
    extended = CATALOGUE.extended(CUSTOMER.name, attributes)
    return extended if dispositions is None else extended.with_dispositions(frozenset(dispositions))
