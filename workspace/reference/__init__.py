"""Documentation pages that are written from the code itself by `make docs`."""
