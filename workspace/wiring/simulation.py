"""The wiring of simulations: dice that repeat, the clock, and lists of customers; nothing that needs a server."""

from adapters.chance import seeded
from adapters.clock import Clock
from adapters.customers.convert import customer_converter
from adapters.customers.csv_rows import CsvRows
from adapters.customers.errors import BadField, FileRefused
from adapters.customers.mapping import CustomerMapping
from adapters.customers.mapping_file import attributes_of, definitions_of, mapping_at

__all__ = [
    "BadField",
    "Clock",
    "CsvRows",
    "CustomerMapping",
    "FileRefused",
    "attributes_of",
    "customer_converter",
    "definitions_of",
    "mapping_at",
    "seeded",
]
