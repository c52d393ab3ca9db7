"""Table definitions, one file a subject; importing this package fills the MetaData."""

from adapters.database.tables import (
    add_ins,
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
    studio,
    tickets,
)

__all__ = [
    "add_ins",
    "changes",
    "customers",
    "interactions",
    "knowledge",
    "ledger",
    "offers",
    "outbound",
    "people",
    "routing",
    "scripts",
    "studio",
    "tickets",
]
