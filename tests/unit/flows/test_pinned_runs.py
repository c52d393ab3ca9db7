"""Scripts are edited, published, rolled back and withdrawn while runs stand half-way: no run meets an unknown step or loses an answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from flows.errors import Refusal
from flows.publishing.bundle import Bundle
from flows.publishing.frozen import beside, check_text, pinned, seal_of, sha256_of, thaw
from flows.publishing.shelf import Shelf
from flows.runs.run import Run
from flows.runs.turn import move, start
from flows.runs.view import view
from tests.unit.flows.playing import Play
from tests.unit.flows.random_moves import fitting
from tests.unit.flows.small_scripts import NOW

NAMES = ("a", "b", "c", "d", "e", "f")
ANSWERS = ("yes", "no", "later")
ATTRIBUTE = {"key": "score", "type": "number", "label": {"en": "Score", "zh": "分数"}, "options": [], "sensitive": False}


@dataclass
class Draft:
    """What a supervisor is writing: each step is a kind with where it leads; `sub` are the ways out of the sub-script."""

    steps: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=lambda: {"a": ("say", ("wrap",))})
    sub: tuple[str, ...] = ("ok",)

    def text(self) -> str:
        """The script as text."""
        lines = [
            "script: changing",
            "spec: 1",
            "title: {en: Changing, zh: 变化}",
            "languages: [en, zh]",
            f"start: {next(iter(self.steps))}",
        ]
        lines += ["steps:", *(line for name, (kind, ways) in self.steps.items() for line in self._step(name, kind, ways))]
        return "\n".join([*lines, "  wrap:", "    wrapup: {dispositions: [sold, cut_off]}", "exits:", "  hung_up: {next: wrap}", ""])

    def sub_text(self) -> str:
        """The sub-script as text."""
        ends = [line for way in self.sub for line in (f"  end_{way}:", f"    return: {way}")]
        answers = ", ".join(f"{way}: end_{way}" for way in self.sub)
        asked = ["  asked:", "    ask: {en: Which way?, zh: 哪一种？}", f"    answers: {{{answers}}}"]
        return "\n".join(["script: sub", "spec: 1", "languages: [en, zh]", "start: asked", "steps:", *asked, *ends, ""])

    def _step(self, name: str, kind: str, ways: tuple[str, ...]) -> list[str]:
        lines = [f"  {name}:"]
        match kind:
            case "ask":
                pairs = ", ".join(f"{answer}: {way}" for answer, way in zip(ANSWERS, ways, strict=False))
                return [*lines, f"    ask: {{en: Question {name}?, zh: 问题{name}？}}", f"    answers: {{{pairs}}}"]
            case "form":
                label = f"label: {{en: Field {name}, zh: 字段{name}}}"
                return [*lines, "    form:", f"      - {{name: typed_{name}, type: text, {label}}}", f"    next: {ways[0]}"]
            case "offer":
                outcomes = ", ".join(f"{each}: {ways[0]}" for each in ("accepted", "declined", "later", "none"))
                return [*lines, "    offer: {slot: upsell}", f"    outcomes: {{{outcomes}}}"]
            case "call":
                return [*lines, "    call: lib/sub", f"    returns: {{{', '.join(f'{way}: {ways[0]}' for way in self.sub)}}}"]
            case _:
                return [*lines, f"    say: {{en: Words {name}, zh: 话{name}}}", f"    next: {ways[0]}"]


@dataclass
class Standing:
    """A run that stands somewhere: its state and its moves as they are stored, the version it pinned, what was answered in it."""

    state: bytes
    version: int
    answers: dict[tuple[int, str], object] = field(default_factory=dict)


class Shift(RuleBasedStateMachine):
    """A supervisor who edits and publishes, and agents who are half-way."""

    def __init__(self) -> None:
        super().__init__()
        self.draft = Draft()
        self.live_sub = ("", 0)
        self.shelf = Shelf()
        self.published: dict[int, str] = {}
        self.seals: dict[int, str] = {}
        self.runs: list[Standing] = []
        self.now = NOW

    @rule(name=st.sampled_from(NAMES), kind=st.sampled_from(["say", "ask", "form", "offer", "call"]), data=st.data())
    def write_a_step(self, name: str, kind: str, data: st.DataObject) -> None:
        """Add a step, or turn one into another kind, leading anywhere."""
        ways = data.draw(st.lists(st.sampled_from([*self.draft.steps, name, "wrap"]), min_size=1, max_size=3))
        self.draft.steps[name] = (kind, tuple(ways))

    @rule(name=st.sampled_from(NAMES), to=st.sampled_from([*NAMES, "wrap"]))
    def delete_a_step(self, name: str, to: str) -> None:
        """Delete a step; what led there leads elsewhere."""
        if name in self.draft.steps and len(self.draft.steps) > 1:
            del self.draft.steps[name]
            to = to if to in self.draft.steps else "wrap"
            self.draft.steps = {
                each: (kind, tuple(to if way == name else way for way in ways)) for each, (kind, ways) in self.draft.steps.items()
            }

    @rule(name=st.sampled_from(NAMES))
    def rename_a_step(self, name: str) -> None:
        """Rename a step everywhere."""
        renamed = next(each for each in (*NAMES, "g") if each not in self.draft.steps or each == name)
        if name in self.draft.steps:
            self.draft.steps = {
                renamed if each == name else each: (kind, tuple(renamed if way == name else way for way in ways))
                for each, (kind, ways) in self.draft.steps.items()
            }

    @rule(ways=st.lists(st.sampled_from(["ok", "failed", "locked"]), min_size=1, max_size=3, unique=True))
    def publish_another_sub_script(self, ways: list[str]) -> None:
        """The sub-script now has other ways out; the scripts that were published keep theirs."""
        self.draft.sub = tuple(ways)
        self.live_sub = (self.draft.sub_text(), self.live_sub[1] + 1)

    @rule()
    def publish(self) -> None:
        """Publish the draft, if it has no errors."""
        scripts = {"lib/sub": self.live_sub[0]} if self.live_sub[1] else {}
        versions = {"lib/sub": self.live_sub[1]} if scripts else {}
        parts = beside(scripts, versions, {"offers/fibre_1000m": 3}, [ATTRIBUTE], ["sold", "cut_off"])
        text = self.draft.text()
        loaded = check_text("changing", text, parts)
        if loaded.script is not None:
            self._put(text, pinned(parts, loaded.script))

    @rule(number=st.integers(1, 6))
    def roll_back(self, number: int) -> None:
        """Publish an old text again."""
        try:
            self.shelf.to_roll_back_to(number)
        except Refusal:
            return
        kept = json.loads(self.published[number])
        self._put(kept["source"], kept["parts"], rolled_back_to=number)

    @rule(number=st.integers(1, 6), step=st.sampled_from(["", *NAMES]))
    def withdraw(self, number: int, step: str) -> None:
        """Withdraw a version or a step; the runs on it go on."""
        try:
            self.shelf = self.shelf.withdrawn(number, step)
        except Refusal:
            return

    @precondition(lambda self: self.shelf.live is not None and len(self.runs) < 4)
    @rule()
    def a_call_comes(self) -> None:
        """A run starts on the live version."""
        assert self.shelf.live is not None
        version = self.shelf.live.number
        turn = start(self._bundle(version), {}, now=self.now, language="en", zone="UTC", currency="USD")
        self.runs.append(Standing(orjson.dumps(turn.run.to_json()), version))

    @precondition(lambda self: self.runs)
    @rule(data=st.data())
    def an_agent_goes_on(self, data: st.DataObject) -> None:
        """One run makes a move that its screen offers."""
        standing = data.draw(st.sampled_from(self.runs))
        bundle, run = self._bundle(standing.version), Run.from_json(orjson.loads(standing.state))
        if run.status == "done":
            return
        self.now += timedelta(seconds=1)
        play = Play.standing(bundle, run, self.now)
        turn = move(run, bundle, fitting(play, data.draw), now=self.now)
        standing.state = orjson.dumps(turn.run.to_json())

    @invariant()
    def every_run_stands_at_a_step_of_its_own_version(self) -> None:
        """Whatever was published since: the step is known, can be shown, and earlier answers are there."""
        for standing in self.runs:
            run, bundle = Run.from_json(orjson.loads(standing.state)), self._bundle(standing.version)
            assert run.bundle == f"changing@{standing.version}"
            seen = view(run, bundle, now=self.now, language="zh")
            assert seen.kind == "suppress" or run.step in bundle.script_named(run.frame.script).steps
            held = {(number, name): value for number, frame in enumerate(run.frames) for name, value in frame.answers.items()}
            assert held.keys() >= standing.answers.keys()
            standing.answers = dict(held)

    @invariant()
    def what_was_published_is_what_it_was(self) -> None:
        """No version ever changes."""
        for number, kept in self.published.items():
            whole: Mapping[str, Any] = json.loads(kept)
            assert seal_of("changing", number, whole["source"], whole["parts"]) == self.seals[number]

    def _put(self, source: str, parts: Mapping[str, Any], rolled_back_to: int | None = None) -> None:
        self.shelf = self.shelf.published(sha256_of(source), rolled_back_to)
        number = self.shelf.newest
        self.published[number] = json.dumps({"source": source, "parts": parts})
        self.seals[number] = seal_of("changing", number, source, parts)

    def _bundle(self, version: int) -> Bundle:
        kept = json.loads(self.published[version])
        return thaw(f"changing@{version}", "changing", kept["source"], kept["parts"])


TestShift = Shift.TestCase
TestShift.settings = settings(deadline=None, max_examples=25, stateful_step_count=25, suppress_health_check=list(HealthCheck))
