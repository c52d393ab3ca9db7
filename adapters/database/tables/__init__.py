"""Table definitions, one file a subject; importing this package fills the MetaData."""

from adapters.database.tables import customers, interactions, knowledge, ledger, offers, outbound, people, routing, scripts, tickets

__all__ = ["customers", "interactions", "knowledge", "ledger", "offers", "outbound", "people", "routing", "scripts", "tickets"]
