"""Set approvals: an administrator says which changes need a second person."""

from collections.abc import Collection

from workspace.studio.approvals import set_kinds_to_approve
from workspace.wiring.parts import Parts, Person, Submission


def set_approvals(parts: Parts, person: Person, kinds: Collection[str], *, submission: Submission) -> None:
    """Write the rule; what waits already goes on waiting. Raises InvalidError."""
    with parts.units.begin(submission) as unit:
        set_kinds_to_approve(unit, kinds, person.id)
