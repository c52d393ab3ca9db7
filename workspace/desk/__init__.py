"""The agent's desk: its state read in one snapshot, and what each panel shows of it."""
