"""The part of a form that says when, for whom and why something goes live."""

from dataclasses import dataclass

from workspace.screens.forms import Form
from workspace.screens.notices import Box


@dataclass(frozen=True)
class TermsForm:
    """The part of a form that says when and for whom; `zone` is the one its time is meant in, `soonest` the first it may be."""

    form: Form
    zone: str
    soonest: str
    teams: tuple[Box, ...] = ()
    needs_approval: bool = False
