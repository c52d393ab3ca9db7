"""Add-ins on the desk: which ones an agent is shown where they stand, what is put into their addresses, and what came of their lookups."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from flows.connectors.add_in import PLACEHOLDERS, AddInKind, Filled, fill, host_of
from workspace.desk.state import DeskState
from workspace.wiring.add_ins import Place
from workspace.wiring.parts import Unit

AddInState = Literal["page", "missing", "host", "unasked", "asked", "answered", "failed"]


@dataclass(frozen=True)
class AddInHere:
    """An add-in that an agent is shown now: its row, its address with this call's values, and whether its host is (still) allowed."""

    row: Mapping[str, Any]
    filled: Filled
    is_allowed: bool
    is_masked: bool

    @property
    def id(self) -> UUID:
        """The add-in's id."""
        found: UUID = self.row["id"]
        return found

    @property
    def state(self) -> AddInState:
        """What there is to show: `missing` something of its address is not known, `host` its host is not allowed, else a page, or how far
        the lookup is. An answer to another question than today's counts as none."""
        if not self.is_allowed:
            return "host"
        if not self.filled.url:
            return "missing"
        if self.row["kind"] == AddInKind.PAGE:
            return "page"
        asked = (self.row["answer_version"], self.row["answer_url"], self.row["answer_masked"])
        if self.row["answer_id"] is None or asked != (self.row["version"], self.filled.url, self.is_masked):
            return "unasked"
        state: AddInState = self.row["state"]
        return state

    @property
    def mark(self) -> str:
        """What tells this showing from one at another address or of another version: a frame is kept while it stays the same."""
        return hashlib.blake2s(f"{self.row['version']} {self.filled.url}".encode(), digest_size=6).hexdigest()


def add_ins_here(unit: Unit, state: DeskState) -> list[AddInHere]:
    """The add-ins that this desk shows, by name; none without a call, and none for one who was cut off."""
    if state.row is None or not state.has_add_ins or state.is_closing:
        return []
    rows = unit.add_ins.shown_at(_place(state, state.row.id))
    if not rows:
        return []
    values, hosts = values_of(state), set(unit.add_ins.hosts())
    return [AddInHere(row, fill(row["url"], values), host_of(row["url"]) in hosts, state.masked) for row in rows]


def values_of(state: DeskState) -> dict[str, str]:
    """What may be put into addresses here; a vendor's agent's have nothing that tells who the customer is (P14)."""
    row, customer, run = state.row, state.customer.customer if state.customer else None, state.run
    if row is None:
        return {}
    number = row["caller_number"] if row["direction"] == "inbound" else row["dialled_number"]
    values = {
        "customer.account": customer.account if customer else "",
        "customer.name": customer.name if customer else "",
        "customer.tier": customer.tier if customer else "",
        "customer.language": customer.language if customer else "",
        "caller.number": number or "",
        "interaction.id": str(row.id),
        "interaction.direction": row["direction"],
        "interaction.queue": state.line["queue_key"] if state.line else "",
        "agent.id": str(state.person.id),
        "agent.login": state.person.login,
        "agent.language": state.language,
        "script.key": run.script.key if run else "",
        "script.step": run.run.main_step if run else "",
    }
    return {name: value for name, value in values.items() if PLACEHOLDERS[name] or not state.masked}


def _place(state: DeskState, interaction_id: UUID) -> Place:
    place = Place(interaction_id, state.team_id, state.masked)
    if state.run is None:
        return place
    run = state.run.run
    return place._replace(script=state.run.script.key, step=run.main_step, sub_script=run.frame.script, sub_step=run.step)
