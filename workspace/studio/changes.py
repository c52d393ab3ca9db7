"""Changes of every kind on their way to calls: asked for, approved, published at once or at their time.

A kind of thing (scripts and offers, codes, cards, what a queue opens with, whole activities) says what stands now, whether what is wanted
fits, and how it is put live; everything else is the same for all of them. To add a kind, write one and list it in KINDS.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flows.errors import ConflictError, InvalidError, NotFoundError, Refusal, StaleError
from flows.publishing.publication import LONGEST_REASON, Publication, State, asked
from workspace.studio.activity_kind import ACTIVITY
from workspace.studio.approvals import needs_approval
from workspace.studio.change_kinds import ASSIGNMENT, CARD, DISPOSITION, TEXT
from workspace.studio.wishes import Kind, Put, Wish
from workspace.wiring.parts import Unit, crash_at, new_id

KINDS: Mapping[str, Kind] = {
    "script": TEXT,
    "offer": TEXT,
    "disposition": DISPOSITION,
    "card": CARD,
    "assignment": ASSIGNMENT,
    "activity": ACTIVITY,
}

LONGEST_NOTE = 500


@dataclass(frozen=True)
class Asked:
    """What came of asking: where the change stands, and the version it became (0: none yet)."""

    change_id: UUID
    state: State
    number: int = 0


def hold(unit: Unit, kind: str, key: str) -> None:
    """Let others who change this thing wait until this transaction ends; taken before the lock on a text's versions."""
    unit.scripts.lock(f"change {kind} {key}")


def ask(unit: Unit, wish: Wish, person_id: UUID | None) -> Asked:
    """Publish something now, or keep it until a second person or its time lets it.

    Going back to an old version waits for nobody: it was approved when it went live. Raises ConflictError "change_open" while another
    change of the same thing waits or is scheduled, InvalidError, and what its kind refuses.
    """
    kind = KINDS[wish.kind]
    if len(wish.note) > LONGEST_NOTE:
        raise InvalidError(fields={"note": "too_long"})
    hold(unit, wish.kind, wish.key)
    if wish.rolled_back_to is None and unit.changes.open_of(wish.kind, wish.key) is not None:
        raise ConflictError("change_open", wish.key)
    waits = wish.rolled_back_to is None and person_id is not None and needs_approval(unit, wish.kind)
    where = asked(person_id, unit.now, due_at=wish.due_at, needs_approval=waits)
    before, prepared = kind.before(unit, wish.key), kind.prepare(unit, wish)
    change_id, put = new_id(), Put(0)
    if where.state is State.PUBLISHED:
        put = _told(unit, kind, wish, before, kind.put(unit, wish, prepared, by=person_id, approved_by=None), by=person_id)
    unit.changes.add(
        id=change_id,
        kind=wish.kind,
        key=wish.key,
        state=where.state,
        before=before,
        after=dict(wish.after),
        note=wish.note,
        must_read=wish.must_read,
        teams=[str(each) for each in wish.teams],
        due_at=wish.due_at,
        rolled_back_to=wish.rolled_back_to,
        asked_by=person_id,
        number=put.number or None,
        notice_id=put.notice_id,
        ended_at=unit.now if where.state is State.PUBLISHED else None,
    )
    if where.state is not State.PUBLISHED:
        _note(unit, f"change_{'asked' if waits else 'scheduled'}", wish, change_id, person_id)
    unit.desks.touch_boards()
    return Asked(change_id, where.state, put.number)


def approve(unit: Unit, change_id: UUID, person_id: UUID) -> Asked:
    """Let it go live, now or at its time. Raises NotFoundError, ConflictError, NotAllowedError for one's own, StaleError, InvalidError."""
    row = _locked(unit, change_id)
    where, wish = _where(row).approved(person_id, unit.now), wish_of(row)
    _note(unit, "change_approved", wish, change_id, person_id)
    decided = {"decided_by": person_id, "decided_at": unit.now}
    if where.state is State.PUBLISHED:
        return Asked(change_id, where.state, _put_live(unit, row, wish, where, **decided).number)
    _prepared(unit, row, wish)
    unit.changes.move(change_id, state=where.state, **decided)
    return Asked(change_id, where.state)


def refuse(unit: Unit, change_id: UUID, person_id: UUID, reason: str) -> None:
    """Say no, with the reason, which its author is told.

    Raises NotFoundError, ConflictError "not_waiting", NotAllowedError for one's own, InvalidError at `reason`.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise InvalidError(fields={"reason": "too_long" if reason else "required"})
    row = _locked(unit, change_id)
    where = _where(row).refused(person_id)
    unit.changes.move(change_id, state=where.state, decided_by=person_id, decided_at=unit.now, reason=reason, ended_at=unit.now)
    _note(unit, "change_refused", wish_of(row), change_id, person_id, reason=reason)
    said = {"en": f"Not approved: {row['key']}. {reason}", "zh": f"未批准：{row['key']}。{reason}"}
    _tell_author(unit, row, "change_refused", said, person_id)


def cancel(unit: Unit, change_id: UUID, person_id: UUID) -> None:
    """Take it back before it is live. Raises NotFoundError, ConflictError "not_open"."""
    row = _locked(unit, change_id)
    where = _where(row).cancelled()
    unit.changes.move(change_id, state=where.state, decided_by=row["decided_by"] or person_id, decided_at=unit.now, ended_at=unit.now)
    _note(unit, "change_cancelled", wish_of(row), change_id, person_id)


def publish_one_due(unit: Unit) -> bool:
    """Publish one change whose time has come, in this transaction; False when there is none.

    What no longer fits fails, and its author is told why: nothing of it is live then.
    """
    row = unit.changes.take_due()
    if row is None:
        return False
    wish, where = wish_of(row), _where(row)
    hold(unit, wish.kind, wish.key)
    try:
        with unit.connection.begin_nested():
            _put_live(unit, row, wish, where.came_due(unit.now))
    except Refusal as refused:
        code = next((f"{field}_{why}" for field, why in refused.fields.items()), refused.code)
        failure = {"code": code, "detail": refused.detail}
        unit.changes.move(row["id"], state=where.failed().state, failure=failure, ended_at=unit.now)
        _note(unit, "change_failed", wish, row["id"], None, **failure)
        said = {
            "en": f"Not published at its time: {row['key']}. It no longer fits what is live; see Changes.",
            "zh": f"未能按时发布：{row['key']}。内容与当前生效版本不再相符，请查看“变更”。",
        }
        _tell_author(unit, row, "change_failed", said, None)
    crash_at("change_applied")
    return True


def wish_of(row: Mapping[str, Any]) -> Wish:
    """A kept change as what was wished."""
    return Wish(
        kind=row["kind"],
        key=row["key"],
        after=row["after"],
        note=row["note"],
        must_read=row["must_read"],
        teams=tuple(UUID(each) for each in row["teams"]),
        due_at=row["due_at"],
        rolled_back_to=row["rolled_back_to"],
    )


def _put_live(unit: Unit, row: Mapping[str, Any], wish: Wish, where: Publication, **decided: Any) -> Put:
    prepared = _prepared(unit, row, wish)
    kind = KINDS[wish.kind]
    put = kind.put(unit, wish, prepared, by=where.asked_by, approved_by=where.decided_by)
    put = _told(unit, kind, wish, row["before"], put, by=where.asked_by)
    columns = {"state": where.state, "number": put.number, "notice_id": put.notice_id, "ended_at": unit.now}
    unit.changes.move(row["id"], **columns, **decided)
    unit.desks.touch_boards()
    return put


def _told(unit: Unit, kind: Kind, wish: Wish, before: Mapping[str, Any], put: Put, *, by: UUID | None) -> Put:
    """What was put live, with the notice that tells of it."""
    return replace(put, notice_id=put.notice_id or kind.tell(unit, wish, before, by=by))


def _prepared(unit: Unit, row: Mapping[str, Any], wish: Wish) -> Any:
    """Checked anew, on what stands now. Raises StaleError "version_published" when that is not what it was asked for on."""
    kind = KINDS[wish.kind]
    if kind.before(unit, wish.key) != row["before"]:
        raise StaleError("version_published")
    return kind.prepare(unit, wish)


def _locked(unit: Unit, change_id: UUID) -> dict[str, Any]:
    row = unit.changes.get(change_id, lock=True)
    if row is None:
        raise NotFoundError
    hold(unit, row["kind"], row["key"])
    return row


def _where(row: Mapping[str, Any]) -> Publication:
    return Publication(State(row["state"]), row["asked_by"], row["due_at"], row["decided_by"])


def _note(unit: Unit, verb: str, wish: Wish, change_id: UUID, person_id: UUID | None, **more: Any) -> None:
    due = {"due_at": wish.due_at.isoformat()} if wish.due_at else {}
    unit.audit.add(verb, f"{wish.kind}:{wish.key}", {"change": str(change_id), "note": wish.note, **due, **more}, person_id=person_id)


def _tell_author(unit: Unit, row: Mapping[str, Any], kind: str, said: Mapping[str, str], by: UUID | None) -> None:
    if row["asked_by"] is None:
        return
    unit.notices.add(
        audience={"people": [str(row["asked_by"])]},
        id=new_id(),
        kind=kind,
        text_en=said["en"],
        text_zh=said["zh"],
        must_acknowledge=True,
        created_by=by,
    )
    unit.desks.touch(row["asked_by"])
    unit.desks.touch_boards()
