"""Customers: what is known of them, how they are recognised and searched, and what is made up for the demo."""
