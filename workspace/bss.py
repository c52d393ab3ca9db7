"""The customer system of this installation: the reference BSS, selling what the offer catalogue says."""

from flows.connectors.ports import Bss
from flows.customers.customer import PlanRecord
from workspace.scripts.bundles import offer_catalogue
from workspace.wiring.customers import make_bss
from workspace.wiring.parts import Parts


def bss_of(parts: Parts) -> Bss:
    """The customer port on these parts."""

    def find_product(offer_key: str) -> PlanRecord | None:
        with parts.units.read() as unit:
            offer = offer_catalogue(unit).offers.get(offer_key)
        return PlanRecord(offer.product, offer.names, offer.price) if offer else None

    return make_bss(parts.units, find_product)
