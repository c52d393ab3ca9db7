"""Save an add-in: make it, change it, give it a new secret, attach it to steps of scripts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flows.connectors.add_in import AddInKind, ContextPlace, check_template
from flows.connectors.lookup import LookupField, check_fields
from flows.errors import InvalidError, NotFoundError
from workspace.routing_lists import check_words
from workspace.scripts.bundles import published
from workspace.wiring.parts import Parts, Person, Submission, Unit, new_id, new_token

TIMEOUTS = (200, 10_000)
"""The shortest and the longest time-out, in milliseconds."""


@dataclass(frozen=True)
class AddIn:
    """An add-in as its form says it; `fields` are a lookup's, `teams` count unless `every_team`."""

    name_en: str
    name_zh: str
    kind: AddInKind
    url: str
    context: ContextPlace
    at_caller: bool
    every_team: bool
    teams: frozenset[UUID]
    for_vendors: bool
    timeout_ms: int
    fields: tuple[LookupField, ...]
    active: bool = True


def save_add_in(parts: Parts, by: Person, add_in: AddIn, add_in_id: UUID | None = None, *, submission: Submission) -> tuple[UUID, str]:
    """Write an add-in; returns its id and, of a new one, its secret, else an empty text. Raises NotFoundError, InvalidError."""
    check_words({"name_en": add_in.name_en, "name_zh": add_in.name_zh}, "name_en", "name_zh")
    if not TIMEOUTS[0] <= add_in.timeout_ms <= TIMEOUTS[1]:
        raise InvalidError(fields={"timeout_ms": "range"})
    if add_in.kind is AddInKind.LOOKUP:
        check_fields(add_in.fields)
    with parts.units.begin(submission) as unit:
        check_template(
            add_in.url,
            add_in.kind,
            hosts=unit.add_ins.hosts(),
            for_vendors=add_in.for_vendors,
            may_be_plain=parts.settings.add_ins_private,
        )
        _check_teams(unit, add_in)
        secret, columns = "", _columns(add_in)
        if add_in_id is None:
            add_in_id, secret = new_id(), new_token()
            unit.add_ins.add(id=add_in_id, secret=secret, **columns)
        elif not unit.add_ins.change(add_in_id, **columns):
            raise NotFoundError
        unit.add_ins.set_teams(add_in_id, frozenset() if add_in.every_team else add_in.teams)
        _note(unit, by, "add_in_saved", add_in_id, {**columns, "teams": sorted(map(str, add_in.teams))})
    return add_in_id, secret


def rotate_secret(parts: Parts, by: Person, add_in_id: UUID, *, submission: Submission) -> str:
    """A new secret for an add-in; the old one signs nothing more. Raises NotFoundError."""
    secret = new_token()
    with parts.units.begin(submission) as unit:
        if not unit.add_ins.change(add_in_id, secret=secret):
            raise NotFoundError
        _note(unit, by, "add_in_secret_changed", add_in_id, {})
    return secret


def attach_step(parts: Parts, by: Person, add_in_id: UUID, script: str, step: str, *, submission: Submission) -> None:
    """Show an add-in at a step of a live script, too. Raises NotFoundError, InvalidError at `step`."""
    with parts.units.begin(submission) as unit:
        if unit.add_ins.get(add_in_id) is None:
            raise NotFoundError
        live = unit.scripts.live(script)
        if live is None or live["kind"] != "script" or step not in published(unit, live["id"]).bundle.script.steps:
            raise InvalidError(fields={"step": "not_listed"})
        if unit.add_ins.attach(add_in_id, script, step):
            _note(unit, by, "add_in_attached", add_in_id, {"script": script, "step": step})


def detach_step(parts: Parts, by: Person, add_in_id: UUID, script: str, step: str, *, submission: Submission) -> None:
    """Show an add-in at a step no more."""
    with parts.units.begin(submission) as unit:
        if unit.add_ins.detach(add_in_id, script, step):
            _note(unit, by, "add_in_detached", add_in_id, {"script": script, "step": step})


def _columns(add_in: AddIn) -> dict[str, Any]:
    return {
        "name_en": add_in.name_en,
        "name_zh": add_in.name_zh,
        "kind": add_in.kind.value,
        "url": add_in.url,
        "context": add_in.context.value,
        "at_caller": add_in.at_caller,
        "every_team": add_in.every_team,
        "for_vendors": add_in.for_vendors,
        "timeout_ms": add_in.timeout_ms,
        "fields": [each.as_json() for each in add_in.fields] if add_in.kind is AddInKind.LOOKUP else [],
        "active": add_in.active,
    }


def _check_teams(unit: Unit, add_in: AddIn) -> None:
    ours = {row["id"] for row in unit.administration.all("team") if row["vendor_id"] is None}
    if not add_in.teams <= ours:
        raise InvalidError(fields={"teams": "not_listed"})


def _note(unit: Unit, by: Person, verb: str, add_in_id: UUID, payload: Mapping[str, Any]) -> None:
    """Written down, and on the desks at once."""
    unit.audit.add(verb, f"add_in:{add_in_id}", dict(payload), person_id=by.id)
    unit.desks.touch(*unit.knowledge.on_desks())
