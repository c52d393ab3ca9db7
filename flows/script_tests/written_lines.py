"""Moves as lines of a test."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from flows.publishing.bundle import Bundle
from flows.runs import moves
from flows.runs.moves import Move
from flows.runs.run import Run
from flows.runs.step_view import StepView
from flows.runs.variables import given_by_record
from flows.runs.view import view
from flows.script_tests.emitting import Word, plain
from flows.script_tests.walking import as_typed

YES = Word("yes")


def place_of(run: Run, bundle: Bundle, number: int | None = None) -> str:
    """A step as a test names it: where the run stands, or an arrival by its number."""
    arrival = run.arrival if number is None else run.path[number]
    script = run.frames[arrival.frame].script
    known = arrival.step in bundle.script_named(script).steps
    return arrival.step if script == bundle.script.name or not known else f"{script}/{arrival.step}"


def line_of(before: Run, bundle: Bundle, made: Move, after: Run, now: datetime) -> dict[str, object]:
    """What an agent, or the customer's phone, did, as a line of a test."""
    line: dict[str, object] = {"at": place_of(before, bundle)}
    shown = view(before, bundle, now=now, language=before.language)
    match made:
        case moves.Continue():
            return {**line, "close_objection": YES} if _only_closes(shown) else line
        case moves.Answer():
            return {**line, "answer": made.value}
        case moves.SubmitForm():
            return {**line, "fill": _filled(shown, made.fields)}
        case moves.RespondToOffer():
            return {**line, "outcome": made.response, **({"reason": made.reason} if made.reason else {})}
        case moves.Tick():
            return {**line, "tick": [made.line]}
        case moves.Consent():
            return {**line, "consent": "given" if made.given else "refused"}
        case moves.OpenObjection():
            return {**line, "objection": made.objection}
        case moves.LeaveObjection():
            return {**line, "close_objection": YES}
        case moves.Back():
            return {**line, "back": place_of(after, bundle)}
        case moves.Jump():
            return {**line, "jump": _visit(before, bundle, made.visit)}
        case moves.TakeExit():
            return {**line, "exit": made.exit}
        case moves.HungUp():
            return {**line, "exit": "hung_up"}
        case moves.GoToWrapUp():
            return {**line, "wrap_up": YES}
        case moves.CancelAction():
            return {**line, "cancel": YES}
        case moves.ChangeLanguage():
            return {**line, "language": made.language}
        case moves.LinkCustomer():
            records, _ = given_by_record(bundle, made.given, ZoneInfo(after.zone), after.currency)
            return {**line, "link": {"given": plain(records), **({"zone": made.zone} if made.zone else {})}}
        case moves.WrapUp():
            suggested = {"suggested": shown.suggested} if shown.suggested else {}
            filled = _filled(shown, made.fields)
            return {**line, **suggested, **({"fill": filled} if filled else {}), "disposition": made.disposition}
        case moves.ActionResult() | moves.OfferChosen():
            raise AssertionError("the outside writes no lines of its own")


def may_join(former: Mapping[str, object], line: Mapping[str, object]) -> bool:
    """Whether a line says more of the same: ticks, and the consent after them."""
    return former.keys() == {"at", "tick"} and former["at"] == line["at"] and line.keys() in ({"at", "tick"}, {"at", "consent"})


def _only_closes(shown: StepView) -> bool:
    """Whether going on means no more than closing the open objection."""
    return any(each.open and not each.leads_on for each in shown.objections)


def _filled(shown: StepView, fields: Mapping[str, object]) -> dict[str, object]:
    """What was typed, beside what stood in the form."""
    filled: dict[str, object] = {}
    for field in shown.fields:
        raw = fields.get(field.name)
        if raw not in (None, "", [], ()):
            filled[field.name] = [str(each) for each in raw] if isinstance(raw, list | tuple) else str(raw)
        elif as_typed(field) not in (None, ""):
            filled[field.name] = ""
    return filled


def _visit(run: Run, bundle: Bundle, number: int) -> object:
    """A visit in the path as a jump names it: its step, and which of several it is."""
    place = place_of(run, bundle, number)
    same = [each for each in range(len(run.path)) if place_of(run, bundle, each) == place]
    return place if same[-1] == number else {"step": place, "visit": str(same.index(number) + 1)}
