"""The outside world: SQL, Redis, RQ, telephone, customer systems, analytics."""
