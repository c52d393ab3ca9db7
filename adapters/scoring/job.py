"""The shipped learning job: reads customers and offer responses, writes the recommendations for `cuecard import recommendations`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from adapters.scoring.customers import customers_of
from adapters.scoring.files import read_rows, write_recommendations
from adapters.scoring.learning import answers_of
from adapters.scoring.recommend import recommend


@dataclass(frozen=True)
class Report:
    """What a run of the job read and wrote."""

    customers: int
    answers: int
    recommendations: int
    models: Mapping[str, str]
    """The model of each offer."""


def learn_recommendations(
    customers: Sequence[Path], responses: Sequence[Path], output: Path, *, offers: Mapping[str, float], now: datetime
) -> Report:
    """Learn from these files and write the recommendations; the same files and moment give the same bytes.

    `offers` has the prior of each offer to recommend. Raises duckdb.Error for a file that cannot be read, ValueError for a customer
    without account, OSError where the output cannot be written; then the old output is untouched.
    """
    known = customers_of(read_rows(customers))
    answers = answers_of(read_rows(responses))
    with threadpool_limits(limits=1):  # the matrices are small: more threads cost more than they bring, and sums keep their order
        rows = recommend(known, answers, tuple(sorted(offers)), now, priors=offers)
    written = write_recommendations(output, rows)
    return Report(len(known.accounts), len(answers), written, {row.offer: row.model for row in rows})
