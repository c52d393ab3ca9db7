"""Test files run by the same engine as live calls: the made-up outside, the player, what is judged, coverage, and writing tests."""
