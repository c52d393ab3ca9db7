"""The check of the audit's chain: every link recomputed from the first one on."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from adapters.database.stores.audit import digest_of, link_after
from adapters.database.tables.ledger import audit

SEALED = select(audit).where(audit.c.seal_no.is_not(None)).order_by(audit.c.seal_no)
AT_ONCE = 2000


def broken_links(connection: Connection) -> Iterator[Mapping[str, Any]]:
    """The rows whose place, link or digest is not what it should be.

    An empty payload is none of them: erasure blanks payloads, and the chain is made of their digests.
    """
    link = ""
    rows = connection.execute(SEALED, execution_options={"yield_per": AT_ONCE})
    for place, row in enumerate(rows.mappings(), 1):
        wrong = [
            what
            for what, is_wrong in (
                ("place", row["seal_no"] != place),
                ("link", row["chain"] != link_after(link, row)),
                ("payload", row["payload"] != {} and row["digest"] != digest_of(row["payload"])),
            )
            if is_wrong
        ]
        if wrong:
            yield {"audit": row["id"], "verb": row["verb"], "subject": row["subject"], "wrong": ", ".join(wrong)}
        # Going on from what is stored names the one row that was changed, and not all after it.
        link = row["chain"]
