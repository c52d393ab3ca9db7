"""The figures are right on rows that one can count by hand, and quick on many."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.analytics.engine import literal
from adapters.analytics.figures import wilson
from adapters.analytics.parquet import ParquetFolder
from adapters.analytics.reader import AnalyticsReader, FilesGone
from adapters.analytics.topics import topic_of
from adapters.ids import new_id

DAY = datetime(2026, 11, 22, tzinfo=UTC)
NIGHT = DAY + timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> ParquetFolder:
    return ParquetFolder(tmp_path / "分析 files'")


def store(folder: ParquetFolder, topic: str, *payloads: dict[str, Any]) -> dict[str, list[str]]:
    fit = topic_of(topic).fit
    rows = [fit(f"{topic}:{number}", DAY, {"happened_at": DAY + timedelta(hours=9)} | row) for number, row in enumerate(payloads)]
    return {topic: [folder.write(topic_of(topic), new_id(), rows)]}


def response(interaction: str, response: str, offer: str = "fibre", version: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "interaction_id": interaction,
        "offer_key": offer,
        "response": response,
        "script_key": "inbound",
        "script_version": version,
        "person_id": "ana",
    } | more


def outcome(interaction: str, **more: Any) -> dict[str, Any]:
    answered = {"answered_at": DAY + timedelta(hours=8), "wait_seconds": 5, "answer_within_seconds": 20, "person_id": "ana"}
    return {"interaction_id": interaction, "direction": "inbound", "queue": "service"} | answered | more


def test_without_files_every_answer_is_empty(folder: ParquetFolder) -> None:
    with AnalyticsReader(folder).over({}) as ask:
        assert ask.conversion(DAY, NIGHT) == ask.dispositions(DAY, NIGHT) == ask.handle_times(DAY, NIGHT) == []
        assert ask.agents(DAY, NIGHT) == ask.funnel("inbound", DAY, NIGHT) == []
        assert ask.conversion_by_version(DAY, NIGHT) == []
        assert ask.latest_at() is None


def test_conversion_counts_an_offer_once_an_interaction(folder: ParquetFolder) -> None:
    files = store(
        folder,
        "offer_responses",
        response("i1", "presented"),
        response("i1", "presented"),
        response("i1", "accepted"),
        response("i2", "presented", version=2),
        response("i2", "declined", version=2),
        response("i3", "presented", "router"),
    )
    with AnalyticsReader(folder).over(files) as ask:
        fibre, router = ask.conversion(DAY, NIGHT)
        first, second = sorted(ask.conversion_by_version(DAY, NIGHT), key=lambda one: one.script_version or 0)
    assert (fibre.offer_key, fibre.presented, fibre.accepted, fibre.declined, fibre.rate) == ("fibre", 2, 1, 1, 0.5)
    assert (router.offer_key, router.presented, router.rate) == ("router", 1, 0.0)
    assert (first.script_version, first.presented, first.accepted) == (1, 2, 1)
    assert (second.script_version, second.presented, second.accepted) == (2, 1, 0)


def test_the_interval_is_wilsons() -> None:
    low, high = wilson(10, 100)
    assert (round(low, 4), round(high, 4)) == (0.0552, 0.1744)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(5, 5)[1] == 1.0


def test_handle_time_is_talk_and_hold_and_wrap_up(folder: ParquetFolder) -> None:
    files = store(
        folder,
        "outcomes",
        outcome("i1", talk_seconds=100, hold_seconds=20, wrap_up_seconds=30, disposition="sold", disposition_kind="success"),
        outcome("i2", talk_seconds=200, disposition="sold", disposition_kind="success"),
        outcome("i3", queue=None, campaign="autumn", direction="outbound", talk_seconds=60, disposition="no_interest"),
    ) | store(folder, "offer_responses", response("i1", "accepted"))
    with AnalyticsReader(folder).over(files) as ask:
        service, autumn = ask.handle_times(DAY, NIGHT)
        (agent,) = ask.agents(DAY, NIGHT)
        sold, refused = ask.dispositions(DAY, NIGHT)
    assert (service.name, service.talk, service.total) == ("service", 150, 175)
    assert (autumn.name, autumn.total) == ("autumn", 60)
    assert (agent.person_id, agent.handled, agent.accepted) == ("ana", 3, 1)
    assert agent.handle_time == pytest.approx((150 + 200 + 60) / 3)
    assert (sold.code, sold.kind, sold.times, refused.code) == ("sold", "success", 2, "no_interest")


def test_a_funnel_shows_where_runs_end(folder: ParquetFolder) -> None:
    def step(run: str, turn: int, key: str) -> dict[str, Any]:
        return {"run_id": run, "turn": turn, "step_key": key, "script_key": "inbound", "seconds": 10.0 * turn}

    moves = [step("r1", 1, "greet"), step("r1", 2, "reason"), step("r1", 3, "close"), step("r2", 1, "greet"), step("r2", 2, "reason")]
    with AnalyticsReader(folder).over(store(folder, "script_steps", *moves)) as ask:
        steps = [(one.step_key, one.runs, one.ended_here) for one in ask.funnel("inbound", DAY, NIGHT)]
        assert ask.funnel("another", DAY, NIGHT) == []
    assert steps == [("greet", 2, 0), ("reason", 2, 1), ("close", 1, 1)]


def test_only_the_asked_time_counts(folder: ParquetFolder) -> None:
    files = store(folder, "outcomes", outcome("i1", happened_at=DAY), outcome("i2", happened_at=NIGHT))
    with AnalyticsReader(folder).over(files) as ask:
        assert [one.handled for one in ask.handle_times(DAY, NIGHT)] == [1]
        assert ask.latest_at() == NIGHT


def test_an_older_file_without_a_newer_column_still_counts(folder: ParquetFolder, tmp_path: Path) -> None:
    files = store(folder, "outcomes", outcome("i1"))
    old = folder.root / "outcomes" / "old.parquet"
    reader = AnalyticsReader(folder)
    with reader.over(files) as ask:
        ask.rows(f"COPY (SELECT * EXCLUDE (wrap_up_seconds) FROM outcomes) TO {literal(str(old))} (FORMAT parquet)")  # noqa: S608
    with reader.over({"outcomes": ["outcomes/old.parquet"]}) as ask:
        assert [one.handled for one in ask.handle_times(DAY, NIGHT)] == [1]


def test_a_file_compacted_away_is_told_apart(folder: ParquetFolder) -> None:
    files = store(folder, "outcomes", outcome("i1"))
    folder.remove(files["outcomes"][0])
    with pytest.raises(FilesGone), AnalyticsReader(folder).over(files) as ask:
        ask.handle_times(DAY, NIGHT)
