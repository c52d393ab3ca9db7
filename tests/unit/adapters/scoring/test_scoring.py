"""The learning job: customers differ from the first day on, and answers change what is recommended next."""

import csv
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from adapters.analytics.topics import TOPICS
from adapters.chance import seeded
from adapters.customers.recommendation_rows import OPTIONAL, REQUIRED
from adapters.scoring.customers import FEATURES, Customers, customers_of
from adapters.scoring.drivers import ARGUMENTS, WITH, WITHOUT, drivers
from adapters.scoring.files import COLUMNS, read_rows, write_recommendations
from adapters.scoring.job import learn_recommendations
from adapters.scoring.learning import Answer, answers_of, learn
from adapters.scoring.look_alikes import LOOK_ALIKES, MODEL, cold_start, sigmoid
from adapters.scoring.recommend import Recommended, recommend

LIST = Path(__file__).parents[4] / "flows" / "library" / "data" / "telco_churn" / "telco_customers.csv.gz"
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
OFFERS = tuple(LOOK_ALIKES)
PRIORS = dict.fromkeys(OFFERS, 0.1)
MARIA: dict[str, Any] = {
    "account": "A1",
    "customer_id": "0191-maria",
    "products": "phone,fibre,online_security",
    "contract": "month_to_month",
    "payment_method": "credit_card",
    "paperless_billing": "true",
    "tenure_months": "36",
    "monthly": "60.00 USD",
    "churned": "no",
}


@pytest.fixture(scope="module")
def telecom() -> Customers:
    return customers_of(read_rows([LIST]))


def answered(customers: Customers, offer: str, says_yes: Callable[[int], float], count: int, seed: int = 7) -> list[Answer]:
    """Answers of that many customers, each yes with the chance that `says_yes` gives their row."""
    dice = seeded(seed)
    rows = [dice.randrange(len(customers.accounts)) for _ in range(count)]
    return [Answer(offer, customers.accounts[row], f"i{number}", dice.random() < says_yes(row)) for number, row in enumerate(rows)]


def propensities(rows: list[Recommended], offer: str) -> dict[str, float]:
    return {row.customer_account: row.propensity for row in rows if row.offer == offer}


def test_an_export_and_the_data_sets_own_columns_give_the_same_features() -> None:
    raw = {
        "customerID": "A1",
        "PhoneService": "Yes",
        "MultipleLines": "No",
        "InternetService": "Fiber optic",
        "OnlineSecurity": "Yes",
        "OnlineBackup": "No",
        "StreamingTV": "No internet service",
        "Contract": "Month-to-month",
        "PaymentMethod": "Credit card (automatic)",
        "PaperlessBilling": "Yes",
        "tenure": "36",
        "MonthlyCharges": "60.0",
        "Churn": "No",
    }
    exported, original = customers_of([MARIA]), customers_of([raw])
    assert exported.accounts == original.accounts == ("A1",)
    assert np.array_equal(exported.features, original.features)
    assert dict(zip(FEATURES, exported.features[0], strict=True)) == {
        **dict.fromkeys(FEATURES, 0.0),
        **dict.fromkeys(("phone", "fibre", "online_security", "month_to_month", "paperless", "pays_automatically"), 1.0),
        "tenure": 0.5,
        "monthly": 0.5,
    }


def test_who_somebody_is_changes_nothing() -> None:
    plain = customers_of([MARIA])
    assert np.array_equal(plain.features, customers_of([{**MARIA, "gender": "male", "senior_citizen": "yes", "partner": "no"}]).features)


def test_a_customer_without_account_is_refused() -> None:
    with pytest.raises(ValueError, match="row 2 has no account"):
        customers_of([MARIA, {**MARIA, "account": ""}])


def test_the_first_recommendations_differ_per_customer_and_stay_near_the_prior(telecom: Customers) -> None:
    rows = recommend(telecom, [], OFFERS, NOW, priors=PRIORS)
    for offer in OFFERS:
        found = propensities(rows, offer)
        assert len(set(found.values())) > 300
        assert 0.03 < float(np.median(list(found.values()))) < 0.25
        assert all(0 < each < 1 for each in found.values())
    assert {row.model for row in rows} == {MODEL}


def test_who_resembles_the_leavers_gets_the_reason_to_stay_first(telecom: Customers) -> None:
    estimate = cold_start("loyalty_year", telecom, 0.1)
    left, stayed = telecom.churned == 1, telecom.churned == 0
    assert estimate.propensities[left].mean() > 1.3 * estimate.propensities[stayed].mean()


def test_nobody_is_recommended_what_they_have(telecom: Customers) -> None:
    rows = recommend(telecom, [], OFFERS, NOW)
    products = dict(zip(telecom.accounts, telecom.products, strict=True))
    assert all(row.offer not in products[row.customer_account] for row in rows)
    assert not any(row.offer == "second_line" and "multiple_lines" in products[row.customer_account] for row in rows)


def test_an_offer_that_resembles_nothing_starts_at_its_prior_and_learns(telecom: Customers) -> None:
    assert set(cold_start("new_thing", telecom, 0.2).propensities) == {0.2}
    estimate = learn(cold_start("new_thing", telecom, 0.2), telecom, answered(telecom, "new_thing", lambda _row: 1.0, 200))
    assert estimate.propensities.mean() > 0.7


def test_some_hundred_answers_change_what_is_recommended(telecom: Customers) -> None:
    fibre = telecom.column("fibre")
    before = recommend(telecom, [], OFFERS, NOW, priors=PRIORS)
    answers = answered(telecom, "tech_support", lambda row: 0.5 if fibre[row] else 0.02, 300)
    after = recommend(telecom, answers, OFFERS, NOW, priors=PRIORS)
    old, new = propensities(before, "tech_support"), propensities(after, "tech_support")
    with_fibre = [account for row, account in enumerate(telecom.accounts) if fibre[row] and account in new]
    without = [account for row, account in enumerate(telecom.accounts) if not fibre[row] and account in new]
    assert np.mean([new[account] for account in with_fibre]) > 2 * np.mean([old[account] for account in with_fibre])
    assert np.mean([new[account] for account in without]) < np.mean([old[account] for account in without])
    assert propensities(before, "cloud_disk") == propensities(after, "cloud_disk")
    assert {row.model for row in after if row.offer == "tech_support"} != {MODEL}

    def best(rows: list[Recommended]) -> dict[str, str]:
        first: dict[str, Recommended] = {}
        for row in rows:
            if row.customer_account not in first or row.propensity > first[row.customer_account].propensity:
                first[row.customer_account] = row
        return {account: row.offer for account, row in first.items()}

    first_before, first_after = best(before), best(after)
    assert sum(first_before[account] != offer for account, offer in first_after.items()) > 500


def test_three_answers_move_little(telecom: Customers) -> None:
    start = cold_start("cloud_disk", telecom, 0.1)
    estimate = learn(start, telecom, answered(telecom, "cloud_disk", lambda _row: 1.0, 3))
    assert start.propensities.mean() < estimate.propensities.mean() < start.propensities.mean() + 0.1


def test_with_many_answers_the_propensities_are_the_shares_that_say_yes(telecom: Customers) -> None:
    truth = sigmoid(-2 + 1.5 * telecom.column("streaming_tv") - 1.0 * telecom.column("month_to_month") + 1.5 * telecom.column("tenure"))
    estimate = learn(cold_start("cloud_disk", telecom, 0.1), telecom, answered(telecom, "cloud_disk", lambda row: float(truth[row]), 4000))
    order = np.argsort(estimate.propensities)
    for tenth in np.array_split(order, 10):
        assert estimate.propensities[tenth].mean() == pytest.approx(truth[tenth].mean(), abs=0.05)


def test_the_same_answers_in_another_order_give_the_same_model(telecom: Customers) -> None:
    answers = answered(telecom, "cloud_disk", lambda row: row % 2, 200)
    start = cold_start("cloud_disk", telecom, 0.1)
    one, other = learn(start, telecom, answers), learn(start, telecom, answers[::-1])
    assert one.model == other.model
    assert np.array_equal(one.propensities, other.propensities)


def test_an_answer_that_dice_brought_weighs_more(telecom: Customers) -> None:
    start = cold_start("cloud_disk", telecom, 0.1)
    account = telecom.accounts
    usual = [Answer("cloud_disk", account[row], f"i{row}", False, 0.95) for row in range(100)]
    rare = [Answer("cloud_disk", account[row], f"i{row}", True, 0.01) for row in range(100, 110)]
    plain = [Answer("cloud_disk", each.customer, each.interaction, True, 0.95) for each in rare]
    assert learn(start, telecom, usual + rare).propensities.mean() > learn(start, telecom, usual + plain).propensities.mean()


def test_an_unknown_customers_answer_teaches_nothing(telecom: Customers) -> None:
    start = cold_start("cloud_disk", telecom, 0.1)
    assert learn(start, telecom, [Answer("cloud_disk", "nobody", "i1", True)]) is start


def response(value: str, at: str, interaction: str = "i1", **more: Any) -> dict[str, Any]:
    return {
        "offer_key": "cloud_disk",
        "customer_id": "0191-maria",
        "interaction_id": interaction,
        "response": value,
        "happened_at": at,
        **more,
    }


def test_the_last_answer_of_an_interaction_counts() -> None:
    rows = [response("presented", "10:00"), response("accepted", "10:01"), response("declined", "10:02"), response("deferred", "10:03")]
    assert [answer.accepted for answer in answers_of(rows)] == [False]
    assert [answer.accepted for answer in answers_of(reversed(rows))] == [False]
    assert answers_of([response("presented", "10:00")]) == ()


def test_a_probability_is_kept_and_a_missing_one_is_certain() -> None:
    rows = [response("declined", "10:00", probability=0.25), response("accepted", "10:00", "i2")]
    assert [answer.probability for answer in answers_of(rows)] == [0.25, 1.0]


def test_only_what_speaks_for_an_offer_is_said(telecom: Customers) -> None:
    rows = np.arange(0, len(telecom.accounts), 50)
    allowed = {sentence.en for name in ARGUMENTS["second_line"] for sentence in (WITH.get(name), WITHOUT.get(name)) if sentence}
    general = {WITH["tenure"].en, WITHOUT["tenure"].en, WITH["pays_automatically"].en, WITH["paperless"].en}
    said = drivers("second_line", telecom.features, cold_start("second_line", telecom, 0.1).contributions, rows)
    assert any(said)
    assert {sentence.en for sentences in said for sentence in sentences} <= allowed | general


def test_what_is_said_is_true_of_the_customer(telecom: Customers) -> None:
    rows = np.arange(0, len(telecom.accounts), 7)
    for offer in OFFERS:
        said = drivers(offer, telecom.features, cold_start(offer, telecom, 0.1).contributions, rows)
        for row, sentences in zip(rows, said, strict=True):
            for name in ("dsl", "fibre", "phone", "streaming_tv", "month_to_month", "online_backup"):
                assert WITH[name] not in sentences or telecom.column(name)[row] == 1
                assert name not in WITHOUT or WITHOUT[name] not in sentences or telecom.column(name)[row] == 0


def write_parquet(path: Path, rows: list[dict[str, Any]]) -> Path:
    topic = TOPICS["offer_responses"]
    types = ", ".join(f"{column.name} {column.type}" for column in topic.columns)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE answers ({types})")
        marks = ", ".join("?" for _ in topic.columns)
        connection.executemany(f"INSERT INTO answers VALUES ({marks})", [list(row.values()) for row in rows])  # noqa: S608 - a constant
        connection.table("answers").write_parquet(str(path))
    return path


def fitted(telecom: Customers, count: int) -> Iterator[dict[str, Any]]:
    for number, answer in enumerate(answered(telecom, "cloud_disk", lambda row: 0.9 * row / 7043, count)):
        row = response(
            "accepted" if answer.accepted else "declined", NOW.isoformat(), f"i{number}", customer_id=answer.customer, probability=0.9
        )
        yield TOPICS["offer_responses"].fit(f"k{number}", NOW, row)


def test_the_job_reads_files_and_writes_what_the_importer_takes(telecom: Customers, tmp_path: Path) -> None:
    responses = write_parquet(tmp_path / "answers.parquet", list(fitted(telecom, 250)))
    report = learn_recommendations([LIST], [responses], tmp_path / "out.csv", offers=PRIORS, now=NOW)
    again = learn_recommendations([LIST], [responses], tmp_path / "again.csv", offers=PRIORS, now=NOW)
    assert (report.customers, report.answers) == (7043, 250)
    assert report.models["cloud_disk"].startswith("logit-250-")
    assert report == again
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "again.csv").read_bytes()
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == report.recommendations
    assert set(rows[0]) == set(REQUIRED) | set(OPTIONAL) == set(COLUMNS)
    assert all(0 <= float(row["propensity"]) <= 1 and len(row["model"]) <= 60 for row in rows)
    assert datetime.fromisoformat(rows[0]["expires_at"]) > NOW


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")

    def failing() -> Iterator[Recommended]:
        yield Recommended("A1", "cloud_disk", 0.5, "m", NOW)
        raise ValueError("cut")

    with pytest.raises(ValueError, match="cut"):
        write_recommendations(target, failing())
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
