"""Simulated shifts: agents who work calls through their desks while their lines are cut, and who remember what they were told is saved."""

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from uuid import UUID

from selectolax.lexbor import LexborHTMLParser

from adapters.chance import seeded
from flows.interaction import InteractionState
from flows.routing.presence import PresenceState
from flows.telephony.call_event import CallEventKind
from tests.faults.calls import next_form
from tests.faults.live_desk import LiveDesk
from tests.web.floor import BROADBAND_NUMBER, SERVICE_NUMBER, Phone
from workspace.commands.ask_action import ask_action, open_actions
from workspace.commands.route_waiting import route_waiting
from workspace.wiring.parts import InteractionRow, Parts, new_id, new_token

Dice = type(seeded(0))

ACTS_A_CALL = 14
"""Acts of an agent, on average, from the answer to the end of a call."""
LONGEST_CUT = 6000
"""Bytes after which a cut comes, at most: within the first push, or within the next ones."""


@dataclass
class Kept:
    """What agents were told is saved: compared with what is stored when the shift is over."""

    moves: list[tuple[str, int, str]] = field(default_factory=list)
    """Runs, the turns after a move, the keys of the forms."""
    notes: dict[UUID, str] = field(default_factory=dict)
    responses: list[tuple[UUID, str, str]] = field(default_factory=list)
    """Interactions, offers, keys."""
    closed: list[tuple[UUID, str]] = field(default_factory=list)


@dataclass
class Worker:
    """One agent of the shift."""

    desk: LiveDesk
    extension: str
    typed: Counter[UUID] = field(default_factory=Counter)

    @property
    def person_id(self) -> UUID:
        """Who it is."""
        return self.desk.agent.person_id


class Shift:
    """Two agents, the customers who ring them, and the dice that say what happens next: the same seed tells the same shift."""

    def __init__(self, parts: Parts, workers: list[Worker], numbers: list[str], dice: Dice) -> None:
        self.parts = parts
        self.workers = workers
        self.kept = Kept()
        self.acts: Counter[str] = Counter()
        self._numbers = numbers
        self._dice = dice
        self._phone = Phone(parts)
        self._calls = count(1)

    def act(self, worker: Worker) -> None:
        """One thing that happens at or to this agent's desk; sometimes two at the same time, from two sides."""
        if self._dice.random() < 0.25:
            beside = threading.Thread(target=self._from_outside, args=(worker,))
            beside.start()
            self._act(worker)
            beside.join()
        else:
            self._act(worker)

    def _act(self, worker: Worker) -> None:
        with self.parts.units.read() as unit:
            rows = unit.interactions.open_of(worker.person_id)
            presence = unit.presence.get(worker.person_id)
        row = rows[0] if rows else None
        if row is None:
            assert presence is not None
            self._wait_for_work(worker, presence.state)
        elif row.interaction.state is InteractionState.RINGING:
            self._at_a_ring(worker, row)
        elif row.interaction.state is InteractionState.WRAPPING_UP:
            self._wrap_up(worker, row)
        else:
            self._talk(worker, row)

    def work_in_the_background(self) -> None:
        """What a worker process does: ask the outside, route who waits."""
        for action_id in open_actions(self.parts):
            ask_action(self.parts, action_id)
        route_waiting(self.parts)

    def _count(self, name: str) -> None:
        self.acts[name] += 1

    def _from_outside(self, worker: Worker) -> None:
        """Somebody else changes what the desk shows."""
        self._count("notice")
        with self.parts.units.begin() as unit:
            words = {"text_en": f"Line down {new_token()[:6]}", "text_zh": "线路故障"}
            audience = {"people": [str(worker.person_id)]}
            unit.notices.add(id=new_id(), kind="broadcast", must_acknowledge=True, audience=audience, created_by=None, **words)
            unit.desks.touch(worker.person_id)

    def _wait_for_work(self, worker: Worker, state: PresenceState) -> None:
        notice = LexborHTMLParser(worker.desk.panels["panel-notices"]).css_first('form[hx-post$="/acknowledgements"]')
        if notice is not None:
            self._press(worker, "acknowledge", notice.attributes["hx-post"] or "")
        elif state is not PresenceState.READY:
            self._press(worker, "ready", "/presence", state="ready", reason="")
        else:
            self._count("ring")
            dialled = self._dice.choice((BROADBAND_NUMBER, SERVICE_NUMBER))
            self._phone.rings(f"chaos-{next(self._calls)}", self._dice.choice(self._numbers), dialled)

    def _at_a_ring(self, worker: Worker, row: InteractionRow) -> None:
        chance = self._dice.random()
        if chance < 0.1:
            self._press(worker, "reject", f"/interactions/{row.id}/rejection")
        elif chance < 0.2:
            self._count("abandon")
            self._phone.customer_hangs_up(row["call_id"])
        else:
            self._count("connect")
            self._phone.connects(row["call_id"], worker.extension)

    def _talk(self, worker: Worker, row: InteractionRow) -> None:
        choices: list[Callable[[Worker, InteractionRow], None]] = [self._move] * 7 + [self._note] * 2 + [self._hold, self._rest_after]
        choices += [self._decline_beside, self._back]
        if self._dice.random() < 1 / ACTS_A_CALL:
            self._count("hang up")
            self._phone.customer_hangs_up(row["call_id"])
        else:
            self._dice.choice(choices)(worker, row)

    def _move(self, worker: Worker, row: InteractionRow) -> None:
        page = LexborHTMLParser("".join(worker.desk.loaded()[0].values()))
        form = next_form(page)
        if form is None:
            self._note(worker, row)
            return
        key = new_token()
        self._press(worker, "move", form.path, key, **form.fields)
        self.kept.moves.append((form.run_id, form.turn + 1, key))

    def _back(self, worker: Worker, row: InteractionRow) -> None:
        script = LexborHTMLParser(worker.desk.loaded()[0]["panel-script"])
        form = script.css_first('form[hx-post$="/back"]')
        if form is None or form.css_first("button[disabled]") is not None:
            self._note(worker, row)
            return
        path, key = form.attributes["hx-post"] or "", new_token()
        turn = script.css_first("#panel-script").attributes["data-turn"] or ""
        self._press(worker, "back", path, key, turn=turn)
        self.kept.moves.append((path.split("/")[2], int(turn) + 1, key))

    def _note(self, worker: Worker, row: InteractionRow) -> None:
        worker.typed[row.id] += 1
        text = f"said {worker.typed[row.id]} things " + "· " * self._dice.randrange(40)
        self._press(worker, "note", f"/interactions/{row.id}/notes", text=text.strip())
        self.kept.notes[row.id] = text.strip()

    def _hold(self, worker: Worker, row: InteractionRow) -> None:
        self._count("hold")
        held = row.interaction.state is InteractionState.HELD
        self._phone.tell(row["call_id"], CallEventKind.RESUMED if held else CallEventKind.HELD)

    def _rest_after(self, worker: Worker, row: InteractionRow) -> None:
        state, reason = self._dice.choice((("ready", ""), ("not_ready", "break"), ("not_ready", "lunch")))
        self._press(worker, "presence", "/presence", state=state, reason=reason)

    def _decline_beside(self, worker: Worker, row: InteractionRow) -> None:
        forms = LexborHTMLParser(worker.desk.loaded()[0]["panel-offers"]).css('form[id^="side-"]')
        if not forms:
            self._note(worker, row)
            return
        form = self._dice.choice(forms)
        offer = form.css_first("[name=offer]").attributes["value"] or ""
        fields = {"offer": offer, "response": "declined", "reason": "price"} if "declined" in (form.id or "") else {}
        key = new_token()
        self._press(worker, "offer", f"/interactions/{row.id}/offer-responses", key, **(fields or {"offer": offer, "response": "later"}))
        self.kept.responses.append((row.id, offer, key))

    def _wrap_up(self, worker: Worker, row: InteractionRow) -> None:
        if self._dice.random() < 0.3:
            self._note(worker, row)
            return
        key, code = new_token(), self._dice.choice(("info_only", "cut_off"))
        self._press(worker, "wrap up", f"/interactions/{row.id}/wrap-up", key, turn="0", disposition=code)
        self.kept.closed.append((row.id, code))

    def _press(self, worker: Worker, name: str, path: str, key: str = "", **fields: str) -> None:
        self._count(name)
        if self._dice.random() < 0.3:
            worker.desk.form_line.cut_after(self._dice.randrange(3000))
        answer = worker.desk.press(path, key, **fields)
        assert answer.status_code in (200, 204), f"{name}: {answer.status_code} {answer.text[:500]}"


class Cutter:
    """Cuts one desk's line around an act: before it, after so many bytes or milliseconds, or while the line comes back."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self.cuts: Counter[str] = Counter()

    def around(self, desk: LiveDesk, act: Callable[[], None]) -> None:
        """Do `act` while the line is cut at least once."""
        how = self._dice.choice((self._before, self._among_bytes, self._at_a_moment, self._coming_back, self._after))
        before = desk.line.cuts
        how(desk, act)
        if desk.line.cuts == before:
            desk.line.cut()
        self.cuts[how.__name__.strip("_").replace("_", " ")] += desk.line.cuts - before

    def _before(self, desk: LiveDesk, act: Callable[[], None]) -> None:
        """The act falls into the time without a line."""
        desk.line.go_down()
        try:
            act()
        finally:
            desk.line.come_up()

    def _after(self, desk: LiveDesk, act: Callable[[], None]) -> None:
        act()
        desk.line.cut()

    def _among_bytes(self, desk: LiveDesk, act: Callable[[], None]) -> None:
        """In the middle of a message, either way."""
        desk.line.cut_after(self._dice.randrange(LONGEST_CUT))
        act()

    def _at_a_moment(self, desk: LiveDesk, act: Callable[[], None]) -> None:
        timer = threading.Timer(self._dice.random() * 0.06, desk.line.cut)
        timer.start()
        act()
        timer.join()

    def _coming_back(self, desk: LiveDesk, act: Callable[[], None]) -> None:
        """Cut, and once more within the handshake, the hello or the first screen."""
        desk.line.cut()
        desk.line.cut_after(self._dice.randrange(LONGEST_CUT))
        act()
