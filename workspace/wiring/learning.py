"""The wiring of the learning job; apart from `workspace.wiring.parts`, for importing it takes a second."""

from duckdb import Error as UnreadableFile

from adapters.scoring.job import Report, learn_recommendations

__all__ = ["Report", "UnreadableFile", "learn_recommendations"]
