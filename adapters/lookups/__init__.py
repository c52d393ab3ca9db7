"""Lookups: JSON asked of other systems for the desk, from allowed hosts on the open net alone."""
