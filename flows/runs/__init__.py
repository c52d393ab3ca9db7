"""A run of a script: its value, the moves made to it, what follows from them, and what the agent sees of it."""
