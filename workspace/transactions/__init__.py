"""What commands share inside their unit of work: one subject a file, each function takes the `Unit` that is open."""
