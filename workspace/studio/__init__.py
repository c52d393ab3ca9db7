"""The studio: drafts edited by operations, their history, and what its page shows of them."""
