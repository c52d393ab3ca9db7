"""The one MetaData of the product, and the column shapes that all tables share."""

from typing import Any

from sqlalchemy import Column, DateTime, ForeignKey, MetaData, Text, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def identity() -> Column[Any]:
    """A primary key `id` of type UUID, made by `adapters.ids`."""
    return Column("id", Uuid, primary_key=True)


def refers(name: str, target: str, *, required: bool = False, index: bool = False) -> Column[Any]:
    """A foreign key column `name` to `target`'s id."""
    return Column(name, Uuid, ForeignKey(f"{target}.id"), nullable=not required, index=index)


def moment(name: str, *, required: bool = False, index: bool = False) -> Column[Any]:
    """An aware point in time."""
    return Column(name, DateTime(timezone=True), nullable=not required, index=index)


def created_at() -> Column[Any]:
    """When the row came to be, by the database's clock unless the command says otherwise."""
    return Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now())


def text(name: str, *, required: bool = True, default: str | None = None, unique: bool = False) -> Column[Any]:
    """A text column; a default makes it required with that value when left out."""
    return Column(name, Text, nullable=not required, unique=unique, server_default=default)


def document(name: str, *, required: bool = True, empty: str = "{}") -> Column[Any]:
    """A JSONB column, `{}` (or `empty`) when left out."""
    return Column(name, JSONB, nullable=not required, server_default=empty if required else None)
