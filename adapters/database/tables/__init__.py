"""Table definitions, one file a subject; importing this package fills the MetaData."""

from adapters.database.tables import customers, interactions, ledger, offers, outbound, people, routing, scripts

__all__ = ["customers", "interactions", "ledger", "offers", "outbound", "people", "routing", "scripts"]
