"""Tokens of add-ins: the signed context that goes along with a page's address and with a lookup."""

from collections.abc import Mapping
from typing import Any

from flows.connectors.add_in import host_of
from flows.connectors.add_in_context import Context, claims_of, signed
from workspace.wiring.parts import Parts, Unit, new_id


def token_for(parts: Parts, unit: Unit, call: Mapping[str, Any], *, account: str | None) -> str:
    """The token for one showing: `call` has `add_in_id`, `secret`, `url`, `interaction_id`, `person_id`, `masked`, and maybe `language`."""
    context = Context(
        issuer=parts.settings.address,
        audience=host_of(call["url"]),
        add_in=call["add_in_id"],
        interaction=call["interaction_id"],
        agent=call["person_id"],
        customer=account,
        language=call.get("language", "en"),
        is_masked=call["masked"],
    )
    return signed(call["secret"], claims_of(context, new_id(), unit.now))
