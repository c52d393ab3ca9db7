"""Use cases: one file a verb, one function a file; each opens one unit of work."""
