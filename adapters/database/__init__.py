"""All SQL of the product: tables, stores and migrations."""
