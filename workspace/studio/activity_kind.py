"""A whole business activity as one change: its offer, script, line, people and notice go live together, or nothing of it does."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flows.errors import ConflictError, InvalidError, NotFoundError, Refusal
from workspace.studio.activity import PARTS, Plan, is_chosen, plan_from
from workspace.studio.change_kinds import ASSIGNMENT, TEXT
from workspace.studio.wishes import Put, Wish
from workspace.transactions.campaigns import campaign_wanted, put_campaign
from workspace.wiring.parts import Unit, new_id


class _RehearsedError(Exception):
    """Thrown to take back what a rehearsal did."""


class ActivityKind:
    """The key is the activity's id; `after` holds its plan and the texts of its drafts, as they stood when it was asked for."""

    def before(self, unit: Unit, key: str) -> dict[str, Any]:
        """Whether it is live. Raises NotFoundError."""
        row = unit.activities.get(UUID(key))
        if row is None:
            raise NotFoundError
        return {"live": row["live_at"] is not None}

    def prepare(self, unit: Unit, wish: Wish) -> None:
        """Rehearse it. Raises ConflictError "is_live", InvalidError "blocked" with what each part lacks."""
        if self.before(unit, wish.key)["live"]:
            raise ConflictError("is_live")
        lacks = rehearse(unit, wish)
        if lacks:
            raise InvalidError("blocked", fields=lacks)

    def put(self, unit: Unit, wish: Wish, prepared: None, *, by: UUID | None, approved_by: UUID | None) -> Put:
        """Put everything live, in this one transaction."""
        _Launch(unit, wish, by, approved_by).all()
        unit.activities.went_live(UUID(wish.key))
        unit.audit.add("activity_live", f"activity:{wish.key}", {"plan": wish.after["plan"]}, person_id=by)
        return Put(1)

    def tell(self, unit: Unit, wish: Wish, before: Mapping[str, Any], *, by: UUID | None) -> UUID | None:
        """Its own notice was told as it went live, as a part of it."""
        return None


def frozen(unit: Unit, plan: Plan) -> dict[str, Any]:
    """The plan with the texts of its drafts: what is approved is what goes live."""
    texts = {}
    for key in filter(None, (plan.offer, plan.script)):
        draft = unit.scripts.draft(key)
        if draft is not None:
            kept = unit.scripts.tests(key)
            texts[key] = {"source": draft["source"], "tests": kept["source"] if kept else ""}
    return {"plan": plan.to_json(), "texts": texts}


def rehearse(unit: Unit, wish: Wish) -> dict[str, str]:
    """What keeps each part from going live, as a code, by doing it and taking it back; nothing where all is ready."""
    lacks: dict[str, str] = {}
    try:
        with unit.connection.begin_nested():
            _Launch(unit, wish, None, None).all(lacks)
            raise _RehearsedError
    except _RehearsedError:
        return lacks


class _Launch:
    """One going live, part by part."""

    def __init__(self, unit: Unit, wish: Wish, by: UUID | None, approved_by: UUID | None) -> None:
        self._unit, self._wish, self._by, self._approved_by = unit, wish, by, approved_by
        self._plan = plan_from(wish.after["plan"])

    def all(self, lacks: dict[str, str] | None = None) -> None:
        """Do every part in the order in which one needs another; with `lacks`, note what each lacks instead of stopping."""
        for part in PARTS:
            with self._part(part, lacks):
                if not is_chosen(self._plan, part):
                    raise InvalidError(fields={part: "missing"})
        steps = {"offer": self._offer, "script": self._script, "line": self._line, "people": self._people, "notice": self._notice}
        for part, step in steps.items():
            if lacks is None or part not in lacks:
                with self._part(part, lacks):
                    step()

    @contextmanager
    def _part(self, part: str, lacks: dict[str, str] | None) -> Iterator[None]:
        """Name the part in what is refused."""
        try:
            with self._unit.connection.begin_nested():
                yield
        except Refusal as refused:
            code = next((why if field == part else f"{field}_{why}" for field, why in refused.fields.items()), refused.code)
            if lacks is None:
                raise InvalidError("blocked", fields={part: code}) from refused
            lacks.setdefault(part, code)

    def _offer(self) -> None:
        if self._plan.offer:
            self._text("offer", self._plan.offer)

    def _script(self) -> None:
        self._text("script", self._plan.script)

    def _text(self, kind: str, key: str) -> None:
        """Publish the frozen draft of a text; one that is live already needs nothing."""
        after = self._wish.after["texts"].get(key)
        if after is None:
            if self._unit.scripts.live(key) is None:
                raise InvalidError(fields={kind: "missing"})
            return
        wish = Wish(kind=kind, key=key, after=after, note=self._wish.note)
        TEXT.put(self._unit, wish, TEXT.prepare(self._unit, wish), by=self._by, approved_by=self._approved_by)

    def _line(self) -> None:
        if self._plan.direction == "outbound":
            self._campaign()
            return
        unit, queue_id = self._unit, UUID(self._plan.queue)
        queue = unit.administration.get("queue", queue_id)
        if queue is None:
            raise InvalidError(fields={"line": "missing"})
        skill = {"skill_id": UUID(self._plan.skill)} if self._plan.skill else {}
        unit.administration.change("queue", queue_id, active=True, **skill)
        self._assign(f"queue:{queue['key']}")
        number = self._plan.number
        if number:
            if not unit.administration.change("number", number, queue_id=queue_id):
                unit.administration.add("number", number=number, queue_id=queue_id, name="")
            self._assign(f"number:{number}")
        unit.desks.touch(*unit.desks.everyone())
        unit.desks.touch_boards()

    def _assign(self, key: str) -> None:
        wish = Wish(kind="assignment", key=key, after={"script": self._plan.script})
        ASSIGNMENT.prepare(self._unit, wish)
        ASSIGNMENT.put(self._unit, wish, None, by=self._by, approved_by=self._approved_by)

    def _campaign(self) -> None:
        wanted, seller = campaign_wanted({**self._plan.campaign, "script_key": self._plan.script})
        campaign_id = put_campaign(self._unit, wanted, seller, self._by)
        for person in self._plan.people:
            self._unit.campaigns.join(campaign_id, UUID(person))

    def _people(self) -> None:
        unit, skill = self._unit, self._plan.skill
        for person in self._plan.people:
            row = unit.people.get(UUID(person))
            if row is None or row["role"] != "agent" or row["disabled_at"] is not None:
                raise InvalidError(fields={"people": "not_listed"})
            if skill and self._plan.direction == "inbound":
                unit.administration.give_skill(row["id"], UUID(skill))
            unit.desks.touch(row["id"])

    def _notice(self) -> None:
        plan = self._plan
        if not plan.notice_en and not plan.notice_zh:
            return
        shown_to = self._unit.notices.add(
            audience={"staff": True},
            id=new_id(),
            kind="broadcast",
            text_en=plan.notice_en or plan.notice_zh,
            text_zh=plan.notice_zh or plan.notice_en,
            must_acknowledge=plan.must_read,
            created_by=self._by,
        )
        self._unit.desks.touch(*shown_to)


ACTIVITY = ActivityKind()
