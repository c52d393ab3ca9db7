"""Redis: the feed of changes and wake-ups. It may be emptied at any second."""
