"""Expressions and texts with `${...}`: read, typed, compiled once, and evaluated in three-valued logic."""
