"""Add-ins from the desk's state: names, frames, and the values of lookups in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flows.connectors.lookup import HIDDEN, LookupField, fields_from
from scripts_dsl.money import Money
from workspace.desk.add_ins import AddInHere
from workspace.desk.state import DeskState
from workspace.screens.desk_add_ins import AddInsPanel, ShownAddIn
from workspace.screens.desk_caller import Fact
from workspace.words import date_words, money_words

YES_NO = {True: {"en": "Yes", "zh": "是"}, False: {"en": "No", "zh": "否"}}
NOTHING = "–"


def show_add_ins(state: DeskState, here: Sequence[AddInHere]) -> AddInsPanel:
    """The panel of one place."""
    if state.row is None or not here:
        return AddInsPanel()
    shown = tuple(_shown(state, str(state.row.id), each) for each in here)
    return AddInsPanel(str(state.row.id), shown, any(each.state == "unasked" for each in here))


def show_value(field: LookupField, value: Any, language: str, *, masked: bool) -> str:
    """One value of an answer, in words."""
    if field.private and masked:
        return HIDDEN
    if value is None:
        return NOTHING
    if field.type == "bool":
        return YES_NO[value is True][language]
    if field.type == "date":
        return date_words(date.fromisoformat(value), language)
    if field.type == "money":
        return money_words(Money(Decimal(value["amount"]), value["currency"]), language)
    return str(value)


def _shown(state: DeskState, interaction_id: str, here: AddInHere) -> ShownAddIn:
    row, language = here.row, state.language
    return ShownAddIn(
        id=str(here.id),
        anchor=f"add-in-{here.id}-{interaction_id}-{here.mark}",
        name=row[f"name_{language}"],
        state="asked" if here.state == "unasked" else here.state,
        address=f"/interactions/{interaction_id}/add-ins/{here.id}",
        timeout_ms=row["timeout_ms"],
        lines=_lines(row, language, masked=state.masked) if here.state == "answered" else (),
        error=row["error"] if here.state == "failed" else "",
        detail=row["detail"] if here.state == "failed" else "",
        needs=here.filled.missing,
    )


def _lines(row: Mapping[str, Any], language: str, *, masked: bool) -> tuple[Fact, ...]:
    fields = fields_from(row["fields"])
    return tuple(
        Fact(field.label_en if language == "en" else field.label_zh, show_value(field, value, language, masked=masked))
        for field, value in zip(fields, row["items"], strict=True)
    )
