"""Scripts, sub-scripts and offers as texts: read, previewed, tested, published, and shown on their pages."""
