"""Jobs of the analytics side that learn and write recommendations."""
