"""Domain values turned into frozen screen values, all strings ready for the templates."""
