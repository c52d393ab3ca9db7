"""Moves of a preview: what the desk's forms would have posted, kept by the browser as a list and read back as moves."""

from collections.abc import Callable, Mapping
from typing import Any

from flows.runs import moves
from flows.runs.moves import Move

FIELD = "field-"


def moves_from(data: Any) -> list[Move]:
    """The moves of a list of `{"noun": "answers", "fields": {"answer": ["yes"]}}`. Raises ValueError for anything else."""
    if not isinstance(data, list):
        raise ValueError("moves are a list")
    return [_move(each) for each in data]


def _move(data: Any) -> Move:
    if not isinstance(data, dict) or not isinstance(data.get("fields"), dict) or data.get("noun") not in _NOUNS:
        raise ValueError("a move has a noun and fields")
    fields = {str(name): [str(each) for each in values] for name, values in data["fields"].items() if isinstance(values, list)}
    return _NOUNS[data["noun"]](fields)


def _one(fields: Mapping[str, list[str]], name: str) -> str:
    return next(iter(fields.get(name, [])), "")


def _answer(fields: Mapping[str, list[str]]) -> Move:
    typed: dict[str, object] = {
        name.removeprefix(FIELD): values[0] if len(values) == 1 else values for name, values in fields.items() if name.startswith(FIELD)
    }
    if typed or "form" in fields:
        return moves.SubmitForm(typed)
    return moves.Answer(_one(fields, "answer")) if "answer" in fields else moves.Continue()


def _objection(fields: Mapping[str, list[str]]) -> Move:
    name = _one(fields, "objection")
    return moves.OpenObjection(name) if name else moves.LeaveObjection()


_NOUNS: Mapping[str, Callable[[Mapping[str, list[str]]], Move]] = {
    "answers": _answer,
    "ticks": lambda fields: moves.Tick(_one(fields, "line")),
    "consents": lambda fields: moves.Consent(_one(fields, "consent") == "given"),
    "offer-responses": lambda fields: moves.RespondToOffer(_one(fields, "response"), _one(fields, "reason") or None),
    "objections": _objection,
    "back": lambda _: moves.Back(),
    "jumps": lambda fields: moves.Jump(int(_one(fields, "visit"))),
    "exits": lambda fields: moves.HungUp() if _one(fields, "exit") == "hung_up" else moves.TakeExit(_one(fields, "exit")),
    "cancellations": lambda _: moves.CancelAction(),
    "language": lambda fields: moves.ChangeLanguage(_one(fields, "language")),
}
