"""The layout of a desk: which panels, which parts of the caller panel and which customer fields a team sees, and in what order.

What a stored layout does not name (a field that an import brought, a panel of a newer version) comes last, shown as it is by default.
What is not in the lists below cannot be hidden: the bar, the script, wrap-up, and what finds out who is calling.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from flows.customers.customer import CUSTOMER_SINCE, AttributeDefinition

PARTS = ("fields", "agreements", "subscriptions", "orders", "interactions", "attributes", "tickets")
"""The parts of the caller panel."""
SIDE = ("knowledge", "offers", "notes")
"""The panels beside the script."""
FIELDS = ("pays", "balance", "local_time", "language", "number", "tier", "tenure")
"""What a customer's card says at the top, besides the name."""
ATTRIBUTE = "attribute."
"""How a custom attribute is named in the lists."""
AddInPlace = Literal["below", "above", "hidden"]
ADD_IN_PLACES: tuple[AddInPlace, ...] = get_args(AddInPlace)
"""Where the add-ins of the caller panel stand to it."""
LISTS = ("parts", "side", "fields", "attributes")
Entries = tuple[tuple[str, bool], ...]
"""Names in their order, each with whether it is shown."""


@dataclass(frozen=True)
class Layout:
    """The four lists of a desk's layout; `add_ins` says where those of the caller panel stand."""

    parts: Entries = tuple((name, True) for name in PARTS)
    side: Entries = tuple((name, True) for name in SIDE)
    fields: Entries = tuple((name, True) for name in FIELDS)
    attributes: Entries = ()
    add_ins: AddInPlace = "below"

    def shown(self, which: str) -> tuple[str, ...]:
        """The names of a list that are shown, in their order."""
        entries: Entries = getattr(self, which)
        return tuple(name for name, is_shown in entries if is_shown)

    def as_json(self) -> dict[str, Any]:
        """The layout as it is stored."""
        return {**{name: [list(entry) for entry in getattr(self, name)] for name in LISTS}, "add_ins": self.add_ins}


DEFAULT = Layout()


def read_layout(stored: Mapping[str, Any], definitions: Iterable[AttributeDefinition] = ()) -> Layout:
    """The layout as it is stored, made whole for what there is now; `definitions` are the custom attributes."""
    attributes = attribute_names(definitions)
    return Layout(
        parts=_whole(stored.get("parts"), [(name, True) for name in PARTS]),
        side=_whole(stored.get("side"), [(name, True) for name in SIDE]),
        # At the top a custom attribute stands only where somebody wants it there.
        fields=_whole(stored.get("fields"), [*((name, True) for name in FIELDS), *((name, False) for name in attributes)]),
        attributes=_whole(stored.get("attributes"), [(name, True) for name in attributes]),
        add_ins=next((place for place in ADD_IN_PLACES if place == stored.get("add_ins")), "below"),
    )


def attribute_names(definitions: Iterable[AttributeDefinition]) -> list[str]:
    """How the custom attributes are named in the lists; the one that the tenure is made of is no field of its own."""
    return [f"{ATTRIBUTE}{each.key}" for each in definitions if each.key != CUSTOMER_SINCE.key]


def _whole(stored: Any, known: Sequence[tuple[str, bool]]) -> Entries:
    default = dict(known)
    kept: dict[str, bool] = {}
    for entry in stored if isinstance(stored, list) else ():
        if isinstance(entry, list) and len(entry) == 2 and entry[0] in default:
            kept.setdefault(entry[0], entry[1] is True)
    return (*kept.items(), *((name, shown) for name, shown in known if name not in kept))
