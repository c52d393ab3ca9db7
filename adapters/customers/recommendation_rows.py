"""A list of recommendations as the analytics side writes it: fixed columns, one recommendation a row."""

from collections.abc import Sequence

from adapters.customers.cells import Cells
from adapters.customers.convert import Converter
from adapters.customers.errors import FileRefused
from flows.customers.customer import RecommendationRecord

REQUIRED = ("account", "offer", "propensity", "model", "expires_at")
OPTIONAL = ("driver_en", "driver_zh")
"""What moved the propensity most, in words that an agent can say; several are parted by `|`."""


def recommendation_converter(header: Sequence[str]) -> Converter[RecommendationRecord]:
    """A converter of recommendations; FileRefused when the header lacks a column."""
    missing = [column for column in REQUIRED if column not in header]
    if missing:
        raise FileRefused("columns_wanted", columns=", ".join(missing))
    drivers = tuple(column for column in OPTIONAL if column in header)
    return Converter(
        header,
        lambda cells: read_recommendation(cells, drivers),
        lambda record: f"{record.account} {record.offer_key}",
        "offer",
    )


def read_recommendation(cells: Cells, drivers: Sequence[str] = ()) -> RecommendationRecord:
    """The recommendation of a row; what is wrong gathers in the cells."""
    return RecommendationRecord(
        account=cells.text("account", required=True, longest=60),
        offer_key=cells.text("offer", required=True, longest=60),
        propensity=_propensity(cells),
        model=cells.text("model", required=True, longest=60),
        expires_at=cells.moment("expires_at"),
        drivers={
            column.removeprefix("driver_"): tuple(words.strip() for words in cells.text(column).split("|") if words.strip())
            for column in drivers
        },
    )


def _propensity(cells: Cells) -> float:
    text = cells.text("propensity", required=True)
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if text and not 0.0 <= value <= 1.0:  # a NaN is in no interval either
        cells.refuse("propensity", "not_a_propensity", text)
    return value
