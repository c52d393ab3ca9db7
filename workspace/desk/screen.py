"""The desk: reads the state of an agent's screen and puts it into words, for the page, for the answer to an action, and for a push."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flows.customers.recognition import CustomerMatch, MatchKind, interaction_to_resume
from flows.runs.refusals import FieldsWrongError
from flows.runs.run import Run
from workspace.auth import Right, may
from workspace.desk.add_ins import add_ins_here
from workspace.desk.knowledge import knowledge_panel
from workspace.desk.layout import read_layout
from workspace.desk.next_up import read_next, read_offered, show_offered
from workspace.desk.state import DeskState, read_desk
from workspace.desk.transfers import show_question
from workspace.realtime.sources import Rendered
from workspace.render import panel_html
from workspace.screens.desk import PANELS, DeskScreen
from workspace.screens.desk_call import BarPanel, Choice
from workspace.screens.desk_caller import CallerPanel
from workspace.screens.desk_layout import SidePanel
from workspace.screens.desk_script import Resumption, ScriptPanel
from workspace.screens.desk_work import CallbackField, NextPanel, NoticesPanel, OffersPanel, WrapUpPanel
from workspace.screens.show_add_ins import show_add_ins
from workspace.screens.show_bar import show_bar
from workspace.screens.show_caller import show_caller
from workspace.screens.show_script import show_script
from workspace.screens.show_tickets import TICKETS_SHOWN_FOR, ticket_choices
from workspace.screens.show_work import can_wrap_up, show_notes, show_notices, show_offers, show_status, show_wrapup
from workspace.scripts.bundles import offer_catalogue, published
from workspace.transactions.offers import PANEL
from workspace.translations import Language
from workspace.wiring.parts import Parts, Person, Unit
from workspace.words import ago, in_language

LOOK_BACK = timedelta(minutes=15)
"""How long after a drop a caller is offered the run where it stopped."""


@dataclass(frozen=True)
class Refused:
    """What was wrong with the form just sent: shown beside its fields once, not stored."""

    fields: FieldsWrongError | None = None
    typed: Mapping[str, object] | None = None
    wrapup: str = ""
    callback: CallbackField | None = None


def desk_screen(unit: Unit, person: Person, language: Language, refused: Refused | None = None) -> DeskScreen:
    """The whole desk of an agent, ready for the templates."""
    state = read_desk(unit, person, language)
    refused = refused or Refused()
    if state.is_closing:
        return _closing_desk(unit, state, refused)
    layout = read_layout(state.layout)
    here = add_ins_here(unit, state)
    offered = read_offered(unit, state)
    return DeskScreen(
        version=state.version,
        bar=show_bar(
            state, is_suppressed=_is_suppressed(unit, state), question=show_question(unit, state), offered=show_offered(state, offered)
        ),
        caller=_caller(unit, state),
        script=show_script(state, _scripts(unit, state), _resumption(unit, state), refused.fields, refused.typed),
        offers=_offers(unit, state),
        notes=show_notes(state, state.row["notes_saved_at"] if state.row else None),
        wrapup=_wrapup(unit, state, refused),
        next=read_next(unit, state, offered),
        notices=show_notices(state, unit.notices.open_for(person), ZoneInfo("UTC")),
        status=show_status(state, state.preferences, state.team),
        knowledge=knowledge_panel(unit, state),
        addins=show_add_ins(state, [each for each in here if each.row["at_caller"] and layout.add_ins != "hidden"]),
        stepaddins=show_add_ins(state, [each for each in here if not each.row["at_caller"]]),
        side=SidePanel(layout.shown("side"), layout.add_ins == "above"),
    )


def _closing_desk(unit: Unit, state: DeskState, refused: Refused) -> DeskScreen:
    """What a vendor's agent keeps who was cut off in the middle of a call: the notes and how it ended, nothing of the customer (P14)."""
    bar = show_bar(state, is_suppressed=False)
    hidden = {"name": "", "number": "", "line": "", "can_reject": False, "controls": (), "can_transfer": False, "do_not_call": "none"}
    call = replace(bar.call, **hidden) if bar.call else None  # type: ignore[arg-type]
    return DeskScreen(
        version=state.version,
        bar=BarPanel(replace(bar.presence, choices=(), pending=None), call),
        caller=CallerPanel("idle"),
        script=ScriptPanel(),
        offers=OffersPanel(),
        notes=show_notes(state, state.row["notes_saved_at"] if state.row else None),
        wrapup=_wrapup(unit, state, refused),
        next=NextPanel(compact=True),
        notices=NoticesPanel(),
        status=show_status(state, {}, ""),
    )


class DeskSource:
    """The desk as a live screen."""

    def render(self, parts: Parts, person: Person, language: Language) -> Rendered:
        """Read the state and render all panels."""
        with parts.units.read() as unit:
            screen = desk_screen(unit, person, language)
        return Rendered(screen.version, {name: panel_html(name, screen, language) for name in PANELS})


def _caller(unit: Unit, state: DeskState) -> CallerPanel:
    row = state.row
    if row is None:
        return show_caller(state, [], [])
    tickets = unit.tickets.of_customer(row["customer_id"], state.now - TICKETS_SHOWN_FOR) if state.customer and not state.masked else []
    choices = ticket_choices(unit.departments.choices(), state.language) if may(state.person, Right.OPEN_TICKETS) else ()
    candidates = unit.customers.with_number(row["caller_number"]) if row["customer_match"] == MatchKind.SHARED else []
    return show_caller(state, unit.customers.attribute_definitions() if state.customer else [], candidates, tickets, choices)


def _is_suppressed(unit: Unit, state: DeskState) -> bool:
    if state.row is None:
        return False
    number = state.row["caller_number"] if state.row["direction"] == "inbound" else state.row["dialled_number"]
    return bool(number) and bool(unit.suppressions.standing(unit.campaigns.seller_of(state.row["campaign_id"]), number))


def _scripts(unit: Unit, state: DeskState) -> list[Choice]:
    """The other scripts that may be opened in this interaction; a vendor's agent has the campaign's alone."""
    if state.row is None or state.masked:
        return []
    title = f"title_{state.language}"
    fitting = ("any", state.row["direction"])
    current = state.run.script.key if state.run else None
    return [
        Choice(each["key"], each[title] or each["key"])
        for each in unit.scripts.titles()
        if each["channel"] in fitting and not each["key"].startswith("lib/") and each["key"] != current
    ]


def _resumption(unit: Unit, state: DeskState) -> Resumption | None:
    """The run of a caller who was cut off and rings back: offered, never taken up by itself."""
    row = state.row
    if row is None or row["direction"] != "inbound" or row["caller_number"] is None or row["resumes_id"] is not None:
        return None
    match = CustomerMatch(MatchKind(row["customer_match"]), row["customer_id"])
    dropped = [each for each in unit.interactions.dropped(row["caller_number"], state.now - LOOK_BACK) if each.interaction_id != row.id]
    found = interaction_to_resume(row["caller_number"], match, dropped, state.now, LOOK_BACK)
    stored = unit.runs.get(found.run_id) if found else None
    if found is None or stored is None:
        return None
    script = published(unit, stored["bundle_id"])
    before = unit.interactions.get(found.interaction_id)
    agent = unit.people.get(before.interaction.person_id) if before and before.interaction.person_id else None
    return Resumption(
        run_id=str(found.run_id),
        script=in_language(script.bundle.script.title, state.language),
        step=_stopped_at(unit, found.interaction_id, stored["step_key"]).replace("_", " "),
        stopped=ago(found.ended_at, state.now, state.language),
        agent=agent["name"] if agent else "",
    )


def _stopped_at(unit: Unit, interaction_id: UUID, otherwise: str) -> str:
    state = unit.interactions.broken_off(interaction_id)
    return Run.from_json(state).step if state else otherwise


def _offers(unit: Unit, state: DeskState) -> OffersPanel:
    if state.row is None or state.masked:
        return OffersPanel()
    decisions = [each for each in unit.offers.decisions_of(state.row.id) if each["slot"] == PANEL]
    said = {each["offer_key"]: each["response"] for each in unit.offers.responses_of(state.row.id) if each["response"] in SAID}
    return show_offers(state, decisions[-1] if decisions else None, offer_catalogue(unit).offers, said)


SAID = ("presented", "accepted", "declined", "deferred")


def _wrapup(unit: Unit, state: DeskState, refused: Refused) -> WrapUpPanel:
    # Asked only once it is shown: a ringing desk must not wait for it.
    codes: list[dict[str, Any]] = unit.routing.dispositions() if can_wrap_up(state) else []
    return show_wrapup(state, codes, error=refused.wrapup, callback=refused.callback, field_errors=refused.fields, typed=refused.typed)
