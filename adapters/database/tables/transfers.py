"""Where a vendor's agents may send customers on to, besides their own queues."""

from sqlalchemy import Column, ForeignKey, Table, Uuid

from adapters.database.metadata import metadata

vendor_queues = Table(
    "vendor_queues",
    metadata,
    Column("vendor_id", Uuid, ForeignKey("vendors.id"), primary_key=True),
    Column("queue_id", Uuid, ForeignKey("queues.id"), primary_key=True),
)
