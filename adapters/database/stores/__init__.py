"""Stores: the statements of one subject each, run on a connection of a unit of work."""
