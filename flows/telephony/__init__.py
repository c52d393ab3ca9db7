"""Calls as facts: the events of any switch in our words, the legs of a call, and the orders a switch takes."""
