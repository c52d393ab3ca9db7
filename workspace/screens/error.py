"""The page for a request that could not be carried out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ErrorScreen:
    """What went wrong, by code, with the fields it concerns as (name, code) pairs; the template says what to do."""

    status: int
    code: str
    detail: str = ""
    fields: tuple[tuple[str, str], ...] = ()
