"""Table definitions, one file a subject."""
