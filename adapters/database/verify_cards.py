"""The check for card numbers: every column that holds what somebody typed freely is read through (P15)."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from flows.customers.card_numbers import has_card_number

TEXTS = (
    ("interactions", "id", "notes"),
    ("interactions", "id", "disposition_comment"),
    ("tickets", "id", "subject"),
    ("tickets", "id", "body"),
    ("tickets", "id", "answer"),
    ("ticket_moves", "id", "note"),
    ("messages", "id", "body"),
    ("callbacks", "id", "note"),
    ("task_skips", "id", "reason"),
    ("suppressions", "id", "lifted_reason"),
    ("read_backs", "id", "rendered"),
    ("notices", "id", "text_en"),
    ("notices", "id", "text_zh"),
)
"""Table, key and column of free texts."""
DOCUMENTS = (("run_drafts", "run_id", "fields"), ("late_notes", "id", "payload"), ("add_in_answers", "id", "items"))
"""Table, key and column of JSON with free texts in it."""

_OF_TEXT = """
    SELECT '{table}' AS noun, CAST({key} AS text) AS id, '{column}' AS field, {column} AS said FROM {table} WHERE {column} ~ {maybe}
"""
_OF_DOCUMENT = """
    SELECT '{table}', CAST({key} AS text), '{column}', value #>> '{{}}'
    FROM {table}, jsonb_path_query({column}, 'strict $.** ? (@.type() == "string")') AS value WHERE value #>> '{{}}' ~ {maybe}
"""
# Only what has digits enough to be a card number leaves the database.
SUSPECTS = text(
    " UNION ALL ".join(
        form.format(table=table, key=key, column=column, maybe="'[0-9]([ -]?[0-9]){12}'")
        for form, places in ((_OF_TEXT, TEXTS), (_OF_DOCUMENT, DOCUMENTS))
        for table, key, column in places
    )
)
AT_ONCE = 2000


def card_numbers(connection: Connection) -> Iterator[Mapping[str, Any]]:
    """Where a card number stands; the number itself is not repeated."""
    for row in connection.execute(SUSPECTS, execution_options={"yield_per": AT_ONCE}).mappings():
        if not _is_id(row["said"]) and has_card_number(row["said"]):
            yield {"table": row["noun"], "id": row["id"], "column": row["field"]}


def _is_id(said: str) -> bool:
    """Ids are digits and hyphens too, now and then for long enough."""
    try:
        UUID(said)
    except ValueError:
        return False
    return len(said) == 36
