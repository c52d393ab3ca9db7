"""Bills are made up of what a customer pays, and earlier interactions of how long they are with us."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from adapters.chance import seeded
from flows.customers.billing import BILLS, bills_of, owed, usage_of
from flows.customers.customer import BillingRecord, CustomerRecord, SubscriptionRecord
from flows.customers.history import past_interactions
from scripts_dsl.money import Money

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
DSL = SubscriptionRecord("dsl", {"en": "DSL", "zh": "宽带"}, Money(Decimal(25), "USD"), taken=True)
TV = SubscriptionRecord("tv", {"en": "TV", "zh": "电视"}, Money(Decimal(10), "USD"), taken=False)


def customer(monthly: Decimal, since: datetime | None = None) -> CustomerRecord:
    return CustomerRecord(
        "A-1", "Ana", subscriptions=(DSL, TV), billing=BillingRecord("dsl_50", "check", Money(monthly, "USD")), since=since
    )


@given(st.decimals(Decimal(0), Decimal(500), places=2), st.integers(0, 10_000))
def test_the_lines_of_each_bill_make_its_sum_and_name_only_what_is_taken(monthly: Decimal, seed: int) -> None:
    bills = bills_of(customer(monthly), NOW, seeded(seed))
    assert [bill.period for bill in bills] == ["2026-10", "2026-09", "2026-08"]
    for bill in bills:
        assert sum(line.amount for line in bill.lines) == bill.amount.amount
        assert "TV" not in {line.name["en"] for line in bill.lines}
    assert all(bill.amount.amount == monthly for bill in bills[1:])
    assert bills[0].amount.amount >= monthly
    assert owed(bills) in (Decimal(0), bills[0].amount.amount)
    assert all(bill.paid_at is not None for bill in bills[1:])


def test_nobody_is_billed_for_the_time_before_they_came() -> None:
    assert len(bills_of(customer(Decimal(45), since=NOW - timedelta(days=40)), NOW, seeded(1))) == 1
    assert len(bills_of(customer(Decimal(45), since=NOW - timedelta(days=400)), NOW, seeded(1))) == BILLS
    assert bills_of(CustomerRecord("A-1", "Ana"), NOW, seeded(1)) == ()


def test_only_a_line_for_data_has_usage_of_data() -> None:
    assert usage_of(online=False, dice=seeded(1))["data_gb"] == "0"
    assert Decimal(usage_of(online=True, dice=seeded(1))["data_gb"]) > 0


def test_some_data_lines_have_a_limit_and_no_other_line_has() -> None:
    limited = [seed for seed in range(100) if "data_limit_gb" in usage_of(online=True, dice=seeded(seed))]
    assert 0 < len(limited) < 100
    assert all("data_limit_gb" not in usage_of(online=False, dice=seeded(seed)) for seed in range(100))


@given(st.integers(0, 72), st.integers(0, 10_000), st.sampled_from(["en", "zh"]))
def test_a_past_lies_within_the_time_of_a_customer(tenure: int, seed: int, language: str) -> None:
    past = past_interactions(language, tenure, {}, NOW, seeded(seed))
    assert len(past) <= 6
    for each in past:
        assert NOW - timedelta(days=max(3, tenure * 30 + 2)) < each.at < NOW
        assert each.talked_for > timedelta(0)
        assert each.disposition != "sold"
        assert any("\u4e00" <= sign <= "\u9fff" for sign in each.notes) == (language == "zh")


def test_the_same_dice_tell_the_same_past() -> None:
    assert past_interactions("en", 30, {}, NOW, seeded(7)) == past_interactions("en", 30, {}, NOW, seeded(7))
