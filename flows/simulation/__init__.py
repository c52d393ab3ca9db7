"""Simulation: one script walked by the live engine with many made-up customers."""
