"""Every statement of the stores can be compiled: a name that clashes is found here, not by the first agent who needs it."""

import importlib
import pkgutil

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import Executable
from sqlalchemy.sql.elements import ClauseElement

import adapters.database.stores

MODULES = [f"adapters.database.stores.{module.name}" for module in pkgutil.iter_modules(adapters.database.stores.__path__)]
STATEMENTS = [
    pytest.param(value, id=f"{module.rpartition('.')[2]}.{name}")
    for module in MODULES
    for name, value in vars(importlib.import_module(module)).items()
    if name.isupper() and isinstance(value, ClauseElement) and isinstance(value, Executable)
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_can_be_compiled(statement: ClauseElement) -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    names = list(statement.compile(dialect=dialect).params)
    # Run with parameters, an update takes every one named like a column for a value to set.
    assert str(statement.compile(dialect=dialect, column_keys=names))
