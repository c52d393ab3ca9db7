"""Redis: the feed of changes and presence beats. It may be emptied at any second."""
