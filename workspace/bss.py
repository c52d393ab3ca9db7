"""The customer system of this installation: the reference BSS, selling what the offer catalogue says."""

from flows.customer import PlanRecord
from flows.ports import Bss
from workspace.bundles import offer_catalogue
from workspace.wiring import Parts
from workspace.wiring_customers import make_bss


def bss_of(parts: Parts) -> Bss:
    """The customer port on these parts."""

    def find_product(offer_key: str) -> PlanRecord | None:
        with parts.units.read() as unit:
            offer = offer_catalogue(unit).offers.get(offer_key)
        return PlanRecord(offer.product, offer.names, offer.price) if offer else None

    return make_bss(parts.units, find_product)
