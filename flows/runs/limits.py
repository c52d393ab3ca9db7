"""What a run may cost, so that no script can hold an agent or a server (promise P12)."""

AUTOMATIC_STEPS = 100
"""Steps that may follow each other without the agent."""
VISITS = 500
"""Arrivals at steps in one run."""
DEPTH = 8
"""Scripts open inside each other, the main one included."""
ROUNDS = 100
"""Rounds of one repeated call."""
TEXT_LENGTH = 2_000
"""Characters of one typed field."""
