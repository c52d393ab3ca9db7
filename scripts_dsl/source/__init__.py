"""The source text: YAML events walked into nodes with places, and what is refused before it is a script."""
