"""RQ: wake-ups for work whose truth is a SQL row."""
