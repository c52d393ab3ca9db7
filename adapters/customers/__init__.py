"""Customer systems behind the customer port: the reference BSS and CSV files."""
