"""Alembic's way in: runs the migrations on the connection it is handed."""

from alembic import context

import adapters.database.tables  # noqa: F401 - fills the metadata
from adapters.database.metadata import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
