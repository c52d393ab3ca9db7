"""The results of a script as CSV: one line a step, way on and offer, with stable column names."""

import csv
import io
from collections.abc import Iterator

from flows.funnel import Funnel
from flows.shares import Share
from workspace.board.csv_tables import safe_cell
from workspace.studio.results import Version

COLUMNS = ("what", "script", "step", "title", "of", "count", "total", "low", "high", "median_seconds", "slow_seconds")


def results_csv(funnel: Funnel, version: Version) -> str:
    """The figures as CSV text, with a byte order mark so that spreadsheets read Chinese; `low` and `high` bound the share, 0 to 1."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in _rows(funnel, version):
        writer.writerow([safe_cell(value) for value in row])
    return out.getvalue()


def _rows(funnel: Funnel, version: Version) -> Iterator[tuple[object, ...]]:
    yield ("finished", version.script, "", "", "", *_share(funnel.finished), "", "")
    for each in funnel.steps:
        place = (each.script, each.step, version.title(each.script, each.step))
        yield ("reached", *place, "", *_share(each.reached), _seconds(each.seconds), _seconds(each.slow))
        yield ("left", *place, "", *_share(each.left), "", "")
        for what, ways in (("answer", each.answers), ("way", each.ways), ("exit", each.exits)):
            yield from ((what, *place, way.to, *_share(way.share), "", "") for way in ways)
        yield from (("offer_accepted", *place, offer.key, *_share(offer.accepted), "", "") for offer in each.offers)


def _share(share: Share) -> tuple[object, ...]:
    low, high = share.interval
    return (share.count, share.total, f"{low:.4f}", f"{high:.4f}")


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.1f}"
