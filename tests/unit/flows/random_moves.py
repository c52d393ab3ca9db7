"""Moves for property tests: those that fit where a run stands, and those that do not."""

from typing import Any

from hypothesis import strategies as st

from flows.runs.moves import (
    ActionResult,
    Answer,
    Back,
    CancelAction,
    ChangeLanguage,
    Consent,
    Continue,
    GoToWrapUp,
    HungUp,
    Jump,
    LeaveObjection,
    LinkCustomer,
    Move,
    OfferChosen,
    OpenObjection,
    RespondToOffer,
    SubmitForm,
    TakeExit,
    Tick,
    WrapUp,
)
from flows.runs.step_view import FieldView, StepView
from scripts_dsl.values import to_json
from tests.unit.flows.playing import CLOUD, FIBRE, Play

_TYPED = {
    "text": "some text",
    "address": "1 Main Road",
    "number": "3",
    "money": "12.5",
    "yesno": "yes",
    "date": "2026-12-01",
    "time": "10:30",
    "datetime": "2026-12-01T10:30",
    "phone": "+12125550123",
    "email": "ana@example.com",
    "digits": "4711",
    "files": "file-1",
}
JUNK: Any = st.one_of(
    st.text(max_size=12),
    st.none(),
    st.integers(),
    st.lists(st.text(max_size=4), max_size=3),
    st.sampled_from(["\x00", "\ud800", "9" * 400]),
)


def fitting(play: Play, draw: Any) -> Move:
    """A move that an agent, the phone or the outside may make where the run stands."""
    if play.run.status == "waiting":
        if play.run.awaited is None:
            return OfferChosen(draw(st.sampled_from([FIBRE, CLOUD, None])))
        result = ActionResult(play.key, draw(st.sampled_from(["A1", {"id": "A1001", "speed": 100}, None, 3.5, [1, "x"]])))
        failed = ActionResult(play.key, error=draw(st.sampled_from(["refused", "timeout", "down"])))
        back = [Back()] if play.view().can_go_back else []
        return draw(st.sampled_from([result, result, failed, CancelAction(), *back]))
    shown = play.view()
    choices: list[Move] = [Continue()] * 3 if shown.can_continue else []
    choices += [Answer(each.value) for each in shown.answers]
    choices += [SubmitForm({each.name: _filled(each) for each in shown.fields})] if shown.kind == "form" else []
    if shown.offer is not None:
        choices += [RespondToOffer(each) for each in shown.offer.outcomes]
    choices += [Tick(each.id) for each in shown.lines]
    choices += [Consent(given=shown.consent_possible), Consent(given=False)] if shown.kind == "read_back" else []
    choices += [OpenObjection(each.id) for each in shown.objections]
    choices += [Jump(each.visit) for each in shown.path if shown.can_jump and not each.current][:3]
    choices += [Back()] if shown.can_go_back else []
    return draw(st.sampled_from(choices or _closing(shown)))


def _closing(shown: StepView) -> list[Move]:
    """The wrap-up, from where there is nothing else to do."""
    return [WrapUp(code, {each.name: _filled(each) for each in shown.fields}) for code in shown.dispositions] or [WrapUp("other")]


def _filled(field: FieldView) -> object:
    """Something a field takes."""
    if field.options:
        return field.options[0].value
    return _TYPED.get(field.type, "") if field.maximum is None else to_json(field.maximum)


def anything(play: Play, draw: Any) -> Move:
    """Any move at all, with names that exist and names that do not."""
    names = st.one_of(
        st.text(max_size=6), st.sampled_from([play.step, "yes", "ok", "price", "do_not_call", "hung_up", "fallback", "en", "zh"])
    )
    fields = st.dictionaries(st.one_of(names, st.sampled_from(["text", "when", "amount"])), JUNK, max_size=3)
    keys = [each.key for each in play.run.asked]
    key = st.sampled_from(keys) if keys else names
    return draw(
        st.one_of(
            st.builds(Continue),
            st.builds(Answer, names),
            st.builds(SubmitForm, fields),
            st.builds(
                RespondToOffer, st.one_of(names, st.sampled_from(["accepted", "declined", "later", "none"])), st.one_of(st.none(), names)
            ),
            st.builds(Tick, names),
            st.builds(Consent, st.booleans()),
            st.builds(OpenObjection, names),
            st.builds(LeaveObjection),
            st.builds(Back),
            st.builds(Jump, st.integers(-2, 40)),
            st.builds(TakeExit, names),
            st.builds(HungUp),
            st.builds(GoToWrapUp),
            st.builds(ActionResult, key, st.one_of(JUNK, st.floats()), st.one_of(st.none(), names)),
            st.builds(CancelAction),
            st.builds(OfferChosen, st.sampled_from([FIBRE, CLOUD, None])),
            st.builds(ChangeLanguage, names),
            st.builds(LinkCustomer, st.dictionaries(st.sampled_from(["crm.customer", "customer", "x"]), JUNK, max_size=2), names),
            st.builds(WrapUp, names, fields),
        )
    )
