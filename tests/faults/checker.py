"""The checker as an assertion, for the end of every fault test."""

from workspace.terminal.verify import verify
from workspace.wiring.parts import Parts


def assert_verified(parts: Parts) -> None:
    """Fail with the name, meaning and first findings of every check that does not hold."""
    wrong = [f"{verdict.name}: {verdict.meaning} {list(verdict.findings[:5])}" for verdict in verify(parts) if verdict.findings]
    assert not wrong, "\n".join(wrong)
