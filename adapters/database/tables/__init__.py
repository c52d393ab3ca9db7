"""Table definitions, one file a subject; importing this package fills the MetaData."""

from adapters.database.tables import (
    changes,
    customers,
    interactions,
    knowledge,
    ledger,
    offers,
    outbound,
    people,
    routing,
    scripts,
    tickets,
)

__all__ = ["changes", "customers", "interactions", "knowledge", "ledger", "offers", "outbound", "people", "routing", "scripts", "tickets"]
