"""The rule of the second person: which kinds of changes go to calls only after somebody else has looked at them."""

from collections.abc import Collection
from uuid import UUID

from flows.errors import InvalidError
from workspace.wiring.parts import Unit

KINDS = ("script", "offer", "disposition", "card", "assignment")
"""What may want a second person. A whole activity wants one where any of them does."""
RULE = "approvals"
"""The fact under which the installation keeps its rule."""


def kinds_to_approve(unit: Unit) -> frozenset[str]:
    """The kinds whose changes a second person approves here; none until an administrator says so."""
    kept = unit.facts.get(RULE)
    return frozenset(kept.value.get("kinds", ())) if kept else frozenset()


def needs_approval(unit: Unit, kind: str) -> bool:
    """Whether a change of this kind waits for a second person."""
    wanted = kinds_to_approve(unit)
    return bool(wanted) if kind == "activity" else kind in wanted


def set_kinds_to_approve(unit: Unit, kinds: Collection[str], person_id: UUID) -> None:
    """Write the rule. Raises InvalidError for a kind that is none."""
    if not set(kinds) <= set(KINDS):
        raise InvalidError(fields={"kind": "not_listed"})
    unit.facts.put(RULE, {"kinds": sorted(kinds)})
    unit.audit.add("approvals_ruled", "installation", {"kinds": sorted(kinds)}, person_id=person_id)
