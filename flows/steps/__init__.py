"""The kinds of steps: how each is entered, which moves it takes, where it leads."""

from collections.abc import Callable, Mapping
from typing import Any

from flows.runs import moves
from flows.steps import ask, branch, call, do, fallback, form, offer, read_back, return_, say, suppress, wrapup
from scripts_dsl import script
from scripts_dsl.script import Step

Enter = Callable[[Any, Any], str | None]
Take = Callable[[Any, Any, Any], str | None]

ENTER: Mapping[type[Step], Enter] = {
    script.SayStep: say.enter,
    script.AskStep: ask.enter,
    script.FormStep: form.enter,
    script.BranchStep: branch.enter,
    script.DoStep: do.enter,
    script.OfferStep: offer.enter,
    script.ReadBackStep: read_back.enter,
    script.CallStep: call.enter,
    script.WrapupStep: wrapup.enter,
    script.ReturnStep: return_.enter,
    suppress.SuppressStep: suppress.enter,
    fallback.FallbackStep: fallback.enter,
}
"""What happens on arrival: the step to go on to at once, None to wait there."""

TAKE: Mapping[tuple[type[Step], type[moves.Move]], Take] = {
    (script.SayStep, moves.Continue): say.go_on,
    (script.AskStep, moves.Answer): ask.answer,
    (script.FormStep, moves.SubmitForm): form.submit,
    (script.DoStep, moves.CancelAction): do.cancel,
    (script.OfferStep, moves.OfferChosen): offer.present,
    (script.OfferStep, moves.RespondToOffer): offer.respond,
    (script.ReadBackStep, moves.Tick): read_back.tick,
    (script.ReadBackStep, moves.Consent): read_back.consent,
    (script.WrapupStep, moves.WrapUp): wrapup.wrap_up,
    (script.ReturnStep, moves.Continue): return_.leave,
    (suppress.SuppressStep, moves.Continue): suppress.go_on,
    (fallback.FallbackStep, moves.WrapUp): fallback.wrap_up,
}
"""What a move does at a step: the step it leads to, None to stay."""

BUILT_IN: Mapping[str, Step] = {suppress.SUPPRESS.id: suppress.SUPPRESS, fallback.FALLBACK.id: fallback.FALLBACK}
"""Steps that every script has."""
