"""Leads come in with a task each, without the numbers that may not be called; recommendations come in by customer and offer."""

import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from adapters.clock import FixedClock
from adapters.database.tables.outbound import campaigns, suppressions
from adapters.database.tables.scripts import bundles
from adapters.ids import new_id
from workspace.imports.customers import import_customers
from workspace.imports.leads import import_leads
from workspace.imports.recommendations import import_recommendations
from workspace.seeding.customers import (
    CUSTOMERS,
    CUSTOMERS_MAPPING,
    LEADS,
    LEADS_MAPPING,
    LEAVING_FIRST,
    LONG_WITH_US,
    seed_bank_leads,
    seed_history,
    seed_segment_leads,
)
from workspace.settings import load
from workspace.wiring.customers import FileRefused
from workspace.wiring.parts import Parts, assemble

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
OBTAINED = date(2026, 11, 20)


@pytest.fixture
def parts(database: Engine, database_url: str, tmp_path: Path) -> Iterator[Parts]:
    made = assemble(load({}, home=tmp_path, database_url=database_url), clock=FixedClock(NOW), pool_size=2)
    with made.units.begin() as unit:
        for key in ("term_deposit", "online_security"):
            row = {
                "id": new_id(),
                "key": key,
                "name_en": key,
                "name_zh": key,
                "seller": "cuecard",
                "script_key": key,
                "caller_number": "+1",
            }
            unit.connection.execute(campaigns.insert(), row)
    yield made
    made.engine.dispose()


def shortened(folder: Path, source: Path, rows: int) -> Path:
    with gzip.open(source, "rt", encoding="utf-8", newline="") as lines:
        kept = [line for _, line in zip(range(rows + 1), lines, strict=False)]
    path = folder / "short.csv"
    path.write_text("".join(kept), encoding="utf-8")
    return path


def suppress(parts: Parts, number: str, purpose: str, seller: str = "cuecard", lifted_at: datetime | None = None) -> None:
    row = {"id": new_id(), "seller": seller, "number": number, "purpose": purpose, "source": "customer", "obtained_at": NOW}
    with parts.units.begin() as unit:
        unit.connection.execute(suppressions.insert(), row | {"lifted_at": lifted_at})


def scalar(parts: Parts, statement: str) -> Any:
    with parts.units.read() as unit:
        return unit.connection.execute(text(statement)).scalar()


def first_numbers(path: Path, rows: int) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        found = [row["invented_phone"] for row in csv.DictReader(file)][:rows]
    return ["+1" + "".join(each for each in number if each.isdigit()) for number in found]


def test_the_shipped_list_gives_a_ready_task_for_each_lead(parts: Parts) -> None:
    report = seed_bank_leads(parts, "term_deposit")
    assert (report.rows, report.added, report.refused, report.kept_out) == (4119, 4119, 0, 0)
    assert scalar(parts, "SELECT count(*) FROM tasks WHERE state = 'ready'") == 4119
    assert scalar(parts, "SELECT count(DISTINCT number) FROM leads") == 4119
    assert scalar(parts, "SELECT attributes ->> 'job' FROM leads WHERE external_id = 'BM-00002'") == "blue_collar"
    assert scalar(parts, "SELECT list_obtained_on FROM leads LIMIT 1") == date(2026, 11, 21)


def test_the_same_list_again_adds_no_lead_and_no_task(parts: Parts, tmp_path: Path) -> None:
    path = shortened(tmp_path, LEADS, 40)
    import_leads(parts, "term_deposit", path, LEADS_MAPPING, OBTAINED)
    report = import_leads(parts, "term_deposit", path, LEADS_MAPPING, OBTAINED + timedelta(days=1))
    assert (report.added, report.known) == (0, 40)
    assert scalar(parts, "SELECT count(*) FROM tasks") == 40
    assert scalar(parts, "SELECT min(list_obtained_on) FROM leads") == OBTAINED + timedelta(days=1)


def test_numbers_that_may_not_be_called_are_kept_out_and_told(parts: Parts, tmp_path: Path) -> None:
    path = shortened(tmp_path, LEADS, 10)
    marketing, everything, service, lifted, other = first_numbers(path, 5)
    suppress(parts, marketing, "marketing")
    suppress(parts, everything, "all")
    suppress(parts, service, "service")
    suppress(parts, lifted, "all", lifted_at=NOW)
    suppress(parts, other, "all", seller="somebody else")
    report = import_leads(parts, "term_deposit", path, LEADS_MAPPING, OBTAINED)
    assert (report.added, report.kept_out) == (8, 2)
    assert report.lines()[-1].endswith("2 kept out: their number may not be called.")
    assert scalar(parts, f"SELECT count(*) FROM leads WHERE number IN ('{marketing}', '{everything}')") == 0  # noqa: S608


def test_an_opt_out_survives_the_import_of_the_same_list(parts: Parts, tmp_path: Path) -> None:
    path = shortened(tmp_path, LEADS, 3)
    import_leads(parts, "term_deposit", path, LEADS_MAPPING, OBTAINED)
    suppress(parts, first_numbers(path, 1)[0], "all")
    assert import_leads(parts, "term_deposit", path, LEADS_MAPPING, OBTAINED).kept_out == 1
    assert scalar(parts, "SELECT count(*) FROM suppressions WHERE lifted_at IS NULL") == 1


def test_a_dry_run_of_leads_changes_nothing(parts: Parts, tmp_path: Path) -> None:
    path = shortened(tmp_path, LEADS, 10)
    suppress(parts, first_numbers(path, 1)[0], "all")
    report = import_leads(parts, "term_deposit", path, LEADS_MAPPING, OBTAINED, dry_run=True)
    assert (report.added, report.kept_out) == (9, 1)
    assert scalar(parts, "SELECT (SELECT count(*) FROM leads) + (SELECT count(*) FROM attribute_definitions)") == 0


def test_a_list_without_its_date_or_campaign_is_refused(parts: Parts, tmp_path: Path) -> None:
    path = shortened(tmp_path, LEADS, 3)
    with pytest.raises(FileRefused, match="when was this list obtained"):
        import_leads(parts, "term_deposit", path, LEADS_MAPPING, None)
    with pytest.raises(FileRefused, match="there is no campaign nothing"):
        import_leads(parts, "nothing", path, LEADS_MAPPING, OBTAINED)
    with pytest.raises(FileRefused, match="Input should be 'leads'"):
        import_leads(parts, "term_deposit", path, CUSTOMERS_MAPPING, OBTAINED)
    assert scalar(parts, "SELECT count(*) FROM leads") == 0


@pytest.fixture
def telecom(parts: Parts, tmp_path: Path) -> Parts:
    import_customers(parts, shortened(tmp_path, CUSTOMERS, 200), CUSTOMERS_MAPPING)
    return parts


def test_the_survey_asks_who_has_been_with_us_for_long(telecom: Parts) -> None:
    added = seed_segment_leads(telecom, "online_security", LONG_WITH_US)
    assert 10 < added <= LONG_WITH_US.limit
    others = "SELECT count(*) FROM leads l JOIN customers c ON c.id = l.customer_id WHERE c.attributes ->> 'contract' <> 'two_years'"
    assert scalar(telecom, others) == 0


def test_the_segment_is_who_may_leave_and_lacks_security(telecom: Parts) -> None:
    added = seed_segment_leads(telecom, "online_security", LEAVING_FIRST)
    assert added > 20
    assert seed_segment_leads(telecom, "online_security", LEAVING_FIRST) == 0
    assert scalar(telecom, "SELECT count(*) FROM tasks") == added
    wrong = """
        SELECT count(*) FROM leads l JOIN customers c ON c.id = l.customer_id
        WHERE c.no_personalised_marketing OR c.attributes ->> 'contract' <> 'month_to_month' OR EXISTS (
            SELECT 1 FROM subscriptions s WHERE s.customer_id = c.id AND s.product = 'online_security' AND s.state = 'active')
    """
    assert scalar(telecom, wrong) == 0
    assert scalar(telecom, "SELECT count(*) FROM leads WHERE customer_id IS NULL") == 0


def test_history_is_made_up_once_and_says_so(telecom: Parts) -> None:
    made = seed_history(telecom)
    assert 200 < made < 1200
    assert seed_history(telecom) == 0
    assert scalar(telecom, "SELECT count(*) FROM interactions WHERE source <> 'generated' OR state <> 'closed'") == 0
    assert scalar(telecom, "SELECT max(n) FROM (SELECT count(*) AS n FROM interactions GROUP BY customer_id) counted") <= 6
    assert scalar(telecom, "SELECT count(*) FROM interactions WHERE offered_at >= ended_at OR ended_at >= closed_at") == 0
    with telecom.units.read() as unit:
        customer = unit.connection.execute(text("SELECT customer_id FROM interactions GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")).scalar()
        assert customer is not None
        desk = unit.customers.on_desk(customer, NOW)
    assert desk is not None
    assert len(desk.interactions) == 5
    assert all(each.generated for each in desk.interactions)
    assert [each.at for each in desk.interactions] == sorted((each.at for each in desk.interactions), reverse=True)


def publish_offer(parts: Parts, key: str) -> None:
    row = {"id": new_id(), "key": f"offers/{key}", "kind": "offer", "version": 1, "source": "", "sha256": "", "published_at": NOW}
    with parts.units.begin() as unit:
        unit.connection.execute(bundles.insert(), row)


def recommendation_list(folder: Path, *rows: str) -> Path:
    path = folder / "recommendations.csv"
    path.write_text("\n".join(("account,offer,propensity,model,expires_at,driver_en,driver_zh", *rows)) + "\n", encoding="utf-8")
    return path


def test_recommendations_come_in_and_the_newest_wins(telecom: Parts, tmp_path: Path) -> None:
    publish_offer(telecom, "cloud_disk")
    row = "7590-VHVEG,cloud_disk,{},m1,2026-12-01T00:00:00+00:00,Month to month|No backup,按月|无备份"
    assert import_recommendations(telecom, recommendation_list(tmp_path, row.format(0.25)), dry_run=True).added == 1
    assert scalar(telecom, "SELECT count(*) FROM recommendations") == 0
    assert import_recommendations(telecom, recommendation_list(tmp_path, row.format(0.25))).added == 1
    report = import_recommendations(telecom, recommendation_list(tmp_path, row.format(0.75)))
    assert (report.added, report.known) == (0, 1)
    assert scalar(telecom, "SELECT propensity FROM recommendations") == 0.75
    assert scalar(telecom, "SELECT drivers -> 'zh' ->> 1 FROM recommendations") == "无备份"


def test_recommendations_of_unknown_customers_and_offers_stay_out(telecom: Parts, tmp_path: Path) -> None:
    publish_offer(telecom, "cloud_disk")
    path = recommendation_list(
        tmp_path,
        "nobody,cloud_disk,0.5,m1,2026-12-01T00:00:00+00:00,,",
        "7590-VHVEG,nothing,0.5,m1,2026-12-01T00:00:00+00:00,,",
        "7590-VHVEG,cloud_disk,1.5,m1,2026-12-01T00:00:00+00:00,,",
        "7590-VHVEG,cloud_disk,0.5,m1,2026-12-01,,",
        "5575-GNVDE,cloud_disk,0.5,m1,2026-12-01T00:00:00+00:00,,",
    )
    report = import_recommendations(telecom, path)
    assert (report.rows, report.added, report.refused) == (5, 1, 4)
    assert [(each.row, each.code) for each in report.bad] == [
        (2, "unknown_account"),
        (3, "unknown_offer"),
        (4, "not_a_propensity"),
        (5, "not_a_moment"),
    ]


def test_a_list_of_recommendations_needs_its_columns(parts: Parts, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("account,offer\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="the header needs the columns propensity, model, expires_at"):
        import_recommendations(parts, path)
