"""The studio: an edit, a typed text and a check of scripts of 100 and 300 steps, from request to answer at a real `cuecard serve`.

Beside them ruamel, the peer that keeps comments too, changes the same words by reading and writing the whole text, without a check, a
request or a database. The limits are a request that does nothing, and the parser's events of the text.
"""

import http.client
import io
import json
from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.parse import urlencode

import yaml

from benchmarks.long_script import long_script
from benchmarks.measure import Times, cpu_of, goal, line, ms, skipped, timed, times, title, with_children
from benchmarks.stage import scripts_stage, serving, signed_in
from flows.publishing.frozen import sha256_of
from workspace.settings import Settings
from workspace.wiring.parts import Parts, Person, new_token

SIZES, ROUNDS, WARM_UP, PEER_ROUNDS = (100, 301), 25, 3, 3
GOAL = 0.200


class Page:
    """A supervisor's open studio: sends what its page sends, and knows the text that stands."""

    def __init__(self, settings: Settings, token: str, person: Person, key: str, source: str) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", settings.port)
        self._headers = {
            "Cookie": f"cuecard_session={token}",
            "Origin": f"http://127.0.0.1:{settings.port}",
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self._csrf = person.csrf
        self._key = key
        self._numbers = count()
        self.source, self.sha256 = source, sha256_of(source)

    def _get(self, path: str, body: str | None = None) -> bytes:
        self._http.request("GET" if body is None else "POST", path, body, self._headers)
        response = self._http.getresponse()
        text = response.read()
        if response.status != 200:
            raise AssertionError(f"{response.status} at {path}: {text[:300]!r}")
        return text

    def _ask(self, noun: str, **fields: object) -> Any:
        body = urlencode({"csrf": self._csrf, "key": new_token(), **fields}) if fields else None
        told = json.loads(self._get(f"/scripts/{self._key}/{noun}", body))
        self.source, self.sha256 = told.get("source", self.source), told.get("sha256", self.sha256)
        return told

    def close(self) -> None:
        """Hang up, so that the server can end."""
        self._http.close()

    def edit(self) -> None:
        """Other words in a step, as a form sends them."""
        edit = {"op": "set_text", "path": ["steps", "words_30", "say", 0], "language": "en", "text": f"The words of {next(self._numbers)}."}
        self._ask("edits", edit=json.dumps(edit), based_on=self.sha256)

    def type_on(self) -> None:
        """The whole text after one more line, as the text's editor saves it."""
        self._ask("drafts", source=f"{self.source}# {next(self._numbers)}\n", based_on=self.sha256)

    def check(self) -> None:
        """A text that nobody saw before, checked while it is typed."""
        told = self._ask("checks", source=f"{self.source}# check {next(self._numbers)}\n")
        if told["errors"]:
            raise AssertionError(told["problems"][:3])

    def undo(self) -> None:
        """The newest entry taken back."""
        self._ask("undo", based_on=self.sha256)

    def state(self) -> None:
        """What stands, asked for again."""
        self._ask("state")

    def form(self) -> None:
        """The form of a step that was chosen."""
        self._get(f"/scripts/{self._key}/steps/words_30")

    def map(self) -> None:
        """The steps and ways of the map."""
        self._ask("map")

    def nothing(self) -> None:
        """The limit: a request that finds nothing to do."""
        self._get("/health/live")


def measured(name: str, work: Callable[[], None], tree: list[int], limit: float) -> Times:
    """So many of one request, with the server's CPU time for one; `limit` is the median of a request that does nothing, in seconds."""
    for _ in range(WARM_UP):
        work()
    used = cpu_of(tree)
    ours = times(work, ROUNDS)
    cpu = ms((cpu_of(tree) - used) / ROUNDS)
    line(f"{name}, p50", ms(ours.p50), f"p95 {ms(ours.p95)}, least {ms(min(ours.seconds))}, CPU {cpu}; {ours.p50 / limit:.0f} × nothing")
    return ours


def opened(settings: Settings, parts: Parts, steps: int) -> Page:
    """A draft of so many steps, open."""
    key, source = f"long_{steps}", long_script(steps).replace("script: long_script", f"script: long_{steps}")
    token = signed_in(parts, "supervisor")
    with parts.units.begin() as unit:
        person = unit.sessions.find(token)
        if person is None:
            raise AssertionError("the session was just opened")
        unit.scripts.save_draft(key, "script", source, sha256_of(source), based_on="", person_id=person.id)
    return Page(settings, token, person, key, source)


def compared(steps: int, edits: Times) -> None:
    """What the peer and the limit take for the same text."""
    text = long_script(steps)
    bare = times(lambda: list(yaml.parse(text, Loader=yaml.CLoader)), ROUNDS)
    line(f"{steps} steps: limit: the parser's events alone", ms(bare.p50), f"an edit takes {edits.p50 / bare.p50:.1f} ×")
    try:
        from ruamel.yaml import YAML
    except ImportError:
        skipped("ruamel.yaml")
        return

    def change() -> None:
        peer = YAML(typ="rt")
        found = peer.load(text)
        found["steps"]["words_30"]["say"][0]["en"] = "Other words."
        peer.dump(found, io.StringIO())

    slow = times(change, PEER_ROUNDS)
    line(f"{steps} steps: ruamel reads, changes and writes", ms(slow.p50), f"an edit takes {edits.p50 / slow.p50:.2f} ×")


def main() -> None:
    """Each request of each size by itself."""
    title("studio: one change of a long script, checked, with its outline")
    slowest = 0.0
    with scripts_stage() as (settings, parts), serving(settings) as server:
        for steps in SIZES:
            page, tree = opened(settings, parts, steps), with_children(server)
            nothing = times(page.nothing, ROUNDS).p50
            line(f"{steps} steps: limit: a request that does nothing, p50", ms(nothing))
            edits = measured(f"{steps} steps: an edit", page.edit, tree, nothing)
            typed = measured(f"{steps} steps: the whole text typed", page.type_on, tree, nothing)
            checks = measured(f"{steps} steps: a check", page.check, tree, nothing)
            for name, work in (("the state again", page.state), ("the form of a step", page.form), ("the map", page.map)):
                measured(f"{steps} steps: {name}", work, tree, nothing)
            line(f"{steps} steps: undo", ms(timed(page.undo)))
            page.close()
            compared(steps, edits)
            slowest = max(slowest, edits.p50, typed.p50, checks.p50)
    goal(f"each change and check ≤ {ms(GOAL)}, p50 of the slowest", met=slowest <= GOAL, figure=ms(slowest))


if __name__ == "__main__":
    main()
