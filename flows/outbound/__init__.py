"""Outbound work: campaigns, leads, tasks, attempts and callbacks, and the gate that every dial passes."""
