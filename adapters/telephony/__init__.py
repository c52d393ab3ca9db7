"""Telephone switches behind one port; the simulator is the first."""
