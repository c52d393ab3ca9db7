"""The doors to other systems: the customer port, the catalogue of what scripts may ask of it, add-ins and lookups."""
