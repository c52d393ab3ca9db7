"""The board's tables as CSV, one a panel or chart, with stable column names."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, fields

from workspace.screens.board import AgentRow, Bar, BoardScreen, CampaignRow, DispositionRow, HandleRow, QueueCard, Share

_PICTURE = frozenset({"x", "width", "answered_y", "answered_height", "abandoned_y", "abandoned_height", "low", "middle", "high"})
"""Columns that only place something in a picture."""
_SCREEN_ONLY = frozenset({"id", "chain"})
"""Columns that only make links of the board."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

TABLES = ("queues", "agents", "day", "campaigns", "offers", "versions", "handle_times", "dispositions")
"""The names of the tables."""


def board_csv(screen: BoardScreen, table: str) -> str:
    """A table as CSV text, with a byte order mark so that spreadsheets read Chinese. Raises KeyError for an unknown table."""
    kind, rows = _table(screen, table)
    columns = [field.name for field in fields(kind) if field.name not in _PICTURE | _SCREEN_ONLY]
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        values = asdict(row)
        writer.writerow([safe_cell(values[column]) for column in columns])
    return out.getvalue()


def _table(
    screen: BoardScreen, table: str
) -> tuple[type, Sequence[QueueCard | AgentRow | Bar | CampaignRow | Share | HandleRow | DispositionRow]]:
    match table:
        case "queues":
            return QueueCard, screen.queues.queues
        case "agents":
            return AgentRow, screen.agents.agents
        case "day":
            return Bar, screen.day.bars
        case "campaigns":
            return CampaignRow, screen.campaigns.campaigns
        case "offers":
            return Share, screen.results.offers
        case "versions":
            return Share, screen.results.versions
        case "handle_times":
            return HandleRow, screen.results.handle_times
        case "dispositions":
            return DispositionRow, screen.results.dispositions
        case _:
            raise KeyError(table)


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
