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
    simulations,
    studio,
    tickets,
    transfers,
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
    "simulations",
    "studio",
    "tickets",
    "transfers",
]
