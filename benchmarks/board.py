"""The board: a supervisor's results over 100,000 outcomes in the analytics files, beside the same questions in PostgreSQL."""

import itertools
import random  # noqa: TID251 - rows of a benchmark, the same each time
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from adapters.analytics import statements
from benchmarks.measure import alternated, goal, line, ms, timed, times, title
from benchmarks.stage import empty_stage
from workspace.board.figures import figures_of
from workspace.settings import Settings
from workspace.wiring.parts import TOPICS, Parts, new_id, parts_of

COUNT, A_FILE, ROUNDS = 100_000, 10_000, 7
GOAL, GOAL_OF_PEER = 0.200, 0.15
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
ASKED = (statements.CONVERSION, statements.CONVERSION_BY_VERSION, statements.HANDLE_TIME, statements.DISPOSITIONS)
OFFERS = [f"offer_{n}" for n in range(10)]


def made_up() -> Iterator[dict[str, dict[str, Any]]]:
    """Payloads of one interaction after the other: its outcome, and what was said to an offer."""
    dice = random.Random(7)
    for n in range(COUNT):
        at = SINCE + timedelta(minutes=5 * n)
        shared = {
            "interaction_id": f"i{n}",
            "person_id": f"p{n % 200}",
            "queue": f"queue_{n % 5}",
            "channel": "voice",
            "direction": "inbound",
            "language": "en",
            "script_key": f"script_{n % 4}",
            "script_version": 1 + n % 3,
            "happened_at": at.isoformat(),
        }
        outcome = {
            **shared,
            "disposition": f"code_{dice.randrange(12)}",
            "disposition_kind": "neutral",
            "answered_at": at.isoformat(),
            "talk_seconds": dice.uniform(30, 900),
            "hold_seconds": dice.uniform(0, 60),
            "wrap_up_seconds": dice.uniform(5, 90),
        }
        said = dice.choice(("presented", "accepted", "declined", "declined"))
        yield {"outcomes": outcome, "offer_responses": {**shared, "offer_key": dice.choice(OFFERS), "response": said}}


def write(parts: Parts, peer: psycopg.Connection) -> dict[str, list[str]]:
    """Write the rows into Parquet files through the shipped folder, and the same into tables; gives the files by topic."""
    files: dict[str, list[str]] = {name: [] for name in ("outcomes", "offer_responses")}
    kinds = {"DOUBLE": "double precision"}
    for name in files:
        columns = ", ".join(f"{column.name} {kinds.get(column.type, column.type)}" for column in TOPICS[name].columns)
        peer.execute(f"CREATE TABLE {name}_bench ({columns})")
    rows = made_up()
    numbers = itertools.count()
    while batch := list(itertools.islice(rows, A_FILE)):
        for name, listed in files.items():
            fitted = [TOPICS[name].fit(f"k{next(numbers)}", SINCE, each[name]) for each in batch]
            listed.append(parts.analytics.write(TOPICS[name], new_id(), fitted))
            with peer.cursor().copy(f"COPY {name}_bench FROM STDIN") as copy:
                for row in fitted:
                    copy.write_row(list(row.values()))
    for name in files:
        peer.execute(f"CREATE INDEX ON {name}_bench (happened_at)")
    peer.commit()
    peer.autocommit = True
    peer.execute("VACUUM ANALYZE")
    return files


def ask_peer(peer: psycopg.Connection) -> None:
    """The board's questions in PostgreSQL."""
    span = {"since": SINCE.replace(tzinfo=None), "until": UNTIL.replace(tzinfo=None)}
    for statement in ASKED:
        written = re.sub(r"\$(since|until)", r"%(\1)s", statement.replace("%", "%%"))
        written = re.sub(r"FROM (outcomes|offer_responses)\b", r"FROM \1_bench", written)
        peer.execute(written, span).fetchall()


def measure(settings: Settings, parts: Parts) -> None:
    """The board's four questions at once, in turns."""
    with psycopg.connect(settings.database_url.replace("+psycopg", "")) as peer:
        files = write(parts, peer)

        def ask() -> None:
            with parts.reader.over(files) as questions:
                if not figures_of(questions, SINCE, UNTIL).conversions:
                    raise AssertionError("the board is empty")

        ask()
        ask_peer(peer)
        ours, theirs = alternated(lambda: timed(ask), lambda: timed(lambda: ask_peer(peer)), ROUNDS)
        with parts.reader.over(files) as questions:
            one = times(lambda: questions.conversion(SINCE, UNTIL), ROUNDS)
    line("the board's four questions, files opened anew, median", ms(ours), "one thread, 256 MB")
    line("  of it conversion by offer", ms(one.p50))
    line("peer: the same in PostgreSQL, median", ms(theirs), f"ours takes {ours / theirs:.2f} ×")
    goal(f"≤ {ms(GOAL)}", met=ours <= GOAL, figure=ms(ours))
    goal(f"≤ {GOAL_OF_PEER} × PostgreSQL (set for 50 million rows)", met=ours <= GOAL_OF_PEER * theirs, figure=f"{ours / theirs:.2f} ×")


def main() -> None:
    """Set the stage and measure."""
    title(f"board: results over {COUNT:,} outcomes and as many responses, in {COUNT // A_FILE} files a topic")
    with empty_stage() as settings, parts_of(settings) as parts:
        measure(settings, parts)


if __name__ == "__main__":
    main()
