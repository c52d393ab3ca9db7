"""The wiring of lists and of the customer port: what imports and the worker need of the adapters, apart from `wiring`."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random  # noqa: TID251 - the type only; dice come from adapters.chance
from zlib import crc32

from adapters.chance import seeded
from adapters.customers.convert import Converter, customer_converter, lead_converter
from adapters.customers.csv_rows import CsvRows
from adapters.customers.errors import BadField, FileRefused
from adapters.customers.mapping import CustomerMapping, LeadMapping
from adapters.customers.mapping_file import MappingFile, attributes_of, definitions_of, mapping_at
from adapters.customers.recommendation_rows import recommendation_converter
from adapters.customers.reference_bss import ReferenceBss
from adapters.database.stores.bss import BssStore, Fault
from adapters.database.stores.customer_import import Stored
from adapters.database.stores.leads_import import CampaignReference
from adapters.database.unit import Units
from flows.customers.customer import PlanRecord

__all__ = [
    "BadField",
    "BssStore",
    "CampaignReference",
    "Converter",
    "CsvRows",
    "CustomerMapping",
    "Fault",
    "FileRefused",
    "LeadMapping",
    "MappingFile",
    "ReferenceBss",
    "Stored",
    "attributes_of",
    "customer_converter",
    "definitions_of",
    "dice_of",
    "lead_converter",
    "make_bss",
    "mapping_at",
    "recommendation_converter",
]


def make_bss(units: Units, find_product: Callable[[str], PlanRecord | None], sleep: Callable[[float], None] = time.sleep) -> ReferenceBss:
    """The reference BSS on our own database; `find_product` tells by an offer's key what is ordered and what it costs."""

    @contextmanager
    def records() -> Iterator[BssStore]:
        with units.begin() as unit:
            yield unit.bss

    return ReferenceBss(records, find_product, sleep)


def dice_of(account: str) -> Random:
    """The dice of one account: whatever is made up about it is the same each time."""
    return seeded(crc32(account.encode()))
